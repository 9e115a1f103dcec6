"""Culture (文化润泽、阳光下午茶、邻里节): events at which people of different ages meet.

Seeds: S4 "文化润泽", S1. Acts on ties: those who come meet others, and acquaintances across age groups form
more easily than elsewhere. Downside: those at home beside the rooms hear it, and the organisers' days are
taken from works.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from agents.resident import Resident
from model.hardship import whole_number
from model.instrument import Instrument, Setting
from model.streams import uniform
from model.venue import disturb


class Culture(Instrument):
    """Holds events."""

    kind: ClassVar[str] = "culture"
    full_strength: ClassVar[Setting] = Setting("culture.strength")

    events = Setting("culture.events")
    days = Setting("culture.staff_days")
    money = Setting("culture.yuan")
    cross_factor = Setting("culture.cross_factor")
    noise = Setting("culture.noise")
    attendees = Setting("ties.event_attendees")
    within = Setting("ties.form_within")
    across = Setting("ties.form_across")

    def staff_days(self) -> FloatArray:
        """Organising the events."""
        return self.per_thousand(self.days)

    def yuan(self) -> FloatArray:
        """Tea, music and prizes."""
        return self.per_thousand(self.money)

    def _events(self) -> FloatArray:
        return whole_number(self.world, self.strength * self.events, "culture events", self.world.month)

    def at_grievance(self) -> None:
        """Those at home beside the rooms hear every event."""
        disturb(self.world, self._events() * self.noise)

    def at_ties(self) -> None:
        """Let those who have time come, and meet each other."""
        world, h, compounds = self.world, self.world.households, self.world.compounds
        events = self._events()
        for number in range(int(events.max(initial=0.0))):
            key, name = world.population.key, f"culture {number}"
            free = h.decide(Resident.has_time, uniform(key, f"{name} time", world.month))
            free &= (events > number)[compounds.of_row]
            room = np.minimum(1.0, self.attendees / np.maximum(compounds.counts(free), 1.0))
            come = free & (uniform(key, f"{name} comes", world.month) < room[compounds.of_row])
            world.gather(np.flatnonzero(come), name, self.within, self.across * self.cross_factor)
