"""A rehearsal: the study carried out small in a folder that is thrown away, with made-up rows for its runs.

Invariant: everything but the runs is done as a study does it, so whatever a study comes to write beside its
tables, and whatever it does with rows, is in the estimate without being told here.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.analysis.comparisons.study_end import written
from experiments.execution.executors import InProcess
from experiments.execution.simulate import Batch, Trial
from experiments.execution.sweep import DEFAULT, carry_out
from experiments.resources.pilot import TimedBatches
from experiments.resources.workload import StudyWork, bytes_in
from experiments.store.store import MONTHLY, RUNS

RUNS_MADE_UP, ROWS_MADE_UP = 500, 30_000
"""Runs, and rows of months, of a rehearsal, about."""

SEVERAL = {RUNS: 0.1, MONTHLY: 0.25}
"""The share of different values from which a column of a table is taken to have ever more of them: in the few
months of a pilot there are fewer than in whole runs.
"""


class Rehearsal(NamedTuple):
    """`runs`: so many; `seconds`: of all that was done with them, `end`: of the tables at the end; `beside`:
    bytes in the folder that are no rows of runs or months.
    """

    runs: int
    seconds: float
    end: float
    beside: int


def rehearsed(study: StudyWork, pilot: TimedBatches) -> Rehearsal:
    """Carry the study out in a folder of its own with rows like those of the pilot; StoreError if the disk of
    temporary files will not take it.
    """
    cells = len(study.cells.natural)
    replicates = max(min(RUNS_MADE_UP // cells, study.plan.replicates or RUNS_MADE_UP), 2)
    months = max(min(ROWS_MADE_UP // (cells * replicates), study.plan.months), 1)
    change = {
        "replicates": replicates,
        "precision": None,
        "months": months,
        "start": min(study.plan.start, months),
    }
    small = study.plan.model_copy(update=change)
    work = partial(
        made_up, values=rows_of(pilot, RUNS), monthly_values=rows_of(pilot, MONTHLY), months=months
    )
    with TemporaryDirectory(prefix="gongzhi-") as place:
        folder, begun = Path(place) / "store", process_time()
        report = carry_out(small, folder, lambda _months: InProcess(work), DEFAULT)
        settled = process_time()
        if study.shard.of == 1:
            written(folder)
        done = process_time()
        beside = bytes_in(folder) - sum(bytes_in(folder / name) for name in (RUNS, MONTHLY))
    return Rehearsal(report.made, settled - begun, done - settled, beside)


def made_up(
    tasks: Batch, monthly: bool, values: pd.DataFrame, monthly_values: pd.DataFrame, months: int
) -> Trial:
    """Rows for these runs, and for their months if wanted."""
    keys = [task.key for task in tasks]
    runs = pd.concat([keyed(keys), like(values, len(keys), RUNS)], axis=1)
    return Trial(runs, months_of(keys, months, monthly_values) if monthly else monthly_values.iloc[:0])


def months_of(keys: Sequence[str], months: int, values: pd.DataFrame) -> pd.DataFrame:
    """Rows for so many months of each of the runs with these keys."""
    numbers = pd.DataFrame({"month": np.tile(np.arange(1, months + 1), len(keys))})
    whose = keyed([key for key in keys for _ in range(months)])
    return pd.concat([whose, numbers, like(values.drop(columns="month"), len(whose), MONTHLY)], axis=1)


def keyed(keys: Sequence[str]) -> pd.DataFrame:
    """A column of keys."""
    return pd.DataFrame({"key": pd.Series(keys, dtype="str")})


def rows_of(pilot: TimedBatches, table: str) -> pd.DataFrame:
    """All rows of a table that the pilot gave, without their keys."""
    tables = [one.rows.runs if table == RUNS else one.rows.monthly for one in pilot.whole]
    return pd.concat(tables, ignore_index=True).drop(columns="key")


def like(values: pd.DataFrame, count: int, table: str) -> pd.DataFrame:
    """So many rows of a table, picked among these; where many values of a column differ, all of them do."""
    rng = np.random.default_rng(0)
    found = values.iloc[rng.integers(len(values), size=count)].reset_index(drop=True)
    for name in found.select_dtypes("float"):
        column = values[name].to_numpy()
        defined = column[np.isfinite(column)]
        if not len(defined) and table == RUNS:  # so few months are too few for it
            found[name] = rng.uniform(size=count)
        elif _differ(defined, SEVERAL[table]):
            found[name] *= rng.uniform(0.9, 1.1, size=count)
    return found


def _differ(values: "np.ndarray[tuple[int], np.dtype[np.float64]]", several: float) -> bool:
    """Whether values are all sorts of numbers, and not counts or a few."""
    broken = values[values != np.round(values)]
    return len(np.unique(broken)) > several * len(values)
