"""Drift: by what share of its level an observation rises or falls a year, over months that should be level.

The slope of a replicate is that of least squares over its months; replicates are independent, so Student's
interval of their slopes is that of the slope of their mean.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from experiments.statistics.intervals import FloatArray
from experiments.statistics.verdict import LEVEL

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
    mean = float(np.nanmean(values)) if np.isfinite(values).any() else 0.0
    if values.shape[1] < 2 or not mean:
        return Drift(mean or math.nan, math.nan, math.nan)
    slopes = YEAR * _slopes(values) / mean
    slopes = slopes[np.isfinite(slopes)]
    if len(slopes) < 2:
        return Drift(mean, float(slopes.mean()) if len(slopes) else math.nan, math.nan)
    spread = float(slopes.std(ddof=1)) / math.sqrt(len(slopes))
    return Drift(mean, float(slopes.mean()), float(stdtrit(len(slopes) - 1, 0.5 + level / 2)) * spread)


def _slopes(values: FloatArray) -> FloatArray:
    """By how much each replicate rises a month."""
    month = np.where(np.isfinite(values), np.arange(values.shape[1], dtype=float), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = month - np.nanmean(month, axis=1, keepdims=True)
        slopes: FloatArray = np.nansum(centred * values, axis=1) / np.nansum(centred**2, axis=1)
    return slopes
