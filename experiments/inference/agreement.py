"""Whether two methods learned the same: both posteriors side by side, and the parameters that each calls
learned.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.inference.weighted_draws import ENDS, WeightedDraws

LEARNED = 0.3
"""A parameter is learned if the middle 90 % of its posterior is narrower than the prior's by more."""

AGREED = 0.7
"""The Jaccard index from which on two methods call the same parameters learned."""

METHODS = ("first", "second")


def side_by_side(keys: Sequence[str], first: WeightedDraws, second: WeightedDraws) -> pd.DataFrame:
    """A row for each parameter: `low`, `median`, `high`, `contraction` and `learned` under each method (as
    `first_low` …, shares of the prior's range), and `apart`: the distance of the medians in mean widths.
    """
    columns: dict[str, object] = {"parameter": list(keys)}
    for name, draws in zip(METHODS, (first, second), strict=True):
        low, middle, high = draws.quantiles((ENDS[0], 0.5, ENDS[1]))
        columns |= {f"{name}_low": low, f"{name}_median": middle, f"{name}_high": high}
        contraction = draws.contraction()
        columns |= {f"{name}_contraction": contraction, f"{name}_learned": contraction > LEARNED}
    table = pd.DataFrame(columns)
    widths = [table[f"{name}_high"] - table[f"{name}_low"] for name in METHODS]
    apart = np.abs(table["first_median"] - table["second_median"])
    return table.assign(apart=2 * apart / (widths[0] + widths[1]))


def jaccard(table: pd.DataFrame) -> float:
    """How alike the sets are that two methods call learned: common over either; 1 if neither learned any."""
    one, other = (table[f"{name}_learned"].to_numpy(dtype=bool) for name in METHODS)
    either = int((one | other).sum())
    return int((one & other).sum()) / either if either else 1.0
