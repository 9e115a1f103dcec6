"""The pilot of an estimate: batches of the study itself, cut short, timed in processes as its workers are.

Invariant: what is run is what a worker will run, rules, instruments and parameters of a real batch; only its
months are fewer. Time is that of the processor, with as many processes at work as the study will have, so
that what they take from each other is in it and what other programs do is not.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import replace
from itertools import batched, cycle, islice
from time import process_time
from typing import NamedTuple

import pandas as pd

from experiments.design.cells import RunSpec
from experiments.design.runs import Task
from experiments.execution.simulate import Batch, RunError, Trial, attempt
from experiments.execution.worker_processes import result, submit, worker
from experiments.resources.family import peak
from experiments.resources.workload import BETWEEN, StudyWork, Workload, kind_of
from scenarios.inputs import Member
from scenarios.read import Scenario

BUDGET = 8.0
"""Seconds that each process spends on worlds of the pilot, about."""

LONGEST = 2.0
"""Seconds of one world of the pilot, about."""

SMALL = 0.1
"""Seconds of a small one: a run alone, a governance model apart."""

USUAL, LEAST = 1.5e-6, 0.005
"""Seconds of a household-month, and of any month, about: how many months a world of the pilot gets is judged
by them."""

PART = 0.1
"""The share of the work of a study that is done for its estimate, where that is more than a few seconds."""

FEWEST = 4
"""Months that are timed at least, beside the first."""

MOST_LATER = 1.25
"""Times as long as the first ones that later months are believed to take, at most."""

MOST_KINDS = 12
"""Kinds of batches that are measured, those with most work; others are taken to cost what these do."""

APART = 3_000
"""Households of a world that shows what one governance model costs."""

MIDDLING = 6_000
"""Households of the world that lives all months, to see by how much later ones take longer than the first."""

COPIES = 3
"""How often a world's monthly rows lie in memory when it ends: recorded, as a table, and as what is sent."""


class World(NamedTuple):
    """A batch, or some of it, to be measured: of which kind, its runs, and the months of its longer try."""

    kind: tuple[str, tuple[str, ...]]
    tasks: Batch
    months: int


class MeasuredBatch(NamedTuple):
    """A world that was made twice, short and longer. `fixed`: seconds of building and reading it, `month`: of
    a month; `base` and `height`: bytes of the process before and at its height; `rows`: what came out.
    """

    kind: tuple[str, tuple[str, ...]]
    runs: int
    households: int
    months: int
    fixed: float
    month: float
    base: int
    height: int
    rows: Trial


class TimedBatches(NamedTuple):
    """What was measured: of every kind its largest batch, its first run alone, and each governance model; of
    the kind with most work a middling world as long as the largest batch, and for all months.
    """

    whole: tuple[MeasuredBatch, ...]
    alone: tuple[MeasuredBatch, ...]
    apart: tuple[MeasuredBatch, ...]
    lengths: tuple[MeasuredBatch, ...] = ()

    @property
    def later(self) -> float:
        """Times as long as in the pilot that a month takes, but for what it takes in the smallest world."""
        if not self.lengths:
            return 1.0
        short, long = (max(one.month - self.alone[0].month, 0.0) for one in self.lengths)
        return min(max(long / short, 1.0), MOST_LATER) if short else 1.0


def carry_out(study: StudyWork, work: Workload) -> TimedBatches:
    """Measure worlds of this workload; RunError if a run of them fails."""
    if not work.missing:
        return TimedBatches((), (), ())
    largest = _largest(study, work)
    seconds = min(BUDGET * work.jobs, max(PART * work.household_months * USUAL, work.jobs))
    share = min(LONGEST, seconds / len(largest))
    whole = [_world(study, batch, share) for batch in largest]
    alone = [_world(study, batch[:1], SMALL) for batch in largest]
    apart = [_world(study, some, SMALL) for batch in largest for some in _by_governance(study, batch)]
    lengths = _lengths(study, largest[0], whole[0].months)
    measure = _here if work.jobs == 1 else _on_processes
    found = measure([*whole, *alone, *apart, *lengths], work.jobs)
    return TimedBatches(*(tuple(islice(found, len(some))) for some in (whole, alone, apart, lengths)))


