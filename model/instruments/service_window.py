"""One-stop service window (一站式便民窗口、代办): a counter where everybody can report and have things done.

Seed: S2. Acts on procedure: speaking up inside is easier, online or not. Downside: the counter must be
staffed.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class ServiceWindow(Instrument):
    """Opens a door for everybody."""

    kind: ClassVar[str] = "service_window"
    full_strength: ClassVar[Setting] = Setting("service_window.strength")
    needs: ClassVar[tuple[str, ...]] = ("staff",)

    days = Setting("service_window.staff_days")
    easier = Setting("service_window.easier")

    def staff_days(self) -> FloatArray:
        """Staffing the counter."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Open the window."""
        levers.internal_online -= self.strength * self.easier
        levers.internal_offline -= self.strength * self.easier
