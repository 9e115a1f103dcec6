"""Trained mediation (党建+调解、品牌+化解、部门+联防、个人+联动): skilled mediators with days of their own.

Seed: S1's four formulas and the mediators it names. Acts on capacity: days kept for quarrels, and the skill
with which they are taken up; the formulas differ in whose days they are, and in which quarrels they reach
(model/mediators.py). Downside: the committee's days are taken from works, the departments' from the street
office, a studio's cost money, and persons tire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class TrainedMediation(Instrument):
    """Keeps days for quarrels and raises the skill of mediation."""

    kind: ClassVar[str] = "mediation"
    full_strength: ClassVar[Setting] = Setting("mediation.strength")

    days = Setting("mediation.staff_days")
    money = Setting("mediation.yuan")
    skill = Setting("mediation.trained_skill")
    party = Setting("mediation.party")
    brand = Setting("mediation.brand")
    departments = Setting("mediation.departments")
    persons = Setting("mediation.persons")
    members = Setting("mediation.party_own")
    price = Setting("mediation.brand_price")
    organising = Setting("mediation.organising")
    tiring = Setting("tiring.weight")
    kept = Setting("tiring.kept")
    day_cost = Setting("triage.day_cost")

    def __init__(self, world: Neighbourhood) -> None:
        """Begin with mediators who have given nothing yet."""
        super().__init__(world)
        self.given = np.zeros(world.compounds.count)

    def _share(self, of: FloatArray) -> FloatArray:
        """Share of the days that go to a formula: as set, or as it stands to the others if all exceed one."""
        return of / np.maximum(1.0, self.party + self.brand + self.departments + self.persons)

    def staff_days(self) -> FloatArray:
        """Mediators' time, as far as it is the committee's, and calling others together."""
        others = self._share(self.brand) + self._share(self.departments) + self._share(self.persons)
        saved = self._share(self.party) * self.members + others * (1.0 - self.organising)
        return self.per_thousand(self.days) * (1.0 - saved)

    def yuan(self) -> FloatArray:
        """Training and allowances; a studio's fee, and departments' days at their value."""
        a_day = self._share(self.brand) * self.price + self._share(self.departments) * self.day_cost
        return self.per_thousand(self.money) + self.per_thousand(self.days) * a_day

    def set_up(self, levers: Levers) -> None:
        """Mediate on the days that there are, with more skill."""
        given = self.strength * self.per_thousand(self.days)
        left = np.exp(-self.tiring * self.given)  # they tire as volunteers do
        self.given = self.kept * self.given + left * (self.strength > 0.0)
        tired = self._share(self.persons) * (1.0 - left)
        levers.mediator_days += given * (1.0 - tired)
        levers.party_days += given * self._share(self.party)
        levers.brand_days += given * self._share(self.brand)
        levers.department_days += given * self._share(self.departments)
        levers.persons_days += given * (self._share(self.persons) - tired)
        levers.street_days += given * self._share(self.departments)
        levers.skill += self.strength * np.maximum(self.skill - levers.skill, 0.0)
