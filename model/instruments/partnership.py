"""Community partnership (社区合伙制): firms and institutions join with money, people and space.

Seed: S1. Acts on capacity: money for the community fund (or, without one, for works) and some days a month.
Downside: partners use common space, and whose revenue that is gets disputed.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class Partnership(Instrument):
    """Brings partners' money and days."""

    kind: ClassVar[str] = "partnership"
    full_strength: ClassVar[Setting] = Setting("partnership.strength")

    days = Setting("partnership.staff_days")
    money = Setting("partnership.money")
    brought = Setting("partnership.days")
    claims = Setting("partnership.claims")

    def staff_days(self) -> FloatArray:
        """Finding and looking after partners."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Count the partners' days, and the quarrels over the space they use."""
        days = self.strength * self.per_committee(self.brought)
        levers.helper_days += days
        levers.paid_helper_days += days
        levers.claims += self.strength * self.claims

    def at_fund(self) -> None:
        """Let the partners pay into the fund, or for works where there is none."""
        world = self.world
        given = self.strength * self.money * world.compounds.households
        world.receive(given, "donors")
        world.books.pay("donors", "works budget", np.where(world.levers.fund > 0.0, 0.0, given))
