"""Digital platform (云上共治、云上服务、云上监督): report, vote and look into the books online.

Seeds: S0, S1. Acts on information and procedure: telling the committee is easier online, issues are tracked a
little, books are open, owners may vote online. Downside: staff move online, so it is harder offline; heavy
online use lowers meeting attendance [W5].
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class DigitalPlatform(Instrument):
    """Lowers the cost of speaking up online and raises it offline."""

    kind: ClassVar[str] = "digital_platform"
    full_strength: ClassVar[Setting] = Setting("digital_platform.strength")

    days = Setting("digital_platform.staff_days")
    money = Setting("digital_platform.yuan")
    easier_online = Setting("digital_platform.easier_online")
    harder_offline = Setting("digital_platform.harder_offline")
    track = Setting("digital_platform.track")
    open_books = Setting("digital_platform.disclosure")
    online_voting = Setting("digital_platform.online_voting")
    less_meeting = Setting("digital_platform.less_meeting")

    def staff_days(self) -> FloatArray:
        """Running the platform."""
        return self.per_committee(self.days)

    def yuan(self) -> FloatArray:
        """Licences and hosting."""
        return self.per_committee(self.money)

    def set_up(self, levers: Levers) -> None:
        """Open the online door."""
        levers.internal_online -= self.strength * self.easier_online
        levers.internal_offline += self.strength * self.harder_offline
        levers.track += self.strength * self.track
        levers.disclosure += self.strength * self.open_books
        levers.online_voting += self.strength * self.online_voting
        levers.online_burden += self.strength * self.less_meeting
