"""Street offices (街道): answer for public works and for what the hotline sends;
faster where somebody coordinates (S5).
"""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Actor, Parameter, State
from agents.column import Amount, Column, where


class StreetOffice(Actor):
    """Finishes street issues at its own pace, and faster once a convenor keeps asking."""

    kind: ClassVar[str] = "street_office"

    budget = State()

    pace = Parameter("triage.street_speed")
    coordinated = Parameter("triage.coordinated")
    coordinated_speed = Parameter("triage.coordinated_speed")

    def finishes(self, coordination: Column) -> Amount:
        """Hazard a month with which a street issue is done (S5)."""
        return self.pace * where(coordination > self.coordinated, self.coordinated_speed, 1.0)
