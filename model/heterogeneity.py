"""Heterogeneity: how unlike each household the others of its stairwell are (S10).

People join in less where they are surrounded by people unlike themselves (W4). Three things tell who is alike
on the stairs: the age group, owning or renting, and being from here or from elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

SORTS = 7
"""Three age groups, two tenures, two origins."""
FIRST = np.array([[0], [3], [5]])
"""At which number the sorts of each trait begin."""
TRAITS = len(FIRST)


def unlike(world: Neighbourhood) -> FloatArray:
    """Sum of three shares of the others at home in each household's stairwell: those of another age group, of
    another tenure and of another origin, from 0 (all alike, or nobody else) to 3: (rows,).
    """
    compounds, h = world.compounds, world.households
    sort = np.empty((TRAITS, compounds.rows), dtype=np.int64)
    sort[0], sort[1], sort[2] = h.group, h.owner, h.incomer
    sort += SORTS * compounds.stair_of_row
    sort += FIRST
    there = np.broadcast_to(h.present, sort.shape).ravel()
    alike = np.bincount(sort.ravel(), there, SORTS * compounds.stairwells)[sort].sum(axis=0)
    here = compounds.stairs_to_rows(compounds.stair_counts(h.present))
    return (TRAITS * here - alike) / np.maximum(here - h.present, 1.0)
