"""Heterogeneity: how unlike each household the others of its stairwell are (S10).

People join in less where they are surrounded by people unlike themselves (W4). Three things tell who is alike
on the stairs: the age group, owning or renting, and being from here or from elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray
from model.newcomers import GROUP_KINDS

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

TRAITS = 3
"""Age group, tenure, origin."""


def unlike(world: Neighbourhood) -> FloatArray:
    """Sum of three shares of the others at home in each household's stairwell: those of another age group, of
    another tenure and of another origin, from 0 (all alike, or nobody else) to 3: (rows,).
    """
    compounds, h = world.compounds, world.households

    def at_home(those: BoolArray) -> FloatArray:
        return compounds.stairs_to_rows(compounds.stair_counts(those & h.present))

    here = compounds.stairs_to_rows(compounds.stair_counts(h.present))
    alike = at_home(h.group == 0)
    for group in range(1, len(GROUP_KINDS)):
        one_of_them = h.group == group
        alike = np.where(one_of_them, at_home(one_of_them), alike)
    for trait in (h.owner, h.incomer):
        have = at_home(trait)
        alike += np.where(trait, have, here - have)
    return (TRAITS * here - alike) / np.maximum(here - h.present, 1.0)
