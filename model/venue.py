"""Where things happen in a compound: the rooms lie in its first stairwell, which hears them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def rows_beside(world: Neighbourhood, where: FloatArray) -> IntArray:
    """Rows of the households at home in the stairwell of the rooms, in the compounds where ``where`` > 0."""
    compounds = world.compounds
    stairs = compounds.stair_of_row[compounds.first[where > 0.0]]
    rows = np.flatnonzero(np.isin(compounds.stair_of_row, stairs))
    return rows[world.households.present[rows]]


def disturb(world: Neighbourhood, amount: FloatArray) -> None:
    """Put hardship (compounds,) on those beside the rooms this month."""
    rows = rows_beside(world, amount)
    if len(rows):
        world.weigh(rows, amount[world.compounds.of_row[rows]])
