"""Precision: how many replicates it takes until an interval is as narrow as asked for.

Invariant: every scenario has the same replicates, so that all stay paired; their number grows by a
fifth at most from one look to the next, so that little is made that is not needed. A few worlds that happen
to be alike make an interval narrow that does not cover, and a study that looks often would stop at them: so
no width is believed of fewer than FEWEST worlds (docs/decisions/0009).
"""

from collections.abc import Iterator
from itertools import combinations
from math import ceil, inf, isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.statistics.intervals import Sample, ends, paired_sample
from experiments.statistics.paired import COUNTED
from experiments.statistics.power import MOST, for_width
from scenarios import read
from scenarios.study import Precision

GROWTH = 5
"""One new replicate for so many that there are."""

FEWEST = 30
"""Replicates below which no study stops, unless it may not have so many."""


class InterimLook(NamedTuple):
    """What a look at the rows shows: the widest interval, and the replicates that a width would take."""

    width: float
    needed: int


def look(table: pd.DataFrame, target: Precision) -> InterimLook:
    """The widest interval over all cases, points, costs and pairs; a table without pairs has width 0."""
    found = [seen(*compared, target.width) for compared in _compared(table, target.outcome)]
    return InterimLook(
        max((one.width for one in found), default=0.0), max((one.needed for one in found), default=0)
    )


def more(replicates: int, there: InterimLook, target: Precision) -> int:
    """How many replicates to make next; the same number again if the study is to stop."""
    fewest = min(FEWEST, target.most)
    if replicates < fewest:
        return fewest
    if reached(there, target):
        return replicates
    step = max(1, replicates // GROWTH)
    return min(target.most, max(replicates + 1, min(there.needed, replicates + step)))


def reached(there: InterimLook, target: Precision) -> bool:
    """Whether the interval is as narrow as asked for."""
    return there.width <= target.width


def _compared(table: pd.DataFrame, outcome: str) -> Iterator[tuple[Sample, int]]:
    """The differences of every pair of governance models, or the values of the only one; how many worlds
    there are, those included in which the outcome is not defined.
    """
    counted = read.outcome_entries()[outcome].unit in COUNTED
    for _group, rows in table.groupby(["case", "point", "cost"]):
        sides = rows.pivot(index="replicate", columns="governance", values=outcome).astype(np.float64)
        sides = sides.where(np.isfinite(sides))
        if len(sides.columns) == 1:
            sides.insert(0, "", 0.0)
        for a, b in combinations(sides.columns, 2):
            both = sides[[a, b]].dropna().to_numpy()
            yield paired_sample(both[:, 0], both[:, 1], counted), len(sides)


def seen(found: Sample, worlds: int, target: float) -> InterimLook:
    """The width of one interval, and how many worlds would bring it to the target, where so many gave it.

    An outcome that is defined nowhere has no interval that could become narrower.
    """
    if found.n < 2:
        return InterimLook(inf, worlds + 1) if found.n else InterimLook(0.0, 0)
    low, high = ends(found)
    if isnan(high):
        return InterimLook(inf, MOST)
    return InterimLook(high - low, ceil((for_width(found, target) or MOST) * worlds / found.n))
