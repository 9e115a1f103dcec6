"""Emulators: fast stand-ins for the simulation, one for each target, that know how unsure they are.

An emulator is a polynomial in all parameters and a Gaussian process in the few that matter most on what the
polynomial leaves (Vernon et al. 2010). Invariant: what it says is the expected number of the simulation, over
replicates; what a few replicates scatter about it stands apart, in `noise`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.calibration.targets import Target
from experiments.patterns.measurements import FloatArray

type Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
"""Parameters, by where they stand."""

AT_ONCE = 4096
"""Points that are looked at together."""


class TargetEmulator(NamedTuple):
    """The emulator of one target. In units of the target: `intercept`, `slopes` (2 × parameters: of the
    centred shares, then of their squares), `leftover`: the variance that the process was scaled by. `active`:
    the places of the parameters of the process; `lengths` of its correlation, in shares; `nugget`: the part
    of the variance that these do not explain. Of the points it learned from: `at` (points, active), `weights`
    (points,) and `inverse` (points, points) of their covariance. `scatter` gives the logarithm of the
    variance of a run point's mean, a quadratic in the polynomial's value, standardised by `centre`.
    `inflation`: of all variances; `held`: R², share within two standard deviations, and number of points held
    back to find it.
    """

    intercept: FloatArray
    slopes: FloatArray
    leftover: FloatArray
    active: Places
    lengths: FloatArray
    amplitude: FloatArray
    nugget: FloatArray
    at: FloatArray
    weights: FloatArray
    inverse: FloatArray
    scatter: FloatArray
    centre: FloatArray
    inflation: FloatArray
    held: FloatArray

    def trend(self, shares: FloatArray) -> FloatArray:
        """The polynomial: (points, parameters) → (points,)."""
        found: FloatArray = self.intercept + features(shares) @ self.slopes
        return found

    def predict(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The expected number and the variance of what is not known of it: (points,) each."""
        near = self.amplitude * correlation(shares[:, self.active] / self.lengths, self.at / self.lengths)
        known = np.einsum("ij,ij->i", near @ self.inverse, near)
        left = np.maximum(self.amplitude - known, 0.0) + self.nugget
        mean: FloatArray = self.trend(shares) + np.sqrt(self.leftover) * (near @ self.weights)
        return mean, self.inflation * self.leftover * left

    def noise(self, shares: FloatArray) -> FloatArray:
        """The variance of the mean over the replicates that the points were run in: (points,)."""
        return scatter_at(self.scatter, self.centre, self.trend(shares))


@dataclass(frozen=True)
class Emulators:
    """The emulators of all targets, of parameters in the order of `keys`."""

    keys: tuple[str, ...]
    targets: tuple[Target, ...]
    each: tuple[TargetEmulator, ...]

    def predict(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The expected numbers and their variances: (points, parameters) → (points, targets), twice."""
        parts = [shares[start : start + AT_ONCE] for start in range(0, len(shares), AT_ONCE)]
        found = [[one.predict(part) for part in parts] for one in self.each]
        means, variances = (
            _side_by_side([[part[which] for part in one] for one in found], len(shares)) for which in (0, 1)
        )
        return means, variances

    def noise(self, shares: FloatArray) -> FloatArray:
        """The variance of a mean over as many replicates as points were run in: (points, targets)."""
        return _side_by_side([[one.noise(shares)] for one in self.each], len(shares))


def _side_by_side(columns: Sequence[Sequence[FloatArray]], length: int) -> FloatArray:
    return np.stack([np.concatenate([np.zeros(0), *parts]) for parts in columns], axis=1).reshape(length, -1)


def features(shares: FloatArray) -> FloatArray:
    """What the polynomial is made of: the centred shares and their squares, less the mean of these."""
    centred = shares - 0.5
    return np.concatenate([centred, centred**2 - 1 / 12], axis=1)


def correlation(one: FloatArray, other: FloatArray) -> FloatArray:
    """Matérn's with ν = 5/2 of points in units of the lengths: (n, m), (p, m) → (n, p)."""
    squared = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2.0 * one @ other.T
    far = np.sqrt(5.0 * np.maximum(squared, 0.0))
    found: FloatArray = (1.0 + far + far**2 / 3.0) * np.exp(-far)
    return found


def scatter_at(scatter: FloatArray, centre: FloatArray, trend: FloatArray) -> FloatArray:
    """The variance of a point's mean where the polynomial has this value: (points,)."""
    place = np.clip((trend - centre[0]) / centre[1], -2.0, 2.0)
    found: FloatArray = np.exp(scatter[0] + scatter[1] * place + scatter[2] * place**2)
    return found
