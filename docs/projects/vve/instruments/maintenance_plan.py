"""A maintenance plan (meerjarenonderhoudsplan, MJOP) with the yearly saving that Dutch law asks for.

By Burgerlijk Wetboek 5:126 an association of owners saves each year what its plan needs, or at least 0.5 % of
the rebuilding value. Acts on money and information. Downside: the board's days, and owners pay every month
for works that may come years later; that this weighs on those with little is not modelled.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import MONTHS_A_YEAR, Instrument, Setting
from model.levers import Levers
from model.maintenance import FUND
from model.works import fits_budget, wait_for_money


class MaintenancePlan(Instrument):
    """Saves each month, and pays once a year for the works that press most."""

    kind: ClassVar[str] = "maintenance_plan"
    full_strength: ClassVar[Setting] = Setting("maintenance_plan.strength")

    rate = Setting("maintenance_plan.rate")
    value = Setting("maintenance_plan.rebuilding_value")
    meeting_months = Setting("maintenance_plan.meeting_months")
    open_books = Setting("maintenance_plan.disclosure")
    days = Setting("maintenance_plan.staff_days")

    def staff_days(self) -> FloatArray:
        """Keeping the plan, preparing the meeting."""
        return self.days

    def set_up(self, levers: Levers) -> None:
        """Every owner sees the plan and what has been saved."""
        levers.disclosure += self.open_books * self.strength

    def at_fund(self) -> None:
        """Save this month's part; where it is time, pay for works in the order of severity."""
        world, issues = self.world, self.world.issues
        saved = self.strength * self.rate * self.value * world.compounds.households / MONTHS_A_YEAR
        world.books.pay("households", FUND, saved)
        time = (self.strength > 0.0) & (world.month % self.meeting_months == 0)
        places = np.flatnonzero(wait_for_money(world) & time[issues.compound])
        places = places[np.lexsort((-issues.severity[places], issues.compound[places]))]
        of = issues.compound[places]
        chosen = fits_budget(issues.cost[places], of, world.books.balance(FUND))
        cost = world.compounds.tally(of[chosen], issues.cost[places[chosen]])
        world.books.pay(FUND, "builders", cost)
        issues.funded[places[chosen]] = True
