"""The likelihood: how probable what was observed is, when the model gives a number for each target.

Invariant: what is not known of a number is in it once and as variance: of the observation, of how far the
model may be from any place (discrepancy), and of the number itself (an emulator's, or of chance in few runs).
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.random import Generator

from experiments.calibration.targets import FARTHEST, Target
from experiments.patterns.measurements import FloatArray


class Likelihood(NamedTuple):
    """For each of k targets what was observed, the standard deviation of that, and of the discrepancy: (k,),
    in the target's unit.
    """

    centre: FloatArray
    spread: FloatArray
    discrepancy: FloatArray

    @classmethod
    def of(cls, targets: Sequence[Target]) -> Self:
        """The likelihood of these targets together, each independent of the others given the parameters."""
        columns = [(one.centre, one.spread, one.discrepancy) for one in targets]
        centre, spread, discrepancy = np.array(columns, dtype=np.float64).T
        return cls(centre, spread, discrepancy)

    @property
    def variance(self) -> FloatArray:
        """(k,): of observation and discrepancy together."""
        return self.spread**2 + self.discrepancy**2

    def log(self, means: FloatArray, variances: FloatArray) -> FloatArray:
        """(n, k) numbers and what is not known of them → (n,) log-likelihoods.

        A number that is undefined counts as FARTHEST standard deviations off, so that it is next to
        impossible and yet no more so than the worst that is defined.
        """
        total = self.variance + np.where(np.isfinite(variances), variances, 0.0)
        off = np.where(np.isfinite(means), (means - self.centre) / np.sqrt(total), FARTHEST)
        square = np.clip(off, -FARTHEST, FARTHEST) ** 2
        found: FloatArray = -0.5 * (square + np.log(2 * np.pi * total)).sum(axis=1)
        return found

    def noise(self, count: int, generator: Generator) -> FloatArray:
        """(count, k): how far observations lie from what the model gives, drawn."""
        return generator.normal(size=(count, len(self.centre))) * np.sqrt(self.variance)
