"""The disk that a study takes: tables as large as its own, of rows like those that the pilot gave.

Invariant: bytes come from the code that writes a store. A column whose values all differ gets values that all
differ, so that it is no easier to compress than that of the study.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import pandas as pd

from experiments.design.cells import RunSpec
from experiments.resources.pilot import TimedBatches
from experiments.resources.rehearsal import Rehearsal, like, months_of, rows_of
from experiments.resources.workload import StudyWork, Workload
from experiments.store.parquet import ROWS_OF, encoded
from experiments.store.store import MONTHLY, RUNS

MOST_ROWS = 40_000
"""Rows of a table that is made to be weighed, at most."""


class Weight(NamedTuple):
    """Of a table: `bytes` on disk, `raw`: of its rows in memory."""

    bytes: float
    raw: float


class Disk(NamedTuple):
    """Bytes of a study's folder in the end, and at its height, while it is sorted."""

    end: int
    height: int


def disk(study: StudyWork, work: Workload, pilot: TimedBatches, rehearsal: Rehearsal) -> Disk:
    """What the missing runs of a study will take on disk."""
    places = [place for one in work.rounds for batch in one for place in batch]
    inside = ceil(len(places) / work.batches)
    settled = [_runs(study, places, pilot, ROWS_OF), _months(study, len(places), pilot, ROWS_OF)]
    loose = [_runs(study, places, pilot, inside), _months(study, len(places), pilot, inside)]
    end = sum(one.bytes for one in settled) + rehearsal.beside
    height = sum(one.bytes for one in loose) + max(one.bytes + one.raw for one in settled)
    return Disk(int(end), int(max(height, end)))


def _runs(study: StudyWork, places: Sequence[RunSpec], pilot: TimedBatches, inside: int) -> Weight:
    """The table of runs, in parts of so many."""
    some = places[: min(inside, len(places))]
    table = pd.concat([study.cells.labels(some), like(rows_of(pilot, RUNS), len(some), RUNS)], axis=1)
    return _weighed(table, RUNS, len(places) / len(some))


def _months(study: StudyWork, runs: int, pilot: TimedBatches, inside: int) -> Weight:
    """The table of months, in parts of so many runs; nothing where none are kept."""
    months = study.plan.months
    if not study.plan.monthly:
        return Weight(0.0, 0.0)
    some = min(inside, runs, max(1, MOST_ROWS // months))
    keys = [f"{number:064x}" for number in range(some)]
    return _weighed(months_of(keys, months, rows_of(pilot, MONTHLY)), MONTHLY, runs / some)


def _weighed(table: pd.DataFrame, of: str, times: float) -> Weight:
    """What so many tables like this weigh, which may be no whole number."""
    raw = float(table.memory_usage(index=False).sum())
    return Weight(len(encoded(table, of)) * times, raw * times)
