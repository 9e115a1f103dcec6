"""Micro wishes (微心愿): each month the households in most hardship have a wish granted.

Seed: S3 "微心愿" (百姓点单). Acts on capacity: relief and a contact with staff for a few. Downside: more
apply than are chosen, and those who are not lose trust in the committee.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray, IntArray
from model.hardship import rank_by_hardship, whole_number
from model.instrument import Instrument, Setting


class Wishes(Instrument):
    """Grants wishes to the worst off; the next in line are refused."""

    kind: ClassVar[str] = "wishes"
    full_strength: ClassVar[Setting] = Setting("wishes.strength")

    days = Setting("wishes.staff_days")
    money = Setting("wishes.yuan")
    share = Setting("wishes.share")
    relief = Setting("wishes.relief")
    refused_loss = Setting("wishes.refused_loss")
    applicants = Setting("wishes.applicants")

    _refused: IntArray

    def staff_days(self) -> FloatArray:
        """Collecting and granting wishes."""
        return self.per_thousand(self.days)

    def yuan(self) -> FloatArray:
        """What is wished for."""
        return self.per_thousand(self.money)

    def at_grievance(self) -> None:
        """Choose among the applicants those with most hardship, relieve and meet them."""
        world, of = self.world, self.world.compounds.of_row
        number = whole_number(
            world, self.strength * self.share * world.compounds.households, "wishes", world.month
        )
        rank = rank_by_hardship(world) if number.any() else np.full(len(of), len(of))
        chosen = (rank < number[of]) & world.households.present
        applied = (rank < (number * self.applicants)[of]) & world.households.present
        self._refused = np.flatnonzero(applied & ~chosen)
        if chosen.any():
            world.relieve(np.where(chosen, self.relief[of], 0.0))
            world.meet(np.flatnonzero(chosen))

    def at_trust(self) -> None:
        """Applicants who were not chosen lose trust."""
        trust, of = self.world.households.trust_committee, self.world.compounds.of_row
        trust[self._refused] = np.maximum(trust[self._refused] - self.refused_loss[of[self._refused]], 0.0)
