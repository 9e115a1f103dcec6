"""Digital platform in three parts, each of which may be held alone: govern, be served and oversee online.

Seeds: S0, S1. 云上共治: owners vote online, and those online are called to take part. 云上服务: telling the
committee is easier online. 云上监督: books are open and issues are tracked a little. Acts on information and
procedure; every part is a third of the cost. Downside: staff move online, so it is harder offline; heavy
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

    governance = Setting("digital_platform.governance")
    service = Setting("digital_platform.service")
    oversight = Setting("digital_platform.oversight")
    days = Setting("digital_platform.staff_days")
    money = Setting("digital_platform.yuan")
    easier_online = Setting("digital_platform.easier_online")
    harder_offline = Setting("digital_platform.harder_offline")
    track = Setting("digital_platform.track")
    open_books = Setting("digital_platform.disclosure")
    online_voting = Setting("digital_platform.online_voting")
    call = Setting("digital_platform.call")
    less_meeting = Setting("digital_platform.less_meeting")

    def _parts(self) -> FloatArray:
        """Share of the three parts that is held."""
        return (self.governance + self.service + self.oversight) / 3.0

    def staff_days(self) -> FloatArray:
        """Running the platform."""
        return self.per_committee(self.days) * self._parts()

    def yuan(self) -> FloatArray:
        """Licences and hosting."""
        return self.per_committee(self.money) * self._parts()

    def set_up(self, levers: Levers) -> None:
        """Open the online door, the online vote and the online books."""
        service, governance, oversight = (
            self.strength * part for part in (self.service, self.governance, self.oversight)
        )
        levers.internal_online -= service * self.easier_online
        levers.internal_offline += service * self.harder_offline
        levers.online_voting += governance * self.online_voting
        levers.online_call += governance * self.call
        levers.online_burden += governance * self.less_meeting
        levers.track += oversight * self.track
        levers.disclosure += oversight * self.open_books
        levers.disclosed_online += oversight * self.open_books
