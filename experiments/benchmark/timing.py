"""Timing: seconds of a piece of work done several times, and how fast this machine is at such work.

Invariant: the shortest is what is compared with a limit (whatever else the machine does only adds time), the
median is printed beside it so that a noisy measurement is seen to be one.
"""

import gc
from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RESIDENTS = 3_000
TIES = 15_000
STEPS = 25
USUAL = 47.0  # ns a resident-step where the limits were set


class Timing(NamedTuple):
    """The shortest and the median of repeated measurements, in whatever unit they were taken."""

    least: float
    median: float

    def __str__(self) -> str:
        return f"{number(self.least)} ({number(self.median)})"

    def per(self, count: float, unit: float = 1.0) -> "Timing":
        """The timing of one of `count` equal parts; unit: new units in an old one (1e9: s to ns)."""
        return Timing(self.least / count * unit, self.median / count * unit)


def number(value: float) -> str:
    """A number in three digits, or in thousands with a thin gap."""
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 1000 else f"{value:.3g}"


def timing(seconds: Iterable[float]) -> Timing:
    """Summarise measurements of the same work."""
    taken = list(seconds)
    return Timing(min(taken), median(taken))


def seconds(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def repeated(work: Callable[[], object], times: int) -> Timing:
    """The timing of `times` calls, begun without garbage of what went before."""
    gc.collect()
    return timing(seconds(work) for _ in range(times))


class Reference(NamedTuple):
    """The reference loop: nanoseconds a resident-step with columns of single and of double precision.

    It is a plain NumPy threshold-and-opinion step: 3 000 residents, 15 000 random ties (mean degree 10). Each
    step everybody hears the mean opinion and the share active among acquaintances, moves between the first
    opinion and what was heard, and becomes active by a threshold, an opinion and one random number. Limits in
    absolute units are multiplied by what this takes over what it took where they were set (43 to 51 ns a
    resident-step, so 47).
    """

    single: Timing
    double: Timing

    @property
    def factor(self) -> float:
        """How much slower this machine is than the one on which the limits were set (below 1: faster)."""
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
    found = [repeated(crowd.steps, repetitions).per(RESIDENTS * STEPS, 1e9) for crowd in (single, double)]
    return Reference(*found)


def best(measured: list[Reference]) -> Reference:
    """The calmest of several measurements."""
    return min(measured, key=lambda found: found.factor)


class _Crowd:
    """Residents with an opinion and a threshold on a random network, its ties sorted by owner."""

    def __init__(self, kind: np.dtype[np.floating]) -> None:
        self.draws = draws = np.random.default_rng(1)
        self.kind = kind
        one = draws.integers(0, RESIDENTS, TIES)
        other = (one + draws.integers(1, RESIDENTS, TIES)) % RESIDENTS
        owner, known = np.concatenate((one, other)), np.concatenate((other, one))
        degree = np.bincount(owner, minlength=RESIDENTS)
        self.known = known[np.argsort(owner, kind="stable")].astype(np.int32)
        self.first = np.minimum(np.cumsum(degree) - degree, 2 * TIES - 1)
        self.share = (1.0 / np.maximum(degree, 1)).astype(kind)
        self.start, self.threshold, self.stubborn = (
            self._draw(*bounds) for bounds in ((-1.0, 1.0), (0.0, 0.6), (0.0, 0.5))
        )
        self.opinion, self.active = self.start.copy(), draws.random(RESIDENTS) < 0.1

    def _draw(self, low: float, high: float) -> NDArray[np.floating]:
        return self.draws.uniform(low, high, RESIDENTS).astype(self.kind)

    def steps(self) -> None:
        """Simulate STEPS steps."""
        for _ in range(STEPS):
            heard = np.add.reduceat(self.opinion[self.known], self.first) * self.share
            around = np.add.reduceat(self.active.astype(self.kind)[self.known], self.first) * self.share
            moved = (1.0 - self.stubborn) * heard + self.stubborn * self.start
            self.opinion = np.minimum(np.maximum(moved, -1.0), 1.0)
            chance = self.draws.random(RESIDENTS, dtype=self.kind.type)
            self.active = (around >= self.threshold) & (chance < 0.5 + 0.5 * self.opinion)
