"""Replay: one run of a study again, alone and step by step, up to the month in which it failed.

Invariant: the store says all that is needed to make a run again; whether code or data have changed
since is said, and so is every number that is not the stored one.
"""

import pdb
import traceback
from typing import Any, NamedTuple

import pandas as pd

from experiments.design.runs import Run, Task
from experiments.execution.simulate import STOPS, in_one_line, rows
from experiments.execution.stored_study import Row, StoredStudy
from experiments.provenance.made_in import elsewhere
from experiments.provenance.run_key import Code
from scenarios.language import _


class Other(NamedTuple):
    """A number of a run that came out otherwise than it is stored."""

    name: str
    stored: object
    now: object


class Replayed(NamedTuple):
    """What came of a run made again: whether key and code are still the same, the last month, what was raised
    (None if nothing was), which numbers are others than those stored, and the project it was made in.
    """

    same: bool
    month: int | None
    error: BaseException | None
    others: tuple[Other, ...] = ()
    project: str = ""

    @property
    def well(self) -> bool:
        """Whether it went to its end, to the stored row if its code is that which made it."""
        return self.error is None and not (self.same and self.others)


def replay(study: StoredStudy, row: Row, debug: bool = False) -> Replayed:
    """Make the run again, one month after the other; `debug` opens Python's debugger where it fails."""
    from model.neighbourhood import Neighbourhood, Placement

    scenario, seed = study.scenario(row), int(str(row["seed"]))
    same, month = Code().key(scenario, seed) == row["key"], None
    try:
        world = Neighbourhood([Placement(scenario, seed)])
        for month in range(1 - scenario.burn_in, scenario.months + 1):  # noqa: B007
            world.step()
    except STOPS as error:
        if debug:
            print("".join(traceback.format_exception(error)))
            pdb.post_mortem((error.__cause__ or error).__traceback__)  # a rule's own error, where it arose
        return Replayed(same, month, error, project=study.identity.project)
    task = Task(str(row["key"]), Run(scenario, None, seed))
    found = others(row, rows(world, [task], False).runs.iloc[0])
    return Replayed(same, month, None, found, study.identity.project)


def others(stored: Row, now: "pd.Series[Any]") -> tuple[Other, ...]:
    """The numbers that are not those of the stored row; a row of a failure has none."""
    both = [Other(str(name), stored[str(name)], value) for name, value in now.items() if name in stored]
    return tuple(
        one for one in both if one.stored != one.now and not (pd.isna(one.stored) and pd.isna(one.now))
    )


def message(replayed: Replayed) -> str:
    """What came of it, in words; the traceback first if it failed."""
    lines = []
    if not replayed.same:
        changed = _("The code or the data have changed since this run was made.")
        lines.append(changed + elsewhere(replayed.project))
    if replayed.error is None:
        return "\n".join([*lines, _("The run went to its end without an error."), *_otherwise(replayed)])
    lines += ["".join(traceback.format_exception(replayed.error)).rstrip()]
    problem = in_one_line(replayed.error)
    if replayed.month is None:
        return "\n".join([*lines, _("Before the first month: {problem}", problem=problem)])
    return "\n".join([*lines, _("Month {month}: {problem}", month=replayed.month, problem=problem)])


def _otherwise(replayed: Replayed) -> list[str]:
    """That its row is not the stored one, if so; under the same code nobody may trust that row."""
    if not replayed.others:
        return []
    first = replayed.others[0]
    lines = [
        _(
            "{count} of its numbers are not those stored; {name} is {now} now, {stored} in the store.",
            count=len(replayed.others),
            name=first.name,
            now=first.now,
            stored=first.stored,
        )
    ]
    if replayed.same:
        lines.append(
            _(
                "Code and data are the same: the row was not made by them. "
                "Carry the study out in a new folder."
            )
        )
    return lines
