"""A world asked cohort by cohort and the same world asked agent by agent live the same months."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from agents.actor import Actor
from agents.column import Share
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario, governance_models

type Scene = Callable[..., Scenario]
type Rows = Callable[..., pd.DataFrame]

BUSY = {"place.households": 60, "issues.rate": 150, "young.move_out": 0.02, "petitions.threshold": 0.08}


def _assert_same_lives(cohorts: Neighbourhood, one_by_one: Neighbourhood) -> None:
    for rows in (Neighbourhood.monthly, Neighbourhood.outcomes):
        pd.testing.assert_frame_equal(rows(cohorts), rows(one_by_one), rtol=0, atol=1e-9)
    for table, single in zip(cohorts.tables(), one_by_one.tables(), strict=True):
        for name, column in table.columns.items():
            other = single.columns[name]
            if np.issubdtype(column.dtype, np.floating):
                np.testing.assert_allclose(column, other, rtol=0, atol=1e-9, err_msg=name)
            else:
                np.testing.assert_array_equal(column, other, err_msg=name)
    pd.testing.assert_frame_equal(cohorts.issues_table(), one_by_one.issues_table(), rtol=0, atol=1e-9)


@pytest.mark.parametrize("governance", governance_models())
@pytest.mark.slow
def test_a_world_lives_the_same_months_asked_one_by_one(scene: Scene, governance: str) -> None:
    given = scene("minzhu", governance, BUSY)
    cohorts, one_by_one = (
        Neighbourhood(given, rng=11, one_by_one=how, archive=True).run() for how in (False, True)
    )
    assert len(one_by_one.issues_table()) > 20
    _assert_same_lives(cohorts, one_by_one)


def test_two_different_compounds_live_the_same_months_asked_one_by_one(scene: Scene) -> None:
    places = [
        Placement(scene("minzhu", "one-four-n", BUSY), 1),
        Placement(scene("honghu", "troika", {"place.households": 40, "fee.quality": 3, "ties.degree": 3}), 2),
    ]
    cohorts, one_by_one = (Neighbourhood(places, one_by_one=how, archive=True).run() for how in (False, True))
    _assert_same_lives(cohorts, one_by_one)


def test_one_by_one_really_asks_single_agents(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from agents.resident import Resident

    asked: list[object] = []
    usual = Resident.resents

    def listening(self: Actor, has_firm: float) -> Share:
        asked.append(self.row)
        return usual(self, has_firm)

    listening.__name__ = "resents"
    monkeypatch.setattr(Resident, "resents", listening)
    Neighbourhood(scene(values={"place.households": 60}), rng=1, one_by_one=True).step()
    assert asked == list(range(60))


@pytest.mark.slow
@pytest.mark.parametrize("case", ["minzhu", "xihu"])
def test_a_whole_case_lives_the_same_years_asked_one_by_one(scene: Scene, case: str) -> None:
    given = scene(case, "one-four-n", months=36)
    cohorts, one_by_one = (
        Neighbourhood(given, rng=11, one_by_one=how, archive=True).run() for how in (False, True)
    )
    _assert_same_lives(cohorts, one_by_one)
