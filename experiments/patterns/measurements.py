"""Readings: one number of every run of a side, all sides in the same worlds, no run made twice.

A reading is a part and a whole (1 where the number is not a ratio), so that ratios can be formed over all
runs together: issues solved in all worlds over issues collected in all worlds.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.design.runs import STUDY, Run, Task, batches, replicated
from experiments.execution.executors import jobs_for
from experiments.execution.run_all import Reporting, results
from experiments.execution.simulate import Trial, attempt_reading
from experiments.patterns.household_slopes import SLOPES, slopes
from scenarios import read
from scenarios.read import Adopted, Governance, Scenario
from scenarios.side import Measurable, Side

if TYPE_CHECKING:
    from agents.actor import Actor
    from model.neighbourhood import Neighbourhood

FloatArray = NDArray[np.float64]
Key = tuple[str, tuple[object, ...]]
"""A scenario's digest and what is measured."""

READ = ("key", "what", "part", "whole")
"""The columns of what is read: of which run, of which of its sides (by place), and the two numbers."""


def measurable() -> Measurable:
    """The names of everything that can be measured."""
    from model.groups import COLUMNS, GROUPS, MEASURES
    from model.record import OBSERVATIONS

    return Measurable((*read.outcome_entries(), *SLOPES), OBSERVATIONS, (*MEASURES, *COLUMNS), GROUPS)


def scenario_of(side: Side) -> Scenario:
    """The scenario of a side; ScenarioError if its values do not go together."""
    assert side.case is not None and side.governance is not None
    return read.scenario(
        side.case,
        _adopting(read.governance(side.governance), side.instruments, side.without),
        months=side.months or 60,
        start=1 if side.start is None else side.start,
        overrides=side.settings,
    )


def _adopting(model: Governance, more: Sequence[str], less: Sequence[str]) -> Governance:
    """The governance model with more instruments, at the ledger's settings, and without others."""
    held = {adopted.kind: adopted for adopted in model.instruments if adopted.kind not in less}
    for kind in more:
        held.setdefault(kind, Adopted(kind=kind, settings={}, sentence=read.sections()[kind].text))
    if list(held) == [adopted.kind for adopted in model.instruments]:
        return model
    name = "".join([model.id, *(f"+{kind}" for kind in more), *(f"-{kind}" for kind in less)])
    return model.model_copy(update={"id": name, "instruments": tuple(held.values())})


def key_of(side: Side) -> Key:
    """What a side asks for, comparable across sides."""
    return scenario_of(side).digest(), measure(side)


def measure(side: Side) -> tuple[object, ...]:
    """What is measured of a side, comparable across sides."""
    return side.outcome, side.per, side.group, side.span, side.take or "mean"


class Readings:
    """The readings of sides, each scenario simulated once."""

    def __init__(self, values: Mapping[Key, FloatArray], runs: Sequence[Run]) -> None:
        """values: (replicates, 2) part and whole of each key."""
        self._values, self.runs = values, runs

    def of(self, side: Side) -> FloatArray:
        """(replicates, 2): part and whole in each world."""
        return self._values[key_of(side)]


def read_sides(sides: Sequence[Side], replicates: int, jobs: int | None, progress: Reporting) -> Readings:
    """Simulate the scenarios of the sides in the same worlds and read off what they ask for."""
    scenarios: dict[str, Scenario] = {}
    measured: dict[str, dict[tuple[object, ...], Side]] = {}
    for side in sides:
        scenario = scenario_of(side)
        scenarios.setdefault(scenario.digest(), scenario)
        measured.setdefault(scenario.digest(), {})[measure(side)] = side
    ordered = sorted(scenarios.values(), key=lambda one: (one.burn_in, one.months))
    runs = replicated(ordered, replicates, STUDY)
    number = jobs or jobs_for(runs)
    work = partial(_read_scenarios, sides={digest: tuple(some.values()) for digest, some in measured.items()})
    with progress(len(runs)) as advance:
        made = results(batches(runs, number), number, work, advance)
    found: dict[Key, FloatArray] = {}
    for key, what, part, whole in made.runs[list(READ)].itertuples(index=False):
        run = runs[int(key)]
        digest = run.scenario.digest()
        values = found.setdefault((digest, [*measured[digest]][what]), np.full((replicates, 2), np.nan))
        values[run.replicate] = part, whole
    return Readings(found, runs)


