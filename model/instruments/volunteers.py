"""Volunteer mobilisation (党员志愿者): Party members and those who take part give days.

Seeds: S0 "党员进社区", S1. Acts on capacity, and on norms through those who take part first. Downside: effort
decays without recognition, as conditional cooperation does [W73].
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers
from model.streams import uniform


class Volunteers(Instrument):
    """Adds volunteers' days; Party members are active first."""

    kind: ClassVar[str] = "volunteers"
    full_strength: ClassVar[Setting] = Setting("volunteers.strength")

    days = Setting("volunteers.staff_days")
    party_share = Setting("volunteers.party_share")
    given = Setting("volunteers.days")
    decay = Setting("volunteers.decay")
    floor = Setting("volunteers.floor")

    def staff_days(self) -> FloatArray:
        """Organising volunteers."""
        return self.per_thousand(self.days)

    def set_up(self, levers: Levers) -> None:
        """Count who helps: part of the Party members, and those of them who still do."""
        world = self.world
        months = np.maximum(world.month - self._start, 0)
        effort = self.floor + (1.0 - self.floor) * np.exp(-self.decay * months)
        members = world.compounds.counts(world.households.party & world.households.present)
        levers.helper_days += self.strength * members * self.party_share * effort * self.given

    def at_ties(self) -> None:
        """Be seen to take part: volunteers among Party members are active this month."""
        world, h = self.world, self.world.households
        rows = np.flatnonzero(h.party & h.present)
        of = world.compounds.of_row[rows]
        months = np.maximum(world.month - self._start, 0)
        effort = (
            (self.floor + (1.0 - self.floor) * np.exp(-self.decay * months))
            * self.party_share
            * self.strength
        )
        seen = rows[uniform(world.population.key[rows], "volunteer", world.month) < effort[of]]
        h.active[seen] = True
        h.months_idle[seen] = 0
