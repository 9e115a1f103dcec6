"""Worlds that are kept: who asks a kept one hears what a world that lived all months answers."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from experiments.explanation.run_lookup import PastRun
from experiments.recording.frozen import Frozen, NotFrozen
from experiments.recording.kept_worlds import KeptWorlds, Paused
from experiments.recording.world_fingerprint import changed, fingerprint
from model.neighbourhood import Neighbourhood
from results.findings import decision, issue

type Asked = tuple[str, int]

MONTHS = 14


@pytest.fixture(scope="module")
def run(scene: Any) -> PastRun:
    """A small compound in which much happens."""
    given = {"place.households": 40.0, "issues.rate": 210.0, "petitions.threshold": 0.05}
    return PastRun(scene("minzhu", "one-four-n", given, months=MONTHS, burn_in=3), 7, 0)


def answered(run: PastRun, asked: Asked, kept: KeptWorlds | None = None) -> str:
    """What is told of a household in a month, or of the issue that the months end with (month 0)."""
    paused = kept and (lambda month: kept.before("run", month, lambda: run.world(archive=True)))
    who, month = asked
    if month:
        return json.dumps(decision.why(run, who, month, None, paused or None))
    return json.dumps(issue.story(run, who, paused or None))


def test_kept_worlds_answer_like_fresh_ones_in_any_order_and_for_several_at_once(run: PastRun) -> None:
    key = issue.stories(run)[0]["issue"]
    asked = [("row 5", 9), ("row 6", 9), (key, 0), ("row 7", -1), ("row 5", 14), ("row 6", 9)]
    fresh = {one: answered(run, one) for one in set(asked)}
    assert len(set(fresh.values())) == len(fresh)
    room_for_two = 2 * len(Frozen.of(Paused.at_first(run.world(archive=True)).until(MONTHS + 1)))
    kept, at_once = KeptWorlds(), KeptWorlds(room_for_two)
    assert [answered(run, one, kept) for one in asked] == [fresh[one] for one in asked]
    with ThreadPoolExecutor(4) as people:
        told = list(people.map(lambda one: answered(run, one, at_once), asked))
    assert told == [fresh[one] for one in asked]


def test_a_world_is_lived_once_up_to_a_month_and_what_nobody_asks_for_is_forgotten(run: PastRun) -> None:
    first: list[int] = []

    def make() -> Neighbourhood:
        first.append(1)
        return run.world()

    kept = KeptWorlds()
    for month in (6, 9, 6, 13):
        assert kept.before("run", month, make).world.month == month - 1
    assert len(first) == 1
    forgetful = KeptWorlds(most=0)
    for _time in range(2):
        forgetful.before("run", 6, make)
    assert len(first) == 3


@pytest.mark.parametrize("model", ["baseline", "troika", "one-four-n"])
def test_what_is_made_of_a_frozen_world_goes_on_like_it_and_shares_nothing_with_it(
    scene: Any, model: str
) -> None:
    world = PastRun(scene("minzhu", model, {"place.households": 40.0}, months=6, burn_in=2), 7).world()
    world.households.one_by_one = True  # so that agents and views of their columns are there
    world.step()
    before, frozen = fingerprint(world), Frozen.of(world)
    made = frozen.made()
    assert made.households.agent(3).model is made
    made.run()
    assert not changed(before, fingerprint(world)) and not changed(before, fingerprint(frozen.made()))
    again = Frozen.of(Frozen.of(frozen.made()).made()).made().run()
    assert not changed(fingerprint(world.run()), fingerprint(made))
    assert not changed(fingerprint(made), fingerprint(again))


def test_a_world_with_something_that_hides_what_it_refers_to_is_lived_anew(run: PastRun) -> None:
    def hidden(world: Neighbourhood) -> Callable[[Neighbourhood], None]:
        def observe(seen: Neighbourhood) -> None:
            assert seen is world

        return observe

    def make() -> Neighbourhood:
        world = run.world()
        world.observers.append(hidden(world))
        return world

    with pytest.raises(NotFrozen, match="hidden"):
        Frozen.of(make())
    kept = KeptWorlds()
    assert [kept.before("run", month, make).world.month for month in (3, 2)] == [2, 1]
