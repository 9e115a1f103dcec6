"""Clusters: neighbouring stairwells of a compound that make up one neighbourhood of some hundred households.

A large compound is several neighbourhoods: what thirty households out of three thousand sign is another thing
if they all live around one courtyard. The row of stairwells of a compound is divided into stretches of about
equal size, as near to ``cluster.households`` as can be; a small compound is one cluster.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.column import FloatArray, KeyArray
from model.compounds import Compounds
from model.streams import keys


class Clusters:
    """The clusters of all compounds, numbered in the order of their stairwells.

    Attributes:
        count: number of clusters; of_stair: (stairwells,) cluster of each stairwell.
        compound: (clusters,) compound of each; households: (clusters,) households in each.
        first: (clusters,) first row of each.
        key: (clusters,) hashed identity of each, from its compound's seed and its number in the compound.
    """

    def __init__(self, compounds: Compounds) -> None:
        """Divide every compound."""
        self._compounds = compounds
        of, size = compounds.stair_compound, compounds.stair_size
        whole = compounds.households[of]
        parts = np.maximum(np.rint(compounds.households / compounds.each("cluster.households")), 1.0)[of]
        middle = compounds.stair_first - compounds.first[of] + 0.5 * size
        part = np.floor(middle / whole * parts).astype(np.int64)
        new = np.r_[True, (np.diff(of) > 0) | (np.diff(part) > 0)]
        self.of_stair = np.cumsum(new) - 1
        self.count = int(self.of_stair[-1]) + 1
        self.compound = of[new]
        self.first = compounds.stair_first[new]
        self.households = np.diff(np.r_[self.first, compounds.rows])
        self.key: KeyArray = keys(compounds.seed_key[self.compound], part[new])

    def of(self, row: int) -> int:
        """The cluster in which a household lives."""
        return int(np.searchsorted(self.first, row, side="right")) - 1

    def counts(self, truth: Any) -> FloatArray:
        """Count the households of each cluster for which something is true: (clusters,) floats."""
        return np.add.reduceat(truth.view(np.int8), self.first, dtype=np.int64).astype(float)

    def greatest(self, value: FloatArray) -> FloatArray:
        """The greatest value among the clusters of each compound: (compounds,) floats."""
        return np.maximum.reduceat(value, np.flatnonzero(np.r_[True, np.diff(self.compound) > 0]))

    def to_rows(self, value: Any) -> Any:
        """Spread a value a cluster over its households."""
        return np.repeat(value, self.households)

    def each(self, key: str) -> FloatArray:
        """Return a ledger value for every cluster: (clusters,) floats."""
        return self._compounds.each(key)[self.compound]
