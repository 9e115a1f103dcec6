"""What every data file of a project must do: be read without complaint, and mean something.

Invariant: a file is read as any command reads it, so that what passes here is not refused there.
"""

import numpy as np
import pandas as pd
import pytest

from experiments.contract_tests.small_worlds import eventful
from experiments.design.formula_columns import with_formulas
from experiments.patterns.evaluate import own_patterns
from experiments.patterns.measurements import measurable, scenario_of
from experiments.patterns.parameter_usage import readers
from model.neighbourhood import Neighbourhood, Placement
from scenarios import catalogue, read
from scenarios.language import _
from scenarios.own_outcomes import needed
from scenarios.project import PATTERNS, project
from scenarios.study import study as read_study

__all__ = [
    "test_a_case_is_read_and_its_people_live_a_month",
    "test_a_formula_gives_a_number_of_every_run",
    "test_a_governance_model_is_read_and_governs_a_month",
    "test_a_study_is_read",
    "test_every_parameter_of_the_project_is_read_by_its_code",
    "test_patterns_are_read_and_their_scenarios_exist",
]

MOST_HOUSEHOLDS = 2000
"""How large a place may be that is lived in here."""


def test_a_case_is_read_and_its_people_live_a_month(case_file: str) -> None:
    given = read.scenario(case_file, "baseline", months=1, burn_in=0, measured=())
    if given.households <= MOST_HOUSEHOLDS:
        Neighbourhood(given, rng=1).run()


def test_a_governance_model_is_read_and_governs_a_month(governance_file: str) -> None:
    values = {"place.households": 60.0}
    given = read.scenario("xihu", governance_file, months=1, burn_in=0, overrides=values, measured=())
    world = Neighbourhood(given, rng=1).run()
    assert {one.kind for one in world.held} == set(given.instruments)


def test_a_study_is_read(study_file: str) -> None:
    plan = read_study(study_file)
    assert plan.cases and plan.governance


def test_patterns_are_read_and_their_scenarios_exist(pattern_file: str) -> None:
    found = project()
    assert found is not None
    patterns = own_patterns([found.folder / PATTERNS / f"{pattern_file}.yaml"], measurable())
    assert patterns, _("{file} holds nothing.", file=f"{PATTERNS}/{pattern_file}.yaml")
    for side in (side for one in patterns.values() for side in one.all_sides()):
        scenario_of(side)


def test_a_formula_gives_a_number_of_every_run(formula_file: str) -> None:
    entries = catalogue.own()
    formulas = {name: entry for name, entry in entries.items() if entry.formula is not None}
    measured = needed(formulas, catalogue.outcomes())
    given = eventful(("forum",), months=14, burn_in=4, measured=measured)
    rows = Neighbourhood([Placement(given, seed) for seed in range(2)]).run().outcomes()
    found = with_formulas(rows, formulas)
    for name in formulas:
        assert name in found, _("{outcome} needs what no run measures.", outcome=name)
        assert not np.isinf(found[name]).any(), _("{outcome} is infinite.", outcome=name)
    pd.testing.assert_frame_equal(with_formulas(rows, formulas), found)


def test_every_parameter_of_the_project_is_read_by_its_code() -> None:
    own = catalogue.ledger().further
    if not own:
        pytest.skip("no parameters of its own")
    unread = sorted(key for key in own if not readers()[key])
    assert not unread, _(
        "{keys} of {file} are read by no code.", keys=", ".join(unread), file="parameters.yaml"
    )
