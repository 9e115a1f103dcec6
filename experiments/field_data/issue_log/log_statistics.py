"""Rates and shares of a log with 95 % intervals that hold how uneven months are.

A month with much trouble has much of everything: counts of months scatter more than chance alone would make
them (over-dispersion). The dispersion is Pearson's χ² over its degrees of freedom, never below 1; it widens
a rate (quasi-Poisson, on the scale of logarithms) and makes a share rest on fewer entries (a design effect).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.contrasts import Result
from experiments.statistics.survey_intervals import wilson
from experiments.statistics.verdict import LEVEL

FEWEST_MONTHS = 3
"""Months from which on it can be seen how uneven they are."""


def dispersion(counts: Sequence[int]) -> float:
    """How many times as much counts of months scatter as chance makes them; 1 if that cannot be seen."""
    mean = float(np.mean(counts)) if counts else 0.0
    if len(counts) < FEWEST_MONTHS or mean <= 0:
        return 1.0
    return max(1.0, float(np.var(counts, ddof=1)) / mean)


def monthly_rate(counts: Sequence[int]) -> Result:
    """Events a month; (months,) counts. Few events have the exact interval of Poisson, widened likewise."""
    from scipy import stats

    months, total = len(counts), int(sum(counts))
    uneven = dispersion(counts)
    tail = (1 - LEVEL) / 2
    if total / uneven < 10:
        number = total / uneven
        low = float(stats.gamma.ppf(tail, number)) if number else 0.0
        high = float(stats.gamma.ppf(1 - tail, number + 1))
        return Result(total / months, low * uneven / months, high * uneven / months, total)
    quantile = _quantile(months, uneven)
    factor = math.exp(quantile * math.sqrt(uneven / total))
    return Result(total / months, total / months / factor, total / months * factor, total)


def _quantile(months: int, uneven: float) -> float:
    """Student's where the dispersion was found in months, the normal one where it was not."""
    from scipy import stats

    known = months >= FEWEST_MONTHS and uneven > 1.0
    return float(stats.t.ppf((1 + LEVEL) / 2, months - 1) if known else stats.norm.ppf((1 + LEVEL) / 2))


def share_by_month(parts: Sequence[int], wholes: Sequence[int]) -> Result:
    """A share of the entries of all months; (months,) counts each. Wilson's interval, on as many entries as
    they are worth.
    """
    part, whole = np.asarray(parts, dtype=float), np.asarray(wholes, dtype=float)
    total = float(whole.sum())
    share = float(part.sum() / total)
    worth = total / _design_effect(part, whole, share)
    return Result(share, *wilson(share, worth), int(total))


def _design_effect(part: NDArray[np.float64], whole: NDArray[np.float64], share: float) -> float:
    there = whole > 0
    if there.sum() < FEWEST_MONTHS or not 0 < share < 1:
        return 1.0
    expected = whole[there] * share
    squares = (part[there] - expected) ** 2 / (expected * (1 - share))
    return max(1.0, float(squares.sum()) / (int(there.sum()) - 1))
