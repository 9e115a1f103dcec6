"""What a pattern's sides say together: a number with its 95 % interval, and whether that meets the pattern.

Invariant: everything is paired by world. A side is a ratio of sums over all worlds (a plain mean
where the wholes are 1); each world pulls a ratio by its influence, (part − ratio · whole) / mean whole, and
the interval of any combination of sides is that of the mean of their combined influences (Student's t).
"""

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.statistics.exact_share import exact_share
from experiments.statistics.ties import ROUNDING, apart
from experiments.statistics.verdict import LEVEL

FloatArray = NDArray[np.float64]


RESAMPLED = 2000
"""How often worlds are drawn anew for the interval of an order."""


class Met(StrEnum):
    """Whether a pattern is met; the values are what files and `--json` hold, in every language."""

    MET = "met"
    NOT = "not met"
    UNKNOWN = "cannot tell"


class Result(NamedTuple):
    """A number, its interval, and from how many worlds, or rows of a table."""

    value: float
    low: float
    high: float
    n: int


class Sides(NamedTuple):
    """Every side's ratio over all worlds, and what each world pulls it by: (sides,), (sides, worlds)."""

    ratio: FloatArray
    influence: FloatArray


def side_by_side(readings: Sequence[FloatArray]) -> Sides:
    """The sides from their readings, (worlds, 2) each; worlds where one of them is undefined are left out."""
    parts, wholes = np.stack([one[:, 0] for one in readings]), np.stack([one[:, 1] for one in readings])
    there = (np.isfinite(parts) & np.isfinite(wholes)).all(axis=0)
    parts, wholes = parts[:, there], wholes[:, there]
    if not there.any():
        return Sides(np.full(len(parts), np.nan), np.zeros((len(parts), 0)))
    mean = wholes.mean(axis=1)
    ratio = np.divide(parts.mean(axis=1), mean, out=np.full(len(mean), np.nan), where=mean > 0)
    scale = np.where(mean > 0, mean, np.nan)[:, None]
    return Sides(ratio, (parts - ratio[:, None] * wholes) / scale)


def combined(sides: Sides, weights: Sequence[float]) -> Result:
    """Σ weight · side."""
    weight = np.asarray(weights, dtype=float)
    return _interval(float(weight @ sides.ratio), weight @ sides.influence, float(np.abs(sides.ratio).max()))


def quotient(sides: Sides, odds: bool = False) -> Result:
    """Second over first, of the sides or of their odds; the interval is taken on the logarithm."""
    first, second = _logit(sides, odds)
    if not np.isfinite([first[0], second[0]]).all():
        return Result(_over(sides.ratio[1], sides.ratio[0]), math.nan, math.nan, sides.influence.shape[1])
    log = _interval(second[0] - first[0], second[1] - first[1], 1.0)
    return Result(math.exp(log.value), math.exp(log.low), math.exp(log.high), log.n)


def _over(part: float, whole: float) -> float:
    return float(part / whole) if whole else math.nan


def _logit(sides: Sides, odds: bool) -> list[tuple[float, FloatArray]]:
    """The logarithm of each side (or of its odds) with its influences; not finite where there is none."""
    found = []
    for ratio, influence in zip(sides.ratio, sides.influence, strict=True):
        inside = ratio > 0 and (ratio < 1 or not odds)
        value = math.log(ratio / (1 - ratio) if odds else ratio) if inside else math.nan
        found.append((value, influence / (ratio * ((1 - ratio) if odds else 1.0)) if inside else influence))
    return found


def _interval(value: float, influence: FloatArray, size: float) -> Result:
    n, value = len(influence), float(apart(0.0, value, size))
    if n < 2 or not np.isfinite(influence).all():
        return Result(value, math.nan, math.nan, n)
    spread = float(influence.std(ddof=1))
    spread = 0.0 if spread <= ROUNDING * size else spread
    half = float(stats.t.ppf((1 + LEVEL) / 2, n - 1)) * spread / math.sqrt(n)
    return Result(value, value - half, value + half, n)


def trend(sides: Sides, at: Sequence[float]) -> Result:
    """How much a straight line through the sides, set at `at`, rises from the lowest to the highest."""
    x = np.asarray(at, dtype=float)
    centred = x - x.mean()
    return combined(sides, list(centred / float(centred @ centred) * (x.max() - x.min())))


def steps(sides: Sides) -> list[Result]:
    """Each side minus the one before it."""
    places = [slice(row, row + 2) for row in range(len(sides.ratio) - 1)]
    return [combined(Sides(sides.ratio[two], sides.influence[two]), [-1.0, 1.0]) for two in places]


def smallest_step(sides: Sides, rising: bool) -> Result:
    """The step that does most against the order expected: its sign decides whether the order holds."""
    sign = 1 if rising else -1
    return min(steps(sides), key=lambda step: sign * step.value)


def order(sides: Sides, ranks: Sequence[int] = ()) -> Result:
    """Kendall's τ of the sides with their ranks, or with the order in which they are written: 1 if each lies
    above all before it, -1 if below, 0 if there is no order at all. Its interval is that of the bootstrap
    over worlds, which stay whole, for τ takes few values.
    """
    n = sides.influence.shape[1]
    expected = np.array(ranks or range(len(sides.ratio)), dtype=float)
    value = float(kendall(sides.ratio[None], expected)[0])
    if n < 2 or not np.isfinite(sides.influence).all():
        return Result(value, math.nan, math.nan, n)
    chosen = np.random.default_rng(0).integers(n, size=(RESAMPLED, n))
    found = kendall(sides.ratio + sides.influence.T[chosen].mean(axis=1), expected)
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="inverted_cdf")
    return Result(value, float(low), float(high), n)


def kendall(values: FloatArray, expected: FloatArray) -> FloatArray:
    """Kendall's τ-b of every row with an order that may have ties (Kendall 1945): (rows,),
    nan where a value is missing, 0 where all are alike.
    """
    one, other = np.triu_indices(len(expected), k=1)
    found, meant = np.sign(values[:, one] - values[:, other]), np.sign(expected[one] - expected[other])
    untied = np.abs(found).sum(axis=1) * np.abs(meant).sum()
    agreeing: FloatArray = found @ meant
    return np.divide(agreeing, np.sqrt(untied), out=np.zeros(len(values)), where=untied != 0)


def share(truth: Sequence[bool]) -> Result:
    """The share of worlds in which something is true, with its exact (Clopper–Pearson) interval."""
    n, k = len(truth), sum(truth)
    if not n:
        return Result(math.nan, math.nan, math.nan, 0)
    return Result(k / n, *exact_share(k, n), n)


def judge(result: Result, low: float | None, high: float | None, strict: bool) -> Met:
    """Met if the whole interval lies in the range, not met if none of it does, else nobody can tell.

    strict: the bounds themselves do not meet the pattern ("more" is not "as much").
    """
    least, most = -math.inf if low is None else low, math.inf if high is None else high
    if not (math.isfinite(result.low) and math.isfinite(result.high)):
        return Met.UNKNOWN
    if strict:
        if least < result.low and result.high < most:
            return Met.MET
        return Met.NOT if result.high <= least or result.low >= most else Met.UNKNOWN
    if least <= result.low and result.high <= most:
        return Met.MET
    return Met.NOT if result.high < least or result.low > most else Met.UNKNOWN
