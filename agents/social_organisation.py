"""Social organisations (社会组织, the N of 1+4+N):
days of professionals and volunteers for as long as they are engaged.
"""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Actor, Parameter, State
from agents.column import Column, Number, where


class SocialOrganisation(Actor):
    """Brings days; when its engagement ends, what leaned on it is missed for a year."""

    kind: ClassVar[str] = "social_organisation"

    months_here = State()

    stays = Parameter("outside_experts.months")
    hole = Parameter("outside_experts.hole")
    missed_for = Parameter("outside_experts.hole_months")

    def brings(self, days: Column) -> Number:
        """Days it adds this month (negative while the hole it left is open) (S5)."""
        gone = self.months_here > self.stays
        missed = gone & (self.months_here <= self.stays + self.missed_for)
        return where(gone, where(missed, -self.hole * days, 0.0), days)
