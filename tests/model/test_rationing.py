"""Rationing (Lipsky 1980) and mediators' days: a committee in a hurry against the arithmetic of its days.

A month serves K / effort days of work, mediators' days for quarrels beside it; effort is the share of the
time a case asks for that it gets.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from model import triage
from model.issues import FIRM, RESOLVED
from model.mediation import chance
from model.neighbourhood import Neighbourhood
from scenarios.read import Scenario
from tests.model.test_theory_queue import DAYS_A_MEMBER, enter, work_a_month

type Scene = Callable[..., Scenario]
type Committees = Callable[..., Neighbourhood]

RUSHING = {"triage__rush": 0.6, "triage__rush_reopening": 0.0}
DAYS, MEDIATING = 20.0, 6.0


class Month(NamedTuple):
    """What 40 committees do in a month about piles of one to ten months' work: (committees,) each."""

    backlog: Any
    quarrels: Any
    others: Any


def _month(world: Neighbourhood, quarrels: float, mediators: float = 0.0) -> Month:
    """Let committees with 20 days each, some of them mediators', face piles of which a share is quarrels."""
    rng = np.random.default_rng(4)
    of = np.repeat(np.arange(40), np.linspace(4, 40, 40).astype(int))
    work, quarrel = rng.uniform(4.0, 6.0, len(of)), rng.random(len(of)) < quarrels
    enter(world, of, dispute=quarrel, work=work, severity=rng.random(len(of)))
    world.month = 1
    world.begin_month()
    world.residents_committees.staff[:] = DAYS / DAYS_A_MEMBER
    world.levers.staff_days, world.levers.mediator_days = np.full((2, 40), mediators)
    triage.work(world)
    tried_in_vain = world.issues.attempts > 0  # all was done, and all is to do again
    spent = np.where(tried_in_vain, work, work - world.issues.work)
    return Month(*(np.bincount(of, weights, 40) for weights in (work, spent * quarrel, spent * ~quarrel)))


def test_a_short_backlog_is_worked_off_as_if_nothing_were_ever_rushed(committees: Committees) -> None:
    rushing, thorough = _month(committees(40, **RUSHING), 0.0), _month(committees(40), 0.0)
    short = rushing.backlog <= 2.0 * DAYS
    assert 0 < short.sum() < 40
    assert (rushing.others[short] == thorough.others[short]).all()
    assert (rushing.others[~short] > thorough.others[~short]).all()


def test_days_go_as_much_further_as_each_case_gets_less(committees: Committees) -> None:
    found = _month(committees(40, **RUSHING), 0.0)
    effort = np.clip(2.0 * DAYS / found.backlog, 0.6, 1.0)
    assert effort.min() == 0.6 and (effort == 1.0).any() and len(np.unique(effort)) > 5
    assert found.others == pytest.approx(np.minimum(DAYS / effort, found.backlog))


def test_mediators_days_are_spent_on_quarrels_and_on_nothing_else(committees: Committees) -> None:
    ordinary = _month(committees(40), 0.0, MEDIATING)
    assert ordinary.others == pytest.approx(np.minimum(DAYS - MEDIATING, ordinary.backlog))
    only = _month(committees(40), 1.0, DAYS)
    assert only.quarrels == pytest.approx(np.minimum(DAYS, only.backlog))
    assert _month(committees(40), 0.0, DAYS).others.max() == 0.0


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_ordinary_demands_get_no_more_than_before_by_mediators(committees: Committees, share: float) -> None:
    before, found = _month(committees(40), share), _month(committees(40), share, MEDIATING)
    assert (found.others <= before.others + 1e-9).all()
    assert (found.quarrels >= before.quarrels - 1e-9).all()
    assert found.quarrels.sum() > before.quarrels.sum()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_what_is_served_never_exceeds_days_over_effort_and_mediators_days(
    committees: Committees, share: float
) -> None:
    found, own = _month(committees(40, **RUSHING), share, MEDIATING), DAYS - MEDIATING
    effort = np.clip(2.0 * own / found.backlog, 0.6, 1.0)  # at least: mediators take some off the pile
    assert (found.quarrels + found.others <= own / effort + MEDIATING + 1e-9).all()
    assert (found.others <= own / effort + 1e-9).all()


def test_mediators_are_staff_and_no_more_than_there_is(committees: Committees) -> None:
    found = _month(committees(40), 1.0, 10.0 * DAYS)
    assert found.quarrels == pytest.approx(np.minimum(DAYS, found.backlog))


def test_what_was_done_in_haste_satisfies_less_and_settles_less(committees: Committees) -> None:
    world = committees(4, triage__unsatisfied=0.1, triage__rush_reopening=0.3, triage__rush_settling=0.5)
    enter(world, np.zeros(4, int), rushed=[0.0, 0.4, 0.0, 0.4], dispute=[False, False, True, True])
    places = np.arange(4)
    assert triage.unsatisfied(world, places) == pytest.approx([0.1, 0.22, 0.1, 0.22])
    thorough, hasty = logit(chance(world, places[2:]))
    assert thorough - hasty == pytest.approx(0.2)


def test_the_haste_of_a_month_stays_with_what_was_finished_in_it(committees: Committees) -> None:
    world = committees(40, **RUSHING)
    left_out = 1.0 - np.clip(2.0 * DAYS / _month(world, 0.0).backlog, 0.6, 1.0)
    done = world.issues.status == RESOLVED
    assert world.issues.rushed[done] == pytest.approx(left_out[world.issues.compound[done]])
    assert left_out.max() == pytest.approx(0.4) and world.issues.rushed[~done].max() == 0.0
    triage.reopen(world, np.flatnonzero(done))
    assert world.issues.rushed.max() == 0.0


def test_neither_mediators_nor_firms_are_in_the_committees_hurry(committees: Committees) -> None:
    world = committees(40, **RUSHING)
    assert _month(world, 1.0, DAYS).backlog.max() > 5.0 * DAYS
    assert (world.issues.status == RESOLVED).any() and world.issues.rushed.max() == 0.0
    world.firms.here[:], world.firms.quality[:] = 1.0, 0.6
    enter(world, np.arange(40), fixer=FIRM, until_done=1e-9)
    work_a_month(world, 2, DAYS)
    assert world.issues.rushed[:-40].max() == 0.4
    assert (world.issues.status[-40:] == RESOLVED).all() and world.issues.rushed[-40:].max() == 0.0


def test_a_committee_that_never_rushes_knows_no_other_number_of_haste(scene: Scene) -> None:
    usual = {"place.households": 112, "issues.rate": 200, "triage.rush": 1, "triage.staff": 0.5}
    other = usual | {"triage.backlog": 4, "triage.rush_settling": 1.5, "triage.rush_reopening": 0.6}
    months = [
        Neighbourhood(scene("minzhu", values=one, months=24), rng=3).run().monthly() for one in (usual, other)
    ]
    pd.testing.assert_frame_equal(*months, check_exact=True)
    rushing = (
        Neighbourhood(scene("minzhu", values=other | {"triage.rush": 0.6}, months=24), rng=3).run().monthly()
    )
    assert not rushing.equals(months[0])
