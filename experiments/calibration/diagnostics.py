"""What a calibration learned: how wide the posterior of a parameter is beside its prior, and which parameters
are only known together.

The rule it holds: widths are told on the scale on which the prior is uniform, so 1 means that nothing was
learned, whatever the parameter's unit.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from experiments.calibration.generation import Generation
from experiments.patterns.measurements import FloatArray
from scenarios import read

LEVEL = 0.9
"""The middle part of a distribution that its width is taken of."""

STRONG = 0.5
"""A correlation of at least this size is told."""


def widths(last: Generation, values: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """A row for each parameter: its prior, the middle 90 % and the median of the posterior, and the width of
    that part over the prior's; `values`: the generation's rows with values in the place of shares.
    """
    weight = last.rows["weight"].to_numpy()
    at = [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2]
    rows = []
    for key in keys:
        parameter = read.ledger()[key]
        share = quantiles(last.rows[key].to_numpy(), weight, at)
        low, middle, high = quantiles(values[key].to_numpy(), weight, at)
        rows.append(
            {
                **{"parameter": key, "unit": parameter.unit, "grade": parameter.grade},
                **{"prior": parameter.prior, "prior_low": parameter.low, "prior_high": parameter.high},
                **{"default": parameter.default, "low": low, "median": middle, "high": high},
                **{"share_low": share[0], "share_median": share[1], "share_high": share[2]},
                "width": float(share[2] - share[0]) / LEVEL,
            }
        )
    return pd.DataFrame(rows)


def quantiles(values: FloatArray, weights: FloatArray, at: Sequence[float]) -> FloatArray:
    """Weighted quantiles; each is one of the values."""
    found: FloatArray = np.quantile(values, at, weights=weights, method="inverted_cdf")
    return found


def together(last: Generation, keys: Sequence[str]) -> pd.DataFrame:
    """The pairs of parameters that the posterior ties to each other, strongest first."""
    shares, weight = last.rows[list(keys)].to_numpy(), last.rows["weight"].to_numpy()
    found = _correlation(shares, weight)
    pairs = [(keys[a], keys[b], float(found[a, b])) for a, b in combinations(range(len(keys)), 2)]
    strong = sorted((pair for pair in pairs if abs(pair[2]) >= STRONG), key=lambda pair: -abs(pair[2]))
    return pd.DataFrame(strong, columns=["first", "second", "correlation"]).astype({"correlation": "float64"})


def _correlation(shares: FloatArray, weight: FloatArray) -> FloatArray:
    covariance = np.atleast_2d(np.cov(shares, rowvar=False, aweights=weight))
    spread = np.sqrt(np.diag(covariance))
    found: FloatArray = covariance / np.where(spread > 0, spread, np.inf) / spread[:, None]
    return found
