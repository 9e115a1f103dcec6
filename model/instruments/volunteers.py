"""Volunteer mobilisation (党员志愿者): part of the Party members give days.

Seeds: S0 "党员进社区", S1. Acts on capacity, and on norms through those who take part first. Downside: the
same few are asked again, and tire (a third of people give nine tenths of the hours: Mohan & Bulloch 2012).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray, IntArray
from agents.resident import Resident
from model.compounds import before_in_compound
from model.instrument import Instrument, Setting
from model.levers import Levers
from model.streams import uniform


class Volunteers(Instrument):
    """Adds volunteers' days; Party members are active first."""

    kind: ClassVar[str] = "volunteers"
    full_strength: ClassVar[Setting] = Setting("volunteers.strength")

    days = Setting("volunteers.staff_days")
    party_share = Setting("volunteers.party_share")
    each_gives = Setting("volunteers.days")

    def staff_days(self) -> FloatArray:
        """Organising volunteers."""
        return self.per_thousand(self.days)

    def set_up(self, levers: Levers) -> None:
        """Ask part of the Party members, and count the days of those who serve."""
        world = self.world
        asked = self._asked()
        draw = uniform(world.population.key[asked], "volunteer", world.month)
        self.serving = asked[world.households.decide(Resident.serves, draw, rows=asked)]
        self._who = world.households.occupancy[self.serving]
        levers.helper_days += self.each_gives * world.compounds.tally(world.compounds.of_row[self.serving])

    def _asked(self) -> IntArray:
        """Rows of the members who are asked: first those who gave most lately, then always the same."""
        world, h = self.world, self.world.households
        rows = np.flatnonzero(h.party & h.present)
        draw = uniform(world.population.key[rows], "volunteer asked")
        rows = rows[np.lexsort((draw, -h.given[rows], world.compounds.of_row[rows]))]
        of = world.compounds.of_row[rows]
        wanted = self.strength * self.party_share * world.compounds.tally(of)
        wanted = np.floor(wanted + uniform(world.compounds.seed_key, "volunteers wanted", world.month))
        asked: IntArray = rows[before_in_compound(of) < wanted[of]]
        return asked

    def at_ties(self) -> None:
        """Be seen to take part: those who serve are active this month, and it stays with them."""
        h = self.world.households
        served = self.serving[h.occupancy[self.serving] == self._who]  # others have moved out since
        h.active[served] = True
        h.months_idle[served] = 0
        h.given[served] += 1.0
