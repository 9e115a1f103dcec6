"""Simulation-based calibration (Talts et al. 2018): whether posteriors are as wide as they should be.

A truth is drawn from the prior, numbers are simulated with it and taken for observed. Among draws of the
posterior the truth then has each rank equally often; too often an outer one if posteriors are too sure.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chisquare

from experiments.inference.weighted_draws import WeightedDraws
from experiments.patterns.measurements import FloatArray
from experiments.statistics.paired import holm

DRAWS, BINS = 99, 10
"""Draws of each posterior among which a truth is ranked (100 ranks), and the bins they are counted in."""

LEVEL = 0.01
"""The corrected p below which ranks are not uniform."""


class Ranks(NamedTuple):
    """The rank of each truth's parameters among DRAWS draws of its posterior: (truths, d), 0 to DRAWS."""

    keys: tuple[str, ...]
    ranks: NDArray[np.int64]

    def table(self) -> pd.DataFrame:
        """A row for each parameter: `parameter`, `truths`, `statistic`, `p`, `p_holm`, `uniform`."""
        counts = [np.bincount(column * BINS // (DRAWS + 1), minlength=BINS) for column in self.ranks.T]
        tests = [chisquare(count) for count in counts]
        corrected = holm(np.array([float(test.pvalue) for test in tests]))
        rows = [
            {
                **{"parameter": key, "truths": len(self.ranks), "statistic": float(test.statistic)},
                **{"p": float(test.pvalue), "p_holm": p, "uniform": bool(p > LEVEL)},
                **{f"bin_{place}": int(number) for place, number in enumerate(count)},
            }
            for key, count, test, p in zip(self.keys, counts, tests, corrected, strict=True)
        ]
        return pd.DataFrame(rows)

    @property
    def are_uniform(self) -> bool:
        """Whether those of no parameter are shown not to be."""
        return bool(self.table()["uniform"].all())


def ranks(keys: Sequence[str], truths: FloatArray, posteriors: Iterable[WeightedDraws], seed: int) -> Ranks:
    """truths (n, d) and the posterior that each one's numbers gave."""
    generator = np.random.default_rng(seed)
    drawn = (posterior.sample(DRAWS, generator) for posterior in posteriors)
    found = [(draws < truth).sum(axis=0) for truth, draws in zip(truths, drawn, strict=True)]
    return Ranks(tuple(keys), np.array(found, dtype=np.int64))
