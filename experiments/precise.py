"""Precision: how many replicates it takes until an interval is as narrow as asked for.

The rule it holds: every scenario has the same replicates, so that all stay paired; their number grows by a
fifth at most from one look to the next, so that little is made that is not needed.
"""

from collections.abc import Iterator
from itertools import combinations
from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from experiments.verdict import LEVEL
from scenarios.study import Precision

GROWTH = 5
"""One new replicate for so many that there are."""


class Look(NamedTuple):
    """What a look at the rows shows: the widest interval, and the replicates that a width would take."""

    width: float
    needed: int


def look(table: pd.DataFrame, target: Precision) -> Look:
    """The widest interval over all cases, points, costs and pairs; a table without pairs has width 0."""
    found = [_interval(values, target.width) for values in _compared(table, target.outcome)]
    return Look(max((one.width for one in found), default=0.0), max((one.needed for one in found), default=0))


def more(replicates: int, seen: Look, target: Precision) -> int:
    """How many replicates to make next; the same number again if the study may stop."""
    if seen.width <= target.width:
        return replicates
    step = max(1, replicates // GROWTH)
    return min(target.most, max(replicates + 1, min(seen.needed, replicates + step)))


def _compared(table: pd.DataFrame, outcome: str) -> Iterator[NDArray[np.float64]]:
    """Paired differences of every pair of governance models, or the values of the only one."""
    for _group, rows in table.groupby(["case", "point", "cost"]):
        sides = rows.pivot(index="replicate", columns="governance", values=outcome)
        if len(sides.columns) == 1:
            yield _defined(sides.iloc[:, 0])
        for a, b in combinations(sides.columns, 2):
            yield _defined(sides[b] - sides[a])


def _defined(values: pd.Series) -> NDArray[np.float64]:
    plain: NDArray[np.float64] = values.to_numpy(dtype=np.float64)
    return plain[np.isfinite(plain)]


def _interval(values: NDArray[np.float64], target: float) -> Look:
    """The width of the interval of the mean, and how many values would bring it to the target.

    An outcome that is defined nowhere has no interval that could become narrower.
    """
    count = len(values)
    if count < 2:
        return Look(float("inf"), count + 1) if count else Look(0.0, 0)
    spread, quantile = float(values.std(ddof=1)), float(stats.t.ppf((1 + LEVEL) / 2, count - 1))
    return Look(2 * quantile * spread / count**0.5, ceil((2 * quantile * spread / target) ** 2))
