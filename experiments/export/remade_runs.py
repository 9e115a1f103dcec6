"""Chosen runs made again, one after the other, and looked at month by month.

Invariant: looking changes nothing, and a run of which one outcome is not the stored one is refused, so that
what is handed out belongs to the very runs whose outcomes are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from experiments.design.runs import Task
from experiments.errors import ArgumentError
from experiments.execution.replay import others
from experiments.execution.run_all import progress
from experiments.execution.simulate import STOPS, RunError, in_one_line, rows
from experiments.export.chosen_runs import ChosenRun
from scenarios.language import _

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Onlooker(Protocol):
    """Takes something out of runs; what it holds of a run that is refused never counts."""

    def month(self, run: ChosenRun, world: Neighbourhood) -> None:
        """Look at a month that is over, those before the record (0 and below) included."""

    def end(self, run: ChosenRun, world: Neighbourhood) -> None:
        """Look at a run that has come to its end and is the one that was stored."""


def make_again(runs: Sequence[ChosenRun], onlookers: Iterable[Onlooker], quiet: bool = True) -> None:
    """Make the runs again; RunError if one stops, ArgumentError if one comes out otherwise than stored."""
    watching = list(onlookers)
    with progress(len(runs), quiet) as advance:
        for one in runs:
            world = _lived(one, watching)
            _check_the_same(one, world)
            for onlooker in watching:
                onlooker.end(one, world)
            advance(1)


def _lived(one: ChosenRun, watching: Sequence[Onlooker]) -> Neighbourhood:
    from model.neighbourhood import Neighbourhood, Placement

    def look(world: Neighbourhood) -> None:
        for onlooker in watching:
            onlooker.month(one, world)

    try:
        placed = [Placement(one.run.scenario, one.run.seed)]
        return Neighbourhood(placed, archive=True, observers=[look]).run()
    except OSError:
        raise
    except STOPS as error:
        raise RunError(one.run, in_one_line(error)) from error


def _check_the_same(one: ChosenRun, world: Neighbourhood) -> None:
    task = Task("", one.run)
    if different := others(one.stored, rows(world, [task], False).runs.iloc[0]):
        first, scenario = different[0], one.run.scenario
        raise ArgumentError(
            _(
                "The run {case}/{governance}/{replicate} comes out otherwise than it is stored ({name} is "
                "{now} now, {stored} in the folder): nothing was written. Make the folder anew first.",
                case=scenario.case.id,
                governance=scenario.governance.id,
                replicate=one.run.replicate,
                name=first.name,
                now=first.now,
                stored=first.stored,
            )
        )
