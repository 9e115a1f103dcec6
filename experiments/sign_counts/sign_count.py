"""In how many draws b lies above a, and in how many below.

Invariant: a draw counts by the sign of its mean difference b − a over its replicates; where that is smaller
in size than the outcome's smallest difference of interest, the draw counts as neither.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

POSTERIOR, PRIOR, STRUCTURE = SOURCES = ("posterior", "prior", "structure")
"""Draws of a posterior, draws from the ledger's ranges, other ways to build the model."""

PAIR = ("case", "cost", "a", "b", "outcome")
COLUMNS = (*PAIR, "source", "draws", "higher", "lower", "months", "replicates", "basis", "code")


class SignCount(NamedTuple):
    """Of so many draws how many have b above a, and below, by what matters. `replicates`: in how many each
    draw was run; `basis`: which posterior; `code`: of the model that ran them.
    """

    source: str
    draws: int
    higher: int
    lower: int
    months: int
    replicates: int
    basis: str
    code: str

    @property
    def neither(self) -> int:
        """In how many draws the difference is too small to matter."""
        return self.draws - self.higher - self.lower

    def other_way_round(self) -> "SignCount":
        """The same of a as seen from b."""
        return self._replace(higher=self.lower, lower=self.higher)


type Counts = Mapping[tuple[str, ...], Mapping[str, SignCount]]
"""By case, cost, a, b and outcome: what each source says."""


def ways(
    differences: FloatArray, smallest: float
) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.int_]]:
    """How many draws there are, and in how many b lies above a and below.

    differences: the mean b − a of each draw along the first axis; undefined ones (NaN) are no draws.
    """
    there = np.isfinite(differences)
    with np.errstate(invalid="ignore"):
        matters = there & (np.abs(differences) >= smallest)
        return (
            there.sum(axis=0),
            (matters & (differences > 0)).sum(axis=0),
            (matters & (differences < 0)).sum(axis=0),
        )


def by_pair(table: pd.DataFrame) -> Counts:
    """The rows of a table of COLUMNS by what they are of; a is the governance model first in the alphabet."""
    found: dict[tuple[str, ...], dict[str, SignCount]] = {}
    pairs, said = (
        zip(*(table[name].tolist() for name in names), strict=True) for names in (PAIR, COLUMNS[len(PAIR) :])
    )
    for (case, cost, a, b, outcome), count in zip(pairs, map(SignCount._make, said), strict=True):
        if a > b:
            a, b, count = b, a, count.other_way_round()
        found.setdefault((case, cost, a, b, outcome), {})[count.source] = count
    return found
