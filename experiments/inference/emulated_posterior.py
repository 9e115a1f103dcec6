"""The posterior by sequential Monte Carlo on emulators, within what history matching has not ruled out.

This is ABC with the observation's own error as acceptance kernel, which makes it exact (Wilkinson 2013); the
noise of emulator and discrepancy is not drawn but integrated into the kernel, so that it costs no acceptance.
From one generation to the next the kernel grows less wide (tempering), by as much as halves the effective
number of draws (Del Moral, Doucet & Jasra 2012); draws are then moved by steps that leave the generation's
distribution as it is. The steps are autoregressive about a normal fitted to the draws (a preconditioned
Crank–Nicolson proposal, Cotter et al. 2013), on the scale on which the prior is standard normal: unlike a
random walk, or the importance weights of pyABC, they do not wear out as parameters grow to sixty and more.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from experiments.errors import ArgumentError
from experiments.inference.likelihood import Likelihood
from experiments.inference.weighted_draws import WeightedDraws, normalised, resampled
from experiments.patterns.measurements import FloatArray
from scenarios.language import _

HALF = 0.5
"""The share of effective draws that a generation keeps of the one before."""

FORGOTTEN, MOST = 0.1, 60
"""Moves of a generation end when no parameter's place correlates more than this with where it began, beyond
what chance does in so many draws; or after so many.
"""

ACCEPTED = 0.3
"""The share of steps to be accepted; steps grow longer above it and shorter below."""

SHRINKAGE = 0.05
"""How far the fitted covariance is drawn to that of the prior, so that few draws cannot make it singular."""

EDGE = 1e-12
"""No share is nearer to the end of its range, where the normal scale would be infinite."""

type Predict = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""(n, d) shares → (n, k) means and variances, as emulators predict."""

type Allowed = Callable[[FloatArray], NDArray[np.bool_]]
"""(n, d) shares → (n,) whether history matching has not ruled them out."""


class EmulatedPosterior(NamedTuple):
    """The draws, the log-likelihood that emulators gave each (n,), and of each generation the exponent of the
    likelihood, the share of steps accepted, and how many there were.
    """

    draws: WeightedDraws
    log_likelihood: FloatArray
    generations: tuple[tuple[float, float, int], ...]


def emulated_posterior(
    predict: Predict, likelihood: Likelihood, allowed: Allowed, start: FloatArray, count: int, seed: int
) -> EmulatedPosterior:
    """So many draws of equal weight; ArgumentError where nothing is left to draw from.

    start: (m, d) points spread evenly over what is left, as history matching gives them: emulators know no
    other place, and draws of the prior would almost never be there.
    """
    if not len(start):
        raise ArgumentError(_("History matching has left nothing, so there is no posterior."))
    generator = np.random.default_rng(seed)
    begun = start[resampled(np.ones(len(start)), count, generator)]
    now = _Generation(predict, likelihood, allowed, ndtri(np.clip(begun, EDGE, 1.0 - EDGE)))
    exponent, generations = 0.0, []
    while exponent < 1.0:
        exponent, before = now.next_exponent(exponent), exponent
        now.resample(normalised((exponent - before) * now.log_likelihood), generator)
        generations.append((exponent, *now.moved(exponent, generator)))
    draws = WeightedDraws(_shares(now.places), np.full(count, 1.0 / count))
    return EmulatedPosterior(draws, now.log_likelihood, tuple(generations))


def _shares(places: FloatArray) -> FloatArray:
    found: FloatArray = np.clip(ndtr(places), EDGE, 1.0 - EDGE)
    return found


class _Generation:
    """The draws of a generation, on the scale on which the prior is standard normal: places (n, d)."""

    def __init__(
        self, predict: Predict, likelihood: Likelihood, allowed: Allowed, places: FloatArray
    ) -> None:
        self._predict, self._likelihood, self._allowed = predict, likelihood, allowed
        self.places, self.log_likelihood = places, self._log_likelihood(places)
        self._step = 1.0

    def _log_likelihood(self, places: FloatArray) -> FloatArray:
        return self._likelihood.log(*self._predict(_shares(places)))

    def next_exponent(self, exponent: float) -> float:
        """The exponent at which half of the draws are still effective; 1 if they are even there."""

        def surplus(step: float) -> float:
            weights = normalised(step * self.log_likelihood)
            return 1.0 / float(np.square(weights).sum()) - HALF * len(weights)

        left = 1.0 - exponent
        return 1.0 if surplus(left) >= 0 else exponent + float(brentq(surplus, 0.0, left, xtol=1e-9))

    def resample(self, weights: FloatArray, generator: Generator) -> None:
        """Make all weights equal."""
        chosen = resampled(weights, len(weights), generator)
        self.places, self.log_likelihood = self.places[chosen], self.log_likelihood[chosen]

    def moved(self, exponent: float, generator: Generator) -> tuple[float, int]:
        """Move all draws until they have forgotten where they were; the share of steps accepted, and how many
        steps.
        """
        reference, begun, rates = _Reference(self.places), self.places, list[float]()
        while len(rates) < MOST:
            rates.append(self._moved_once(reference, exponent, generator))
            self._step = float(np.clip(self._step * np.exp(rates[-1] - ACCEPTED), 0.02, 1.0))
            if _correlation(begun, self.places) < FORGOTTEN + 3.0 / np.sqrt(len(begun)):
                break
        return float(np.mean(rates)), len(rates)

    def _moved_once(self, reference: "_Reference", exponent: float, generator: Generator) -> float:
        proposed = reference.near(self.places, self._step, generator)
        found = self._log_likelihood(proposed)
        now = exponent * self.log_likelihood + reference.log_prior_over(self.places)
        then = exponent * found + reference.log_prior_over(proposed)
        accepted = np.log(generator.random(len(now))) < then - now
        accepted[accepted] = self._allowed(_shares(proposed[accepted]))
        self.places = np.where(accepted[:, None], proposed, self.places)
        self.log_likelihood = np.where(accepted, found, self.log_likelihood)
        return float(accepted.mean())


class _Reference:
    """The normal distribution fitted to draws, about which steps are made."""

    def __init__(self, places: FloatArray) -> None:
        self._mean = places.mean(axis=0)
        covariance = np.atleast_2d(np.cov(places, rowvar=False))
        shrunk = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.eye(len(self._mean))
        self._root = np.linalg.cholesky(shrunk)

    def near(self, places: FloatArray, step: float, generator: Generator) -> FloatArray:
        """Steps that leave this normal distribution as it is: of length 1 a draw from it, whatever was."""
        fresh = generator.normal(size=places.shape) @ self._root.T
        found: FloatArray = self._mean + np.sqrt(1 - step**2) * (places - self._mean) + step * fresh
        return found

    def log_prior_over(self, places: FloatArray) -> FloatArray:
        """(n,): the log of the prior's density over this one's, up to a constant."""
        apart = solve_triangular(self._root, (places - self._mean).T, lower=True)
        found: FloatArray = 0.5 * (np.square(apart).sum(axis=0) - np.square(places).sum(axis=1))
        return found


def _correlation(begun: FloatArray, now: FloatArray) -> float:
    """The largest, over parameters, between places before and after."""
    one, other = begun - begun.mean(axis=0), now - now.mean(axis=0)
    scale = np.sqrt(np.square(one).sum(axis=0) * np.square(other).sum(axis=0))
    return float(np.max((one * other).sum(axis=0) / np.maximum(scale, EDGE)))
