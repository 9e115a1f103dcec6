"""Delegates: which cases they lead, and that their lead adds no hands."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model import triage
from model.issues import ASSIGNED, COMMITTEE, COMPOUND, FIRM, PASSED_ON, RESOLVED, STREET
from model.neighbourhood import Neighbourhood
from scenarios.read import Scenario

type Held = Callable[..., tuple[Neighbourhood, Any]]
type Lived = Callable[..., dict[str, float]]
type Scene = Callable[..., Scenario]


def told(world: Neighbourhood, count: int, **given: Any) -> np.ndarray:
    """Enter issues that were told, and no others; returns their places."""
    world.issues.status[:] = RESOLVED
    rows = np.arange(count)
    usual = {"key": np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15), "partner": -1}
    usual |= {"reporter": rows, "stairwell": world.compounds.stair_of_row[rows], "severity": 0.4, "lead": 1.0}
    usual |= {"raised": world.month, "reported": world.month, "work": 2.0, "scale": COMPOUND, "channel": 1}
    usual |= {"until_done": 50.0, "until_lost": 50.0, "until_clear": 50.0, "until_faded": 50.0}
    before = len(world.issues)
    world.issues.add(usual | {"status": ASSIGNED, "fixer": STREET} | given)
    return np.arange(before, before + count)


MANY = {"delegates__cases": 30, "place__committee_households": 112}


def test_delegates_lead_the_most_pressing_of_what_is_stuck(held: Held) -> None:
    world, delegates = held("delegates", delegates__cases=2, place__committee_households=112)
    severity, age = [0.1, 0.9, 0.5, 0.8, 0.3, 0.99, 0.95], [0, 0, 12, 0, 0, 0, 0]
    fixer = [STREET, STREET, FIRM, COMMITTEE, STREET, FIRM, COMMITTEE]
    status = [ASSIGNED, ASSIGNED, PASSED_ON, PASSED_ON, ASSIGNED, ASSIGNED, ASSIGNED]
    reported = world.month - np.array(age)
    places = told(world, 7, severity=severity, reported=reported, fixer=fixer, status=status)
    delegates.at_triage()
    assert world.issues.led[places].tolist() == [False, True, True, False, False, False, False]
    assert world.issues.status[places[2]] == ASSIGNED and world.issues.status[places[3]] == PASSED_ON
    assert world.issues.lead[places].tolist() == [1.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0]
    assert world.issues.on_agenda[places].tolist() == world.issues.led[places].tolist()
    delegates.at_triage()
    assert world.issues.led[places].tolist() == [False, True, True, True, True, False, False]


def test_what_was_told_again_is_as_new_to_delegates_as_to_the_committee(held: Held) -> None:
    world, delegates = held("delegates", delegates__cases=1, place__committee_households=112)
    places = told(world, 2, reported=world.month - np.array([20, 4]), told_later=[20, 0], severity=0.4)
    delegates.at_triage()
    assert world.issues.led[places].tolist() == [False, True]


def test_works_and_quarrels_at_the_street_are_not_theirs_to_open(held: Held) -> None:
    """There it is money or the parties that are wanted."""
    world, delegates = held("delegates", **MANY)
    places = told(world, 3, capital=[True, False, False], dispute=[False, True, False])
    delegates.at_triage()
    assert world.issues.led[places].tolist() == [False, False, True]


@pytest.mark.parametrize(("waiting", "bind"), [(4, False), (40, True)])
def test_what_is_led_goes_faster_and_the_others_slower_with_the_same_hands(
    held: Held, waiting: int, bind: bool
) -> None:
    """Hands follow 20 issues: the hazards of all together never exceed 20 times the pace of one."""
    hands = {"street__capacity": 20 / (112 * 2.62 / 1000), "triage__street_speed": 0.1}
    world, _ = held("delegates", **MANY, **hands, delegates__front=3, triage__coordination=0.1)
    places = told(world, waiting)
    world.issues.led[places[:2]] = True
    triage.work(world)
    pace = world.issues.worked[places] / 0.1
    assert pace[:2] == pytest.approx(3.0 * pace[2])
    assert pace.sum() == pytest.approx(20.0 if bind else waiting + 4.0)
    assert pace[2] == pytest.approx(20.0 / 44.0 if bind else 1.0)


def test_a_lead_says_nothing_to_firms(held: Held) -> None:
    world, _ = held("delegates", **MANY)
    places = told(world, 2, fixer=FIRM)
    world.issues.led[places[:1]] = True
    world.firms.here[:] = 1.0
    triage.work(world)
    assert world.issues.worked[places[0]] == world.issues.worked[places[1]] > 0.0


def test_receptions_bind_staff_and_the_days_of_delegates_are_counted(held: Held) -> None:
    world, delegates = held("delegates", delegates__cases=4, delegates__days=0.5, place__households=134)
    assert delegates.staff_days() == pytest.approx(0.1)
    assert world.levers.paid_helper_days == pytest.approx(0.2)


def test_where_delegates_lead_less_is_passed_on_and_the_committee_has_fewer_days(lived: Lived) -> None:
    led = lived("delegates", **MANY)
    assert led["lost"] < lived()["lost"] - 0.02
    assert led["capacity"] < lived()["capacity"]
