"""95 % intervals of what is counted in a table of a place: shares by Wilson's score, means by Student's t.

Invariant: an interval of shares lies within 0 and 1, even where all rows agree.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.statistics.contrasts import Result
from experiments.statistics.verdict import LEVEL


def share_of(count: int, n: int) -> Result:
    """The share of `count` in `n` rows (Wilson 1927); ValueError without rows."""
    if n < 1 or not 0 <= count <= n:
        raise ValueError(f"{count} of {n}")
    return Result(count / n, *wilson(count / n, n), n)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's interval of a share of rows that are worth `n` rows drawn by themselves."""
    z = float(stats.norm.ppf(0.5 + LEVEL / 2))
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - reach), min(1.0, centre + reach)


def times(found: Result, factor: float) -> Result:
    """The same in another unit."""
    return Result(found.value * factor, found.low * factor, found.high * factor, found.n)


def ratio_of(parts: Sequence[float], wholes: Sequence[float]) -> Result:
    """The sum of parts over the sum of wholes, its interval from how far each pair, as of a household, pulls
    it: what is of one household hangs together. ValueError where the wholes are nothing.
    """
    part, whole = np.asarray(parts, float), np.asarray(wholes, float)
    if not whole.sum() > 0:
        raise ValueError("no whole")
    ratio = float(part.sum() / whole.sum())
    pulls = (part - ratio * whole) / whole.mean() + ratio
    found = mean_of(pulls)
    return Result(ratio, found.low, found.high, len(part))


def mean_of(values: Sequence[float] | NDArray[np.float64]) -> Result:
    """The mean with its interval, which is nothing but the mean where there is one value."""
    found = np.asarray(values, float)
    mean, n = float(found.mean()), len(found)
    if n < 2:
        return Result(mean, mean, mean, n)
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, n - 1) * found.std(ddof=1) / math.sqrt(n))
    return Result(mean, mean - reach, mean + reach, n)
