"""Owners' committee (业委会), elected for a term: regularly or as it comes, with an emergency stop or not.

Seeds: S2, S3, S4 (unsupervised committees as a source of conflict). Acts on rules: a good one settles who
owns common income and may replace a poor firm after a valid vote. Regular elections make a good one likelier;
the emergency stop ends a bad term early. Downside: a bad one invites disputes and spoils trust.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers
from model.streams import beta_by, uniform


class OwnersCommitteeElected(Instrument):
    """Elects a committee each term; its quality is drawn."""

    kind: ClassVar[str] = "owners_committee"
    full_strength: ClassVar[Setting] = Setting("owners_committee.strength")

    days = Setting("owners_committee.staff_days")
    quality_a = Setting("owners_committee.quality_a")
    quality_b = Setting("owners_committee.quality_b")
    regular = Setting("owners_committee.regular_elections")
    emergency_stop = Setting("owners_committee.emergency_stop")
    regulated_a = Setting("owners_committee.regulated_a")
    term = Setting("owners_committee.term")
    stop_months = Setting("owners_committee.stop_months")
    good = Setting("owners_committee.good")

    def staff_days(self) -> FloatArray:
        """Guidance and supervision."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Elect where there is none or the term is over."""
        world = self.world
        committees = world.owners_committees
        new = (self.strength > 0.0) & (committees.term_left <= 0.0)
        if new.any():
            a = np.where(self.regular > 0.0, self.regulated_a, self.quality_a)
            quality = beta_by(
                uniform(world.compounds.seed_key, "committee elected", world.month), a, self.quality_b
            )
            committees.here[new] = self.strength[new]
            committees.quality[new] = quality[new]
            committees.term_left[new] = self.term[new]
            bad = new & (quality < self.good) & (self.emergency_stop > 0.0)
            committees.term_left[bad] = self.stop_months[bad]
