"""Whoever lives with what was lost or did not satisfy may tell again: by the same rule, with draws of its
own, and counted once.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.column import IntArray
from model import channels, persistence, reputation, waiting
from model.channels import speak_up
from model.issues import (
    ASSIGNED,
    BY_COMMITTEE,
    BY_HOTLINE,
    ENDURED,
    EXTERNAL,
    NEVER,
    PASSED_ON,
    REOPENED,
    RESOLVED,
)
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]
type Differing = Callable[..., list[str]]
type MadeOf = Callable[..., Any]

COUNT, MONTH = 2000, 20
HEARD = {"channels.cost_internal": 2.5, "channels.cost_external": 3.3, "channels.record": 2.0}
"""What it costs to tell, so little that many do."""


@pytest.fixture
def build(scene: Scene) -> Callable[..., Neighbourhood]:
    """A compound in a month in which nothing is on the books yet."""

    def make(**values: float) -> Neighbourhood:
        given = (
            {"place.households": COUNT}
            | HEARD
            | {key.replace("__", "."): value for key, value in values.items()}
        )
        world = Neighbourhood(scene("minzhu", values=given, months=MONTH + 2, burn_in=0), rng=1)
        world.month = MONTH
        world.begin_month()
        return world

    return make


def lived_with(world: Neighbourhood, count: int = COUNT, **given: Any) -> IntArray:
    """Places of issues that were told inside a year ago and came to nothing (``done``: done badly)."""
    rows = np.arange(count) % world.compounds.rows
    usual: dict[str, Any] = {
        "key": np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15),
        "reporter": rows,
        "stairwell": world.compounds.stair_of_row[rows],
        "partner": -1,
        "status": ENDURED,
        "channel": BY_COMMITTEE,
        "raised": MONTH - 13,
        "reported": MONTH - 12,
        "done": NEVER,
        "closed": NEVER,
        "returns": NEVER,
        "severity": 0.4,
        "work": 2.0,
    }
    world.issues.add(usual | given)
    return np.arange(len(world.issues) - count, len(world.issues))


def chances(world: Neighbourhood, places: IntArray) -> tuple[float, float]:
    """Mean chance that those concerned tell the committee, and that they call outside, by random utility."""
    h, each = world.households, world.compounds.each
    rows = world.issues.reporter[places]
    value = {
        name: float(each(f"channels.{name}")[0]) for name in ("grievance", "efficacy", "trust", "record")
    }
    push = value["grievance"] * h.grievance[rows]
    away = float(each("channels.tenant_extra")[0]) * ~h.owner[rows]
    heard = value["record"] * (reputation.record(world)[0] - float(each("channels.record_centre")[0]))
    inside = push + value["efficacy"] * h.efficacy[rows] + value["trust"] * h.trust_committee[rows]
    inside = np.exp(inside - float(each("channels.cost_internal")[0]) - away + heard)
    offline = float(each("channels.offline_extra")[0]) * ~h.online[rows]
    outside = np.exp(push - float(each("channels.cost_external")[0]) - offline)
    whole = 1.0 + inside + outside
    return float((inside / whole).mean()), float((outside / whole).mean())


@pytest.mark.parametrize("again", [0.2, 1.0])
def test_the_chance_to_tell_again_is_that_of_telling_times_how_readily(
    build: Callable[..., Neighbourhood], again: float
) -> None:
    world = build(channels__again=again)
    places = lived_with(world)
    inside, outside = chances(world, places)
    speak_up(world)
    told = [world.issues.is_in(*states)[places].mean() for states in ((PASSED_ON, ASSIGNED), (EXTERNAL,))]
    assert told == pytest.approx([again * inside, again * outside], abs=0.03)
    assert world.issues.told_again[places].sum() == round(sum(told) * COUNT)
    assert inside > 0.1


def test_at_zero_nobody_tells_again(build: Callable[..., Neighbourhood]) -> None:
    world = build(channels__again=0.0)
    places = lived_with(world)
    before = {name: column.copy() for name, column in world.issues.columns.items()}
    speak_up(world)
    assert all((before[name] == column).all() for name, column in world.issues.columns.items())
    assert world.issues.is_in(ENDURED)[places].all() and not world.met.any()


def test_whoever_trusts_nobody_tells_less(build: Callable[..., Neighbourhood]) -> None:
    told = []
    for trust in (0.1, 0.9):
        world = build(channels__again=1.0)
        lived_with(world)
        world.households.trust_committee[:] = trust
        speak_up(world)
        told.append(world.record.series["told_again"][world.record.page, 0])
    assert told[0] < 0.8 * told[1]


def test_each_month_is_a_new_chance(build: Callable[..., Neighbourhood]) -> None:
    world = build(channels__again=0.5)
    lived_with(world)
    first = persistence.think_again(world)
    world.month += 1
    assert 0.4 < np.isin(first, persistence.think_again(world)).mean() < 0.6


def test_what_was_lost_is_passed_on_anew_and_all_its_work_is_still_to_do(
    build: Callable[..., Neighbourhood],
) -> None:
    world = build()
    kept: dict[str, Any] = {"sought": 3.0, "neglected": 3.0, "until_clear": 4.0, "until_lost": 2.0}
    places = lived_with(world, 400, ambiguous=True, **kept)
    channels.take_in(world, places, BY_COMMITTEE)
    issues = world.issues
    assert issues.is_in(PASSED_ON)[places].all() and (issues.work[places] == 2.0).all()
    assert not issues.sought[places].any() and not issues.neglected[places].any()
    for end in ("clear", "lost"):
        drawn = issues.columns[f"until_{end}"][places]
        assert len(set(drawn)) == 400 and drawn.mean() == pytest.approx(1.0, abs=0.15)


def test_what_did_not_satisfy_comes_back_as_where_somebody_asks(build: Callable[..., Neighbourhood]) -> None:
    """Half a mean issue of work; whoever built it builds at its own cost; nobody asks again whose it is."""
    world = build()
    places = lived_with(
        world, 400, ambiguous=True, capital=True, done=MONTH - 5, worked=1.0, rushed=0.5, led=True
    )
    channels.take_in(world, places, BY_COMMITTEE)
    issues = world.issues
    assert issues.is_in(REOPENED)[places].all() and issues.funded[places].all()
    assert issues.work[places] == pytest.approx(0.5 * float(world.compounds.each("triage.work")[0]))
    assert issues.worked[places] == pytest.approx(0.5 * issues.until_done[places])
    assert not issues.rushed[places].any() and not issues.counted[places].any()
    assert (issues.reopened[places] == 1).all() and not issues.led[places].any()


def test_an_issue_is_counted_as_told_lost_and_done_once(build: Callable[..., Neighbourhood]) -> None:
    world = build()
    places = lived_with(world, 10, status=PASSED_ON)
    world.lose(places)
    series = world.record.series
    for _ in range(2):
        channels.take_in(world, places, BY_COMMITTEE)
        world.lose(places)
    channels.take_in(world, places, BY_COMMITTEE)
    world.leave_unsatisfied(places)
    channels.take_in(world, places, BY_COMMITTEE)
    world.resolve(places)
    counted = [series[name][world.record.page, 0] for name in ("told_again", "lost", "resolved", "collected")]
    assert counted == [40, 10, 10, 0]
    assert (world.issues.told()[places] == MONTH).all()
    assert (world.issues.reported[places] == MONTH - 12).all() and world.issues.is_in(RESOLVED)[places].all()
    assert world.record.resolved_by.sum() == 10  # by the month of the first report


def test_what_is_told_again_may_be_late_again(build: Callable[..., Neighbourhood]) -> None:
    """Told a year ago it had been written off; told again three months ago it is late this month."""
    world = build(wait__expected=3, wait__most=6)
    places = lived_with(world, 10, status=ASSIGNED)
    assert not len(waiting.late(world).places)
    world.issues.told_later[places] = 9
    assert len(waiting.late(world).newly) == 10


def test_the_hotline_answers_each_call_by_a_draw_of_its_own(build: Callable[..., Neighbourhood]) -> None:
    world = build(channels__external_returned=0.5, channels__external_months=0.5)
    places = lived_with(world, 400, channel=BY_HOTLINE)
    sent_back = []
    for _ in range(2):
        channels._call_hotline(world, places)
        world.issues.returns[places] = world.month
        channels.hear_back(world)
        sent_back.append(world.issues.is_in(ASSIGNED)[places])
        world.issues.status[places] = ENDURED
        world.issues.done[places] = NEVER
    assert 0.4 < (sent_back[0] == sent_back[1]).mean() < 0.6


OFTEN = {"place.households": 168, "issues.rate": 210, "triage.unsatisfied": 0.4, "channels.again": 1.0}
OFTEN |= HEARD


def test_asked_one_by_one_and_beside_others_the_same_people_tell_again(
    scene: Scene, differing: Differing
) -> None:
    one = scene("minzhu", values=OFTEN, months=8, burn_in=4)
    alone, asked = (Neighbourhood(one, rng=5, one_by_one=each).run() for each in (False, True))
    beside = Neighbourhood([Placement(one, 4), Placement(one, 5)]).run().monthly()
    beside = beside[beside["compound"] == 1].reset_index(drop=True).assign(compound=0)
    assert alone.monthly()["told_again"].sum() > 5
    assert not differing(alone.monthly(), asked.monthly())
    assert not differing(alone.monthly(), beside)


@pytest.mark.slow
def test_the_more_readily_they_tell_again_the_less_is_endured(scene: Scene) -> None:
    endured = []
    for again in (0.0, 0.2, 1.0):
        given = scene("minzhu", values={"channels.again": again, "issues.rate": 30.0} | HEARD, months=36)
        months = Neighbourhood([Placement(given, seed) for seed in range(8)]).run().monthly()
        endured.append(months.groupby("compound")["endured"].mean())
    assert (endured[0] > endured[1]).all() and (endured[1] > endured[2]).all()
