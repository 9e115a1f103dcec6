"""What is counted as conflict is what households live with: not what offices have on their books."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model.conflict import lived_with, quarrels
from model.instrument import Instrument
from model.instruments.closed_loop import ClosedLoop
from model.issues import (
    ASSIGNED,
    ENDURED,
    ESCALATED,
    NEVER,
    NO_CHANNEL,
    OPEN,
    PASSED_ON,
    REOPENED,
    RESOLVED,
    IssueLedger,
    fade,
    weights_on_households,
)
from model.levers import Levers
from model.neighbourhood import Neighbourhood, Placement
from model.triage import finish
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]


def ledger(**columns: Any) -> IssueLedger:
    """Disputes that somebody was told of, with what is given."""
    made = IssueLedger()
    count = len(columns["severity"])
    made.add({"key": np.arange(count), "dispute": True, "status": ASSIGNED, "channel": 1} | columns)
    return made


def severity(found: IssueLedger, places: Any) -> float:
    return float(found.severity[places].sum())


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    built = Neighbourhood(scene("minzhu", values={"place.households": 100}), rng=1)
    built.step()
    built.issues.status[:] = RESOLVED
    built.issues.sweep()
    return built


def in_hand(world: Neighbourhood, count: int, **given: Any) -> Any:
    """Issues in somebody's hands; returns their places."""
    usual: dict[str, Any] = {
        "key": np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15),
        "reporter": np.arange(count) % world.compounds.rows,
        "stairwell": world.compounds.stair_of_row[np.arange(count) % world.compounds.rows],
        "partner": -1,
        "status": ASSIGNED,
        "channel": 1,
        "severity": 0.5,
        "reported": world.month,
        "raised": world.month,
        "done": NEVER,
        "closed": NEVER,
        "returns": NEVER,
    }
    before = len(world.issues)
    world.issues.add(usual | given)
    return np.arange(before, before + count)


def test_a_quarrel_of_two_counts_once_and_as_bad_as_the_worse() -> None:
    found = ledger(
        severity=[0.3, 0.5, 0.2, 0.4], reporter=[1, 2, 1, 1], partner=[2, 1, 3, 2], kind=[7, 7, 7, 8]
    )
    assert lived_with(found).tolist() == [1, 2, 3]
    assert severity(found, lived_with(found)) == pytest.approx(0.5 + 0.2 + 0.4)


def test_without_another_party_a_household_has_one_quarrel_of_a_kind() -> None:
    found = ledger(severity=[0.3, 0.6, 0.2], reporter=[1, 1, 2], partner=[-1, -1, -1])
    assert severity(found, lived_with(found)) == pytest.approx(0.6 + 0.2)


def test_what_is_told_is_counted_among_what_is_told() -> None:
    found = ledger(severity=[0.3, 0.6], reporter=[1, 1], partner=[2, 2], channel=[1, NO_CHANNEL])
    told = quarrels(found, found.live() & (found.channel != NO_CHANNEL))
    assert severity(found, lived_with(found)) == 0.6
    assert severity(found, told) == 0.3


def test_every_live_state_is_conflict_and_demands_are_not() -> None:
    live = [OPEN, PASSED_ON, ASSIGNED, REOPENED, ESCALATED, ENDURED]
    found = ledger(severity=[0.1] * 7, reporter=range(7), partner=-1, status=[*live, RESOLVED])
    assert lived_with(found).tolist() == list(range(6))
    found.dispute[:] = False
    assert not len(lived_with(found))


def test_what_is_lost_goes_on_weighing_and_costs_trust_once(world: Neighbourhood) -> None:
    places = in_hand(world, 5, status=PASSED_ON, dispute=True)
    before, conflict = weights_on_households(world), severity(world.issues, lived_with(world.issues))
    world.lose(places)
    world.issues.sweep()
    assert world.issues.is_in(ENDURED).sum() == 5
    assert (weights_on_households(world) == before).all()
    assert severity(world.issues, lived_with(world.issues)) == conflict
    assert world.record.series["lost"][world.record.page, 0] == 5
    assert len(world.news.of("lost")) == 5
    assert not world.issues.pending().any()


