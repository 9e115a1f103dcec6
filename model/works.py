"""Works: what waits for money, and what of it the compound's budget pays for (S5, S7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.construction_company import ConstructionCompany
from model.issues import ASSIGNED, COMPOUND, REOPENED

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def fund_works(world: Neighbourhood) -> None:
    """Capital issues wait for money, the most severe first; warranty repairs are the builder's."""
    issues, companies = world.issues, world.construction_companies
    waiting = np.flatnonzero(issues.is_in(ASSIGNED, REOPENED) & issues.capital & ~issues.funded)
    of = issues.compound[waiting]
    free = companies.decide(ConstructionCompany.repairs_free)[of] & (issues.scale[waiting] != COMPOUND)
    issues.funded[waiting[free]] = True
    _pay_for(world, waiting[~free])


def _pay_for(world: Neighbourhood, places: IntArray) -> None:
    """Spend the compound's budget on waiting works in the order of severity, as far as it goes."""
    issues = world.issues
    of = issues.compound[places]
    order = np.lexsort((-issues.severity[places], of))
    places, of = places[order], of[order]
    affordable = fits_budget(issues.cost[places], of, world.books.balance("works budget"))
    chosen = places[affordable]
    world.books.pay("works budget", "builders", world.compounds.tally(of[affordable], issues.cost[chosen]))
    issues.funded[chosen] = True


def fits_budget(cost: FloatArray, of: IntArray, budget: FloatArray) -> BoolArray:
    """Tell which of the costs, taken in order within each compound,
    the compound's budget covers (dear ones are passed over).
    """
    fits = np.zeros(len(cost), dtype=np.bool_)
    left = dict(zip(*np.unique(of, return_index=True), strict=True))
    remaining = {compound: float(budget[compound]) for compound in left}
    for place, (compound, price) in enumerate(zip(of.tolist(), cost.tolist(), strict=True)):
        if price <= remaining[compound]:
            remaining[compound] -= price
            fits[place] = True
    return fits
