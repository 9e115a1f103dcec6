"""Pareto fronts: what cannot be bettered in one respect without loss in another, and how much a front gains.

Invariant: more is better in every column; whoever has values of which less is better turns their sign
first.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from experiments.statistics.ties import levelled, sizes

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SAMPLES = 2**13
"""Points in the box between worst and best by which the share that is covered is measured: to about .001."""


def beats(a: FloatArray, b: FloatArray) -> BoolArray:
    """Whether a is nowhere worse than b and somewhere better; both (…, columns)."""
    return (a >= b).all(axis=-1) & (a > b).any(axis=-1)


def front(values: FloatArray) -> BoolArray:
    """Which rows of (rows, columns) no other row beats; equal rows stand together."""
    level = by_column(values)
    return np.array([not beats(level, row).any() for row in level], dtype=bool)


def by_column(values: FloatArray, size: FloatArray | None = None) -> FloatArray:
    """The same (rows, columns), with what ties in a column made one number; each column has its own unit.

    size: that of what the values were computed from, (columns,).
    """
    return levelled(values, axis=0, size=sizes(values) if size is None else size)


def box(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The worst and the best value of every column: (columns,) each."""
    return values.min(axis=0), values.max(axis=0)


def covered(values: FloatArray, allowed: BoolArray, worst: FloatArray, best: FloatArray) -> FloatArray:
    """The share of the box from worst to best that the first 1, 2, 3 … rows beat: the hypervolume over the
    rows, (rows,).

    Rows that are not allowed add nothing. A column in which worst and best are the same is left out; where
    all are, there is nothing to gain and the share is 0.
    """
    spread = best > worst
    if not spread.any():
        return np.zeros(len(values))
    scaled = (values[:, spread] - worst[spread]) / (best - worst)[spread]
    points = qmc.Sobol(int(spread.sum()), scramble=False).random(SAMPLES)
    beaten, shares = np.zeros(SAMPLES, dtype=bool), []
    for row, counts in zip(scaled, allowed, strict=True):
        if counts:
            beaten |= (points <= row).all(axis=1)
        shares.append(float(beaten.mean()))
    return np.array(shares)


def spread_out(values: FloatArray, most: int) -> list[int]:
    """The places of at most so many rows that lie far from each other: first the best of every column, then
    again and again the one farthest from all chosen.
    """
    low, high = box(values)
    scaled = (values - low) / np.where(high > low, high - low, 1.0)
    chosen: list[int] = list(dict.fromkeys(int(place) for place in scaled.argmax(axis=0)))[:most]
    while len(chosen) < min(most, len(values)):
        distance = np.linalg.norm(scaled[:, None] - scaled[chosen][None], axis=2).min(axis=1)
        distance[chosen] = -1.0
        chosen.append(int(distance.argmax()))
    return sorted(chosen)


def cheapest_of_equals(values: FloatArray, burden: Sequence[tuple[float, ...]]) -> list[int]:
    """The places of rows that differ in their values: of equal rows the one with the least burden."""
    level, kept = by_column(values), dict[tuple[float, ...], int]()
    for place in sorted(range(len(values)), key=lambda place: burden[place]):
        kept.setdefault(tuple(level[place]), place)
    return sorted(kept.values())
