"""The committee's queue against queueing theory.

The committee serves work, K staff-days a month: one server of rate K. With Poisson arrivals and exponential
work this is M/M/1 (M/M/c with c = 1) where the work of one issue is large against K, so that the month does
not count. With the month's arrivals served together it is Lindley's recursion W' = max(W + A - K, 0) for any
K, whose mean Spitzer's identity gives exactly: E W = sum over n of E max(S_n - nK, 0) / n, S_n being the work
that comes in n months. A firm, which works on all its issues at once, is M/M/infinity.

These hold where nothing is rushed; what haste and mediators change is in tests/model/test_rationing.py.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.stats import gamma, poisson

from model import triage
from model.issues import ASSIGNED, COMMITTEE, FIRM, RESOLVED
from model.neighbourhood import Neighbourhood

type Committees = Callable[..., Neighbourhood]

MEAN_WORK = 3.5
DAYS_A_MEMBER = 20.0 * (1.0 - 0.6)  # what administration leaves of a month


def work_a_month(world: Neighbourhood, month: int, capacity: Any) -> Any:
    """Let committees and firms work for a month; returns how long ago each finished issue was raised."""
    world.month = 1
    world.begin_month()
    world.month = month
    world.residents_committees.staff[:] = np.asarray(capacity) / DAYS_A_MEMBER
    triage.work(world)
    done = world.issues.status == RESOLVED
    return month - world.issues.raised[done]


def enter(world: Neighbourhood, of: Any, **given: Any) -> None:
    """Enter issues of the compounds ``of``, assigned to the committee and equal but for what is given."""
    usual = {
        "key": np.arange(len(of), dtype=np.uint64),
        "compound": of,
        "reporter": of,
        "partner": -1,
        "status": ASSIGNED,
        "fixer": COMMITTEE,
        "raised": world.month,
        "reported": world.month,
        "severity": 0.5,
        "work": 1.0,
        "lead": 1.0,
        "until_done": np.inf,
    }
    world.issues.add(usual | given)


class Measured(NamedTuple):
    """Means over compounds and months."""

    backlog: float
    delay: float
    waiting: float


def _live(
    world: Neighbourhood, rate: float, work: float, capacity: float, months: int, warm: int
) -> Measured:
    """Let committees with the same capacity work for some months, the first ``warm`` uncounted."""
    count, rng = world.compounds.count, np.random.default_rng(5)
    backlog, delays, waiting = [], [], []
    for month in range(1, months + 1):
        world.month = month
        of = np.repeat(np.arange(count), rng.poisson(rate, count))
        enter(world, of, severity=rng.beta(2, 3, len(of)), work=rng.exponential(work, len(of)))
        delays.append(work_a_month(world, month, capacity))
        world.issues.sweep()
        backlog.append(world.issues.work.sum() / count)
        waiting.append(len(world.issues) / count)
    delay = np.concatenate(delays[warm:]).mean()
    return Measured(float(np.mean(backlog[warm:])), float(delay), float(np.mean(waiting[warm:])))


def _spitzer(rate: float, work: float, capacity: float) -> float:
    """Mean backlog after the month's work, exactly: arrivals Poisson, work exponential."""
    total = 0.0
    for months in range(1, 2000):
        mean, days = months * rate, months * capacity
        number = np.arange(1, int(mean + 12.0 * np.sqrt(mean)) + 30)
        beyond = work * number * gamma.sf(days / work, number + 1) - days * gamma.sf(days / work, number)
        term = float((poisson.pmf(number, mean) * beyond).sum()) / months
        total += term
        if term < 1e-6 * total:
            break
    return total


@pytest.mark.parametrize("utilisation", [0.5, 0.7, 0.8])
def test_the_monthly_backlog_is_that_of_lindleys_recursion(
    committees: Committees, utilisation: float
) -> None:
    rate, capacity = 2.0, 2.0 * MEAN_WORK / utilisation
    found = _live(committees(300), rate, MEAN_WORK, capacity, months=240, warm=60)
    assert found.backlog == pytest.approx(_spitzer(rate, MEAN_WORK, capacity), rel=0.06)


