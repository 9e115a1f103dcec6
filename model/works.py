"""Works: what waits for money, what of it the compound's budget pays for, and what is saved of the budget.

Part of the works budget is saved for large works. These draw on the reserve first; small works leave it
alone.

Invariant: the reserve is never more than the works budget holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.construction_company import ConstructionCompany
from model.issues import ASSIGNED, COMPOUND, REOPENED

if TYPE_CHECKING:
    from model.month_state import MonthState
    from model.neighbourhood import Neighbourhood


def wait_for_money(world: MonthState) -> BoolArray:
    """Tell for each issue whether it is works in somebody's hands that nobody has paid for yet."""
    issues = world.issues
    return issues.is_in(ASSIGNED, REOPENED) & issues.capital & ~issues.funded


def fund_works(world: Neighbourhood) -> None:
    """Capital issues wait for money, the most severe first; warranty repairs are the builder's."""
    issues, companies = world.issues, world.construction_companies
    waiting = np.flatnonzero(wait_for_money(world))
    of = issues.compound[waiting]
    free = companies.decide(ConstructionCompany.repairs_free)[of] & (issues.scale[waiting] != COMPOUND)
    issues.funded[waiting[free]] = True
    _pay_for(world, waiting[~free])


def _pay_for(world: Neighbourhood, places: IntArray) -> None:
    """Spend the compound's budget on waiting works in the order of severity, as far as it goes."""
    issues, books = world.issues, world.books
    of = issues.compound[places]
    order = np.lexsort((-issues.severity[places], of))
    places, of = places[order], of[order]
    cost, large = issues.cost[places], issues.scale[places] == COMPOUND
    free = books.balance("works budget") - books.reserve
    affordable = fits_budget(cost, of, free, large, books.reserve)
    books.pay("works budget", "builders", world.compounds.tally(of[affordable], cost[affordable]))
    drawn = affordable & large
    books.reserve = np.maximum(books.reserve - world.compounds.tally(of[drawn], cost[drawn]), 0.0)
    issues.funded[places[affordable]] = True


def fits_budget(
    cost: FloatArray,
    of: IntArray,
    budget: FloatArray,
    large: BoolArray | None = None,
    reserve: FloatArray | None = None,
) -> BoolArray:
    """Tell which of the costs, taken in order within each compound,
    the compound's budget covers (dear ones are passed over). A large one draws on the reserve first.
    """
    fits = np.zeros(len(cost), dtype=np.bool_)
    draws = fits.copy() if large is None else large
    there = np.unique(of).tolist()
    left = {compound: float(budget[compound]) for compound in there}
    saved = {compound: 0.0 if reserve is None else float(reserve[compound]) for compound in there}
    for place, (compound, price) in enumerate(zip(of.tolist(), cost.tolist(), strict=True)):
        drawn = min(price, saved[compound]) if draws[place] else 0.0
        if price - drawn <= left[compound]:
            left[compound] -= price - drawn
            saved[compound] -= drawn
            fits[place] = True
    return fits


def save(world: MonthState, paid: FloatArray) -> None:
    """Put part of what was paid in aside for large works, up to the cost of some of them."""
    books, each = world.books, world.compounds.each
    most = np.minimum(each("stock.reserve_cap") * each("triage.capital_large"), books.balance("works budget"))
    books.reserve = np.minimum(books.reserve + each("stock.reserve") * paid, most)
