"""Draws that were really run, put right: an emulator's belief of a draw is updated by what the model gave.

Invariant: a draw weighs by how much more probable it makes the observations after its run than its emulator
thought before; run exactly, the emulator counts no more, and run in few replicates it counts by how sure it
is, less so where runs show it surer than it should be. The largest weights are smoothed (Pareto-smoothed
importance sampling, Vehtari et al. 2024), and the shape of their tail, k-hat, is told: above TRUSTED the
draws do not stand for the posterior, however many they are.
"""

from typing import NamedTuple

import numpy as np

from experiments.extras import from_extra
from experiments.inference.emulated_posterior import EmulatedPosterior
from experiments.inference.likelihood import Likelihood
from experiments.inference.weighted_draws import TINY, WeightedDraws, normalised
from experiments.patterns.measurements import FloatArray

TRUSTED = 0.7
"""The largest k-hat at which smoothed weights are to be trusted."""

FEWEST = 25
"""Of fewer draws the tail is not known, and k-hat counts as infinite."""

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
    emulated: EmulatedPosterior,
    likelihood: Likelihood,
    expected: tuple[FloatArray, FloatArray],
    run: tuple[FloatArray, FloatArray],
) -> Reweighted:
    """expected: what emulators said of the first m draws, means and variances, (m, k) each; run: what these
    gave, means and their standard errors, (m, k) each.
    """
    count = len(run[0])
    there = np.isfinite(run[0]).all(axis=1)
    ratios = likelihood.log(*updated(expected, run)) - emulated.log_likelihood[:count]
    weights = np.zeros(count)
    smoothed, khat = smoothed_weights(ratios[there])
    weights[there] = normalised(smoothed)
    return Reweighted(WeightedDraws(emulated.draws.shares[:count], weights), khat)


def updated(
    expected: tuple[FloatArray, FloatArray], run: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """What is known of each number once it was run, mean and variance: the emulator's belief is the prior,
    the run a noisy observation (normal, conjugate). Of each target the emulator's variance is first enlarged
    by what lies farther off than it and chance explain.
    """
    (mean, variance), (found, error) = expected, run
    off = found - mean
    surplus = np.nanmean(np.square(off) - error**2 - variance, axis=0)
    wider = variance + np.maximum(surplus, 0.0)
    gain = wider / np.maximum(wider + error**2, TINY)
    return mean + np.where(error > 0, gain, 1.0) * off, wider * np.where(error > 0, 1.0 - gain, 0.0)


def smoothed_weights(log_ratios: FloatArray) -> tuple[FloatArray, float]:
    """(n,) logarithms of weights, the largest smoothed, and k-hat; MissingExtra without ArviZ."""
    if len(log_ratios) < FEWEST:
        return log_ratios, float("inf")
    if np.ptp(log_ratios) < ALIKE:
        return log_ratios, 0.0
    statistics = from_extra("arviz_stats.base", "ArviZ", "analysis").array_stats
    smoothed, khat = statistics.psislw(-log_ratios)  # it takes log-likelihoods that are left out, the inverse
    return np.asarray(smoothed, dtype=np.float64), float(khat)
