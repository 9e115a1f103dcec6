"""The reader: what a worker does with a batch of candidates' runs. It simulates them and reads off the sides.

The rule it holds: a run that raises takes no other run with it; it is not read, and comes back as a failure.
"""

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from experiments.calibration.targets import Place, place_of
from experiments.execution.executors import Lanes
from experiments.execution.task import Failure, Task, Trial, code_loaded, in_one_line, together
from experiments.patterns.measurements import FloatArray, Readings, Tables, measure
from experiments.provenance.loaded import HERE, OtherCode
from scenarios.side import Side

if TYPE_CHECKING:
    from experiments.provenance.run_key import Code

COLUMNS = ("key", "what", "part", "whole")


@dataclass(frozen=True)
class Reader:
    """Reads what is asked of each place. A task's key begins with the number of its place and a slash.

    `code`: what the machine that begins the calibration runs; None where it cannot be anything else.
    """

    asked: tuple[tuple[Side, ...], ...]
    code: str | None = None

    def __call__(self, tasks: Sequence[Task], monthly: bool = False) -> Trial:
        """A row for each run and side, with what was read there."""
        if self.code is not None and self.code != code_of(code_loaded()):
            raise OtherCode(HERE)
        try:
            return Trial(pd.DataFrame(self._read(tasks), columns=list(COLUMNS)), pd.DataFrame())
        except Exception as error:
            if len(tasks) == 1:
                said = Failure(tasks[0].key, None, in_one_line(error), traceback.format_exc())
                return Trial(pd.DataFrame(columns=list(COLUMNS)), pd.DataFrame(), (said,))
        return together([self([task]) for task in tasks])

    def _read(self, tasks: Sequence[Task]) -> list[tuple[object, ...]]:
        """Simulate runs side by side in one world."""
        from model.neighbourhood import Neighbourhood, Placement

        asked = [self.asked[int(task.key.partition("/")[0])] for task in tasks]
        by_group = any(side.group for sides in asked for side in sides)
        placements = [Placement(task.run.scenario, task.run.seed) for task in tasks]
        world = Neighbourhood(placements, by_group=by_group).run()
        tables = Tables(world.outcomes(), world.monthly(), world.groups_table() if by_group else None)
        return [
            (task.key, what, *tables.read(row, side))
            for row, task in enumerate(tasks)
            for what, side in enumerate(asked[row])
        ]


type Opening = Callable[[Reader], Lanes]
"""Opens the lanes that a reader works on."""


def code_here() -> str:
    """What changes when anything that a run goes through does."""
    from experiments.provenance.run_key import Code

    return code_of(Code())


def code_of(code: "Code | None") -> str:
    """The same of code as it once stood; empty where that is not known."""
    return code.digest(code.kinds) if code else ""


class Seen(Readings):
    """What was read of one candidate, of the first worlds that a target wants."""

    def __init__(self, values: Mapping[tuple[Place, object], FloatArray], worlds: int) -> None:
        self._read, self._first = values, worlds

    def of(self, side: Side) -> FloatArray:
        """(worlds, 2): part and whole in each world."""
        return self._read[place_of(side), measure(side)][: self._first]