def _lengths(study: StudyWork, batch: Sequence[RunSpec], months: int) -> list[World]:
    """Some runs of a batch for so many months, and for all; none where so many are all."""
    count = max(1, MIDDLING * len(batch) // sum(study.cells.households(place.cell) for place in batch))
    some, whole = batch[:count], study.plan.months + study.plan.burn_in
    if months >= whole or count < 2:
        return []
    return [_world(study, some, SMALL)._replace(months=length) for length in (months, whole)]


def _largest(study: StudyWork, work: Workload) -> list[Sequence[RunSpec]]:
    """The largest batch of every kind, kinds with most work first."""
    total, largest = dict[object, int](), dict[object, tuple[int, Sequence[RunSpec]]]()
    for batch in (batch for one in work.rounds for batch in one):
        kind, size = kind_of(batch), study.cells.work(batch)
        total[kind] = total.get(kind, 0) + size
        largest[kind] = max(largest.get(kind, (0, ())), (size, batch), key=lambda pair: pair[0])
    order = sorted(total, key=lambda kind: -total[kind])[:MOST_KINDS]
    return [largest[kind][1] for kind in order]


def _by_governance(study: StudyWork, batch: Sequence[RunSpec]) -> Iterator[Sequence[RunSpec]]:
    """Of a batch with several governance models some runs of each."""
    cases, models = kind_of(batch)
    for model in models if len(models) > 1 and BETWEEN not in cases else ():
        places = [place for place in batch if place.cell.governance == model]
        count = max(1, APART // study.cells.households(places[0].cell))
        yield places[:count]


def _world(study: StudyWork, batch: Sequence[RunSpec], seconds: float) -> World:
    """A batch, and as many months as take about so long."""
    households = sum(study.cells.households(place.cell) for place in batch)
    whole = study.plan.months + study.plan.burn_in
    months = min(max(int(seconds / max(households * USUAL, LEAST)), 1 + FEWEST), whole)
    return World(kind_of(batch), tuple(study.cells.task(place) for place in batch), months)


def _here(worlds: Iterable[World], jobs: int) -> Iterator[MeasuredBatch]:
    """In this process, as a study on one process does."""
    return (measured(world) for world in worlds)


def _on_processes(worlds: Sequence[World], jobs: int) -> Iterator[MeasuredBatch]:
    """Each in a process of its own, so many at a time; what fills up the last ones is thrown away."""
    count = len(worlds)
    full = islice(cycle(worlds), -(-count // jobs) * jobs)
    found = (one for some in batched(full, jobs) for one in _side_by_side(some))
    return islice(found, count)


def _side_by_side(worlds: Sequence[World]) -> list[MeasuredBatch]:
    with ExitStack() as stack:
        workers: list[Executor] = [stack.enter_context(worker()) for _ in worlds]
        waiting = [submit(one, measured, world) for one, world in zip(workers, worlds, strict=True)]
        return [result(one) for one in waiting]


def measured(world: World) -> MeasuredBatch:
    """Make a world with one month and again with all its months; RunError if a run of it fails."""
    base = peak()
    _seconds(world.tasks[:1], 1)  # what is loaded once belongs to no world
    first, _rows = _seconds(world.tasks, 1)
    second, rows = _seconds(world.tasks, world.months) if world.months > 1 else (first, _rows)
    month = max(second - first, 0.0) / max(world.months - 1, 1)
    households = sum(task.run.households for task in world.tasks)
    size = (world.kind, len(world.tasks), households, world.months)
    return MeasuredBatch(*size, max(first - month, 0.0), month, base, peak(), rows)


def _seconds(tasks: Batch, months: int) -> tuple[float, Trial]:
    """Seconds of the processor for these runs with so many months in all, and what came out."""
    short = tuple(_shortened(task, months) for task in tasks)
    begun = process_time()
    trial = attempt(short, True)
    taken = process_time() - begun
    for failure in trial.failures:
        run = next(task.run for task in tasks if task.key == failure.key)
        raise RunError(run, failure.problem or failure.error)
    return taken, trial


def _shortened(task: Task, months: int) -> Task:
    """The same run with so many months in all, recorded and before in the proportion of the study."""
    run = task.run
    whole = run.scenario.months + run.scenario.burn_in
    burn_in = min(round(run.scenario.burn_in * months / whole), months - 1)
    return Task(task.key, replace(run, scenario=_cut(run.scenario, months - burn_in, burn_in)))


def _cut(scenario: Scenario, months: int, burn_in: int) -> Scenario:
    start = round(scenario.start * months / scenario.months) if scenario.start > 1 else scenario.start
    start = min(max(start, 1 - burn_in, min(scenario.start, 1)), months)
    start = max(start, 1 - burn_in)
    members = tuple(Member(_cut(one.scenario, months, burn_in), one.count) for one in scenario.members)
    return replace(scenario, months=months, burn_in=burn_in, start=start, members=members)


def recorded(world: MeasuredBatch, months: int) -> int:
    """Bytes that the rows of so many months more take in the memory of this world's process."""
    rows: pd.DataFrame = world.rows.monthly
    each = rows.memory_usage(index=False).sum() / max(len(rows), 1)
    return int(COPIES * each * world.runs * max(months, 0))
