"""The interval of a mean over worlds, and the probabilities that go with it.

Invariant: the interval is Student's, stretched on the side of the longer tail where the worlds are
more skewed than luck makes them (Hall 1992, J. R. Stat. Soc. B 54, 221–228) and never shorter than Student's.
Worlds that are all alike leave no doubt, unless what they are compared in comes in steps: then a difference
in a world not seen may hide behind them, and the interval is as wide as the share of such worlds may be
(docs/decisions/0009).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from experiments.statistics.ties import ROUNDING
from experiments.statistics.verdict import LEVEL

FloatArray = NDArray[np.float64]

LUCK = 0.6745
"""Half of all samples of a symmetric kind are more skewed than LUCK · √(6/n), to one side or the other."""


class Sample(NamedTuple):
    """A mean over n worlds and how sure it is.

    spread: standard deviation; NaN of one world, exactly 0 where only rounding varies. skewness: what is
    beyond luck. step: the smallest difference that a world not seen could have made, where all worlds are
    alike; NaN where that is not known.
    """

    n: int
    mean: float
    spread: float
    skewness: float = 0.0
    step: float = 0.0


def paired_sample(a: FloatArray, b: FloatArray, counted: bool = False) -> Sample:
    """The differences b − a, (worlds,) values each, all of them defined.

    counted: the values count rare things, so that where none happened on either side nothing is known of how
    often they do.
    """
    differences = b - a
    scale = float(max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0)))
    found = sample(differences, scale)
    if found.spread != 0:
        return found
    if nothing := abs(found.mean) <= ROUNDING * scale:
        found = found._replace(mean=0.0)
    steps = [step for step in (_step(a, scale), _step(b, scale)) if step > 0]
    return found._replace(step=min(steps) if steps else math.nan if counted and nothing else 0.0)


def sample(values: FloatArray, scale: float = 0.0) -> Sample:
    """The mean of these values; scale: the size of what they were computed from, which bounds rounding."""
    n = len(values)
    if n < 2:
        return Sample(n, float(values.mean()) if n else math.nan, math.nan)
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    if spread <= ROUNDING * max(scale, abs(mean)):
        return Sample(n, mean, 0.0)
    return Sample(n, mean, spread, _beyond_luck(values, mean, spread))


def _beyond_luck(values: FloatArray, mean: float, spread: float) -> float:
    """Skewness without what half of all symmetric samples show."""
    n = len(values)
    if n < 3:
        return 0.0
    skewness = float(np.sum(((values - mean) / spread) ** 3)) * n / ((n - 1) * (n - 2))
    return math.copysign(max(0.0, abs(skewness) - LUCK * math.sqrt(6 / n)), skewness)


def _step(values: FloatArray, scale: float) -> float:
    """The smallest distance between two values that differ; 0 where none do."""
    gaps = np.diff(np.sort(values))
    gaps = gaps[gaps > ROUNDING * scale]
    return float(gaps.min()) if len(gaps) else 0.0


def ends(found: Sample) -> tuple[float, float]:
    """The interval that holds the true mean in LEVEL of all studies; NaN where it is not known."""
    if math.isnan(found.spread):
        return math.nan, math.nan
    if found.spread == 0:
        hidden = unseen(found.n) * found.step
        return found.mean - hidden, found.mean + hidden
    below, above = reach(found.n, found.skewness)
    error = found.spread / math.sqrt(found.n)
    return found.mean - below * error, found.mean + above * error


def unseen(n: int) -> float:
    """The greatest share of worlds of a kind that n worlds may all have missed."""
    return float(1 - (1 - LEVEL) ** (1 / n))


def reach(n: int, skewness: float = 0.0) -> tuple[float, float]:
    """How many standard errors the interval reaches below and above the mean of n worlds."""
    quantile = float(stdtrit(n - 1, (1 + LEVEL) / 2))
    if abs(skewness) < 1e-6:
        return quantile, quantile
    return (
        max(quantile, _stretched(quantile, n, skewness)),
        max(quantile, -_stretched(-quantile, n, skewness)),
    )


def _stretched(quantile: float, n: int, skewness: float) -> float:
    """Where Student's t of skewed worlds has this quantile: the inverse of `_straightened`."""
    root = math.sqrt(n)
    return root * 3 / skewness * (math.cbrt(1 + skewness * (quantile / root - skewness / (6 * n))) - 1)


def _straightened(t: float, n: int, skewness: float) -> float:
    """Student's t of skewed worlds brought back to that of normal ones: Hall's monotone transformation."""
    root = math.sqrt(n)
    return t + skewness / root * (t**2 / 3 + 1 / 6) + skewness**2 * t**3 / (27 * n)


def p_difference(found: Sample) -> float:
    """How probable so large a mean is, or a larger one, if nothing differed (two-sided paired t-test).

    Not stretched: if two sides did not differ, which of them is called b would not matter, and their
    differences would not be skewed.
    """
    if math.isnan(found.spread) or math.isnan(found.step):
        return math.nan
    if found.spread == 0:
        return float(found.mean == 0)
    return float(2 * stdtr(found.n - 1, -abs(found.mean) * math.sqrt(found.n) / found.spread))


def p_equivalence(n: int, mean: float, spread: float, skewness: float, high: float, smallest: float) -> float:
    """How probable a mean so close to zero is, or a closer one, if the true one were `smallest` or more: two
    one-sided t-tests, stretched as the interval is, the greatest p; NaN where nothing is too small to matter.

    high: the upper end of the interval, which says what may hide behind worlds that are all alike.
    """
    if math.isnan(spread) or math.isnan(high) or not smallest > 0:
        return math.nan
    if spread > 0:
        error = spread / math.sqrt(n)
        above, below = (mean - smallest) / error, (mean + smallest) / error
        straight = _straightened(above, n, skewness), _straightened(below, n, skewness)
        return float(stdtr(n - 1, max(above, straight[0], -below, -straight[1])))
    hidden, room = (high - mean) / unseen(n), smallest - abs(mean)
    return max(0.0, 1 - room / hidden) ** n if hidden > 0 and room > 0 else float(room <= 0)
