"""The community fund's spending: the board pays for works that wait, as far as the money goes (S12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray
from model.works import fits_budget, wait_for_money

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def pay_from_fund(world: Neighbourhood, where: BoolArray) -> None:
    """Pay for waiting works in the order of severity;
    a dear one that the fund cannot carry is passed over.
    """
    issues = world.issues
    places = np.flatnonzero(wait_for_money(world) & where[issues.compound])
    places = places[np.lexsort((-issues.severity[places], issues.compound[places]))]
    of = issues.compound[places]
    chosen = fits_budget(issues.cost[places], of, world.books.balance("fund"))
    spent = world.books.pay(
        "fund", "builders", world.compounds.tally(of[chosen], issues.cost[places[chosen]])
    )
    issues.funded[places[chosen]] = True
    world.record.series["fund_out"][world.record.page] += spent / world.compounds.households
