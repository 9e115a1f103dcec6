"""Recovery of known truths: how often the middle 90 % of a posterior holds the values that made the numbers.

Invariant: parameters of one truth are not independent of each other, so the interval over all of them counts
truths and not parameters.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.inference.weighted_draws import ENDS, WeightedDraws
from experiments.patterns.measurements import FloatArray
from experiments.statistics.contrasts import share
from experiments.statistics.intervals import ends, sample

ALL = "all"
COLUMNS = ("parameter", "truths", "covered", "low", "high")


def recovery(keys: Sequence[str], truths: FloatArray, posteriors: Iterable[WeightedDraws]) -> pd.DataFrame:
    """A row for each parameter (COLUMNS) and one for ALL: in what share of truths (n, d) the interval of its
    posterior held it, with a 95 % interval, binomial (Clopper–Pearson) for a parameter.
    """
    inside = np.array([_inside(truth, one) for truth, one in zip(truths, posteriors, strict=True)])
    rows = [(key, *_share(column)) for key, column in zip(keys, inside.T, strict=True)]
    together = sample(inside.mean(axis=1))
    low, high = np.clip(ends(together), 0.0, 1.0)
    rows.append((ALL, len(truths), together.mean, float(low), float(high)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _inside(truth: FloatArray, posterior: WeightedDraws) -> NDArray[np.bool_]:
    low, high = posterior.quantiles(ENDS)
    return (low <= truth) & (truth <= high)


def _share(inside: NDArray[np.bool_]) -> tuple[int, float, float, float]:
    value, low, high, n = share([bool(one) for one in inside])
    return n, value, low, high
