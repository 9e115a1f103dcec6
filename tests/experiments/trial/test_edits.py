"""What changed between two versions is named; comments, docstrings and texts are no change."""

import shutil
from pathlib import Path

import pytest

from experiments.errors import ArgumentError
from experiments.trial.edits import edits
from experiments.trial.reach import unused
from experiments.trial.stray_methods import stray_methods
from experiments.trial.tried_edit import impure_rules
from experiments.trial.versions import CodeVersion, TwoVersions
from results.trial.edits_in_words import edit_words
from scenarios.language import spoken
from scenarios.problems import number
from scenarios.read import ledger

ROOT = Path(__file__).resolve().parents[3]
DATA = shutil.ignore_patterns("__pycache__", "locale", "posterior", "patterns", "studies")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edited")
    for package in ("agents", "model", "scenarios"):
        shutil.copytree(ROOT / package, folder / package, ignore=DATA)
    return folder


ANOTHER = """    kind: ClassVar[str] = "elderly"

    def {name}(self, meeting, draw):
        return draw < 0.5
"""


class Editing:
    """An edited copy of gongzhi, which the next edit begins anew."""

    def __init__(self, folder: Path) -> None:
        self.versions = TwoVersions(CodeVersion(ROOT), CodeVersion(folder), "before")
        self._folder = folder
        self.kept: dict[Path, str | None] = {}

    def replace(self, name: str, old: str, new: str) -> None:
        file = self._folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        self.kept.setdefault(file, text)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        file = self._folder / name
        self.kept.setdefault(file, None)
        file.write_text(text, encoding="utf-8")

    def names(self) -> list[str]:
        return [one.name for one in edits(self.versions)]


@pytest.fixture
def editing(copy: Path):
    one = Editing(copy)
    yield one
    for file, text in one.kept.items():
        file.unlink() if text is None else file.write_text(text, encoding="utf-8")


def test_nothing_changed_between_two_copies(editing: Editing) -> None:
    assert edits(editing.versions) == ()


def test_comments_docstrings_and_texts_are_no_edits(editing: Editing) -> None:
    editing.replace("agents/elderly.py", '"""Hears every shop', '"""Now hears every shop')
    editing.replace("agents/resident.py", "SILENT, INTERNAL", "# a comment\nSILENT, INTERNAL")
    editing.replace("scenarios/cases/minzhu.yaml", "en: Minzhu Village", "en: Minzhu")
    editing.replace("scenarios/parameters.yaml", "source: S3 (inf.)", "source: S4 (inf.)")
    assert edits(editing.versions) == ()


def test_what_nothing_is_done_with_is_no_edit(editing: Editing) -> None:
    editing.replace(
        "agents/elderly.py", "from agents.actor import Parameter", "from agents.actor import Parameter, State"
    )
    editing.replace(
        "agents/resident.py",
        "from agents.learner import Learner\nfrom agents.perceptions import Bill, Burden",
        "from agents.perceptions import Burden, Bill",
    )
    editing.replace(
        "agents/resident.py", "SILENT, INTERNAL", "from agents.learner import Learner\nSILENT, INTERNAL"
    )
    assert edits(editing.versions) == ()


def test_an_instrument_is_adopted_or_given_up_whatever_more_is_said_of_it(editing: Editing) -> None:
    said = "  patrol:\n    sentence: {zh: 巡逻, en: Patrols.}\n"
    editing.replace("scenarios/governance/baseline.yaml", "instruments: {}", f"instruments:\n{said}")
    editing.replace(
        "scenarios/governance/troika.yaml", "  arrears_settlement:\n    sentence:", "  patrol:\n    sentence:"
    )
    told = {(one.stem, one.name, one.how) for one in edits(editing.versions)}
    assert told == {
        ("baseline", "instruments.patrol", "added"),
        ("troika", "instruments.patrol", "added"),
        ("troika", "instruments.arrears_settlement", "removed"),
    }


def test_another_parameter_is_told_with_the_one_before(editing: Editing) -> None:
    editing.replace("agents/elderly.py", 'Parameter("elderly.time_cost")', 'Parameter("young.time_cost")')
    [edit] = edits(editing.versions)
    values = "Parameter('elderly.time_cost') → Parameter('young.time_cost')"
    with spoken("en"):
        assert edit_words(edit) == f"code ElderlyResident.time_cost (agents/elderly.py:19): {values}"


def test_a_rule_is_named_with_its_file_and_line(editing: Editing) -> None:
    editing.replace(
        "agents/resident.py", "return draw < trouble.ordinary", "return draw < 2 * trouble.ordinary"
    )
    [found] = edits(editing.versions)
    assert (found.what, found.name, found.file) == ("rule", "Resident.meets_trouble", "agents/resident.py")
    lines = (editing.versions.now.code / found.file).read_text(encoding="utf-8").splitlines()
    assert "def meets_trouble" in lines[(found.line or 0) - 1]


