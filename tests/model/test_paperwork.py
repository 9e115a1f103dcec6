"""Paperwork: the days that records take, what is done on paper only, and whoever asks finds out."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from model import paperwork, triage
from model.issues import ASSIGNED, COMMITTEE, ENDURED, EXTERNAL, FIRM, REOPENED
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario
from tests.model.test_theory_queue import DAYS_A_MEMBER, enter

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Committees = Callable[..., Neighbourhood]

SMALL = {"place.households": 60, "issues.rate": 200, "triage.staff": 0.5}


def test_records_take_days_for_what_was_told_this_month_where_it_is_followed_up(
    committees: Committees,
) -> None:
    world = committees(3, paperwork__days=0.25)
    world.month = 4
    world.levers.track = np.array([0.0, 0.8, 0.8])
    enter(world, np.array([0, 1, 1, 1, 2]), status=[ASSIGNED, ASSIGNED, ASSIGNED, EXTERNAL, ASSIGNED])
    world.issues.reported[-1] = 3  # its record was written last month
    assert paperwork.record_days(world) == pytest.approx([0.0, 0.25 * 0.8 * 2, 0.0])


def test_records_take_their_days_from_the_work(committees: Committees) -> None:
    world = committees(2, paperwork__days=0.5)
    world.month = 1
    world.begin_month()
    world.residents_committees.staff[:] = 20.0 / DAYS_A_MEMBER
    enter(world, np.repeat([0, 1], 8))
    world.levers.track = np.array([0.0, 1.0])
    triage.work(world)
    assert world.residents_committees.capacity == pytest.approx([20.0, 16.0])


def test_under_pressure_and_ranking_as_much_is_done_on_paper_as_english_hospitals_did(
    committees: Committees,
) -> None:
    """Bevan & Hood (2006): 90 % reported, 69 % by the patients."""
    world = committees(5, triage__unsatisfied=0.1, paperwork__gaming=1.4, fee__firm_present=1.0)
    world.levers.track, world.residents_committees.pressed[:] = np.array([0, 1, 0.5, 1, 1]), [1, 0, 1, 1, 1]
    enter(world, np.arange(5), fixer=[COMMITTEE, COMMITTEE, COMMITTEE, COMMITTEE, FIRM])
    odds = np.exp([0.0, 0.0, 0.7, 1.4, 0.0]) / 9.0  # a firm is under no pressure of the committee's backlog
    assert triage.unsatisfied(world, np.arange(5)) == pytest.approx(odds / (1.0 + odds))
    assert triage.unsatisfied(world, np.arange(5))[3] == pytest.approx(1.0 - 0.69, abs=0.01)
    world.issues.capital[3] = True  # a lift is there or is not
    assert triage.unsatisfied(world, np.arange(5))[3] == 0.1


def test_whoever_asks_has_the_paper_back_and_whoever_only_ranks_leaves_people_with_it(
    committees: Committees,
) -> None:
    world = committees(400, triage__unsatisfied=0.2, paperwork__gaming=2.0)
    asks = np.arange(400) < 200
    world.month = 1
    world.begin_month()
    world.levers.track = np.ones(400)
    world.levers.asks, world.residents_committees.pressed[:] = asks.astype(float), 1.0
    enter(world, np.arange(400))
    triage.finish(world, np.arange(400))
    states = world.issues.status
    assert not (states[asks] == ENDURED).any() and not (states[~asks] == REOPENED).any()
    share = 0.2 * np.exp(2.0) / (0.8 + 0.2 * np.exp(2.0))
    assert [np.mean(states[asks] == REOPENED), np.mean(states[~asks] == ENDURED)] == pytest.approx(
        [share, share], abs=0.1
    )


def test_a_committee_is_pressed_by_what_exceeds_the_backlog_it_can_bear(committees: Committees) -> None:
    world = committees(5, triage__backlog=2)
    world.month = 1
    world.begin_month()
    world.residents_committees.staff[:] = 10.0 / DAYS_A_MEMBER
    enter(world, np.arange(5), work=[1.0, 20.0, 40.0, 80.0, 1e9])
    triage.work(world)
    assert world.residents_committees.pressed == pytest.approx([0.0, 0.0, 0.5, 0.75, 1.0])


@pytest.fixture(scope="module")
def lives(scene: Scene, made_of: MadeOf) -> dict[str, Any]:
    """The months of a crowded compound in which nothing is followed up, and under a closed loop, with each
    number of paperwork; all live side by side.
    """
    values = {
        "none": {"paperwork.days": 0.0, "paperwork.gaming": 0.0},
        "days": {"paperwork.days": 1.0, "paperwork.gaming": 0.0},
        "gaming": {"paperwork.days": 0.0, "paperwork.gaming": 2.0},
    }
    ways = {
        f"{kind} {name}": scene("minzhu", made_of(*([kind] if kind else [])), SMALL | given, months=18)
        for kind in ("", "closed_loop")
        for name, given in values.items()
    }
    rows = Neighbourhood([Placement(given, 3) for given in ways.values()]).run().monthly()
    parts = (part.drop(columns="compound").reset_index(drop=True) for _, part in rows.groupby("compound"))
    return dict(zip(ways, parts, strict=True))


def test_where_nothing_is_followed_up_paperwork_changes_nothing(lives: dict[str, Any]) -> None:
    for one, other in pairwise([months for name, months in lives.items() if name.startswith(" ")]):
        assert one.equals(other)


def test_records_cost_capacity_and_paper_brings_cases_back(lives: dict[str, Any]) -> None:
    none, days, gaming = (lives[f"closed_loop {name}"] for name in ("none", "days", "gaming"))
    assert days["capacity"].mean() < 0.9 * none["capacity"].mean()
    assert gaming["reopened"].sum() > none["reopened"].sum()
    assert (gaming["capacity"] == none["capacity"])[:1].all()
