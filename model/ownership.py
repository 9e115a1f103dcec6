"""Ownership of common income (parking, street-front rooms): settled by a vote or a board, for a time (S12).

Contracts on parking and rooms run out, operators and committees change; what was settled is then open again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray
from model.streams import uniform

if TYPE_CHECKING:
    from model.compounds import Compounds
    from model.month_state import MonthState


def at_the_start(compounds: Compounds) -> FloatArray:
    """How unclear ownership is before the first month: not at all where it happens to be settled."""
    settled = uniform(compounds.seed_key, "ownership settled before") < compounds.each("stock.settled")
    return np.where(settled, 0.0, compounds.each("fund.ambiguity"))


def common_income(world: MonthState, share: FloatArray, pledged: FloatArray | float = 0.0) -> FloatArray:
    """A share of a month's income of common property, as far as it is clear whose that is and it is not
    pledged: (compounds,) yuan.
    """
    compounds = world.compounds
    clear = (1.0 - world.unclear_ownership()) * (1.0 - pledged)
    return share * compounds.each("fund.revenue") * compounds.households * clear


def settle(world: MonthState, where: BoolArray) -> None:
    """Everybody knows from now on whose the income is."""
    world.ambiguity[where] = 0.0


def lapse(world: MonthState) -> None:
    """Where ownership is settled it becomes unclear again, by a hazard of its own."""
    compounds = world.compounds
    draw = uniform(compounds.seed_key, "ownership lapses", world.month)
    unclear_again = (world.ambiguity <= 0.0) & (draw < -np.expm1(-compounds.each("stock.renew")))
    world.ambiguity[unclear_again] = compounds.each("fund.ambiguity")[unclear_again]
