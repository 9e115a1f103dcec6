"""Contract tests find what is planted in a project, file by file, and nothing in a new project."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.contract_tests import data_files
from experiments.new.new_project import new_project
from experiments.provenance.chosen_project import choose
from scenarios.problems import ScenarioError
from tests.own_project import standing_in

INSTRUMENT = '''"""Made up."""

from model.instrument import Instrument, Setting


class Planted(Instrument):
    """Made up."""

    kind = "NAME"
    full_strength = Setting("NAME.strength")
    days = Setting("NAME.staff_days")

    def staff_days(self):
        return self.per_thousand(self.days)

    def BODY
'''
LEDGER = """
NAME:
  strength: {default: 1, range: [0, 1]}
  staff_days: {default: 4, range: [1, 10]}
"""
INSTRUMENTS = {
    "always_on": "set_up(self, levers):\n        levers.skill += 0.2",
    "idle": "set_up(self, levers):\n        pass",
    "free": "staff_days(self):\n        return 0.0 * self.days",
    "meddling": "set_up(self, levers):\n        self.world.households.trust_committee[:] = 2.0",
    "spilling": "set_up(self, levers):\n        levers.disclosure += 0.3 * self.strength.max()",
    "early": "prepare(self):\n        self.world.levers.disclosure += 0.3",
    "biased": "set_up(self, levers):\n        levers.skill += 0.2 * self.strength",
}
RULE = '''"""Made up."""

import numpy as np

from agents.elderly import ElderlyResident


class Planted(ElderlyResident):
    """Made up."""

    def takes_part(self, meeting, draw):
        BODY
'''
RULES = {
    "writing": "self._table.columns['trust_committee'][:] = 0.5\n        return draw < 0.5",
    "moody": "return draw < np.random.default_rng().random()",
    "two_faced": "return draw < (0.9 if isinstance(draw, float) else 0.1)",
    "wordy": "return 'yes'",
    "counting": "self._asked = 1\n        return draw < 0.5",
}
OUTCOME = '''"""Made up."""

import numpy as np

from model.outcome import Outcome


class Planted(Outcome):
    """Made up."""

    unit = "none"

    def month(self, world):
        count = world.compounds.count
        BODY
'''
OUTCOMES = {
    "touching": "world.households.hardship[:] = 0.5\n        return np.zeros(count)",
    "of_all": "return np.full(count, world.households.hardship.mean())",
    "erratic": "return np.random.default_rng().random(count)",
    "endless": "return np.full(count, np.inf)",
    "one_for_all": "return 3.0",
}

FOUND = {
    ("test_at_strength_zero_an_instrument_changes_nothing_but_cost", "always_on"),
    ("test_an_instrument_in_full_changes_more_than_cost", "idle"),
    ("test_an_instrument_costs_days_and_perhaps_money_even_where_it_does_nothing", "free"),
    ("test_an_instrument_moves_levers_and_no_outcome", "meddling"),
    ("test_an_instrument_keeps_books_people_and_issues_in_order", "meddling"),
    ("test_an_instrument_lives_the_same_months_alone_and_beside_others", "spilling"),
    ("test_before_its_start_an_instrument_neither_acts_nor_costs", "early"),
    ("test_an_instrument_has_strength_and_cost_in_the_ledger", "biased"),
    *(
        ("test_a_rule_answers_a_cohort_and_one_agent_alike_and_writes_nothing", rule)
        for rule in ("writing", "moody", "two_faced", "wordy")
    ),
    *(
        ("test_a_rule_hangs_on_nothing_but_what_it_is_given", rule)
        for rule in ("writing", "moody", "two_faced", "wordy", "counting")
    ),
    ("test_an_outcome_looks_and_never_touches", "touching"),
    ("test_an_outcome_is_of_one_compound_whoever_lives_beside_it", "of_all"),
    ("test_an_outcome_is_one_number_a_compound_and_the_same_each_time", "erratic"),
    ("test_an_outcome_is_one_number_a_compound_and_the_same_each_time", "endless"),
    ("test_a_district_has_one_number_of_an_outcome_within_those_of_its_compounds", "one_for_all"),
    ("test_an_outcome_says_what_it_is", "nameless"),
    ("test_every_parameter_of_the_project_is_read_by_its_code", ""),
}
"""Which test finds what: each at least once."""

SOUND = (
    "stairwell_captains",
    "wait_and_see",
    "trust_polarisation",
    "elderly_tenant_hardship",
    "our-compound",
)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A new project, chosen."""
    with standing_in(tmp_path, monkeypatch):
        folder = new_project("mine")
        choose(str(folder))
        yield folder


