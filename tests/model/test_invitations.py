"""Who asks whom along, and that it is found out only where a rule reads it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.actor import State
from agents.elderly import ElderlyResident
from agents.perceptions import Meeting, Month
from model import participation
from model.invitations import asked_along, who_took_part
from model.neighbourhood import Neighbourhood, Placement
from model.streams import overheard
from scenarios.read import Scenario, ledger

type Scene = Callable[..., Scenario]

SMALL = {"place.households": 112}


class AskedOnly(ElderlyResident):
    """Takes part only if an acquaintance asks."""

    def takes_part(self, meeting: Meeting, draw: Any) -> Any:
        return super().takes_part(meeting, draw) & (meeting.asked > 0.0)


def _is_lively(meeting: Meeting) -> Any:
    return meeting.took_part > 2.0


class Sociable(ElderlyResident):
    """Takes part only where many neighbours do; a function of its file reads how many."""

    def takes_part(self, meeting: Meeting, draw: Any) -> Any:
        return super().takes_part(meeting, draw) & _is_lively(meeting)


class Moody(ElderlyResident):
    """Keeps a state, and so is told of the month."""

    mood = State(0.0)

    def next_mood(self, month: Month) -> Any:
        return self.mood + month.asked


def _world(given: Scenario, *kinds: type[ElderlyResident], seed: int = 5) -> Neighbourhood:
    own = tuple((kind.kind, kind) for kind in kinds)
    return Neighbourhood([Placement(given, seed, kinds=own)])


def _heard(world: Neighbourhood) -> list[str]:
    """The streams from which a world draws in a month."""
    streams: list[str] = []
    with overheard(lambda _identity, stream, _month: streams.append(stream)):
        world.step()
    return streams


def test_only_an_acquaintance_who_took_part_last_month_asks(scene: Scene) -> None:
    willing = {"participation.intercept": -4.0, "participation.cost": 1.0}
    world = _world(scene(values=SMALL | willing | {"participation.asks": 1.0}), AskedOnly)
    world.step()
    active, [one, other] = world.households.active, world.ties.ends
    known = {
        row for pair in zip(one, other, strict=True) for row, friend in (pair, pair[::-1]) if active[friend]
    }
    assert set(np.flatnonzero(asked_along(world))) == known and 0 < len(known) < len(active)
    active[:] = False
    assert not asked_along(world).any()


def test_who_asks_does_so_by_the_chance_of_the_ledger_and_otherwise_every_month(scene: Scene) -> None:
    world = _world(scene(values={"place.households": 2000, "participation.asks": 0.1}), AskedOnly)
    world.households.active[:] = True
    found = []
    for world.month in range(1, 5):
        found.append(asked_along(world) > 0.0)
    expected = 1.0 - 0.9**world.ties.degree
    spread = np.sqrt((expected * (1.0 - expected)).sum())
    for asked in found:
        assert abs(asked.sum() - expected.sum()) < 4.0 * spread
    assert not (found[0] == found[1]).all()


def test_how_many_took_part_counts_acquaintances_and_the_stairwell_but_not_oneself(scene: Scene) -> None:
    world = _world(scene(values=SMALL), Sociable)
    h = world.households
    h.active[:] = False
    h.active[40] = True
    expected = (h.stairwell == h.stairwell[40]).astype(float)
    one, other = world.ties.ends
    np.add.at(expected, one[other == 40], 1.0)
    np.add.at(expected, other[one == 40], 1.0)
    expected[40] -= 1.0
    assert list(who_took_part(world)) == list(expected)


@pytest.mark.parametrize("kind", [AskedOnly, Sociable, Moody])
def test_what_is_asked_is_the_same_one_by_one_and_in_a_batch(
    scene: Scene, rows_of: Callable[..., Any], kind: type[ElderlyResident]
) -> None:
    given = scene(values=SMALL)
    place = Placement(given, 5, kinds=(("elderly", kind),))
    alone, single = Neighbourhood([place]).run(), Neighbourhood([place], one_by_one=True).run()
    batch = Neighbourhood([Placement(given, 1), place, Placement(given, 2)]).run()
    assert rows_of(single, 0).equals(rows_of(alone, 0)) and rows_of(batch, 1).equals(rows_of(alone, 0))
    if kind is Moody:
        mine = batch.compounds.of_row == 1
        moods = [one.households.columns["mood"] for one in (alone, single)]
        assert list(moods[0]) == list(moods[1]) == list(batch.households.columns["mood"][mine])
        assert moods[0].any()
    else:
        usual = Neighbourhood([Placement(given, 5)]).run()
        assert not rows_of(usual, 0).equals(rows_of(alone, 0))


def test_invitations_are_drawn_only_in_worlds_where_somebody_is_told_of_them(scene: Scene) -> None:
    given = scene(values=SMALL)
    for kinds, drawn in (((), False), ((Sociable,), True), ((AskedOnly,), True), ((Moody,), True)):
        world = _world(given, *kinds)
        assert ("asks along" in _heard(world)) == drawn
        assert np.ndim(who_took_part(world)) == drawn


def test_the_chance_of_asking_moves_no_world_of_ours_and_so_is_fixed_in_the_ledger(
    scene: Scene, rows_of: Callable[..., Any]
) -> None:
    asks = ledger()["participation.asks"]
    assert asks.prior == "fixed" and asks.low < asks.default < asks.high
    never, always = (
        Neighbourhood(scene(values=SMALL | {"participation.asks": chance}, months=6)).run()
        for chance in (0.0, 1.0)
    )
    assert rows_of(never, 0).equals(rows_of(always, 0))


class ByPlace(ElderlyResident):
    """Reads its situation by place."""

    def takes_part(self, meeting: Meeting, draw: Any) -> Any:
        """Only if asked."""
        *_others, _took_part, asked = meeting
        return super().takes_part(meeting, draw) & (asked > 0.0)


def test_a_situation_may_be_read_by_place(scene: Scene, rows_of: Callable[..., Any]) -> None:
    given = scene(values=SMALL)
    by_name, by_place = (_world(given, kind).run() for kind in (AskedOnly, ByPlace))
    assert rows_of(by_name, 0).equals(rows_of(by_place, 0))


def test_the_situation_of_a_usual_world_says_that_nobody_asked(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Meeting] = []

    def watch(*given: Any, **named: Any) -> Meeting:
        seen.append(Meeting(*given, **named))
        return seen[-1]

    monkeypatch.setattr(participation, "Meeting", watch)
    Neighbourhood(scene(values=SMALL)).step()
    assert (seen[0].took_part, seen[0].asked) == (0.0, 0.0)
