"""Digital exclusion: what is told offline waits, calls and books online do not reach those who are not."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from model import digital_exclusion, triage
from model.issues import ASSIGNED, BY_COMMITTEE, BY_HOTLINE, RESOLVED
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario
from tests.model.test_theory_queue import DAYS_A_MEMBER, enter

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Committees = Callable[..., Neighbourhood]

OFF = dict.fromkeys(("exclusion.queue", "exclusion.news", "exclusion.books"), 0.0)


def _one_door_cheaper(committees: Committees, **values: float) -> Neighbourhood:
    """Two households, the second offline, in each of three compounds; online is cheaper in the last two."""
    world = committees(3, place__households=2, **values)
    world.month = 1
    world.begin_month()
    world.households.online[:] = [True, False] * 3
    world.levers.internal_online = world.levers.internal_offline - np.array([0.0, 1.0, 2.0])
    return world


def test_what_is_told_offline_is_as_much_less_urgent_as_it_is_cheaper_online(committees: Committees) -> None:
    world = _one_door_cheaper(committees, exclusion__queue=0.3)
    enter(world, np.repeat([0, 1, 2], 2), reporter=np.arange(6), channel=BY_COMMITTEE)
    found = digital_exclusion.told_offline(world, np.arange(6))
    assert found == pytest.approx([1, 1, 1, np.exp(-0.3), 1, np.exp(-0.6)])
    world.issues.channel[:] = BY_HOTLINE  # the hotline's cases come with a date, whoever called
    assert digital_exclusion.told_offline(world, np.arange(6)) == pytest.approx([1.0] * 6)


def test_of_two_equal_cases_the_one_told_online_is_done_first(committees: Committees) -> None:
    world = _one_door_cheaper(committees)
    world.residents_committees.staff[:] = 1.0 / DAYS_A_MEMBER
    enter(world, np.repeat([0, 1, 2], 2), reporter=[0, 1, 3, 2, 5, 4], channel=BY_COMMITTEE)
    triage.work(world)
    states = world.issues.status
    assert (states == RESOLVED).tolist() == [True, False, False, True, False, True]
    assert (states[[2, 4]] == ASSIGNED).all()


def test_part_of_what_is_disclosed_online_does_not_reach_those_offline(committees: Committees) -> None:
    world = _one_door_cheaper(committees, exclusion__books=0.5)
    world.levers.disclosure = np.array([0.6, 0.6, 0.6])
    world.levers.disclosed_online = np.array([0.0, 0.4, 0.9])  # more than there is cannot be missed
    found = digital_exclusion.open_books(world)
    assert found == pytest.approx([0.6, 0.6, 0.6, 0.4, 0.6, 0.3])


@pytest.fixture(scope="module")
def months(scene: Scene, made_of: MadeOf) -> dict[str, pd.DataFrame]:
    """A crowded compound without and with a platform, as it is and with nobody left behind."""
    small = {"place.households": 60, "issues.rate": 200}
    ways = {
        f"{name}{kinds}": scene("minzhu", made_of(*kinds), small | given, months=14)
        for kinds in ((), ("digital_platform",))
        for name, given in {"as it is": {}, "off": OFF}.items()
    }
    rows = Neighbourhood([Placement(given, 7) for given in ways.values()]).run().monthly()
    parts = (part.drop(columns="compound").reset_index(drop=True) for _, part in rows.groupby("compound"))
    return dict(zip(ways, parts, strict=True))


def test_where_nothing_is_online_nobody_is_left_behind(months: dict[str, pd.DataFrame]) -> None:
    pd.testing.assert_frame_equal(months["as it is()"], months["off()"], check_exact=True)
    assert not months["as it is('digital_platform',)"].equals(months["off('digital_platform',)"])
