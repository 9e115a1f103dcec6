"""Drift: by what share of its level an observation rises or falls a year, over months that should be level.

The drift is the slope of least squares of the mean over replicates, month by month, over the mean of these.
Its interval is Student's over the jackknife's values of the replicates, which are independent (Miller 1974,
Biometrika 61, 1–15); where no month lacks a value these are, but for the mean, the replicates' own slopes.
"""

import math
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
    there = np.isfinite(values)
    filled, count, n = np.where(there, values, 0.0), there.sum(axis=0), len(values)
    if (count > 0).sum() < 2 or not filled.any():
        return Drift(float(filled.mean()) if count.any() else math.nan, math.nan, math.nan)
    mean, found = _relative_slope(_over(filled.sum(axis=0), count)[None])
    if n < 2:
        return Drift(float(mean[0]), float(found[0]), math.nan)
    _means, without = _relative_slope(_over(filled.sum(axis=0) - filled, count - there))
    spread = float(np.nanstd(n * found[0] - (n - 1) * without, ddof=1)) / math.sqrt(n)
    return Drift(float(mean[0]), float(found[0]), float(stdtrit(n - 1, 0.5 + level / 2)) * spread)


def _over(total: FloatArray, count: FloatArray) -> FloatArray:
    return np.divide(total, count, out=np.full(np.shape(total), np.nan), where=np.asarray(count) > 0)


def _relative_slope(curves: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The mean of each curve, and its slope a year as a share of that."""
    there = np.isfinite(curves)
    count = np.maximum(there.sum(axis=1, keepdims=True), 1)
    month = np.arange(curves.shape[1], dtype=float)
    centred = np.where(there, month - (there * month).sum(axis=1, keepdims=True) / count, 0.0)
    filled = np.where(there, curves, 0.0)
    means: FloatArray = filled.sum(axis=1) / count[:, 0]
    return means, YEAR * _over(_over((centred * filled).sum(axis=1), (centred**2).sum(axis=1)), means)
