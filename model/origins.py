"""Origins: how many of a stairwell are from here and how many from elsewhere (S2).

Those who have long lived somewhere keep to each other and may shut out who comes later. What matters is who
is met on the stairs: landlords who live elsewhere are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def share_of_others(world: Neighbourhood) -> FloatArray:
    """Share of each household's stairwell that lives there and is of the other origin than it: (rows,)."""
    compounds, h = world.compounds, world.households
    incomers = compounds.stair_counts(h.incomer & h.present)
    others = np.stack((incomers, compounds.stair_counts(h.present) - incomers)) / compounds.stair_size
    return others.ravel()[h.incomer * compounds.stairwells + compounds.stair_of_row]
