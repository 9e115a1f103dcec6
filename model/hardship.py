"""Who is worst off, and how many of them can be helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def rank_by_hardship(world: Neighbourhood) -> IntArray:
    """Rank the households of each compound, 0 for the one with most hardship: (rows,).

    Equal ones are ranked by a draw of their own; those who do not live there come last.
    """
    compounds, h = world.compounds, world.households
    hardship = np.where(h.present, h.hardship, -1.0)
    order = np.lexsort((uniform(world.population.key, "equally hard"), -hardship, compounds.of_row))
    rank = np.empty(compounds.rows, dtype=np.int64)
    rank[order] = compounds.local
    return rank


def whole_number(world: Neighbourhood, amount: FloatArray, name: str, month: int) -> FloatArray:
    """Turn an amount a compound into a whole number with that mean, by a draw: (compounds,)."""
    whole = np.floor(amount)
    return whole + (uniform(world.compounds.seed_key, name, month) < amount - whole)
