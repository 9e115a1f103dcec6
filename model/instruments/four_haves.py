"""The four haves (四有): somebody in charge, a place to meet, written rules, money to spend.

Seed: S3 "有人管事、有场所议事、有章理事、有钱办事". Acts on preconditions: instruments that lack one of the
four work no better than the worst of what they need (``Instrument.needs``); this supplies all of them. By
itself it does nothing else. Downside: whoever is in charge is taken from works, whether or not anything
needs the haves.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting


class FourHaves(Instrument):
    """Supplies what other instruments need."""

    kind: ClassVar[str] = "four_haves"
    full_strength: ClassVar[Setting] = Setting("four_haves.strength")

    days = Setting("four_haves.staff_days")
    money = Setting("four_haves.yuan")

    def staff_days(self) -> FloatArray:
        """Whoever is in charge."""
        return self.per_committee(self.days)

    def yuan(self) -> FloatArray:
        """The venue."""
        return self.per_committee(self.money)

    def prepare(self) -> None:
        """Supply all four."""
        for have in self.world.haves.values():
            np.maximum(have, self.adopted * self.full_strength, out=have)
