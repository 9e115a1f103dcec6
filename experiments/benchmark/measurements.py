"""Timing: seconds of a piece of work done several times, as the shortest and the median.

The rule it holds: the shortest is what is compared with a bar (whatever else the machine does only adds
time), the median is printed beside it so that a noisy measurement is seen to be one.
"""

import gc
from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter
from typing import NamedTuple


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
    """Sum measurements of the same work up."""
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
