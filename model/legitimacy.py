"""Legitimacy: what a session stood behind is accepted more easily, what it opposed less (S5, S6; Tyler).

People accept what came about by a procedure in which they had a say; how far, depends on how far those who
sat were of one mind. Invariant: where no session heard an issue, nothing changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def gained_odds(world: Neighbourhood, places: IntArray) -> FloatArray:
    """Log-odds of being accepted that the issues at ``places`` gain by the support of a session."""
    issues, each = world.issues, world.compounds.each
    return each("forum.legitimacy")[issues.compound[places]] * issues.support[places]


def fewer_refusals(world: Neighbourhood, places: IntArray, chance: FloatArray) -> FloatArray:
    """The chance that what is done does not satisfy, its odds lowered by the support that it had."""
    gained = gained_odds(world, places)
    odds = chance * np.exp(-gained)
    return np.where(gained == 0.0, chance, odds / (1.0 - chance + odds))
