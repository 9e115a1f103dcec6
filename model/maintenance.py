"""The maintenance fund (住宅专项维修资金): the owners' deposit, for the large works that they vote for (S7).

The owners' assembly votes on the most pressing large work that waits, by the same ballot as on its other
item. Spending the fund is item 5 of Civil Code art. 278: two thirds take part, by number and by area, and
more than one half of them agree. Only then does the fund pay. Not modelled are later deposits, interest, and
the emergency use of art. 281.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from model.assembly import assembly_due, carried, count_answers
from model.issues import COMPOUND
from model.streams import uniform
from model.works import wait_for_money

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

FUND = "maintenance fund"


def found(world: Neighbourhood) -> FloatArray:
    """Open the fund where a compound has one; return what its owners paid in: (compounds,) yuan."""
    compounds, each = world.compounds, world.compounds.each
    here = uniform(compounds.seed_key, "maintenance fund") < each("maintenance.present")
    return world.books.pay("households", FUND, here * each("maintenance.deposit") * compounds.households)


def ask_owners(world: Neighbourhood) -> None:
    """Where the owners meet, let them vote on the most pressing large work; pay for it if they carry it."""
    issues, each = world.issues, world.compounds.each
    places = most_pressing(world, assembly_due(world))
    if not len(places):
        return
    count = count_answers(world, world.last_owner_vote, FUND)
    agreed = carried(count, each("votes.quorum"), each("votes.ordinary"), special=False)
    asked = world.compounds.tally(issues.compound[places]) > 0.0
    chosen = places[agreed[issues.compound[places]]]
    paid = world.books.pay(
        FUND, "builders", world.compounds.tally(issues.compound[chosen], issues.cost[chosen])
    )
    issues.funded[chosen] = True
    world.record.put("maintenance_carried", np.where(asked, agreed, np.nan))
    world.record.put("maintenance_spent", np.divide(paid, world.deposit, out=paid, where=paid > 0.0))


def most_pressing(world: Neighbourhood, where: BoolArray) -> IntArray:
    """Find the most severe large work that waits and that the fund can carry: one place a compound."""
    issues = world.issues
    large = wait_for_money(world) & (issues.scale == COMPOUND) & where[issues.compound]
    places = np.flatnonzero(large & (issues.cost <= world.books.balance(FUND)[issues.compound]))
    places = places[np.lexsort((issues.key[places], -issues.severity[places], issues.compound[places]))]
    return places[np.unique(issues.compound[places], return_index=True)[1]]
