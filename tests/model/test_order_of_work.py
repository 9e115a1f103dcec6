"""What a residents' committee works on first."""

from collections.abc import Callable
from typing import Any

import numpy as np

from experiments.recording.recorder import PER_ISSUE, Recorder, advance, witnessed
from model.neighbourhood import Neighbourhood
from model.order_of_work import running_totals
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

BUSY = {"place.households": 112, "issues.rate": 150.0, "channels.cost_internal": 2.5}


def _world(scene: Scene, **values: float) -> Neighbourhood:
    return Neighbourhood(
        scene("minzhu", "one-four-n", BUSY | values, months=12, burn_in=0), rng=4, archive=True
    )


def test_a_committee_is_asked_once_for_each_issue_and_shown_that_issue(scene: Scene) -> None:
    world, seen = _world(scene), []

    def watch(table: Any, version: Any, given: Any, rows: Any, answer: Any) -> None:
        if version.rule.__name__ == "urgency":
            issues, places = world.issues, world.issues.asked
            seen.append(len(places))
            assert list(rows) == [0] * len(places)
            assert list(given[0].severity) == list(issues.severity[places])
            assert list(given[0].told) == list(1 + issues.told_again[places])
            assert list(given[0].grievance) == list(world.households.grievance[issues.reporter[places]])

    with witnessed([world.residents_committees], watch):
        world.run()
    assert max(seen) > 5


def test_what_is_recorded_of_the_order_of_work_names_the_issue(scene: Scene) -> None:
    world = _world(scene)
    recorder = Recorder(world)
    for _month in range(3):
        advance(world)
    with witnessed(world.tables(), recorder):
        advance(world)
    calls = [call for call in recorder.turn_page().calls if call.name == "urgency"]
    assert "urgency" in PER_ISSUE and calls
    for call in calls:
        assert set(call.item) <= set(world.issues_table()["key"])
        assert len(np.unique(call.item)) == len(call.item)


def test_running_totals_begin_anew_in_each_compound() -> None:
    days, of = np.array([1.0, 2.0, 4.0, 8.0]), np.array([0, 0, 2, 2])
    assert list(running_totals(days, of)) == [1.0, 3.0, 4.0, 12.0]
    assert len(running_totals(days[:0], of[:0])) == 0
