"""Holding what nothing was learned of at the ledger's values: the posterior of the other parameters given
these, whose medoid the project's defaults are.

Of sixty parameters a calibration tells a dozen. In a draw of the whole posterior all others lie anywhere in
their ranges: of sixty places even the medoid is central in hardly one, and what sources say of each would be
given up for chance.
"""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.inference.weighted_draws import WeightedDraws
from experiments.patterns.measurements import FloatArray

LEAST_LEARNED = 0.1
"""The contraction from which on a parameter is not held. Where nothing is learned, a thousand draws of
unequal weight show contractions up to some hundredths.
"""


class Emulated(Protocol):
    """What emulators say, and where history matching lets one ask them."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The parameters."""

    @property
    def left(self) -> FloatArray:
        """Points spread evenly over what is left: (n, d)."""

    def predict(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What emulators expect, and its variance: (n, d) → (n, k), twice."""

    def allowed(self, shares: FloatArray) -> NDArray[np.bool_]:
        """Whether points are not ruled out: (n, d) → (n,)."""


class HeldParameters(NamedTuple):
    """The same in the parameters that are not held. `emulated`: in all; `learned` (d,): which are not held;
    `at` (d,): where the others are.
    """

    emulated: Emulated
    learned: NDArray[np.bool_]
    at: FloatArray

    @classmethod
    def of(cls, emulated: Emulated, posterior: WeightedDraws, at: FloatArray) -> "HeldParameters":
        """Holds what a posterior has learned nothing of; at least one parameter is left."""
        contraction = posterior.contraction()
        return cls(emulated, contraction >= min(LEAST_LEARNED, float(contraction.max())), at)

    @property
    def keys(self) -> tuple[str, ...]:
        """The parameters that are not held."""
        return tuple(key for key, own in zip(self.emulated.keys, self.learned, strict=True) if own)

    def whole(self, shares: FloatArray) -> FloatArray:
        """Points with what is held: (n, learned) → (n, d)."""
        found = np.tile(self.at, (len(shares), 1))
        found[:, self.learned] = shares
        return found

    @property
    def left(self) -> FloatArray:
        """Points of what is left where the others are held: (n, learned)."""
        begun = self.emulated.left[:, self.learned]
        return begun[self.allowed(begun)]

    def predict(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What emulators expect, and its variance: (n, learned) → (n, k), twice."""
        return self.emulated.predict(self.whole(shares))

    def allowed(self, shares: FloatArray) -> NDArray[np.bool_]:
        """Whether points are not ruled out: (n, learned) → (n,)."""
        return self.emulated.allowed(self.whole(shares))
