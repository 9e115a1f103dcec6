"""The reference loop: how fast this machine is at the kind of work the model does.

A plain NumPy threshold-and-opinion step: 3 000 residents, 15 000 random ties (mean degree 10). Each step
everybody hears the mean opinion and the share active among acquaintances, moves between the first opinion and
what was heard, and becomes active by a threshold, an opinion and one random number. Bars in absolute units
are multiplied by what this takes over what it took where they were set (43 to 51 ns a resident-step, so 47).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.benchmark.measurements import Timing, repeated

RESIDENTS = 3_000
TIES = 15_000
STEPS = 25
USUAL = 47.0  # ns a resident-step where the bars were set


class Reference(NamedTuple):
    """Nanoseconds a resident-step with columns of single and of double precision."""

    single: Timing
    double: Timing

    @property
    def factor(self) -> float:
        """How much slower this machine is than the one on which the bars were set (below 1: faster)."""
        return (self.single.least + self.double.least) / 2.0 / USUAL

    def __str__(self) -> str:
        return (
            f"reference loop {self.single} ns a resident-step in single precision, {self.double} in double, "
            f"usual {USUAL:.0f}: factor {self.factor:.2f}"
        )

    def as_object(self) -> dict[str, object]:
        """The numbers for JSON."""
        return {"single": self.single._asdict(), "double": self.double._asdict(), "factor": self.factor}


def reference(repetitions: int = 30) -> Reference:
    """Measure the loop now."""
    single, double = _Crowd(np.dtype(np.float32)), _Crowd(np.dtype(np.float64))
    found = [repeated(crowd.live, repetitions).per(RESIDENTS * STEPS, 1e9) for crowd in (single, double)]
    return Reference(*found)


def best(measured: list[Reference]) -> Reference:
    """The calmest of several measurements."""
    return min(measured, key=lambda found: found.factor)


class _Crowd:
    """Residents with an opinion and a threshold on a random network, its ties sorted by owner."""

    def __init__(self, kind: np.dtype[np.floating]) -> None:
        self.luck = luck = np.random.default_rng(1)
        self.kind = kind
        one = luck.integers(0, RESIDENTS, TIES)
        other = (one + luck.integers(1, RESIDENTS, TIES)) % RESIDENTS
        owner, known = np.concatenate((one, other)), np.concatenate((other, one))
        degree = np.bincount(owner, minlength=RESIDENTS)
        self.known = known[np.argsort(owner, kind="stable")].astype(np.int32)
        self.first = np.minimum(np.cumsum(degree) - degree, 2 * TIES - 1)
        self.share = (1.0 / np.maximum(degree, 1)).astype(kind)
        self.start, self.threshold, self.stubborn = (
            self._draw(*bounds) for bounds in ((-1.0, 1.0), (0.0, 0.6), (0.0, 0.5))
        )
        self.opinion, self.active = self.start.copy(), luck.random(RESIDENTS) < 0.1

    def _draw(self, low: float, high: float) -> NDArray[np.floating]:
        return self.luck.uniform(low, high, RESIDENTS).astype(self.kind)

    def live(self) -> None:
        """Live through STEPS steps."""
        for _ in range(STEPS):
            heard = np.add.reduceat(self.opinion[self.known], self.first) * self.share
            around = np.add.reduceat(self.active.astype(self.kind)[self.known], self.first) * self.share
            moved = (1.0 - self.stubborn) * heard + self.stubborn * self.start
            self.opinion = np.minimum(np.maximum(moved, -1.0), 1.0)
            luck = self.luck.random(RESIDENTS, dtype=self.kind.type)
            self.active = (around >= self.threshold) & (luck < 0.5 + 0.5 * self.opinion)
