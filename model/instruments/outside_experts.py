"""Outside experts (人大代表、政协委员、律师领衔; 社会组织): days and skill from outside, for a time.

Seed: S1 "N". Acts on capacity. Downside: when the engagement ends it leaves a hole for a year.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from agents.social_organisation import SocialOrganisation
from model.instrument import Instrument, Setting
from model.levers import Levers


class OutsideExperts(Instrument):
    """Engages a social organisation: days and some mediation skill."""

    kind: ClassVar[str] = "outside_experts"
    full_strength: ClassVar[Setting] = Setting("outside_experts.strength")

    days = Setting("outside_experts.staff_days")
    brought = Setting("outside_experts.days")
    skill = Setting("outside_experts.skill")
    stays = Setting("outside_experts.months")

    def staff_days(self) -> FloatArray:
        """Briefing them."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Count their days (paid for, though not from the compound's
        staff) and their skill while they stay.
        """
        organisations = self.world.social_organisations
        organisations.months_here[:] = np.where(self.adopted > 0.0, self.world.month - self._start, 0.0)
        days = organisations.decide(SocialOrganisation.brings, self.per_committee(self.brought))
        levers.helper_days += self.strength * days
        levers.paid_helper_days += self.strength * np.maximum(days, 0.0)
        levers.skill += self.strength * self.skill * (organisations.months_here <= self.stays)
