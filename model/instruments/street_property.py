"""Street-wide property management (大街区、大物业): one firm serves many compounds of a street.

Seed: S0. Acts on the cost of service: the more compounds of the street take part, the cheaper a given
quality; a lone compound saves nothing. Downside: a firm for a whole street is further away and answers
slower.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.district import by_group
from model.instrument import Instrument, Setting
from model.levers import Levers


class StreetProperty(Instrument):
    """Saves by scale: half of the saving is reached with ``enough`` further compounds."""

    kind: ClassVar[str] = "street_property"
    full_strength: ClassVar[Setting] = Setting("street_property.strength")

    days = Setting("street_property.staff_days")
    saving = Setting("street_property.saving")
    enough = Setting("street_property.enough")
    distance = Setting("street_property.distance")

    def staff_days(self) -> FloatArray:
        """Tendering and supervising for the street."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Count the compounds that take part on each street."""
        others = by_group((self.strength > 0.0).astype(float), self.world.groups.street) - 1.0
        others = others.clip(0.0)
        levers.cheaper_service += self.strength * self.saving * others / (others + self.enough)
        levers.firm_speed *= 1.0 - self.strength * self.distance
