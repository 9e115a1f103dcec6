"""Neighbourhood centre (邻里中心、社区学校): rooms to meet in.

Seeds: S1, S2, S3. Acts on procedure: taking part costs less with a place near by, and those who need a
venue have one. Downside: it costs capital, and the stairwell beside it hears it.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers
from model.venue import disturb


class NeighbourhoodCentre(Instrument):
    """Provides a venue."""

    kind: ClassVar[str] = "neighbourhood_centre"
    full_strength: ClassVar[Setting] = Setting("neighbourhood_centre.strength")

    built = Setting("neighbourhood_centre.capital")
    money = Setting("neighbourhood_centre.yuan")
    days = Setting("neighbourhood_centre.staff_days")
    easier = Setting("neighbourhood_centre.easier")
    noise = Setting("neighbourhood_centre.noise")

    def staff_days(self) -> FloatArray:
        """Keeping it open."""
        return self.per_committee(self.days)

    def yuan(self) -> FloatArray:
        """Rent, power and cleaning."""
        return self.per_committee(self.money)

    def capital(self) -> FloatArray:
        """Fitting out the rooms."""
        return self.built * self.world.compounds.households

    def prepare(self) -> None:
        """Supply a venue to the instruments that need one."""
        venue = self.world.haves["venue"]
        np.maximum(venue, self.adopted * self.full_strength, out=venue)

    def set_up(self, levers: Levers) -> None:
        """Make taking part easier."""
        levers.meeting_ease += self.strength * self.easier

    def at_grievance(self) -> None:
        """The stairwell beside the centre hears it."""
        disturb(self.world, self.strength * self.noise)
