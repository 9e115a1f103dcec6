"""The model's description: complete, true to the code, in both languages, and as committed."""

import inspect
from functools import cache
from pathlib import Path

import pytest

from agents.resident import Resident
from results.odd import code
from results.odd.document import odd, told_instruments, told_parameters
from results.odd.pages import DOCUMENTS, counts, file_of
from scenarios import catalogue, language
from scenarios.description import description
from scenarios.rules import rule_words

ROOT = Path(__file__).parents[3]


@cache
def written(document: str, spoken: str) -> str:
    """A document as the code writes it, in either language."""
    with language.spoken(spoken):  # type: ignore[arg-type]
        return DOCUMENTS[document]()


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """The description in both languages."""
    return {spoken: written("odd", spoken) for spoken in language.LANGUAGES}


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.slow
def test_the_documents_committed_are_those_of_the_code(document: str, spoken: str) -> None:
    text = file_of(document, spoken).read_text(encoding="utf-8")
    assert text == written(document, spoken), "run: python -m results.odd.pages"


@pytest.mark.slow
def test_the_checklists_fill_in_every_number() -> None:
    for name in ("trace", "stress"):
        assert "{" not in written(name, "en")
    assert counts()["parameters"] == len(told_parameters())


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_it_has_all_seven_elements_every_parameter_and_every_rule(told: dict[str, str], spoken: str) -> None:
    page = told[spoken]
    assert [line[3] for line in page.splitlines() if line.startswith("## ")] == list("1234567")
    for key in told_parameters():
        assert f"`{key}`" in page
    for kind in told_instruments():
        assert f"(`{kind}`)" in page
    for entry in rule_words().rules.values():
        assert (entry.name.zh if spoken == "zh" else entry.name.en) in page


def test_every_rule_names_its_submodel() -> None:
    known = set(description().submodels)
    assert {rule.id: rule.submodel for rule in code.rules().values() if rule.submodel not in known} == {}


def test_every_stage_of_the_month_is_named_and_no_other() -> None:
    assert code.stages() == list(description().stages)


def test_a_formula_is_what_the_rule_computes() -> None:
    formula = code.rules()["household.minds_noise"].formula
    assert formula == (
        "return if_present(draw < 1.0 - exp(-noise_rate * disturbance))\n"
        "# if_present:\nreturn decision & present"
    )
    assert "noise_rate" in inspect.getsource(Resident.minds_noise)


def test_a_parameter_stands_with_the_rule_that_reads_it(told: dict[str, str]) -> None:
    section = told["en"].split("### S14 ")[1].split("### S15 ")[0]
    assert "`petitions.threshold`" in section and "`fee.price`" not in section


def test_every_file_that_a_submodel_names_exists() -> None:
    for submodel in description().submodels.values():
        assert all((ROOT / file).is_file() for file in submodel.files)


def test_a_parameter_without_text_cannot_be_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from scenarios.problems import ScenarioError

    shutil.copytree(ROOT / "scenarios", tmp_path / "s", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = tmp_path / "s/parameters.yaml"
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    place = next(row for row, line in enumerate(lines) if line.startswith("    text:"))
    del lines[place : place + (3 if lines[place].strip() == "text:" else 1)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(catalogue, "HERE", tmp_path / "s")
    with pytest.raises(ScenarioError, match=r"parameters\.yaml.*text"):
        odd()
