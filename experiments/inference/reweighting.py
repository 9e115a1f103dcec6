"""Draws that were really run, put right: what an emulator said of them is replaced by what the model gave.

Invariant: a draw weighs by how much more probable it makes the observations than its emulator thought; the
largest weights are smoothed (Pareto-smoothed importance sampling, Vehtari et al. 2024), and the shape of
their tail, k-hat, is told: above TRUSTED the draws do not stand for the posterior, however many they are.
"""

import importlib
from typing import NamedTuple

import numpy as np

from experiments.design.sampling import MissingExtra
from experiments.inference.emulated_posterior import EmulatedPosterior
from experiments.inference.likelihood import Likelihood
from experiments.inference.weighted_draws import WeightedDraws, normalised
from experiments.patterns.measurements import FloatArray

TRUSTED = 0.7
"""The largest k-hat at which smoothed weights are to be trusted."""

ALIKE = 1e-9
"""Ratios that differ by less are all the same, and have no tail."""


class Reweighted(NamedTuple):
    """The draws with their weights, and the shape of the weights' tail."""

    draws: WeightedDraws
    khat: float

    @property
    def is_trusted(self) -> bool:
        """Whether the weights' tail is short enough."""
        return self.khat <= TRUSTED


def reweighted(
    emulated: EmulatedPosterior, likelihood: Likelihood, means: FloatArray, errors: FloatArray
) -> Reweighted:
    """means, errors: (m, k) what the first m draws gave when they were run, and the standard errors."""
    run = len(means)
    there = np.isfinite(means).all(axis=1)
    ratios = likelihood.log(means, errors**2) - emulated.log_likelihood[:run]
    weights = np.zeros(run)
    smoothed, khat = smoothed_weights(ratios[there])
    weights[there] = normalised(smoothed)
    return Reweighted(WeightedDraws(emulated.draws.shares[:run], weights), khat)


def smoothed_weights(log_ratios: FloatArray) -> tuple[FloatArray, float]:
    """(n,) logarithms of weights, the largest smoothed, and k-hat; MissingExtra without ArviZ."""
    if np.ptp(log_ratios) < ALIKE:
        return log_ratios, 0.0
    try:
        statistics = importlib.import_module("arviz_stats.base").array_stats
    except ImportError:
        raise MissingExtra("ArviZ", "analysis") from None
    smoothed, khat = statistics.psislw(-log_ratios)  # it takes log-likelihoods that are left out, the inverse
    return np.asarray(smoothed, dtype=np.float64), float(khat)
