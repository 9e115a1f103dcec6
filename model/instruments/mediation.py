"""Trained mediation (党建+调解、品牌+化解、部门+联防、个人+联动): skilled mediators with days of their own.

Seed: S1's four formulas and the mediators it names. Acts on capacity: days kept for quarrels, and the skill
with which they are taken up. Downside: the staff who mediate are taken from works.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class TrainedMediation(Instrument):
    """Keeps days for quarrels and raises the skill of mediation."""

    kind: ClassVar[str] = "mediation"
    full_strength: ClassVar[Setting] = Setting("mediation.strength")

    days = Setting("mediation.staff_days")
    money = Setting("mediation.yuan")
    skill = Setting("mediation.trained_skill")

    def staff_days(self) -> FloatArray:
        """Mediators' time."""
        return self.per_thousand(self.days)

    def yuan(self) -> FloatArray:
        """Training and allowances."""
        return self.per_thousand(self.money)

    def set_up(self, levers: Levers) -> None:
        """Mediate on the days that it binds, with more skill."""
        levers.mediator_days += self.strength * self.staff_days()
        levers.skill += self.strength * np.maximum(self.skill - levers.skill, 0.0)
