"""Patrol (每天早晚九点巡逻): cadres walk round twice a day, show who they are and see what is wrong.

Seed: S4. Acts on information: residents are met face to face, and what nobody has told is found. Who walks
round twice a day is seen, so that part of the demands and disputes about safety do not arise. Downside: it
binds staff, and what is found loads the queue; rounds that cadres of the street walk are missed there.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.channels import take_in
from model.instrument import Instrument, Setting
from model.issues import BY_COMMITTEE, OPEN
from model.levers import Levers
from model.rounds import found, meet_some


class Patrol(Instrument):
    """Meets some households on every round, finds untold issues and deters."""

    kind: ClassVar[str] = "patrol"
    full_strength: ClassVar[Setting] = Setting("patrol.strength")
    needs: ClassVar[tuple[str, ...]] = ("staff",)

    rounds = Setting("patrol.rounds")
    days = Setting("patrol.staff_days")
    street_share = Setting("patrol.street_share")
    detection = Setting("patrol.detection")
    deters = Setting("security.deters")
    met_a_round = Setting("trust.contact_households")

    def staff_days(self) -> FloatArray:
        """The rounds, without those of the street's cadres."""
        return self.per_thousand(self.days) * (1.0 - self.street_share)

    def set_up(self, levers: Levers) -> None:
        """Take the rest of the rounds from the street office, at the same price; be seen, so that of what
        gates and cameras let through part does not happen either.
        """
        days = self.strength * self.per_thousand(self.days) * self.street_share
        levers.street_days += days
        levers.paid_helper_days += days
        levers.safer += (1.0 - levers.safer) * self.strength * self.deters

    def at_intake(self) -> None:
        """Meet households (each at most once a month counts), and find what is wrong."""
        world, issues = self.world, self.world.issues
        chance = self.strength * np.minimum(1.0, self.rounds * self.met_a_round / world.compounds.households)
        meet_some(world, chance, "met on patrol")
        untold = np.flatnonzero(issues.is_in(OPEN))
        take_in(world, found(world, untold, self.strength * self.detection, "found on patrol"), BY_COMMITTEE)
