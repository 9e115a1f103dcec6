"""Replicates: how many worlds a comparison needs, judged from the worlds of a pilot.

Three questions: worlds until the interval is as narrow as asked for, until a true difference of a given size
is shown, and until no difference at all is shown to be too small to matter. Invariant: a pilot does
not know its own spread, so every number is said twice, as the pilot's spread gives it and as its upper limit
does.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, nctdtr, stdtrit

from experiments.statistics.intervals import Sample, reach, unseen
from experiments.statistics.verdict import LEVEL

FloatArray = NDArray[np.float64]

MOST = 1_000_000
"""Worlds beyond which nobody plans."""

CAUTION = 0.9
"""How sure the upper limit of a pilot's spread is to lie above the true one, where differences are normal."""


class Both(NamedTuple):
    """Worlds as the pilot's spread gives them, and as its upper limit does; None beyond MOST."""

    likely: int | None
    cautious: int | None


def upper_limit(spread: float, residuals: FloatArray, freedom: int) -> float:
    """The upper limit of a standard deviation, by CAUTION.

    residuals: the differences less their mean; freedom: the degrees of freedom of `spread`. The variance of
    long-tailed worlds is known less well than those say: they are brought down to those of a chi-squared
    variable that has the variance of s² (its moments: Kenney and Keeping 1951, Mathematics of Statistics).
    """
    n = len(residuals)
    if spread == 0 or n < 4:
        return spread
    kurtosis = n * float(np.sum(residuals**4)) / float(np.sum(residuals**2)) ** 2
    known = min(float(freedom), 2 * n / (kurtosis - (n - 3) / (n - 1)))
    return spread * math.sqrt(known / float(chdtri(known, CAUTION)))


def for_width(found: Sample, width: float) -> int | None:
    """Worlds until the interval is at most so wide, from end to end; None if MOST would not do.

    `found` gives spread and skewness, or what may hide behind worlds that were all alike.
    """

    def narrow(n: int) -> bool:
        if found.spread == 0:
            return 2 * unseen(n) * found.step <= width
        return sum(reach(n, found.skewness)) * found.spread / math.sqrt(n) <= width

    return _fewest(narrow)


def for_difference(spread: float, difference: float, power: float, alpha: float) -> int | None:
    """Worlds until a true mean difference of that size is shown with this probability."""
    return _fewest(lambda n: power_to_show(n, spread, difference, alpha) >= power)


def for_equivalence(spread: float, smallest: float, power: float, alpha: float) -> int | None:
    """Worlds until a true difference of 0 is shown, with this probability, to lie within ±`smallest`."""
    if not smallest > 0:
        return None
    return _fewest(lambda n: power_to_equate(n, spread, smallest, alpha) >= power)


def power_to_show(n: int, spread: float, difference: float, alpha: float) -> float:
    """The probability that n worlds show a true mean difference of that size, the way it goes: a paired
    t-test, two-sided at `alpha`, whose power the noncentral t gives.
    """
    if spread == 0:
        return float(difference != 0)
    shift = abs(difference) * math.sqrt(n) / spread
    return float(1 - nctdtr(n - 1, shift, stdtrit(n - 1, 1 - alpha / 2)))


def power_to_equate(n: int, spread: float, smallest: float, alpha: float) -> float:
    """The probability that two one-sided t-tests of n worlds place a true difference of 0 within ±`smallest`;
    the interval must lie there too, so each is made at (1 − LEVEL) / 2 at most.
    """
    return max(0.0, 2 * power_to_show(n, spread, smallest, min(2 * alpha, 1 - LEVEL)) - 1)


def corrected(tests: int) -> float:
    """The level at which one of so many tests is made that Holm's correction is sure to accept it."""
    return (1 - LEVEL) / max(1, tests)


def _fewest(enough: Callable[[int], bool]) -> int | None:
    """The smallest number of worlds, from 2 to MOST, that is enough; more are enough as well."""
    high = 2
    while not enough(high):
        if high == MOST:
            return None
        high = min(2 * high, MOST)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
