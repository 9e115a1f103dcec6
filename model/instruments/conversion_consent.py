"""Consent to conversion (住改商同意、分级处罚):
affected owners must agree before a home becomes a shop (art. 279).

Seeds: S1's nuisance problem; the law is W59, W61. Acts on rules and monitoring. Downside: shops close, and
with them services and rent; the landlords resent it.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class ConversionConsent(Instrument):
    """Demands consent, inspects more often, watches over promises."""

    kind: ClassVar[str] = "conversion_consent"
    full_strength: ClassVar[Setting] = Setting("conversion_consent.strength")

    days = Setting("conversion_consent.staff_days")
    often = Setting("conversion_consent.inspection")

    def staff_days(self) -> FloatArray:
        """Inspections and hearings."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Inspect, and ask the neighbours."""
        levers.inspection += self.strength * (self.often - levers.inspection)
        levers.consent += self.strength
        levers.monitoring += self.strength
