"""95 % intervals of what is counted in a table of a place: shares by Wilson's score, means by Student's t.

Invariant: an interval of shares lies within 0 and 1, even where all rows agree.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from experiments.statistics.verdict import LEVEL


class Counted(NamedTuple):
    """A number, its 95 % interval, and how many rows it rests on."""

    value: float
    low: float
    high: float
    n: int


def share_of(count: int, n: int) -> Counted:
    """The share of `count` in `n` rows (Wilson 1927); ValueError without rows."""
    if n < 1 or not 0 <= count <= n:
        raise ValueError(f"{count} of {n}")
    z = float(stats.norm.ppf(0.5 + LEVEL / 2))
    share = count / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Counted(share, max(0.0, centre - reach), min(1.0, centre + reach), n)


def mean_of(values: Sequence[float]) -> Counted:
    """The mean with its interval, which is nothing but the mean where there is one value."""
    found = np.asarray(values, float)
    mean, n = float(found.mean()), len(found)
    if n < 2:
        return Counted(mean, mean, mean, n)
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, n - 1) * found.std(ddof=1) / math.sqrt(n))
    return Counted(mean, mean - reach, mean + reach, n)
