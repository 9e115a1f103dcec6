"""Arrears: months of the fee that a household has not paid, 0 to 12 (S11).

A household that withholds falls into the habit: each month owed makes the next payment less likely (state
dependence, Heckman 1981), and each month paid wears one off. What is owed is a count, not a claim in the
books. It is the household's own: who moves in owes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, Column, FloatArray
from agents.resident import ALWAYS_PAYS, MOST_OWED, NEVER_PAYS, WEIGHS
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def at_the_start(world: Neighbourhood) -> None:
    """Who paid last month and what each owes, as after years of the collection that the compound begins with.

    The share of payers among those who weigh it follows from collection and the types. One who pays with
    chance p walks up a month with 1 - p and down with p, so that debts rest at a truncated geometric law
    of ratio (1 - p)/p.
    """
    h, compounds = world.households, world.compounds
    always, never = compounds.each("fee.unconditional"), compounds.each("fee.refusing")
    share = paying_share(world.firms.collection, always, never)
    chance = compounds.to_rows(share)
    pays = uniform(world.population.key, "paid before") < chance
    h.paid[:] = (h.payer == ALWAYS_PAYS) | ((h.payer == WEIGHS) & pays)
    law = np.cumsum([resting_law(one) for one in share], axis=1)[compounds.of_row]
    owed = (uniform(world.population.key, "owed before")[:, None] >= law[:, :-1]).sum(axis=1)
    h.owed[:] = np.select([h.payer == WEIGHS, h.payer == NEVER_PAYS], [owed, MOST_OWED], 0.0)
    h.owed[compounds.to_rows(world.firms.here) <= 0.0] = 0.0


def paying_share(collection: Column, always: Column, never: Column) -> FloatArray:
    """Of those who weigh whether to pay, the share that does where this much is collected in all."""
    weighing, left = 1.0 - always - never, collection - always
    nobody = np.zeros(np.broadcast(left, weighing).shape)
    share: FloatArray = np.divide(left, weighing, out=nobody, where=weighing > 0.0)
    return share.clip(0.0, 1.0)


def resting_law(chance: float) -> FloatArray:
    """Of those who have long paid with this chance a month, the shares that owe 0, 1 … 12 months."""
    months = np.arange(MOST_OWED + 1.0)
    weight = (1.0 - chance) ** months * chance ** (MOST_OWED - months)
    return weight / weight.sum()


def owe(world: Neighbourhood) -> None:
    """One month more is owed where a firm asked and was not paid, one less where it was."""
    h = world.households
    asked = world.compounds.to_rows(world.firms.here)
    h.owed[:] = np.clip(h.owed + asked * (1.0 - 2.0 * h.paid), 0.0, MOST_OWED)


def begin_anew(world: Neighbourhood, comes: BoolArray) -> None:
    """What of the old debts a new firm finds: all where the habit outlives the firm that was owed."""
    kept = np.where(comes, world.compounds.each("fee.arrears_outlive"), 1.0)
    world.households.owed[:] *= world.compounds.to_rows(kept)
