"""All runs of a design, on an executor: their rows in the order of the design, or one message on a failure.

How far they are is said on standard error: a bar on a terminal, one line in a log, nothing for a program.

Invariant: the rows are the same byte for byte whatever the number of jobs, the order of arrival and the
workers that died meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import NamedTuple

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from experiments.design.runs import BATCH_HOUSEHOLDS, Run, Task, batches
from experiments.execution.executors import Executor, InProcess, Work, jobs_for, on_processes
from experiments.execution.simulate import PRICE, Trial, attempt, together
from scenarios.language import _

Advance = Callable[[int], None]
"""Is called with how many more runs are done."""

Reporting = Callable[[int], AbstractContextManager[Advance]]
"""Is called with how many runs there will be, and gives what is called with how many more are done."""


def nobody(done: int) -> None:
    """Nobody wants to know."""


@contextmanager
def silently(runs: int) -> Iterator[Advance]:
    """Say nowhere how far it is."""
    yield nobody


@contextmanager
def progress(runs: int, quiet: bool) -> Iterator[Advance]:
    """A function to be called with how many more of the runs are done."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield nobody
        if not quiet:
            console.print(_("{runs} runs done.", runs=runs), highlight=False)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(_("runs"), total=runs)
        yield lambda done: bar.advance(task, done)


class Rows(NamedTuple):
    """What runs give: `runs` has a row for each run, `monthly` one for each run and recorded month; both
    begin with KEYS.
    """

    runs: pd.DataFrame
    monthly: pd.DataFrame


Simulate = Callable[[Sequence[Run], bool], Rows]
"""Simulates runs; the second argument says whether their months are wanted too."""


def run_all(
    runs: Sequence[Run],
    jobs: int | None = None,
    advance: Advance = nobody,
    monthly: bool = True,
    households: int = BATCH_HOUSEHOLDS,
) -> Rows:
    """Simulate every run of a design on `jobs` processes (1: this one; None: as many as pay off), about so
    many households in a world; RunError if one cannot be simulated.
    """
    number = jobs or jobs_for(runs)
    return keyed(runs, results(batches(runs, number, households), number, attempt, advance, monthly))


def run_batch(runs: Sequence[Run], monthly: bool = True) -> Rows:
    """Simulate the runs side by side in one world of this process; RunError if one cannot be simulated.

    Without `monthly` the monthly table stays empty: it is sixty times the size of the other.
    """
    return keyed(runs, collected(InProcess(), [runs], monthly=monthly))


def simulating(jobs: int | None, quiet: bool, households: int = BATCH_HOUSEHOLDS) -> Simulate:
    """`run_all` that says how far it is."""

    def simulate(runs: Sequence[Run], monthly: bool) -> Rows:
        with progress(len(runs), quiet) as advance:
            return run_all(runs, jobs, advance, monthly, households)

    return simulate


def results(
    cut: Sequence[Sequence[Run]],
    jobs: int,
    work: Work = attempt,
    advance: Advance = nobody,
    monthly: bool = False,
) -> Trial:
    """What `work` makes of all batches, on `jobs` processes or as many as there are batches: see
    `collected`.
    """
    executor = on_processes(min(jobs, len(cut)), work)
    try:
        return collected(executor, cut, advance, monthly)
    finally:
        executor.close()


def collected(
    executor: Executor, cut: Sequence[Sequence[Run]], advance: Advance = nobody, monthly: bool = False
) -> Trial:
    """The trial of all batches, sorted by key: a run's key is its place among all runs, counted from 0.
    RunError if one of them cannot be simulated.
    """
    numbers = count()
    batches_of_tasks = [tuple(Task(str(next(numbers)), run) for run in batch) for batch in cut]
    trials = []
    for trial in executor.trials(batches_of_tasks, monthly):
        for failure in trial.failures:
            raise failure.raised([task.run for batch in batches_of_tasks for task in batch][int(failure.key)])
        trials.append(trial)
        advance(trial.runs["key"].nunique())
    whole = together(trials)
    return Trial(_sorted(whole.runs), _sorted(whole.monthly))


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of their runs, which the batches had when they were cut."""
    order = np.argsort(table["key"].astype(np.int64).to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def keyed(runs: Sequence[Run], trial: Trial) -> Rows:
    """The rows of a trial with the KEYS of their runs in place of their number."""
    months = trial.monthly if len(trial.monthly) else trial.monthly[["key"]]
    return Rows(_keyed(runs, trial.runs.drop(columns=list(PRICE))), _keyed(runs, months))


def _keyed(runs: Sequence[Run], table: pd.DataFrame) -> pd.DataFrame:
    """A table with the KEYS of run `key` in front of each row."""
    whose = [runs[place] for place in table["key"].astype(np.int64)]
    keys = pd.DataFrame(
        {
            "case": pd.array([run.scenario.case.id for run in whose], dtype="str"),
            "governance": pd.array([run.scenario.governance.id for run in whose], dtype="str"),
            "replicate": pd.array([run.replicate for run in whose], dtype="Int64"),
            "seed": pd.array([run.seed for run in whose], dtype="int64"),
        }
    )
    return pd.concat([keys, table.drop(columns="key")], axis=1)
