"""The model's description: true to the code, in both languages, as committed, enough to build it again."""

import inspect
import re
from functools import cache
from pathlib import Path

import pytest

from agents.actor import Actor
from agents.attribute import looked
from agents.resident import Resident
from model.instruments.by_type import GROUPS, TYPES
from results.odd import code, tables
from results.odd.document import keys_read, odd, told_instruments, told_parameters
from results.odd.pages import DOCUMENTS, counts, file_of
from scenarios import catalogue, language, read
from scenarios.description import ELSEWHERE, description
from scenarios.problems import number
from scenarios.rules import rule_words

ROOT = Path(__file__).parents[3]
BY_TYPE = {f"by_type.{kind}_{group}" for kind in TYPES for group in GROUPS.values()}
"""Keys that one formula names by their pattern."""
FORMULA = re.compile(r"exp\(|ln\(|σ\(|√|Σ|Π|⌊|⌈|←|\]⁺| = |/\(| · ")
"""Marks of a formula."""


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


def section(text: str, name: str) -> str:
    """One submodel of the description."""
    return text.split(f"\n### {name} ", 1)[1].split("\n### ", 1)[0]


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_every_parameter_is_explained_and_not_only_listed(told: dict[str, str], spoken: str) -> None:
    lines = told[spoken].splitlines()
    for key in told_parameters().keys() - BY_TYPE:
        said = (line for line in lines if not line.startswith(f"| `{key}` |"))
        assert any(f"`{key}`" in line or f"'{key}'" in line for line in said), key


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_all_that_a_submodel_reads_stands_in_its_section(told: dict[str, str], spoken: str) -> None:
    for name in description().submodels:
        text = section(told[spoken], name)
        assert [key for key in keys_read(name) if f"`{key}`" not in text] == [], name


def test_a_formula_says_which_parameter_each_of_its_names_is() -> None:
    rule = code.rules()["household.joins_petition"]
    assert dict(code.names_meant(rule)) == {
        "futility": ["petitions.futility"],
        "petition_threshold": ["petitions.threshold"],
    }
    assert "crowd.share_active" in dict(code.shown_in(rule))
    assert ["elderly.move_out", "established.move_out", "landlord.move_out", "young.move_out"] in dict(
        code.names_meant(code.rules()["household.moves_out"])
    ).values()


def test_every_stage_names_its_submodel_and_every_submodel_has_a_stage() -> None:
    named = {one for stage in description().stages.values() for one in stage.of}
    assert named - set(ELSEWHERE) == set(description().submodels)


def test_every_case_is_there_with_every_value_of_its_own() -> None:
    values = tables.case_values()
    for name, case in tables.told_cases().items():
        for key, given in case.parameters.items():
            row = next(line for line in values.splitlines() if line.startswith(f"| `{key}` |"))
            own = row.split(f"`{name}`")[0]
            assert re.findall(r"([-\d.e+]+): ", own)[-1] == number(given.value), (name, key)
        assert f"| `{name}` |" in tables.case_table()


def test_every_outcome_says_how_it_is_computed() -> None:
    assert tables.formula_of("lost_share") == "`ratio(total(record, 'lost'), total(record, 'collected'))`"
    for outcome in read.outcome_entries():
        formula = tables.formula_of(outcome)
        assert not formula.startswith("`") or formula.count("(") >= 1 or " / " in formula, outcome


def test_formulas_stand_in_the_description_and_in_no_second_place() -> None:
    text = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if FORMULA.search(line)] == []


def test_no_rule_gives_its_own_variable_the_name_of_a_parameter_or_state() -> None:
    kinds: set[type[Actor]] = set()
    for rule in code.rules().values():
        kinds |= set(code.kinds_of(rule.id.partition(".")[0]))
    twice = [
        (kind.__name__, name, own)
        for kind in kinds
        for name, member in vars(kind).items()
        if inspect.isfunction(member)
        for own in _variables(member) & set(looked(kind))
    ]
    assert twice == [("PropertyFirm", "agrees_to_terms", "cost_plus")]  # asked for, and that it has


def _variables(method: object) -> set[str]:
    """The names that a method gives to its arguments and to what it computes."""
    compiled = method.__code__  # type: ignore[attr-defined]
    return set(compiled.co_varnames)