@pytest.mark.parametrize(("asks", "expected"), [(0.0, (0.0, 0.3)), (0.4, (0.12, 0.18)), (1.0, (0.3, 0.0))])
def test_what_does_not_satisfy_comes_back_where_somebody_asks(
    scene: Scene, asks: float, expected: tuple[float, float]
) -> None:
    values = {"place.households": 4000, "triage.unsatisfied": 0.3}
    world = Neighbourhood(scene("minzhu", values=values), rng=1)
    world.begin_month()
    world.levers.asks[:] = asks
    places = in_hand(world, 4000)
    finish(world, places)
    shares = [world.issues.is_in(state)[places].mean() for state in (REOPENED, ENDURED)]
    assert shares == pytest.approx(expected, abs=0.02)
    assert sum(shares) == pytest.approx(0.3, abs=0.02)


def test_the_same_people_are_dissatisfied_whoever_asks(world: Neighbourhood) -> None:
    unhappy = []
    for asks in (0.0, 1.0):
        world.levers.asks[:] = asks
        places = in_hand(world, 100)
        finish(world, places)
        unhappy.append(world.issues.is_in(REOPENED, ENDURED)[places])
    assert (unhappy[0] == unhappy[1]).all() and 5 < unhappy[0].sum() < 30


def test_what_does_not_satisfy_is_done_in_the_books_and_nobodys_credit(world: Neighbourhood) -> None:
    places = in_hand(world, 100)
    world.tried[:] = world.succeeded[:] = world.won[:] = 0.0
    before = world.record.series["resolved"][world.record.page, 0]
    finish(world, places)
    endured = world.issues.is_in(ENDURED)[places]
    assert world.record.series["resolved"][world.record.page, 0] == before + 100
    assert (world.issues.done[places] == world.month).all()
    assert (world.won[:100] == ~endured).all()
    assert (world.tried[:100] == 1.0).all() and (world.succeeded[:100] == ~endured).all()
    assert len(world.news.of("won")) >= (~endured).sum()
    assert not np.isin(places[endured], world.news.of("won")).any()


def test_whoever_was_told_that_works_are_done_is_patient_anew(world: Neighbourhood) -> None:
    """Raised five years ago and funded since: to be answered is no reason to give up at once, and what waited
    long before is given up no later than what was answered at once.
    """
    works: dict[str, Any] = {"capital": True, "funded": True, "raised": world.month - 60, "until_faded": 9.0}
    places = in_hand(world, 400, **works)
    world.leave_unsatisfied(places)
    fade(world)
    assert world.issues.is_in(ENDURED)[places].all() and not world.issues.funded[places].any()
    patience, pace = (float(world.compounds.value(f"stock.{key}")) for key in ("patience", "give_up"))
    world.issues.answered_after[places] -= int(patience) + 20
    fade(world)
    gone = 1.0 - world.issues.live()[places].mean()
    assert gone == pytest.approx(1.0 - np.exp(-20.0 * pace), abs=0.08)


@pytest.fixture
def asks_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed loop that asks and neither tracks nor binds anybody."""

    def set_up(loop: ClosedLoop, levers: Levers) -> None:
        levers.asks += loop.strength

    monkeypatch.setattr(ClosedLoop, "set_up", set_up)
    monkeypatch.setattr(ClosedLoop, "staff_days", Instrument.staff_days)


@pytest.mark.usefixtures("asks_only")
def test_if_everybody_is_satisfied_asking_changes_nothing(scene: Scene, made_of: MadeOf) -> None:
    values = {"triage.unsatisfied": 0.0}
    given = [scene("minzhu", made_of(*held), values, months=12) for held in ((), ("closed_loop",))]
    months = Neighbourhood([Placement(one, 3) for one in given]).run().monthly()
    without, asked = (months[months["compound"] == place].drop(columns="compound") for place in (0, 1))
    assert (without.to_numpy() == asked.to_numpy())[~without.isna().to_numpy()].all()


@pytest.mark.slow
@pytest.mark.usefixtures("asks_only")
@pytest.mark.parametrize("rate", [30, 108])
def test_to_ask_alone_does_not_raise_conflict(scene: Scene, made_of: MadeOf, rate: float) -> None:
    """A loop that asks and does nothing else: what was lived with in silence comes back and is worked on."""
    worlds = [
        Placement(scene("minzhu", made_of(*held), {"issues.rate": rate}, months=48), seed)
        for held in ((), ("closed_loop",))
        for seed in range(12)
    ]
    found = Neighbourhood(worlds).run().outcomes()["conflict_index"].to_numpy()
    rise = found[12:] - found[:12]
    assert rise.mean() < 0.0
