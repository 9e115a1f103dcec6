"""Drift: by what share of its level an observation rises or falls a year, over months that should be level.

The drift is the slope of least squares of the mean over replicates, month by month, over the mean of these.
Its interval is Student's over the jackknife's values of the replicates, which are independent (Miller 1974,
Biometrika 61, 1–15); where no month lacks a value these are, but for the mean, the replicates' own slopes.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from experiments.statistics.intervals import FloatArray
from experiments.statistics.verdict import LEVEL

MEANS = (
    *("conflict_index", "participation", "fee_collection", "trust_committee", "trust_firm"),
    *("trust_neighbours", "belonging", "efficacy", "satisfaction", "hardship", "grievance"),
    *("disturbed_share", "elderly_share", "young_share", "isolated_share"),
)
"""The conflict index, and the means and shares over households: level in a run in balance."""

OBSERVED = (*MEANS, "open_issues", "quality", "disclosure", "ambiguity", "converted_share")
"""The same with the states of a compound that go with them."""

YEAR = 12
MUCH = 0.02
"""A drift a year that is not balance."""


class Drift(NamedTuple):
    """The mean over months and replicates; the drift a year as a share of it, and half of its interval."""

    level: float
    a_year: float
    reach: float

    @property
    def much(self) -> bool:
        """Whether it is as large as what is not balance, as far as is known."""
        return abs(self.a_year) >= MUCH

    @property
    def shown(self) -> bool:
        """Whether the whole interval is as large as that."""
        return abs(self.a_year) - self.reach >= MUCH


def drift(values: FloatArray, level: float = LEVEL) -> Drift:
    """The drift of (replicates, months) values, months without a value apart; NaN where none can be told."""
    mean, _reach = over_replicates(_means, values, level)
    return Drift(mean, *over_replicates(_relative_slope, values, level))


def off_the_line(values: FloatArray, first: slice, after: slice, level: float = LEVEL) -> tuple[float, float]:
    """How far the mean of the first months lies from the line through those after, as a share of the level
    after; and half of the interval.
    """
    back = (after.stop - 1 + after.start - (first.stop - 1 + first.start)) / 2 / YEAR

    def off(curves: FloatArray) -> FloatArray:
        begun, level_after = _means(curves[:, first]), _means(curves[:, after])
        return _over(begun, level_after) - 1 + back * _relative_slope(curves[:, after])

    return over_replicates(off, values, level)


def over_replicates(
    statistic: Callable[[FloatArray], FloatArray], values: FloatArray, level: float
) -> tuple[float, float]:
    """A statistic of the mean over replicates, month by month, and half of its interval; `statistic` takes
    one such curve a row.
    """
    there = np.isfinite(values)
    total, count, n = np.where(there, values, 0.0).sum(axis=0), there.sum(axis=0), len(values)
    found = float(statistic(_over(total, count)[None])[0])
    if n < 2:
        return found, math.nan
    without = statistic(_over(total - np.where(there, values, 0.0), count - there))
    spread = float(np.std(n * found - (n - 1) * without, ddof=1)) / math.sqrt(n)
    return found, float(stdtrit(n - 1, 0.5 + level / 2)) * spread


def _over(total: FloatArray, count: FloatArray) -> FloatArray:
    return np.divide(total, count, out=np.full(np.shape(total), np.nan), where=np.asarray(count) != 0)


def _means(curves: FloatArray) -> FloatArray:
    """The mean of each curve, months without a value apart."""
    there = np.isfinite(curves)
    return _over(np.where(there, curves, 0.0).sum(axis=1), there.sum(axis=1))


def _relative_slope(curves: FloatArray) -> FloatArray:
    """The slope of each curve a year, as a share of its mean."""
    there = np.isfinite(curves)
    month = np.where(there, np.arange(curves.shape[1], dtype=float), np.nan)
    centred = np.where(there, month - _means(month)[:, None], 0.0)
    rise = (centred * np.where(there, curves, 0.0)).sum(axis=1)
    return YEAR * _over(_over(rise, (centred**2).sum(axis=1)), _means(curves))
