"""The committee's queue against queueing theory.

The committee serves work, K staff-days a month: one server of rate K. With Poisson arrivals and exponential
work this is M/M/1 (M/M/c with c = 1) where the work of one issue is large against K, so that the month does
not count. With the month's arrivals served together it is Lindley's recursion W' = max(W + A - K, 0) for any
K, whose mean Spitzer's identity gives exactly: E W = sum over n of E max(S_n - nK, 0) / n, S_n being the work
that comes in n months. The offices that work on all their issues at once (street, firm) are M/M/infinity.
"""

from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.stats import gamma, poisson

from model.issues import ASSIGNED, RESOLVED, IssueLedger
from model.triage import _spend_days, _worked_through

MEAN_WORK = 3.5


class Measured(NamedTuple):
    """Means over compounds and months."""

    backlog: float
    delay: float
    waiting: float


def _committees(count: int) -> Any:
    compounds = SimpleNamespace(count=count, each=lambda key: np.full(count, 6.0))
    return SimpleNamespace(
        issues=IssueLedger(), compounds=compounds, levers=SimpleNamespace(off_agenda=np.ones(count)), month=0
    )


def _arrive(world: Any, luck: np.random.Generator, rate: float, work: float) -> None:
    number = luck.poisson(rate, world.compounds.count)
    of = np.repeat(np.arange(world.compounds.count), number)
    world.issues.add(
        {
            "key": np.zeros(len(of), np.uint64),
            "compound": of,
            "status": ASSIGNED,
            "raised": world.month,
            "reported": world.month,
            "severity": luck.beta(2, 3, len(of)),
            "work": luck.exponential(work, len(of)),
            "lead": 1.0,
            "until_done": luck.exponential(1.0, len(of)),
        }
    )


def _live(rate: float, work: float, capacity: float, count: int, months: int, warm: int) -> Measured:
    """Let ``count`` committees with the same capacity work for some months, the first ``warm`` uncounted."""
    world, luck = _committees(count), np.random.default_rng(5)
    backlog, delays, waiting = [], [], []
    for month in range(months):
        world.month = month
        _arrive(world, luck, rate, work)
        places = np.arange(len(world.issues))
        done = _spend_days(world, places, world.issues.compound[places], np.full(count, capacity))
        delays.append(month - world.issues.raised[done])
        world.issues.close(done, RESOLVED, month)
        world.issues.sweep()
        backlog.append(world.issues.work.sum() / count)
        waiting.append(len(world.issues) / count)
    later = slice(warm, None)
    return Measured(
        float(np.mean(backlog[later])),
        float(np.mean(np.concatenate(delays[later]))),
        float(np.mean(waiting[later])),
    )


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
def test_the_monthly_backlog_is_that_of_lindleys_recursion(utilisation: float) -> None:
    rate, capacity = 2.0, 2.0 * MEAN_WORK / utilisation
    found = _live(rate, MEAN_WORK, capacity, count=400, months=300, warm=60)
    assert found.backlog == pytest.approx(_spitzer(rate, MEAN_WORK, capacity), rel=0.06)


def test_delay_and_queue_are_those_of_one_exponential_server() -> None:
    """Ten months of work each, .06 issues a month: 1 / (1/10 - .06) = 25 months, counted in whole ones."""
    found = _live(0.06, 10.0, 1.0, count=400, months=1200, warm=400)
    busy = 0.06 * 10.0
    assert found.delay == pytest.approx(1.0 / (0.1 - 0.06) - 0.5, rel=0.06)
    assert found.waiting == pytest.approx(busy / (1.0 - busy), rel=0.06)
    assert found.backlog == pytest.approx(busy * 10.0 / (1.0 - busy), rel=0.06)


def test_delay_grows_without_bound_as_work_nears_capacity() -> None:
    delays = [_live(2.0, MEAN_WORK, 7.0 / busy, 200, 120, 40).delay for busy in (0.5, 0.7, 0.85, 0.95)]
    steps = np.diff(delays)
    assert (steps > 0.0).all()
    assert steps[-1] > steps[0]


def test_offices_that_work_on_everything_at_once_have_no_queue() -> None:
    """M/M/infinity: in hand is the rate of arrival over the hazard, in whole months."""
    world, luck, hazard, rate = _committees(300), np.random.default_rng(3), np.full(300, 0.11), 1.5
    waiting, delays = [], []
    for month in range(220):
        world.month = month
        _arrive(world, luck, rate, MEAN_WORK)
        done = _worked_through(world, np.arange(len(world.issues)), hazard)
        delays.append(month - world.issues.raised[done] + 1)
        world.issues.close(done, RESOLVED, month)
        world.issues.sweep()
        waiting.append(len(world.issues) / 300)
    leaves = 1.0 - np.exp(-0.11)
    assert np.mean(waiting[60:]) == pytest.approx(rate * (1.0 - leaves) / leaves, rel=0.03)
    assert np.mean(np.concatenate(delays[60:])) == pytest.approx(1.0 / leaves, rel=0.03)


def _work_once(severity: list[float], lead: list[float], work: list[float], days: float) -> Any:
    world, count = _committees(1), len(severity)
    world.issues.add(
        {
            "key": np.zeros(count, np.uint64),
            "severity": severity,
            "lead": lead,
            "work": work,
            "status": ASSIGNED,
        }
    )
    places = np.arange(count)
    return world, sorted(_spend_days(world, places, np.zeros(count, int), np.array([days])).tolist())


def test_the_most_pressing_issue_is_worked_on_first() -> None:
    _, done = _work_once([0.2, 0.8, 0.5], [1.0, 1.0, 1.0], [2.0, 2.0, 2.0], days=4.0)
    assert done == [1, 2]


def test_a_lead_doubles_the_priority() -> None:
    _, done = _work_once([0.4, 0.6], [2.0, 1.0], [2.0, 2.0], days=2.0)
    assert done == [0]


def test_an_issue_begun_is_carried_on_next_month() -> None:
    world, done = _work_once([0.9, 0.5], [1.0, 1.0], [2.0, 3.0], days=4.0)
    assert done == [0]
    assert world.issues.work == pytest.approx([0.0, 1.0])


def test_what_is_not_on_the_agenda_waits_longer() -> None:
    world = _committees(1)
    world.issues.add(
        {
            "key": np.zeros(2, np.uint64),
            "severity": [0.5, 0.6],
            "lead": [1.1, 1.0],
            "work": 2.0,
            "status": ASSIGNED,
        }
    )
    world.levers.off_agenda[:] = 0.8
    assert _spend_days(world, np.arange(2), np.zeros(2, int), np.array([2.0])).tolist() == [0]


def test_no_day_is_lost_or_made() -> None:
    world, luck = _committees(50), np.random.default_rng(1)
    _arrive(world, luck, 4.0, MEAN_WORK)
    before, places = world.issues.work.copy(), np.arange(len(world.issues))
    capacity = luck.uniform(0.0, 30.0, 50)
    _spend_days(world, places, world.issues.compound, capacity)
    spent = np.bincount(world.issues.compound, before - world.issues.work, 50)
    asked = np.bincount(world.issues.compound, before, 50)
    assert spent == pytest.approx(np.minimum(capacity, asked))
