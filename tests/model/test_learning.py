"""Committees that follow up learn, forget as staff leave, and chase firm and street that have hands."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model import learning, triage
from model.district import slowdown
from model.issues import ASSIGNED, BY_COMMITTEE, BY_HOTLINE, FIRM, NEVER, RESOLVED, STREET
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Any]
type Differing = Callable[..., list[str]]

UNEQUAL = {"learning.rate": 0.013, "learning.turnover": 0.0071}  # balance where no binary fraction lies
SMALL = {"place.households": 112, "issues.rate": 150}


@pytest.fixture
def quiet(scene: Scene) -> Callable[..., Neighbourhood]:
    """A compound in which nothing happens but what the test does, at the beginning of its first month."""

    def make(**values: float) -> Neighbourhood:
        given = {"place.households": 100, "triage.unsatisfied": 0.0} | {
            key.replace("__", "."): value for key, value in values.items()
        }
        world = Neighbourhood(scene("xihu", values=given, months=12, burn_in=0), rng=1)
        world.month = 1
        world.begin_month()
        return world

    return make


def enter(world: Neighbourhood, count: int, **given: Any) -> np.ndarray[Any, Any]:
    """Enter issues, assigned and equal but for what is given; returns their places."""
    usual = {
        "key": np.arange(count, dtype=np.uint64),
        "partner": -1,
        "status": ASSIGNED,
        "raised": world.month,
        "reported": world.month,
        "done": NEVER,
        "severity": 0.5,
        "lead": 1.0,
        "until_done": np.inf,
    }
    before = len(world.issues)
    world.issues.add(usual | given)
    return np.arange(before, before + count)


RATE, TURNOVER = 0.02, 0.01
FOLLOWED_UP = [(0.8, 4.0), (0.4, 8.0), (1.0, 0.0)]
"""How much is followed up, and how much more that teaches."""


@pytest.fixture(scope="module")
def experience(scene: Scene, made_of: MadeOf) -> np.ndarray[Any, Any]:
    """The experience of a committee each month, under each of FOLLOWED_UP; all live side by side."""
    places = []
    for track, incentive in FOLLOWED_UP:
        values = {"learning.rate": RATE, "learning.turnover": TURNOVER, "learning.incentive": incentive}
        values |= {"place.households": 14, "closed_loop.track": track}
        places.append(Placement(scene("xihu", made_of("closed_loop"), values, months=240, burn_in=2), 1))
    world, path = Neighbourhood(places), []
    while world.running:
        world.step()
        path.append(world.residents_committees.experience.copy())
    return np.array(path)


@pytest.mark.parametrize("place", range(len(FOLLOWED_UP)))
def test_experience_goes_where_practice_and_turnover_balance_and_as_fast(
    experience: np.ndarray[Any, Any], place: int
) -> None:
    (track, incentive), path = FOLLOWED_UP[place], experience[:, place].tolist()
    rate, turnover = RATE, TURNOVER
    gain = rate * (1.0 + incentive * track)
    start, end = rate / (rate + turnover), gain / (gain + turnover)
    lived = np.array(path[2:])
    assert path[:2] == [start, start]
    assert lived[-1] == pytest.approx(end, abs=1e-3)
    if incentive:
        near = np.flatnonzero(lived - start >= (1.0 - np.exp(-1.0)) * (end - start))[0] + 1
        assert near == pytest.approx(1.0 / (gain + turnover), abs=1.0)
    else:
        assert set(path) == {start}


def test_where_nothing_is_followed_up_learning_changes_nothing(scene: Scene, differing: Differing) -> None:
    worlds = []
    for more in ({"learning.incentive": 0.0}, {"learning.work": 1.0, "learning.chase": 10.0}):
        given = scene("minzhu", "baseline", SMALL | UNEQUAL | more, months=18, burn_in=6)
        worlds.append(Neighbourhood(given, rng=3).run())
    for world in worlds:
        assert world.residents_committees.experience.tolist() == learning.usual_experience(world).tolist()
    assert differing(*(world.monthly() for world in worlds)) == []


def test_a_closed_loop_that_is_no_incentive_teaches_nothing(
    scene: Scene, made_of: MadeOf, differing: Differing
) -> None:
    worlds = []
    for strong in ({"learning.work": 0.0, "learning.chase": 0.0}, {"learning.work": 1.0}):
        values = SMALL | UNEQUAL | {"learning.incentive": 0.0} | strong
        worlds.append(Neighbourhood(scene("minzhu", made_of("closed_loop"), values, months=18), rng=3).run())
    assert differing(*(world.monthly() for world in worlds)) == []


def test_experience_spares_days(quiet: Callable[..., Neighbourhood]) -> None:
    world = quiet(learning__work=0.5, triage__work=4.0, learning__rate=0.01, learning__turnover=0.01)
    assert learning.days_a_case(world).tolist() == [4.0]
    for experience, days in ((1.0, 3.0), (0.0, 5.0)):
        world.residents_committees.experience[:] = experience
        assert learning.days_a_case(world).tolist() == [days]
        places = enter(world, 1)
        triage.reopen(world, places)
        assert world.issues.work[places].tolist() == [0.5 * days]


@pytest.mark.parametrize("fixer", [FIRM, STREET])
def test_firm_and_street_that_are_chased_are_done_sooner(
    quiet: Callable[..., Neighbourhood], fixer: int
) -> None:
    """A hazard of .1 a month, six times that where experience and follow-up are full."""
    values = {"triage__firm_speed": 0.1, "triage__street_speed": 0.1, "triage__coordinated_speed": 1.0}
    for experience, track, finished in ((0.5, 1.0, 1), (0.2, 1.0, 1), (1.0, 0.0, 1), (1.0, 1.0, 2)):
        world = quiet(learning__chase=5.0, street__capacity=200.0, wait__firm_load=200.0, **values)
        world.firms.here[:], world.firms.quality[:] = 1.0, world.compounds.each("fee.quality_target")
        world.residents_committees.experience[:], world.levers.track[:] = experience, track
        enter(world, 3, fixer=fixer, until_done=np.array([0.09, 0.59, 0.61]))
        triage.work(world)
        assert (world.issues.status == RESOLVED).sum() == finished


def test_to_be_chased_is_of_no_use_once_hands_are_full() -> None:
    """Hands for ten: the pace asked for is kept while open issues times effort is no more than that."""
    for waiting, effort, pace in (
        *((0.0, 1.0, 1.0), (0.0, 3.0, 3.0), (3.0, 3.0, 3.0), (5.0, 3.0, 2.0)),
        *((10.0, 3.0, 1.0), (10.0, 1.0, 1.0), (40.0, 3.0, 0.25), (40.0, 1.0, 0.25)),
    ):
        found = slowdown(np.array([waiting]), np.array([10.0]), np.array([0]), np.array([effort]))
        assert found == pytest.approx([pace])


def test_resolution_in_time_counts_demands_done_within_three_months(
    quiet: Callable[..., Neighbourhood],
) -> None:
    """Of seven demands told by the ninth month four are in time; no quarrel and nothing untold counts."""
    world = quiet()
    in_time = {"told": 1, "done": 4}
    late, lost, works = {"told": 2, "done": 6}, {"told": 3, "done": 5}, {"told": 2}
    hotline, at_once, on_time = {"told": 3, "done": 5}, {"told": 9, "done": 9}, {"told": 9, "done": 12}
    quarrel, too_late = {"told": 1, "done": 1}, {"told": 10, "done": 10}
    untold: dict[str, int] = {}
    cases = (in_time, late, lost, works, hotline, at_once, on_time, quarrel, too_late, untold)
    places = enter(world, len(cases), reported=-999, dispute=[case is quarrel for case in cases])
    world.issues.capital[places] = [case is works for case in cases]
    for world.month in range(1, 13):
        world.record.begin(world.month)
        for place, case in zip(places, cases, strict=True):
            here = places[place : place + 1]
            if case.get("told") == world.month:
                world.issues.reported[place] = world.month
                world.issues.channel[place] = BY_HOTLINE if case is hotline else BY_COMMITTEE
                world.record.collected(world.issues, here)
            if case.get("done") == world.month:
                world.lose(here) if case is lost else world.resolve(here)
    world.record.lived = 12
    assert world.outcomes()["resolution_in_time"].tolist() == [pytest.approx(4.0 / 7.0)]


@pytest.mark.slow
def test_a_closed_loop_settles_more_in_time_by_the_year(scene: Scene, made_of: MadeOf) -> None:
    """The difference to the baseline grows from the first to the sixth year (64 replicates)."""
    share, busy = {}, {"issues.rate": 30.0, "channels.cost_internal": 2.5, "triage.work": 2.0}
    for kinds in ((), ("closed_loop",)):
        places = [Placement(scene("minzhu", made_of(*kinds), busy, months=75), seed) for seed in range(64)]
        months = Neighbourhood(places).run().monthly()
        months["year"] = (months["month"] - 1) // 12 + 1
        told = months.groupby(["compound", "year"])[["demands_in_time", "demands_told"]].sum()
        share[kinds] = (told["demands_in_time"] / told["demands_told"]).unstack()
    gain = share["closed_loop",] - share[()]
    rise = gain[6] - gain[1]
    assert gain[6].mean() > 4.0 * gain[6].sem()
    assert rise.mean() > 2.0 * rise.sem()
