"""The project of a Dutch owners' association does what its README says: it is read, compared and checked."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios import language
from tests.own_project import standing_in

FOLDER = Path(__file__).parents[1] / "docs/projects/vve"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TWO = ("self-managed", "managed-renovation")
SMALL = ("--replicates", "2", "--months", "3", "--jobs", "1")


@pytest.fixture
def vve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with standing_in(FOLDER, monkeypatch) as folder:
        yield folder


def test_every_number_of_the_block_says_where_it_comes_from(vve: Path) -> None:
    from scenarios.read import case, ledger

    given = case("linden-court").parameters
    assert given["place.households"].value == 64
    for key, one in given.items():
        assert one.source.startswith(("assumption: ", "by definition: ", "Burgerlijk Wetboek")), key
        assert one.source.startswith("Burgerlijk") == (one.grade == "law"), key
    rate = ledger()["maintenance_plan.rate"]
    assert (rate.default, rate.grade) == (0.005, "law") and "5:126" in rate.source


def test_what_a_dutch_block_does_not_have_is_switched_off(vve: Path) -> None:
    from scenarios.read import governance, issue_kinds, scenario

    for model in TWO:
        found = scenario("linden-court", model)
        held = {one.kind for one in governance(model).instruments}
        assert not held & {"convenor", "owners_committee", "street_property", "volunteers"}
        assert not any(
            found.parameters[f"population.party_{who}"] for who in ("elderly", "established", "young")
        )
        assert found.parameters["landlord.converts_at"] == 0
    weights = found.case.demands.weights if found.case.demands else {}
    of_street = {kind.id for kind in issue_kinds() if kind.fixer == "street" and kind.tag != "conflict"}
    assert of_street and all(weights[kind] == 0 for kind in of_street)


def test_it_is_told_in_dutch_where_that_is_asked_for_and_else_in_english(vve: Path, monkeypatch) -> None:
    from experiments.cli.catalogue import cases
    from scenarios import read
    from scenarios.language import pick

    def told() -> tuple[object, object]:
        block = next(one for one in cases() if one["id"] == "linden-court")
        return block["name"], block["type_name"]

    monkeypatch.setenv("GONGZHI_LANG", "nl")
    sentences = [pick(one.sentence) for one in read.differences(*map(read.governance, TWO))]
    assert any(one.endswith("De beheerder volgt elke melding tot die is afgehandeld.") for one in sentences)
    assert told() == ("Lindenhof", "Vereniging van Eigenaars")
    with language.spoken("en"):
        assert told() == ("Linden Court", "owners' association")
    with language.spoken("zh"):
        assert told() == ("Linden Court", "业主协会")


def unseen(_figure: object, stem: Path, _source: object) -> None:
    """Leave out a picture, which has tests of its own."""
    for ending in (".png", ".svg"):
        stem.with_suffix(ending).write_text("<svg/>", encoding="utf-8")


@pytest.mark.slow
def test_it_is_compared_and_judged_in_euro(vve: Path, tmp_path: Path, capsys, monkeypatch) -> None:
    from experiments.cli.app import main

    monkeypatch.setattr("results.figures.study_figures.save", unseen)

    def said(*words: str) -> str:
        with pytest.raises(SystemExit) as left:
            main([*words, "--lang", "en"])
        assert left.value.code == 0
        return capsys.readouterr().out

    words = ("compare", "linden-court", "--governance", ",".join(TWO), *SMALL, "--out", str(tmp_path / "out"))
    told = said(*words)
    assert "Linden Court" in told and "maintenance backlog" in told and "yuan" not in told
    found = (tmp_path / "out" / "comparison.csv").read_text(encoding="utf-8-sig")
    assert "maintenance_backlog" in found and not CHINESE.search(told + found)
    listed = said("list", "outcomes")
    assert "euro per" in " ".join(listed.split()) and "yuan per" not in " ".join(listed.split())
    assert "plan-clears-backlog" in said("patterns", "--id", "plan-clears-backlog", *SMALL[:2], "--jobs", "1")


@pytest.mark.slow
def test_its_contract_tests_pass() -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GONGZHI_")}
    checked = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert checked.returncode == 0 and " passed" in checked.stdout, checked.stdout
