"""Decisions of a class of one's own are told like all others: its states, further draws and order of work."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.actor import Actor, State
from agents.column import Share, clip
from agents.elderly import ElderlyResident
from agents.perceptions import Month
from agents.residents_committee import ResidentsCommittee
from experiments.explanation.agent_month import DecisionWitness
from experiments.explanation.decision import Decision
from experiments.recording.recorder import MonthRecord, Recorder, advance, witnessed
from model.neighbourhood import Neighbourhood, Placement
from model.streams import further, overheard
from results.findings.decision import decision_description
from results.text.rules import rule_name
from scenarios.language import use
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


class Wary(ElderlyResident):
    """Keeps a state and takes a further draw."""

    draws = ("mood",)
    fear = State(0.25)

    def next_fear(self, month: Month) -> Share:
        """It fades, and comes back with every neighbour who takes part."""
        return clip(0.5 * self.fear + 0.01 * month.neighbours_took_part, 0.0, 1.0)

    def takes_part(self, meeting: Any, draw: Any, mood: Any) -> Any:  # type: ignore[override]
        """Stays at home in fear, unless the mood is good."""
        return super().takes_part(meeting, draw) & ((self.fear < 0.2) | (mood < 0.5))


class LoudestFirst(ResidentsCommittee):
    """Keeps a state and answers the loudest first."""

    tired = State(0.0)

    def urgency(self, waiting: Any) -> Any:
        """By times told and grievance."""
        return waiting.told + waiting.grievance

    def next_tired(self, month: Month) -> Any:
        """It adds up."""
        return self.tired + month.contacts


def _world(scene: Scene) -> Neighbourhood:
    values = {"place.households": 112, "issues.rate": 150.0, "issues.fade": 0.05}
    values |= {"channels.cost_internal": 2.5}
    given = scene("minzhu", "one-four-n", values, months=6, burn_in=0)
    kinds: tuple[tuple[str, type[Actor]], ...] = (("elderly", Wary), ("residents_committee", LoudestFirst))
    world = Neighbourhood([Placement(given, 4, kinds=kinds)], archive=True)
    for _month in range(3):
        advance(world)
    return world


@pytest.fixture(scope="module")
def told(scene: Scene) -> dict[str, list[Decision]]:
    """What an elderly household and the committee decided in a month, by rule."""
    world = _world(scene)
    elderly = np.flatnonzero(world.households.kind == world.households.classes.index(Wary))
    watch = DecisionWitness(world, {id(world.households): int(elderly[0]), id(world.residents_committees): 0})
    with witnessed(world.tables(), watch):
        advance(world)
    found: dict[str, list[Decision]] = {}
    for one in watch.decisions:
        found.setdefault(one.rule, []).append(one)
    return found


def test_a_state_of_ones_own_is_told_with_what_moved_it(told: dict[str, list[Decision]]) -> None:
    [one] = told["household.next_fear"]
    assert one.steady and one.choice is None and one.pulls
    assert {reading.name for reading in one.readings} == {"fear", "neighbours_took_part"}
    read = {reading.name: float(reading.value) for reading in one.readings}
    assert one.before == (read["fear"],)
    assert one.numbers[0] == pytest.approx(0.5 * read["fear"] + 0.01 * read["neighbours_took_part"])
    for language, name, said in (
        ("en", "fear after this month", "fear goes from "),
        ("zh", "本月之后的 fear", "fear从 "),
    ):
        use(language)
        description = decision_description(one)
        assert description["name"] == name == rule_name(one.rule)
        assert str(description["said"]).startswith(said)
        assert "It fades, and comes back with every neighbour who takes part." in str(description["text"])


def test_a_further_draw_is_told_and_the_decision_is_what_it_was(told: dict[str, list[Decision]]) -> None:
    [one] = told["household.takes_part"]
    assert one.steady and one.draw is not None
    [mood] = [reading for reading in one.readings if reading.source == "draw"]
    assert (mood.name, mood.value) == ("mood", further(one.draw, "mood"))
    assert not [turn for turn in one.turns if turn.reading.source == "draw"]
    inputs: Any = decision_description(one)["inputs"]
    assert [part["name"] for part in inputs if part["source"] == "draw"] == ["mood"]


def test_the_order_of_work_is_told_issue_by_issue(told: dict[str, list[Decision]]) -> None:
    found = told["residents_committee.urgency"]
    assert len({one.about for one in found}) > 1
    for one in found:
        assert one.steady and not one.place.shipped and one.about is not None
        read = {reading.name: float(reading.value) for reading in one.readings}
        assert set(read) == {"told", "grievance"} and one.numbers[0] == read["told"] + read["grievance"]
    assert told["residents_committee.next_tired"][0].numbers[0] > 0.0


@pytest.mark.parametrize("draws", [False, True])
def test_a_recorder_tells_the_calls_of_a_class_of_ones_own_apart(scene: Scene, draws: bool) -> None:
    world = _world(scene)
    recorder = Recorder(world, draws)
    with overheard(recorder.hear) if draws else witnessed((), recorder), witnessed(world.tables(), recorder):
        advance(world)
    page: MonthRecord = recorder.turn_page()
    calls = {call.rule: call for call in page.calls}
    assert {"household.next_fear", "residents_committee.next_tired", "residents_committee.urgency"} <= set(
        calls
    )
    work, fear = calls["residents_committee.urgency"], calls["household.next_fear"]
    if draws:
        assert len(np.unique(work.key)) == len(work.rows) > 0
        assert {call.stream for call in page.calls if call.name == "takes_part"} == {"takes part"}
    else:
        assert len(np.unique(work.item)) == len(work.rows) > 0
        assert set(fear.shown) >= {"Month.neighbours_took_part", "Month.asked"} and fear.chosen is None
