"""The second opinion: regression-adjusted ABC (Beaumont, Zhang & Balding 2002), on points really run.

No emulator and no likelihood is evaluated. Each point gives one set of numbers that might be observed: what
the model gave, with observation error and discrepancy drawn. For any observed numbers the nearest points are
kept, each parameter is regressed linearly on the numbers among them, and every point is moved along that
regression to the observed numbers. It is amortised: what it needs is kept, and another observation costs
milliseconds.

Invariant: points stand for the prior that is asked for. Every wave of history matching is drawn uniformly
over what the waves before had not ruled out, so that the points of all waves that lie within what is left are
uniform there; points drawn otherwise bring their design density, and weigh by its inverse.
"""

import numpy as np

from experiments.inference.likelihood import Likelihood
from experiments.inference.weighted_draws import WeightedDraws
from experiments.patterns.measurements import FloatArray

KEPT, A_NUMBER = 0.3, 20
"""The share of the points that is kept, by weight; more where that is not so many for each number: a
regression on few points is sure of what is chance.
"""

RIDGE = 1e-6
"""What is added to the diagonal of the regression, as a part of its mean, so that numbers that always go
together do not stop it.
"""


class RegressionPosterior:
    """The posterior for whatever is observed.

    shares (n, d): points within what was not ruled out; means (n, k): what the model gave there, in the
    targets' units, all defined; density (n,): of the design at each point, up to a factor, if it is not the
    same everywhere.
    """

    def __init__(
        self,
        shares: FloatArray,
        means: FloatArray,
        likelihood: Likelihood,
        seed: int,
        density: FloatArray | None = None,
        kept: float = KEPT,
    ) -> None:
        generator = np.random.default_rng(seed)
        self._shares = shares
        self.numbers = means + likelihood.noise(len(means), generator)
        self._scale = self.numbers.std(axis=0)
        weights = 1.0 / (np.ones(len(shares)) if density is None else density)
        self._weights = weights / weights.sum()
        self._kept = min(1.0, max(kept, A_NUMBER * means.shape[1] / len(means)))

    def given(self, observed: FloatArray, without: int | None = None) -> WeightedDraws:
        """The posterior when these numbers (k,) are observed; `without`: a point that is left out, so that
        its own numbers can be taken for observed.
        """
        apart = (self.numbers - observed) / self._scale
        prior = self._weights.copy()
        if without is not None:
            prior[without] = 0.0
        weights = prior * _kernel(np.square(apart).sum(axis=1), prior, self._kept)
        near = weights > 0
        moved = _adjusted(self._shares[near], apart[near], weights[near])
        return WeightedDraws(folded(moved), weights[near] / weights.sum())


def folded(shares: FloatArray) -> FloatArray:
    """Shares that a regression has led out of the range, led back in from its end: a logit, which would
    never leave it, bends what is straight, and posteriors came out an eighth too wide with it.
    """
    found: FloatArray = np.clip(1.0 - np.abs(1.0 - np.abs(shares)), 0.0, 1.0)
    return found


def _kernel(squares: FloatArray, weights: FloatArray, kept: float) -> FloatArray:
    """(n,): Epanechnikov's kernel of squared distances, as wide as keeps that share of the weight."""
    order = np.argsort(squares)
    place = np.searchsorted(np.cumsum(weights[order]), kept * weights.sum())
    width = squares[order[min(int(place) + 1, len(order) - 1)]]
    found: FloatArray = np.maximum(0.0, 1.0 - squares / width)
    return found


def _adjusted(shares: FloatArray, apart: FloatArray, weights: FloatArray) -> FloatArray:
    """Shares (n, d) moved along their regression on numbers (n, k) to where these are 0; what is left over is
    widened by the degrees of freedom that the regression took, and by how unsure it is itself there.
    """
    design = np.column_stack([np.ones(len(apart)), apart])
    weighted = design * weights[:, None]
    gram = design.T @ weighted
    inverse = np.linalg.inv(gram + RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram)))
    coefficients = inverse @ (weighted.T @ shares)
    left = shares - design @ coefficients
    effective = weights.sum() ** 2 / np.square(weights).sum()
    free = max(effective - design.shape[1], 1.0)
    unsure = float(np.square(weighted @ inverse[0]).sum())
    found: FloatArray = coefficients[0] + left * np.sqrt(effective / free * (1.0 + unsure))
    return found