def _read_scenarios(tasks: Sequence[Task], monthly: bool, sides: Mapping[str, Sequence[Side]]) -> Trial:
    """sides: by the digest of their scenario."""
    return read_tasks(tasks, {task.key: sides[task.run.scenario.digest()] for task in tasks})


def read_tasks(
    tasks: Sequence[Task],
    sides: Mapping[str, Sequence[Side]],
    kinds: "Sequence[tuple[str, type[Actor]]]" = (),
) -> Trial:
    """Simulate runs side by side; a row for each run and side (columns: READ). sides: by key of the task;
    kinds: other classes of residents than the case's.
    """
    by_group = any(side.group for task in tasks for side in sides[task.key])
    reading = partial(_read, sides=sides, by_group=by_group)
    return attempt_reading(tasks, reading, by_group=by_group, kinds=kinds)


def _read(
    world: "Neighbourhood", tasks: Sequence[Task], sides: Mapping[str, Sequence[Side]], by_group: bool
) -> Trial:
    tables = Tables(world.outcomes(), world.monthly(), world.groups_table() if by_group else None)
    if any(side.outcome in SLOPES for task in tasks for side in sides[task.key]):
        tables.outcomes = tables.outcomes.assign(**slopes(world))
    rows = [
        (task.key, what, *tables.read(place, side))
        for place, task in enumerate(tasks)
        for what, side in enumerate(sides[task.key])
    ]
    return Trial(pd.DataFrame(rows, columns=list(READ)), pd.DataFrame())


class Tables:
    """What a world gives: outcomes, months, months of groups."""

    def __init__(self, outcomes: pd.DataFrame, months: pd.DataFrame, groups: pd.DataFrame | None) -> None:
        self.outcomes = outcomes
        self.months = {compound: rows for compound, rows in months.groupby("compound", sort=False)}
        self.groups: dict[object, pd.DataFrame] = {}
        if groups is not None:
            self.groups = dict(iter(groups.groupby(["compound", "group"], sort=False)))

    def read(self, place: int, side: Side) -> tuple[float, float]:
        """Part and whole of what a side asks of the run at `place`."""
        from model.groups import MEASURES

        assert side.outcome is not None
        if side.group is not None:
            rows = self.groups[place, side.group]
            part, whole, factor = MEASURES.get(side.outcome, (side.outcome, side.per, 1.0))
            found = _summed(rows, part, whole, side)
            return found[0] * factor, found[1]
        if side.is_of_run and side.outcome in self.outcomes:
            return float(self.outcomes[side.outcome].iloc[place]), 1.0
        return _summed(self.months[place], side.outcome, side.per, side)


def _summed(rows: pd.DataFrame, part: str, whole: str | None, side: Side) -> tuple[float, float]:
    """A column over the window of months: its sum over another's, or what `take` says of it alone."""
    span = side.span.of(len(rows))
    values: FloatArray = rows[part].to_numpy(dtype=float)[span]
    if whole is not None and side.take != "change":
        return float(np.nansum(values)), float(np.nansum(rows[whole].to_numpy(dtype=float)[span]))
    if whole is not None:
        values = values / rows[whole].to_numpy(dtype=float)[span]
    return _taken(values, side.take or "mean"), 1.0


def _taken(values: FloatArray, take: str) -> float:
    there = values[np.isfinite(values)]
    if not len(there):
        return float("nan")
    if take == "change":
        return _change(values)
    return float({"mean": there.mean(), "sum": there.sum(), "last": there[-1]}[take])


def _change(values: FloatArray) -> float:
    """How much a straight line through the months rises from the first to the last."""
    month = np.flatnonzero(np.isfinite(values)).astype(float)
    if len(month) < 2:
        return float("nan")
    slope = float(np.polyfit(month, values[np.isfinite(values)], 1)[0])
    return slope * (len(values) - 1)
