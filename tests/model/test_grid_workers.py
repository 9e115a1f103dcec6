"""Grid workers: who is called on, what is done on the spot, and what the days cost."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model.issues import ASSIGNED, COMMITTEE, COMPOUND, FIRM, NEVER, NO_CHANNEL, OPEN, RESOLVED
from model.neighbourhood import Neighbourhood

type Held = Callable[..., tuple[Neighbourhood, Any]]
type Lived = Callable[..., dict[str, float]]

EVERYBODY = {"grid_workers__households": 50, "grid_workers__calling": 0.8, "grid_workers__calls": 20}
"""Settings under which every household is called on each month."""


def untold(world: Neighbourhood, reporter: list[int], **given: Any) -> np.ndarray:
    """Enter untold issues of these households and nobody else's; returns their places."""
    world.issues.status[:] = RESOLVED
    world.issues.channel[:] = NO_CHANNEL
    count, rows = len(reporter), np.array(reporter)
    usual = {"key": np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15), "partner": -1}
    usual |= {"reporter": rows, "stairwell": world.compounds.stair_of_row[rows], "severity": 0.4, "lead": 1.0}
    usual |= {"raised": world.month, "work": 0.75, "scale": COMPOUND, "status": OPEN, "fixer": COMMITTEE}
    usual |= {"done": NEVER, "reported": NEVER}
    before = len(world.issues)
    world.issues.add(usual | given)
    return np.arange(before, before + count)


def test_only_those_called_on_tell_and_part_of_them_tells(held: Held) -> None:
    """Calls a month are workers · days · share for calls · calls a day, of all households."""
    given = {"grid_workers__households": 200, "grid_workers__hired": 1.0, "place__households": 1000}
    world, workers = held("grid_workers", **given, grid_workers__tells=0.5)
    world.households.present[:] = True
    places = untold(world, list(range(1000)), work=9.0)
    before = world.met.copy()
    workers.at_intake()
    called = world.met - before - (world.issues.channel[places] != NO_CHANNEL) > 0.0
    told = world.issues.channel[places] != NO_CHANNEL
    assert called.mean() == pytest.approx(5 * 20 * 0.5 * 0.5 * 10 / 1000, abs=0.04)
    assert not told[~called].any()
    assert told[called].mean() == pytest.approx(0.5, abs=0.08)


def test_small_tasks_of_the_committee_are_done_on_the_spot_and_the_rest_is_passed_on(held: Held) -> None:
    world, workers = held("grid_workers", **EVERYBODY, grid_workers__tells=0.9, triage__unsatisfied=0.0)
    world.households.present[:] = True
    work = [0.75, 0.75, 3.0, 0.75] * 5
    fixer = [COMMITTEE, FIRM, COMMITTEE, COMMITTEE] * 5
    dispute = [False, False, False, True] * 5
    places = untold(world, list(range(20)), work=work, fixer=fixer, dispute=dispute)
    workers.at_intake()
    status, told = world.issues.status[places], world.issues.channel[places] != NO_CHANNEL
    kind = np.arange(20) % 4
    assert (status[told & (kind == 0)] == RESOLVED).all() and (told & (kind == 0)).any()
    for other in (1, 2, 3):
        assert (status[told & (kind == other)] == ASSIGNED).all() and (told & (kind == other)).any()


def test_what_is_done_on_the_spot_takes_days_and_what_is_left_helps_the_queue(held: Held) -> None:
    """No capacity out of nothing: days done and days left are those of the workers."""
    values = {"triage__unsatisfied": 0.0, "triage__admin_share": 0.6}
    world, workers = held("grid_workers", **EVERYBODY, **values)
    before = world.levers.helper_days.copy()
    places = untold(world, list(range(112)), work=0.9)
    workers.at_intake()
    done = (world.issues.status[places] == RESOLVED).sum()
    paid, own = 112 / 50 * 0.5 * 20 * 0.5, 112 / 50 * 0.5 * 20 * (1.0 - 0.6)
    left = world.levers.helper_days - before
    assert 0 < done * 0.9 <= (paid + own) * 0.2
    assert left + done * 0.9 == pytest.approx((paid + own) * 0.2)


def test_those_hired_are_paid_for_and_the_others_taken_from_the_committee(held: Held) -> None:
    for hired in (0.0, 0.5, 1.0):
        values = {"grid_workers__hired": hired, "place__households": 200, "triage__admin_share": 0.6}
        world, workers = held("grid_workers", **values)
        briefing = 200 / 1340
        assert world.levers.paid_helper_days == pytest.approx(hired * 200 / 400 * 20)
        assert workers.staff_days() == pytest.approx(briefing + (1.0 - hired) * 200 / 400 * 20 * 0.4)


def test_what_grid_workers_hear_loads_the_queue_and_the_committees_own_people_are_missed(
    lived: Lived,
) -> None:
    assert lived("grid_workers")["collected"] > lived()["collected"]
    assert lived("grid_workers")["demanded"] > lived()["demanded"]
    assert lived("grid_workers", grid_workers__hired=0.0)["capacity"] < lived()["capacity"] - 0.5


def test_administration_takes_the_days_of_those_who_are_hired(lived: Lived) -> None:
    burdened, free = (
        lived("grid_workers", grid_workers__hired=1.0, grid_workers__admin_share=share)
        for share in (0.8, 0.2)
    )
    assert burdened["capacity"] < free["capacity"] - 0.5
    assert burdened["cost_running"] == pytest.approx(free["cost_running"])
    assert burdened["cost_running"] > lived()["cost_running"]
