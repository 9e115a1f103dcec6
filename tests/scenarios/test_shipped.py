"""What comes with gongzhi stands in one list; whatever else lies in its folders is somebody's own."""

from pathlib import Path

import pytest

from scenarios import catalogue, shipped
from scenarios.project import rule_files
from scenarios.read import ScenarioError, case, governance, ledger, sections
from scenarios.shipped import FILE, FOLDERS

ROOT = Path(__file__).resolve().parents[2]
LAMPLIGHTERS = """
lamplighters:
  strength: {default: 1, range: [0, 1]}
  trained: {name: 培训, default: 0.2, range: [0, 1]}
"""


@pytest.mark.parametrize("part", FOLDERS)
def test_what_is_listed_is_there(part: shipped.Part) -> None:
    there = {file.stem for file in (ROOT / FOLDERS[part]).iterdir() if file.suffix in (".py", ".yaml")}
    assert not shipped.shipped(part) - there, f"take it out of {FILE.name}"


def test_every_section_that_is_listed_is_there() -> None:
    assert not shipped.shipped("sections") - sections().keys(), f"take it out of {FILE.name}"


@pytest.fixture
def clone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data in a folder like gongzhi's own; what is added there is somebody's own."""
    copy = folder / "scenarios" / FILE.name
    copy.parent.mkdir()
    copy.write_bytes(FILE.read_bytes())
    monkeypatch.setattr(shipped, "FILE", copy)
    return folder


def test_a_section_that_is_not_listed_may_say_as_little_as_a_projects(clone: Path) -> None:
    with (clone / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write(LAMPLIGHTERS)
    entry = ledger()["lamplighters.trained"]
    assert (entry.source, entry.unit, entry.name.en, entry.set_by) == (
        "own idea",
        "none",
        "培训",
        "governance",
    )
    assert catalogue.of_clone("parameters") >= {"lamplighters.strength", "lamplighters.trained"}
    assert catalogue.of_project("parameters") == catalogue.of_clone("parameters")


def test_a_section_that_is_listed_says_where_its_numbers_come_from(clone: Path) -> None:
    with (clone / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write(LAMPLIGHTERS)
    listed = shipped.FILE.read_text(encoding="utf-8").replace("sections = [", 'sections = ["lamplighters", ')
    shipped.FILE.write_text(listed, encoding="utf-8")
    shipped._read.cache_clear()
    try:
        with pytest.raises(ScenarioError, match=r"lamplighters\.about is missing"):
            ledger()
    finally:
        shipped._read.cache_clear()


def test_an_idea_may_be_added_to_a_section_of_gongzhis(clone: Path, damage) -> None:
    own = "elderly:\n  shyness: {default: 0.2, range: [0, 1], source: own idea}\n"
    damage("parameters.yaml", "\nelderly:\n", "\n" + own)
    assert ledger()["elderly.shyness"].unit == "none"
    assert "elderly.shyness" in catalogue.of_clone("parameters")


def test_a_case_and_a_governance_model_that_are_not_listed_may_give_bare_numbers(clone: Path) -> None:
    text = "extends: old-small\nparameters: {place.households: 90}\n"
    (clone / "cases/ours.yaml").write_text(text, encoding="utf-8")
    (clone / "governance/ours.yaml").write_text("extends: baseline\ninstruments: {patrol: }\n", "utf-8")
    assert case("ours").parameters["place.households"].value == 90
    assert governance("ours").instruments[0].kind == "patrol"


def test_a_case_may_name_a_rule_of_ones_own_that_lies_among_those_of_gongzhi(clone: Path) -> None:
    (clone / "agents").mkdir()
    (clone / "agents/hesitant.py").write_text("", encoding="utf-8")
    text = "extends: old-small\nrules: {elderly: hesitant}\n"
    (clone / "cases/ours.yaml").write_text(text, encoding="utf-8")
    assert case("ours").rules == {"elderly": "hesitant"}
    assert rule_files()["hesitant"] == clone / "agents/hesitant.py"
