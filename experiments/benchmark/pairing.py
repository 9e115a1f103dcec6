"""Pairing: how closely two governance models keep to each other in the same replicate, and what that saves.

For each outcome: the correlation of the two governance models over replicates, and the variance of their
paired difference over the sum of their variances (1: pairing gains nothing; 0.1: a tenth of the runs give the
same interval). Independent seeds are shown beside: the same runs, replicate k against replicate k + half.
"""

from itertools import batched
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from experiments.benchmark.performance_targets import Bar
from experiments.design.runs import KEYS, Run, replicated
from experiments.execution.run_all import run_batch
from experiments.statistics.verdict import LEVEL
from scenarios import read

FloatArray = NDArray[np.float64]

CASE, A, B = "minzhu", "baseline", "one-four-n"
SIDE_BY_SIDE = 25  # compounds of a world
RESAMPLES = 2_000
THROWAWAY = {
    "issues_raised": 0.96,
    "fee_collection": 0.83,
    "participation_month": 0.76,
    "conflict_index": 0.58,
    "resolution_ratio": 0.55,
    "trust_RC": 0.28,
}
"""Correlations that a first sketch of the model reached: the least that is demanded."""


class Interval(NamedTuple):
    """A measurement with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]" if np.isfinite(self.value) else "–"


NOTHING = Interval(float("nan"), float("nan"), float("nan"))


class Pairing(NamedTuple):
    """One outcome over n complete pairs: correlation and variance ratio (the correlation of the first sketch
    beside), and both again for independent seeds.
    """

    outcome: str
    n: int
    correlation: Interval
    ratio: Interval
    throwaway: float | None
    independent: Interval
    independent_ratio: Interval


def pairings(replicates: int = 200, case: str = CASE, months: int = 60) -> list[Pairing]:
    """Run both governance models with the same seeds and pair them, outcome by outcome, the closest first."""
    given = [read.scenario(case, governance, months=months) for governance in (A, B)]
    one, other = (outcomes(replicated([scenario], replicates)) for scenario in given)
    found = [
        pairing(name, one[name].to_numpy(dtype=float), other[name].to_numpy(dtype=float)) for name in one
    ]
    return sorted(found, key=lambda entry: -np.nan_to_num(entry.correlation.value, nan=-2.0))


def outcomes(runs: tuple[Run, ...]) -> pd.DataFrame:
    """The outcomes of the runs in their order, some of them side by side in a world at a time."""
    parts = [run_batch(part, monthly=False).runs for part in batched(runs, SIDE_BY_SIDE)]
    return pd.concat(parts, ignore_index=True).drop(columns=list(KEYS))


def pairing(outcome: str, a: FloatArray, b: FloatArray) -> Pairing:
    """Pair one outcome, (replicates,) values of a and of b in the same order of seeds."""
    moved = np.roll(b, len(b) // 2)
    n = int((np.isfinite(a) & np.isfinite(b)).sum())
    return Pairing(outcome, n, *_both(a, b), THROWAWAY.get(outcome), *_both(a, moved))


def _both(a: FloatArray, b: FloatArray) -> tuple[Interval, Interval]:
    there = np.isfinite(a) & np.isfinite(b)
    a, b = a[there], b[there]
    if len(a) < 4 or _still(a) or _still(b):
        return NOTHING, NOTHING
    return correlation(a, b), variance_ratio(a, b)


def _still(values: FloatArray) -> bool:
    """Tell whether only rounding varies."""
    return float(np.ptp(values)) <= 1e-12 * float(np.abs(values).max())


def correlation(a: FloatArray, b: FloatArray) -> Interval:
    """Pearson's correlation with Fisher's interval; (n,) values each, n of 4 or more."""
    value = float(np.corrcoef(a, b)[0, 1])
    half = float(norm.ppf(0.5 + LEVEL / 2.0)) / np.sqrt(len(a) - 3)
    middle = np.arctanh(np.clip(value, -1.0 + 1e-12, 1.0 - 1e-12))
    return Interval(value, float(np.tanh(middle - half)), float(np.tanh(middle + half)))


def variance_ratio(a: FloatArray, b: FloatArray) -> Interval:
    """Variance of the paired differences over the sum of the variances; bootstrap interval over pairs."""
    chosen = np.random.default_rng(1).integers(0, len(a), (RESAMPLES, len(a)))
    ends = np.nanquantile(_ratio(a[chosen], b[chosen]), [0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0])
    return Interval(float(_ratio(a, b)), *(float(end) for end in ends))


def _ratio(a: FloatArray, b: FloatArray) -> FloatArray:
    apart = a.var(axis=-1, ddof=1) + b.var(axis=-1, ddof=1)
    together = (b - a).var(axis=-1, ddof=1)
    return np.divide(together, apart, out=np.full(np.shape(apart), np.nan), where=apart > 0.0)


def pairing_bars(found: list[Pairing]) -> list[Bar]:
    """A bar for each outcome that the sketch of the model paired."""
    return [
        Bar(
            f"pairing: correlation of {entry.outcome}",
            entry.correlation.value,
            entry.throwaway,
            at_most=False,
            scaled=False,
            reach=entry.correlation.high,
        )
        for entry in found
        if entry.throwaway is not None
    ]
