"""Party convenor (社区党委牵头): one body that settles who is responsible.

Seeds: S1 "社区党委牵头", S2 lack of a coordinating core, S3 prevention of buck-passing. Acts on procedure:
the chance that an issue which everybody passes on finds a lead. Downside: whatever is not on the convenor's
agenda waits longer.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class Convenor(Instrument):
    """Raises coordination from the baseline to its own level; issues without a lead lose urgency."""

    kind: ClassVar[str] = "convenor"
    full_strength: ClassVar[Setting] = Setting("convenor.strength")

    days = Setting("convenor.staff_days")
    coordination = Setting("convenor.coordination")
    off_agenda = Setting("convenor.off_agenda")

    def staff_days(self) -> FloatArray:
        """Staff of the committee prepare and follow up."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Coordinate, and let the rest wait."""
        levers.coordination += self.strength * (self.coordination - levers.coordination)
        levers.off_agenda *= 1.0 - self.strength * (1.0 - self.off_agenda)
