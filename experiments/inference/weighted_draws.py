"""Draws of parameters with weights: what every posterior is here, whichever method made it.

Invariant: weights are not negative and sum to 1; shares are those of the parameters' ranges, on which every
prior is uniform, so a width of LEVEL says that nothing was learned.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from experiments.calibration.diagnostics import LEVEL, quantiles
from experiments.patterns.measurements import FloatArray

ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
"""Where the middle part of a distribution ends."""

TINY = 1e-12


class WeightedDraws(NamedTuple):
    """shares (n, d), weights (n,)."""

    shares: FloatArray
    weights: FloatArray

    @property
    def effective(self) -> float:
        """As how many draws of equal weight they count (Kish)."""
        return 1.0 / float(np.square(self.weights).sum())

    def mean(self) -> FloatArray:
        """(d,)."""
        found: FloatArray = self.weights @ self.shares
        return found

    def covariance(self) -> FloatArray:
        """(d, d)."""
        return np.atleast_2d(np.cov(self.shares, rowvar=False, aweights=self.weights))

    def quantiles(self, at: Sequence[float]) -> FloatArray:
        """(at, d)."""
        columns = [quantiles(column, self.weights, at) for column in self.shares.T]
        return np.array(columns).T

    def widths(self) -> FloatArray:
        """(d,): the middle 90 % of each parameter."""
        low, high = self.quantiles(ENDS)
        found: FloatArray = high - low
        return found

    def contraction(self) -> FloatArray:
        """(d,): one minus the width over the prior's; 0 where nothing was learned, 1 where all is known."""
        return 1.0 - self.widths() / LEVEL

    def medoid(self) -> int:
        """The place of the draw that lies nearest to all others.

        A mean, or a vector of medians, need not be possible, and where parameters are known together only it
        lies off the ridge; of draws that were run the medoid's numbers are known. Differences count in widths
        of the posterior, so that a parameter known well is not drowned by one known badly; and by
        contraction, for where nothing was learned no place is more central than another, and sixty such
        parameters would decide by chance.
        """
        learned = np.clip(self.contraction(), 0.0, 1.0)
        counted = learned if learned.sum() > TINY else np.ones_like(learned)
        places = self.shares * np.sqrt(counted) / np.maximum(self.widths(), TINY)
        mean_distance = _distances(places) @ self.weights
        return int(np.argmin(np.where(self.weights > 0, mean_distance, np.inf)))

    def sample(self, count: int, generator: Generator) -> FloatArray:
        """(count, d): draws of equal weight, each as often as its weight says, give or take one."""
        return self.shares[resampled(self.weights, count, generator)]


def _distances(places: FloatArray) -> FloatArray:
    """(n, d) → (n, n)."""
    square = np.square(places).sum(axis=1)
    apart = square[:, None] + square - 2 * places @ places.T
    found: FloatArray = np.sqrt(np.maximum(apart, 0.0))
    return found


def resampled(weights: FloatArray, count: int, generator: Generator) -> NDArray[np.intp]:
    """(count,) places of draws, in an order without meaning: systematic resampling."""
    at = (generator.random() + np.arange(count)) / count
    places = np.searchsorted(np.cumsum(weights) / weights.sum(), at, side="right")
    return generator.permutation(np.minimum(places, len(weights) - 1))


def normalised(log_weights: FloatArray) -> FloatArray:
    """Weights that sum to 1, of logarithms up to a constant."""
    weights = np.exp(log_weights - log_weights.max())
    found: FloatArray = weights / weights.sum()
    return found
