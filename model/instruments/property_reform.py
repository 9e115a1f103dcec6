"""Property reform (物业改革、准物业): a firm where there was none,
its accounts disclosed, a start-up subsidy.

Seed: S3 "让原来无人管理的老旧小区变成秩序井然的准物业服务小区". Acts on rules and information. Downside: a
fee where there was none is disputed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import MONTHS_A_YEAR, Instrument, Setting
from model.levers import Levers
from model.property_economy import welcome_firm
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class PropertyReform(Instrument):
    """Brings a firm into compounds without one and opens its books."""

    kind: ClassVar[str] = "property_reform"
    full_strength: ClassVar[Setting] = Setting("property_reform.strength")

    days = Setting("property_reform.staff_days")
    subsidy = Setting("property_reform.subsidy")
    subsidy_months = Setting("property_reform.subsidy_months")
    open_books = Setting("property_reform.disclosure")
    entry = Setting("property_reform.entry")
    fee_disputes = Setting("property_reform.fee_disputes")

    def __init__(self, world: Neighbourhood) -> None:
        """Begin without any firm of its own."""
        super().__init__(world)
        self._entered = np.full(world.compounds.count, -np.inf)

    def staff_days(self) -> FloatArray:
        """Supervising the pilot."""
        return self.per_committee(self.days)

    def _subsidised(self) -> FloatArray:
        there = self.world.firms.here > 0.0
        return self.adopted * there * (self.world.month - self._start < self.subsidy_months)

    def yuan(self) -> FloatArray:
        """The subsidy is public money."""
        return self._subsidised() * self.subsidy * self.world.compounds.households

    def set_up(self, levers: Levers) -> None:
        """Open the books; where the fee is new, expect disputes for a year."""
        levers.disclosure += self.strength * self.open_books
        fresh = self.world.month - self._entered < MONTHS_A_YEAR
        levers.fee_disputes += self.strength * self.fee_disputes * fresh

    def at_property(self) -> None:
        """Subsidise the firm; let one enter where there is none."""
        world = self.world
        world.books.pay(
            "services",
            "firm",
            self._subsidised() * self.strength * self.subsidy * world.compounds.households,
        )
        draw = uniform(world.compounds.seed_key, "firm enters", world.month)
        enters = (world.firms.here <= 0.0) & (draw < self.strength * self.entry)
        self._entered[enters] = world.month
        welcome_firm(world, enters)