def test_delay_and_queue_are_those_of_one_exponential_server(committees: Committees) -> None:
    """Ten months of work each, .06 issues a month: 1 / (1/10 - .06) = 25 months, counted in whole ones."""
    found = _live(committees(300), 0.06, 10.0, 1.0, months=1200, warm=400)
    busy = 0.06 * 10.0
    assert found.delay == pytest.approx(1.0 / (0.1 - 0.06) - 0.5, rel=0.08)
    assert found.waiting == pytest.approx(busy / (1.0 - busy), rel=0.08)
    assert found.backlog == pytest.approx(busy * 10.0 / (1.0 - busy), rel=0.08)


def test_delay_grows_without_bound_as_work_nears_capacity(committees: Committees) -> None:
    delays = [
        _live(committees(100), 2.0, MEAN_WORK, 2.0 * MEAN_WORK / busy, months=120, warm=40).delay
        for busy in (0.5, 0.7, 0.85, 0.95)
    ]
    steps = np.diff(delays)
    assert (steps > 0.0).all()
    assert steps[-1] > steps[0]


def test_a_firm_that_works_on_everything_at_once_has_no_queue(committees: Committees) -> None:
    """M/M/infinity: in hand is the rate of arrival over the hazard, in whole months."""
    world = committees(200, place__households=20, wait__firm_load=1000, triage__firm_speed=0.185)
    rng, rate, hazard = np.random.default_rng(3), 1.5, 0.185
    world.firms.here[:], world.firms.quality[:] = 1.0, 0.6
    waiting, delays = [], []
    for month in range(1, 161):
        world.month = month
        of = np.repeat(np.arange(200), rng.poisson(rate, 200))
        enter(world, of, fixer=FIRM, until_done=rng.exponential(1.0, len(of)))
        delays.append(work_a_month(world, month, 0.0) + 1)
        world.issues.sweep()
        waiting.append(len(world.issues) / 200)
    leaves = 1.0 - np.exp(-hazard)
    assert np.mean(waiting[40:]) == pytest.approx(rate * (1.0 - leaves) / leaves, rel=0.03)
    assert np.mean(np.concatenate(delays[40:])) == pytest.approx(1.0 / leaves, rel=0.03)


def _done(world: Neighbourhood, days: float) -> list[int]:
    work_a_month(world, 1, days)
    return np.flatnonzero(world.issues.status == RESOLVED).tolist()


def test_the_most_pressing_issue_is_worked_on_first(committees: Committees) -> None:
    world = committees(1)
    enter(world, np.zeros(3, int), severity=[0.2, 0.8, 0.5], work=2.0)
    assert _done(world, 4.0) == [1, 2]


def test_a_lead_doubles_the_priority(committees: Committees) -> None:
    world = committees(1)
    enter(world, np.zeros(2, int), severity=[0.4, 0.6], lead=[2.0, 1.0], work=2.0)
    assert _done(world, 2.0) == [0]


def test_what_waits_gains_priority(committees: Committees) -> None:
    world = committees(1)
    enter(world, np.zeros(2, int), severity=[0.4, 0.6], reported=[-10, 1], work=2.0)
    assert _done(world, 2.0) == [0]


def test_an_issue_begun_is_carried_on_next_month(committees: Committees) -> None:
    world = committees(1)
    enter(world, np.zeros(2, int), severity=[0.9, 0.5], work=[2.0, 3.0])
    assert _done(world, 4.0) == [0]
    assert world.issues.work == pytest.approx([0.0, 1.0])
    assert work_a_month(world, 2, 1.0).tolist() == [2, 2]


def test_no_day_is_lost_or_made(committees: Committees) -> None:
    world, rng = committees(50), np.random.default_rng(1)
    of = np.repeat(np.arange(50), rng.poisson(4.0, 50))
    enter(world, of, severity=rng.random(len(of)), work=rng.exponential(MEAN_WORK, len(of)))
    before, capacity = world.issues.work.copy(), rng.uniform(0.0, 30.0, 50)
    work_a_month(world, 1, capacity)
    spent = np.bincount(of, before - world.issues.work, 50)
    assert spent == pytest.approx(np.minimum(capacity, np.bincount(of, before, 50)))
    assert world.residents_committees.capacity == pytest.approx(capacity)
