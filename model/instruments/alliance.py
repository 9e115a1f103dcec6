"""Three-body alliance (三驾马车): residents' committee, owners' committee and firm work through one list.

Seed: S3 "三位一体". Acts on procedure: part of the gap in coordination closes, the firm answers faster, and
one desk for all three makes it easier to speak up. Downside: part of the firm's load enters the common queue.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class Alliance(Instrument):
    """Closes part of the gap in coordination, speeds the firm up, opens one desk, loads the queue."""

    kind: ClassVar[str] = "alliance"
    full_strength: ClassVar[Setting] = Setting("alliance.strength")

    days = Setting("alliance.staff_days")
    coordination = Setting("alliance.coordination")
    speed = Setting("alliance.firm_speed")
    queue_share = Setting("alliance.queue_share")
    easier = Setting("alliance.easier")

    def staff_days(self) -> FloatArray:
        """Meetings of the three bodies."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Coordinate the three bodies."""
        levers.alliance += self.strength * self.coordination
        levers.firm_speed *= 1.0 + self.strength * (self.speed - 1.0)
        levers.internal_online -= self.strength * self.easier
        levers.internal_offline -= self.strength * self.easier
        levers.firm_in_queue += self.strength * self.queue_share
