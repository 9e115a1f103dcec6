"""The kernel: how a generation's candidates are drawn around the draws of the one before.

Importance weights spread with the number of parameters: with eleven of them and a few dozen draws, a kernel
as narrow as the usual rule makes it leaves nearly all weight on one draw, and that draw alone would be called
the posterior. The rule it holds: the kernel is wide, and a part of the candidates comes from the prior
itself, so no draw weighs more than that part allows (a defensive mixture, Hesterberg 1995).
"""

import numpy as np
import pyabc

from experiments.patterns.measurements import FloatArray

WIDTH = 3.0
"""The covariance of the kernel, over that of Silverman's rule."""

DEFENCE = 0.05
"""The part of the candidates that is drawn from the prior: a draw weighs at most twenty times one of it."""


class Kernel(pyabc.MultivariateNormalTransition):
    """A normal kernel around draws that are shares of ranges, mixed with the prior, uniform from 0 to 1."""

    def __init__(self) -> None:
        super().__init__(scaling=WIDTH)

    def rvs_single(self) -> pyabc.Parameter:
        """One candidate; what falls outside the ranges is drawn again by whoever asks."""
        if np.random.random() < DEFENCE:
            return pyabc.Parameter({key: np.random.random() for key in self.X.columns})
        return super().rvs_single()

    def _pdf_single(self, x: FloatArray) -> float:
        return DEFENCE + (1.0 - DEFENCE) * float(super()._pdf_single(x))
