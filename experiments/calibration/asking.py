"""Asking: which candidate is to be tried in which world, and what lanes read there.

The rule it holds: how the runs are cut into worlds side by side changes no number, only the time.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from experiments.calibration.targets import Candidate
from experiments.design.runs import BATCH_HOUSEHOLDS, Run, seed_of
from experiments.execution.executors import Batch, Lanes
from experiments.execution.task import Task
from experiments.patterns.measurements import scenario_of
from scenarios.problems import ScenarioError
from scenarios.read import Scenario
from scenarios.side import Side


class Asked(NamedTuple):
    """A candidate, by its number, in a world."""

    number: int
    world: int
    candidate: Candidate


class Spot(NamedTuple):
    """A place by its turn, as the reader numbers it, with the sides that are read there."""

    turn: int
    sides: Sequence[Side]


class Answer(NamedTuple):
    """What was read of a side (by its place among those of the place) for a candidate in a world."""

    number: int
    world: int
    what: int
    part: float
    whole: float


def answers(
    lanes: Lanes, place: Spot, asked: Sequence[Asked], study: str, failed: list[str]
) -> Iterator[Answer]:
    """What is read at a place, as it comes in; a candidate whose values do not go together gives nothing.

    study: the worlds are those of this study's seeds; failed: takes what runs raised, one text for each.
    """
    for trial in lanes.trials(_batches(place, asked, study, lanes.count), False):
        failed += [failure.error for failure in trial.failures]
        if not len(trial.runs):
            continue
        for key, what, part, whole in trial.runs.itertuples(index=False):
            _turn, number, world = map(int, key.split("/"))
            yield Answer(number, world, what, part, whole)


def _batches(place: Spot, asked: Sequence[Asked], study: str, lanes: int) -> Iterator[Batch]:
    """The runs cut into worlds, at least one for each lane."""
    most = max(1, BATCH_HOUSEHOLDS // scenario_of(place.sides[0]).households)
    length = max(1, min(most, -(-len(asked) // lanes)))
    waiting: list[Task] = []
    for task in _tasks(place, asked, study):
        waiting.append(task)
        if len(waiting) == length:
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def _tasks(place: Spot, asked: Iterable[Asked], study: str) -> Iterator[Task]:
    before: Candidate | None = None
    scenario: Scenario | None = None
    for one in asked:
        if one.candidate is not before:
            before, scenario = one.candidate, _with(place.sides[0], one.candidate)
        if scenario is not None:
            key = f"{place.turn}/{one.number}/{one.world}"
            yield Task(key, Run(scenario, one.world, seed_of(study, one.world)))


def _with(side: Side, candidate: Candidate) -> Scenario | None:
    """The scenario of a side with a candidate's values, but for those that the pattern sets itself; None if
    they do not go together.
    """
    try:
        return scenario_of(side.model_copy(update={"settings": {**candidate, **side.settings}}))
    except ScenarioError:
        return None