def test_a_parameter_is_named_with_both_values_and_unit_and_its_range_apart(editing: Editing) -> None:
    usual = ledger()["issues.rate"].default
    editing.replace(
        "scenarios/parameters.yaml",
        f"    default: {number(usual)}\n    range: [3.3, 210]",
        "    default: 5\n    range: [3, 210]",
    )
    value, reach = edits(editing.versions)
    assert (value.what, value.name, value.before, value.now) == ("parameter", "issues.rate", usual, 5)
    assert value.unit == "issues/1000 residents/year"
    assert (reach.what, reach.name) == ("range", "issues.rate.range")
    from results.trial.edits_in_words import edit_words

    with spoken("en"):
        assert edit_words(value) == f"issues.rate {number(usual)} → 5 issues/1000 residents/year"


def test_instruments_helpers_and_values_of_cases_are_named(editing: Editing) -> None:
    editing.replace(
        "model/instruments/patrol.py", "def set_up", "def more(self):\n        pass\n\n    def set_up"
    )
    editing.replace("model/grievance.py", "def feel(", "EXTRA = 1\n\n\ndef feel(")
    editing.replace("scenarios/cases/minzhu.yaml", "value: 518", "value: 500")
    found = {(one.what, one.stem, one.name) for one in edits(editing.versions)}
    assert found == {
        ("instrument", "patrol", "Patrol.more"),
        ("code", "grievance", "EXTRA"),
        ("case", "minzhu", "place.households"),
    }


def test_a_file_that_is_no_python_is_told_with_its_line(editing: Editing) -> None:
    editing.replace("agents/resident.py", "return draw < trouble.ordinary", "return draw <")
    with pytest.raises(ArgumentError, match=r"agents/resident\.py:\d+"):
        edits(editing.versions)


def test_a_method_that_overrides_nothing_is_held_against_what_it_takes(editing: Editing) -> None:
    editing.replace(
        "agents/elderly.py",
        '    kind: ClassVar[str] = "elderly"',
        ANOTHER.format(name="joins_in"),
    )
    [stray] = stray_methods(edits(editing.versions), editing.versions.now)
    assert (stray.edit.name, stray.meant) == ("ElderlyResident.joins_in", "takes_part")


def test_a_rule_that_is_overridden_is_no_stray_method(editing: Editing) -> None:
    editing.replace(
        "agents/elderly.py",
        '    kind: ClassVar[str] = "elderly"',
        ANOTHER.format(name="takes_part"),
    )
    found = edits(editing.versions)
    assert [one.name for one in found] == ["ElderlyResident.takes_part"]
    assert stray_methods(found, editing.versions.now) == ()


def test_an_edited_rule_that_draws_chance_of_its_own_is_told(editing: Editing) -> None:
    rule = ANOTHER.format(name="takes_part").replace("draw < 0.5", "np.random.random() < 0.5")
    editing.replace("agents/elderly.py", '    kind: ClassVar[str] = "elderly"', rule)
    editing.replace(
        "agents/elderly.py",
        "from typing import ClassVar",
        "from typing import ClassVar\n\nimport numpy as np",
    )
    problems = impure_rules(edits(editing.versions), editing.versions.now)
    assert ("ElderlyResident.takes_part", "random") in [(one.rule, one.code) for one in problems]


HELD = {"parameters": [{"issues.rate": 30.0}], "instruments": [], "rules": [], "events": [], "measures": []}


def test_an_instrument_that_nobody_holds_is_unused_and_a_governance_model_named(editing: Editing) -> None:
    editing.replace("model/instruments/forum.py", "class ", "EXTRA = 1\n\n\nclass ")
    [one] = unused(edits(editing.versions), HELD, HELD)
    assert one.why == "not held"
    assert one.remedy.startswith("--governance ")
    assert unused(edits(editing.versions), HELD, {**HELD, "instruments": ["forum"]}) == ()


def test_a_parameter_is_used_where_its_value_differs(editing: Editing) -> None:
    usual = number(ledger()["issues.rate"].default)
    editing.replace(
        "scenarios/parameters.yaml",
        f"    default: {usual}\n    range: [3.3",
        "    default: 5\n    range: [3.3",
    )
    found = edits(editing.versions)
    [one] = unused(found, HELD, HELD)
    assert one.why == "overridden"
    assert unused(found, HELD, {**HELD, "parameters": [{"issues.rate": 5.0}]}) == ()
