"""The medoid of a posterior: the draw, really run, that lies nearest to all others.

A mean or a vector of medians need not be possible: nobody has run it, and where parameters are known together
only, it lies off the ridge. The medoid has been run, and its numbers are known.
"""

import numpy as np

from experiments.inference.weighted_draws import WeightedDraws
from experiments.patterns.measurements import FloatArray

TINY = 1e-12


def medoid(draws: WeightedDraws) -> int:
    """The place of the draw with the least weighted mean distance to all.

    Differences count in widths of the posterior, so that a parameter known well is not drowned by one known
    badly; and by contraction, as where nothing was learned no place is more central than another, and sixty
    such parameters would decide by chance.
    """
    learned = np.clip(draws.contraction(), 0.0, 1.0)
    counted = learned if learned.sum() > TINY else np.ones_like(learned)
    places = draws.shares * np.sqrt(counted) / np.maximum(draws.widths(), TINY)
    distance = _distances(places) @ draws.weights
    return int(np.argmin(np.where(draws.weights > 0, distance, np.inf)))


def _distances(places: FloatArray) -> FloatArray:
    """(n, d) → (n, n)."""
    square = np.square(places).sum(axis=1)
    apart = square[:, None] + square - 2 * places @ places.T
    found: FloatArray = np.sqrt(np.maximum(apart, 0.0))
    return found
