"""Stream shares: how much of what pairing leaves over each draw brings about.

One stream is redrawn, in both worlds alike, and all others are kept. Half the mean square by which
the paired difference of an outcome then changes, over the variance of that difference, is the share that
would remain if all other draws were fixed (Jansen's estimator of the total effect; Jansen 1999, doi
10.1016/S0010-4655(98)00154-4). A draw whose effects cancel in the difference weighs nothing, however much it
moves both sides.
Invariant: draws work together, so the shares sum to more than one; a share says what a draw brings about
with all others, not alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from experiments.design.runs import Run, Task, batches
from experiments.execution.run_all import keyed, results
from experiments.execution.simulate import Trial, attempt
from experiments.pairing_audit.shared_draws import family
from experiments.pairing_audit.variance_reduction import FEWEST, without_each
from experiments.statistics.verdict import LEVEL
from model import streams

FloatArray = NDArray[np.float64]

REDRAWN = "thrown anew: "
"""Comes before the name of a stream that is redrawn."""

COLUMNS = ("draws", "families", "outcome", "share", "low", "high")
REFINED = 4
"""Files whose draws are taken apart, function by function."""


@dataclass(frozen=True)
class RedrawnRun(Run):
    """A run in which some families of streams are redrawn."""

    families: tuple[str, ...] = ()


@contextmanager
def redrawn(families: Iterable[str]) -> Iterator[None]:
    """Other draws from these families of streams meanwhile, the same in all worlds."""
    chosen, usual = frozenset(families), streams._salt

    def salt(stream: str, month: int) -> np.uint64:
        return usual(REDRAWN + stream if family(stream) in chosen else stream, month)

    streams._salt = salt  # type: ignore[assignment]  # the one place through which all draws pass
    try:
        yield
    finally:
        streams._salt = usual


def attempt_redrawn(tasks: Sequence[Task], monthly: bool) -> Trial:
    """The trial of runs in which the same streams are redrawn."""
    families = {task.run.families if isinstance(task.run, RedrawnRun) else () for task in tasks}
    if len(families) != 1:
        raise ValueError("runs of one batch must redraw the same streams")
    with redrawn(families.pop()):
        return attempt(tasks, monthly)


Points = Mapping[str, tuple[str, ...]]
"""Streams that are redrawn together: what they are called, and their families of streams."""


@dataclass(frozen=True)
class Pairs:
    """The runs of both sides in the same order of worlds, what they gave, and how to make others."""

    a: Sequence[Run]
    b: Sequence[Run]
    outcomes_a: pd.DataFrame
    outcomes_b: pd.DataFrame
    jobs: int
    tick: Callable[[int], None]

    def differences(self, names: Sequence[str]) -> FloatArray:
        """(worlds, outcomes) of b − a."""
        return _columns(self.outcomes_b, names) - _columns(self.outcomes_a, names)


def weighed(pairs: Pairs, points: Points, outcomes: Sequence[str]) -> pd.DataFrame:
    """A row for each point and outcome: the share of the paired difference's variance (columns: COLUMNS)."""
    usual, rows = pairs.differences(outcomes), []
    for name, table in _redrawn(pairs, points):
        a, b = (_columns(part, outcomes) for part in (table[: len(pairs.a)], table[len(pairs.a) :]))
        changed = b - a
        for place, outcome in enumerate(outcomes):
            share = total_effect(usual[:, place], changed[:, place])
            rows.append((name, ", ".join(points[name]), outcome, *share))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _redrawn(pairs: Pairs, points: Points) -> Iterator[tuple[str, pd.DataFrame]]:
    """The outcomes of all runs, a's and then b's, with each point redrawn."""
    cut: list[tuple[Run, ...]] = []
    for families in points.values():
        runs = [RedrawnRun(run.scenario, run.replicate, run.seed, families) for run in (*pairs.a, *pairs.b)]
        cut += batches(runs)
    trial = results(cut, pairs.jobs, attempt_redrawn, pairs.tick)
    found = keyed([run for batch in cut for run in batch], trial).runs
    length = len(pairs.a) + len(pairs.b)
    for place, name in enumerate(points):
        yield name, found.iloc[place * length : (place + 1) * length].reset_index(drop=True)


def total_effect(usual: FloatArray, changed: FloatArray) -> tuple[float, float, float]:
    """Half the mean square of the change over the variance, with its jackknife interval; (worlds,) each."""
    there = np.isfinite(usual) & np.isfinite(changed)
    usual, squares = usual[there], np.square(changed - usual)[there]
    n = len(usual)
    if n < FEWEST or not without_each(usual).min() > 0.0:
        return float("nan"), float("nan"), float("nan")
    share = float(squares.mean() / usual.var(ddof=1)) / 2.0
    without = (squares.sum() - squares) / (n - 1) / without_each(usual) / 2.0
    error = np.sqrt((n - 1) / n * np.square(without - without.mean()).sum())
    half = float(stats.t.ppf(0.5 + LEVEL / 2.0, n - 1)) * float(error)
    return share, max(share - half, 0.0), share + half


def heaviest(weights: pd.DataFrame, most: int) -> list[str]:
    """The points that are the heaviest of some outcome, those of most outcomes first, at most so many."""
    known = weights.dropna(subset=["share"])
    first = known.loc[known.groupby("outcome")["share"].idxmax()]
    return [str(name) for name in first["draws"].value_counts().index[:most]]


def _columns(table: pd.DataFrame, names: Sequence[str]) -> FloatArray:
    values: FloatArray = table[list(names)].to_numpy(dtype=np.float64)
    return values
