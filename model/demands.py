"""Which demands come up where: the catalogue's weights, or those that a case has of its own (S2).

Invariant: compounds whose cases say nothing share the catalogue's table, so that nothing changes for them
whoever lies beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from agents.column import FloatArray
from model.compounds import Placement
from model.issues import kinds


class DemandTables:
    """Running totals of weights, from which a draw chooses.

    Attributes:
        cumulative: tables, (age groups, kinds) each; of_compound: (compounds,) which one holds in each.
    """

    def __init__(self, placements: Sequence[Placement]) -> None:
        """Make one table for all compounds whose cases say the same."""
        given = [placement.scenario.case.demands for placement in placements]
        weights = [None if one is None else tuple(sorted(one.weights.items())) for one in given]
        several = list(dict.fromkeys(weights))
        self.cumulative = [kinds().cumulative if one is None else _table(dict(one)) for one in several]
        self.of_compound = np.array([several.index(one) for one in weights])


def _table(weights: Mapping[str, float]) -> FloatArray:
    catalogue = kinds()
    each = [0.0 if kind.tag == "conflict" else weights.get(kind.id, 1.0) for kind in catalogue.all]
    found: FloatArray = np.cumsum(np.array(each) * catalogue.concerns, axis=1)
    return found
