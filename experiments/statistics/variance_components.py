"""Points crossed with worlds: every point of a design is run in the same worlds, so luck can be told from
parameters.

Invariant: a product of two outcomes is only ever taken across two different worlds, so that what is
luck averages to nothing instead of adding to what parameters do. Why, and from which sources:
docs/decisions/0010-luck-apart-from-parameters.md.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from experiments.statistics.verdict import LEVEL

FloatArray = NDArray[np.float64]

LEAST_WORLDS, LEAST_BLOCKS = 3, 2
"""Below this nothing can be said of how sure an estimate is: without one of three worlds, two are left."""

RESAMPLES, SEED = 1000, 20
"""How often blocks are drawn anew, and from which seed: the same rows give the same intervals."""

ROUNDING = 1e-9
"""A share of a variance no larger than this is rounding."""

Blocks = Callable[[FloatArray], FloatArray]
"""Of the weights of worlds (1 where it counts, 0 where it is left out): (blocks, numbers), to be averaged."""

Finish = Callable[[FloatArray, FloatArray], FloatArray]
"""Of means over blocks, (…, numbers), and the weights of worlds: what is wanted, (…, quantities)."""


class Estimate(NamedTuple):
    """Values with their standard errors and the quantile of Student's t that belongs to each."""

    value: FloatArray
    error: FloatArray
    quantile: FloatArray

    @property
    def low(self) -> FloatArray:
        """The lower ends of the intervals."""
        return self.value - self.quantile * self.error

    @property
    def high(self) -> FloatArray:
        """The upper ends of the intervals."""
        return self.value + self.quantile * self.error

    def part(self, which: slice) -> "Estimate":
        """Some of the quantities."""
        return Estimate(*(array[which] for array in self))


def across(one: FloatArray, other: FloatArray, weights: FloatArray) -> FloatArray:
    """The mean product of `one` in a world and `other` in another; worlds are the last axis of both."""
    same = (one * other) @ (weights * weights)
    pairs = weights.sum() ** 2 - (weights * weights).sum()
    found: FloatArray = ((one @ weights) * (other @ weights) - same) / pairs
    return found


def estimate(blocks: Blocks, finish: Finish, worlds: int) -> Estimate:
    """What `finish` makes of the means over blocks, and how sure it is.

    Two things are chance: which points were drawn (blocks are drawn anew, the bootstrap of Archer, Saltelli
    and Sobol 1997) and which worlds (each is left out once, the jackknife, as resampled worlds would meet
    themselves). Both variances are added, with Satterthwaite's degrees of freedom.
    """
    everywhere = np.ones(worlds)
    numbers = blocks(everywhere)
    count = len(numbers)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = finish(numbers.mean(axis=0), everywhere)
        drawn = finish(_draws(count) @ numbers, everywhere)
        left = np.array([finish(blocks(one).mean(axis=0), one) for one in everywhere - np.eye(worlds)])
    of_points = _variance(drawn) * count / (count - 1)
    of_worlds = (worlds - 1) * _variance(left)
    error = np.sqrt(of_points + of_worlds)
    return Estimate(value, error, _quantile(of_points, count, of_worlds, worlds))


def _variance(found: FloatArray) -> FloatArray:
    """Of each quantity over those samples in which it is defined."""
    there = np.isfinite(found)
    count = np.maximum(there.sum(axis=0), 1)
    mean = np.where(there, found, 0.0).sum(axis=0) / count
    squares: FloatArray = np.where(there, (found - mean) ** 2, 0.0).sum(axis=0)
    return squares / count


@lru_cache(maxsize=4)
def _draws(count: int) -> FloatArray:
    """(RESAMPLES, count): the share of each block in a sample drawn with replacement."""
    drawn = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), RESAMPLES)
    return drawn / count


def _quantile(of_points: FloatArray, blocks: int, of_worlds: FloatArray, worlds: int) -> FloatArray:
    both = (of_points + of_worlds) ** 2
    parts = of_points**2 / (blocks - 1) + of_worlds**2 / (worlds - 1)
    freedom = np.divide(both, parts, out=np.full_like(both, blocks - 1.0), where=parts > 0)
    found: FloatArray = stats.t.ppf((1 + LEVEL) / 2, freedom)
    return found


class Spread:
    """The variance of an outcome over points and worlds, taken apart (two crossed factors, as in Searle,
    Casella and McCulloch 1992): what parameters do, what a world does everywhere, what a world does to the
    effect of parameters.
    """

    WIDTH = 4
    PARTS = ("parameters", "world", "interaction")

    def __init__(self, values: FloatArray) -> None:
        """values: (blocks, places, worlds), the places independent of those of other blocks."""
        self._means = values.mean(axis=(0, 1))
        self._values = values - self._means
        self._block = self._values.mean(axis=1)

    def numbers(self, weights: FloatArray) -> FloatArray:
        """(blocks, WIDTH): squares across worlds and within them, of values and of the means of blocks."""
        total = weights.sum()
        return np.column_stack(
            [
                across(self._values, self._values, weights).mean(axis=1),
                (self._values**2 @ weights).mean(axis=1) / total,
                across(self._block, self._block, weights),
                self._block**2 @ weights / total,
            ]
        )

    def variances(self, means: FloatArray, weights: FloatArray) -> FloatArray:
        """(…, 3): unbiased variances of PARTS, from means of `numbers`; one near zero may be below it."""
        others = len(self._values) - 1
        parameters = means[..., 0] + means[..., 2] / others
        within = means[..., 1] + means[..., 3] / others - parameters
        total = weights.sum()
        shifts = self._means - (self._means @ weights) / total
        world = shifts**2 @ weights / (total - 1) - (means[..., 3] - means[..., 2]) / others
        return np.stack([parameters, np.broadcast_to(world, parameters.shape), within], axis=-1)

    def shares(self, means: FloatArray, weights: FloatArray) -> FloatArray:
        """(…, 3): the shares of PARTS in the variance of a single run."""
        variances = self.variances(means, weights)
        return variances / variances.sum(axis=-1, keepdims=True)

    def total(self) -> float:
        """The variance of a single run: any point, any world."""
        everywhere = np.ones(len(self._means))
        return float(self.variances(self.numbers(everywhere).mean(axis=0), everywhere).sum())


def share_interval(found: Estimate) -> tuple[FloatArray, FloatArray]:
    """Intervals of shares of a variance: on the scale of log odds, which keeps them between 0 and 1; plain
    and cut there for a share that was estimated at 0 or 1, or beyond.
    """
    inside = (found.value > ROUNDING) & (found.value < 1 - ROUNDING)
    share = np.where(inside, found.value, 0.5)
    odds, reach = special.logit(share), found.quantile * found.error / (share * (1 - share))
    ends: Sequence[tuple[FloatArray, FloatArray]] = ((found.low, odds - reach), (found.high, odds + reach))
    low, high = (np.where(inside, special.expit(log), np.clip(end, 0, 1)) for end, log in ends)
    return low, high
