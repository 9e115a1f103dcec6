"""Smart security (智能门禁、监控): gates and cameras.

Seed: S0. Acts on what goes wrong: part of the demands and disputes about safety do not arise. Downside: it
costs money at once and every month, and false alarms take staff.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class SmartSecurity(Instrument):
    """Prevents part of the safety issues."""

    kind: ClassVar[str] = "smart_security"
    full_strength: ClassVar[Setting] = Setting("smart_security.strength")

    days = Setting("smart_security.staff_days")
    money = Setting("smart_security.yuan")
    built = Setting("smart_security.capital")
    prevents = Setting("smart_security.prevents")
    alarms = Setting("smart_security.alarms")

    def staff_days(self) -> FloatArray:
        """Looking after it, and false alarms."""
        return self.per_committee(self.days) + self.per_thousand(self.alarms)

    def yuan(self) -> FloatArray:
        """Power, repair and licences."""
        return self.money * self.world.compounds.households

    def capital(self) -> FloatArray:
        """Gates and cameras."""
        return self.built * self.world.compounds.households

    def set_up(self, levers: Levers) -> None:
        """Watch the gates."""
        levers.safer += (1.0 - levers.safer) * self.strength * self.prevents