def said_of(folder: Path, *words: str) -> str:
    """What pytest says of the tests of a project, started in it as students do."""
    surroundings = {
        key: value for key, value in os.environ.items() if not key.startswith(("GONGZHI", "PYTEST"))
    }
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=line", "-p", "no:cacheprovider", *words]
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def outcomes_of(said: str, word: str) -> set[tuple[str, str]]:
    """The tests that ended so, each with the file that it was about."""
    found = re.findall(rf"^{word} \S*::(\w+)(?:\[([\w-]+?)(?:-[\w. ]+)?\])?", said, flags=re.MULTILINE)
    return set(found)


@pytest.mark.slow
def test_every_fault_that_is_planted_is_found_and_nothing_else(mine: Path) -> None:
    """Each is tried by the test that finds it, what is sound by all."""
    for name, body in INSTRUMENTS.items():
        text = INSTRUMENT.replace("NAME", name).replace("BODY", body)
        (mine / f"instruments/{name}.py").write_text(text, encoding="utf-8")
        entries = LEDGER.replace("NAME", name)
        if name == "biased":
            entries = entries.replace("default: 1", "default: 0.5")
        with (mine / "parameters.yaml").open("a", encoding="utf-8") as ledger:
            ledger.write(entries)
    for folder, form, bodies in (("agents", RULE, RULES), ("outcomes", OUTCOME, OUTCOMES)):
        for name, body in bodies.items():
            (mine / folder / f"{name}.py").write_text(form.replace("BODY", body), encoding="utf-8")
    nameless = OUTCOME.replace("BODY", "return np.zeros(count)").replace('    """Made up."""\n', "")
    (mine / "outcomes/nameless.py").write_text(nameless, encoding="utf-8")
    with (mine / "parameters.yaml").open("a", encoding="utf-8") as ledger:
        ledger.write("spare:\n  number: {default: 1, range: [0, 1]}\n")
    said = said_of(
        mine, "-k", " or ".join([*SOUND, *(f"({test} and {name or test})" for test, name in FOUND)])
    )
    failed = outcomes_of(said, "FAILED")
    assert failed >= FOUND, f"{FOUND - failed}\n{said}"
    sound = {name.partition("-")[0] for name in SOUND}  # what follows a dash tells cases of a test apart
    assert not {test for test in failed if test[1] in sound}, said
    assert {name for _test, name in outcomes_of(said, "PASSED")} >= sound, said


@pytest.mark.slow
def test_a_new_project_keeps_its_contracts_even_where_its_folders_are_packages(mine: Path) -> None:
    """Begun as `python -m pytest`, which puts the project before gongzhi where Python looks for `agents`."""
    for part in ("agents", "instruments", "outcomes", "tests", ""):
        (mine / part / "__init__.py").touch()
    said = said_of(mine / "tests")
    assert not outcomes_of(said, "FAILED") and " passed" in said and "error" not in said.lower(), said
    here = said_of(mine, "tests", "-k", "ledger or study or parameter")
    assert " passed" in here and not outcomes_of(here, "FAILED") and "error" not in here.lower(), here


def damage(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_project_s_data_files_pass(mine: Path) -> None:
    data_files.test_a_study_is_read("first")
    data_files.test_patterns_are_read_and_their_scenarios_exist("expected")
    data_files.test_a_governance_model_is_read_and_governs_a_month("captains")
    data_files.test_a_case_is_read_and_its_people_live_a_month("our-compound")
    data_files.test_every_parameter_of_the_project_is_read_by_its_code()


def test_a_case_that_is_wrong_is_found(mine: Path) -> None:
    damage(mine / "cases/our-compound.yaml", "place.households", "place.housholds")
    with pytest.raises(ScenarioError, match="is not in the ledger"):
        data_files.test_a_case_is_read_and_its_people_live_a_month("our-compound")


def test_a_governance_model_that_is_wrong_is_found(mine: Path) -> None:
    damage(mine / "governance/captains.yaml", "stairwell_captains:", "stairwell_captain:")
    with pytest.raises(ScenarioError, match="is not an instrument"):
        data_files.test_a_governance_model_is_read_and_governs_a_month("captains")


def test_a_study_that_is_wrong_is_found(mine: Path) -> None:
    damage(mine / "studies/first.yaml", "trust_of_both", "trust_of_nobody")
    with pytest.raises(ScenarioError, match="which is no outcome"):
        data_files.test_a_study_is_read("first")


def test_a_pattern_that_is_wrong_is_found(mine: Path) -> None:
    damage(mine / "patterns/expected.yaml", "governance: captains", "governance: captain")
    with pytest.raises(ScenarioError, match="captain"):
        data_files.test_patterns_are_read_and_their_scenarios_exist("expected")


def test_a_formula_that_is_wrong_is_found(mine: Path) -> None:
    damage(mine / "outcomes/formulas.yaml", "trust_prop", "trust_props")
    with pytest.raises(ScenarioError, match="trust_props"):
        data_files.test_a_formula_gives_a_number_of_every_run("formulas")
