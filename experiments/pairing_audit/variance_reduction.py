"""What pairing gains: how many times fewer worlds give an interval of the same width.

Independent worlds would give differences of variance Var a + Var b, paired ones give Var(b − a); their
quotient is how many times fewer worlds are needed. It is above 1 exactly where a and b are correlated
positively, so Pearson's test of a negative correlation (Pitman's and Morgan's test of the variances of a + b
and b − a) tells whether pairing harms. Invariant: an outcome that varies on one side alone can
neither gain nor lose, and is not counted among those tested.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from experiments.statistics.paired import holm
from experiments.statistics.ties import ROUNDING
from experiments.statistics.verdict import LEVEL

FloatArray = NDArray[np.float64]

FEWEST = 4
"""Pairs below which nothing is said."""

LITTLE, MUCH = 2.0, 10.0
"""Gains below and from which an outcome is said to gain little, or much."""


class Gain(NamedTuple):
    """What pairing gains on one outcome, over n complete pairs.

    Attributes:
        correlation: of the two sides over worlds; NaN where one of them is the same in every world.
        times: how many times fewer worlds; `low`, `high` its 95 % interval.
        most: what perfect correlation would give, for sides that do not vary alike cannot cancel out.
        moved: variance of b in the next world minus a, over Var a + Var b: near 1 if worlds are independent.
        p_worse: one-sided p of a correlation below 0, that is, of pairing doing harm.
    """

    n: int
    spread_a: float
    spread_b: float
    correlation: float
    times: float
    low: float
    high: float
    most: float
    moved: float
    p_worse: float


def gain(a: FloatArray, b: FloatArray) -> Gain:
    """What pairing gains; a, b: (worlds,) values in the same order, NaN where undefined."""
    there = np.isfinite(a) & np.isfinite(b)
    a, b = a[there], b[there]
    spread_a, spread_b = (_spread(values) for values in (a, b))
    apart = spread_a**2 + spread_b**2
    if len(a) < FEWEST or not apart > 0.0:
        return Gain(len(a), spread_a, spread_b, *[np.nan] * 7)
    moved = float((np.roll(b, -1) - a).var(ddof=1)) / apart
    if not (spread_a > 0.0 and spread_b > 0.0):
        return Gain(len(a), spread_a, spread_b, np.nan, 1.0, 1.0, 1.0, 1.0, moved, np.nan)
    scale = max(float(np.abs(a).max()), float(np.abs(b).max()))
    together = float((b - a).std(ddof=1))
    together = 0.0 if together <= ROUNDING * scale else together**2
    most = apart / (spread_a - spread_b) ** 2 if spread_a != spread_b else np.inf
    if not together > 0.0:
        return Gain(len(a), spread_a, spread_b, 1.0, np.inf, np.inf, np.inf, most, moved, 1.0)
    correlation = float(np.clip(np.corrcoef(a, b)[0, 1], -1.0, 1.0))
    ends = _interval(a, b)
    p = _p_negative(correlation, len(a))
    return Gain(len(a), spread_a, spread_b, correlation, apart / together, *ends, most, moved, p)


def _spread(values: FloatArray) -> float:
    """Standard deviation, exactly 0 where only rounding varies."""
    if len(values) < 2:
        return 0.0
    spread = float(values.std(ddof=1))
    return 0.0 if spread <= ROUNDING * float(np.abs(values).max()) else spread


def _p_negative(correlation: float, n: int) -> float:
    """P-value of Pearson's test against a correlation below 0."""
    if abs(correlation) >= 1.0:
        return 0.0 if correlation < 0 else 1.0
    return float(stats.t.cdf(correlation * np.sqrt((n - 2) / (1.0 - correlation**2)), n - 2))


def _interval(a: FloatArray, b: FloatArray) -> tuple[float, float]:
    """Jackknife interval of the gain on its logarithm: it needs no normal outcomes, and no draws of
    its own.
    """
    whole = np.log((_variance(a) + _variance(b)) / _variance(b - a))
    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.log((without_each(a) + without_each(b)) / without_each(b - a))
    if not np.isfinite(without).all():
        return np.nan, np.nan
    n = len(a)
    error = np.sqrt((n - 1) / n * np.square(without - without.mean()).sum())
    half = float(stats.t.ppf(0.5 + LEVEL / 2.0, n - 1)) * error
    return float(np.exp(whole - half)), float(np.exp(whole + half))


def _variance(values: FloatArray) -> float:
    return float(values.var(ddof=1))


def without_each(values: FloatArray) -> FloatArray:
    """Variance of the values without the first, without the second …: (n,)."""
    n = len(values)
    centred = values - values.mean()
    return np.maximum(np.square(centred).sum() - n / (n - 1) * np.square(centred), 0.0) / (n - 2)


def gains(a: pd.DataFrame, b: pd.DataFrame, outcomes: Iterable[str]) -> pd.DataFrame:
    """A row for each outcome: its Gain and `p_holm`, p_worse corrected over these outcomes.

    a, b: a row for each world, in the same order.
    """
    rows = [
        {"outcome": name} | gain(a[name].to_numpy(dtype=float), b[name].to_numpy(dtype=float))._asdict()
        for name in outcomes
        if name in a.columns
    ]
    table = pd.DataFrame(rows, columns=["outcome", *Gain._fields])
    return table.assign(p_holm=holm(table["p_worse"].to_numpy(dtype=float)))


def little(table: pd.DataFrame) -> list[str]:
    """The outcomes that vary on both sides and gain little, least first."""
    weak = table[table["correlation"].notna() & (table["times"] < LITTLE)]
    return [str(name) for name in weak.sort_values("times")["outcome"]]
