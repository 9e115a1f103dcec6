"""Owners' committees (业委会): as good or as bad as those elected;
a good one may replace a poor firm (S11).
"""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Actor, Parameter, State
from agents.column import Amount, Column, Share, Truth


class OwnersCommittee(Actor):
    """Serves a term of some quality;
    below the middle it spoils trust and invites disputes over common income.
    """

    kind: ClassVar[str] = "owners_committee"

    here = State()
    quality = State()
    term_left = State()

    good = Parameter("owners_committee.good")
    below = Parameter("owners_committee.replace_below")
    patience = Parameter("owners_committee.replace_months")

    def wants_new_firm(self, poor_months: Column) -> Truth:
        """Whether it puts a change of firm to the owners:
        it is a good one and quality was poor for long enough (S11).
        """
        return (self.here > 0.0) & (self.quality >= self.good) & (poor_months >= self.patience)

    trust_loss = Parameter("owners_committee.trust_loss")

    def spoils_trust(self) -> Share:
        """Trust in the property side lost a month under a bad committee (S9)."""
        return self.trust_loss * self.here * (self.quality < self.good)

    pace = Parameter("triage.owners_speed")

    def finishes(self) -> Amount:
        """Hazard a month with which an issue in its hands is done (S5)."""
        return self.pace * self.quality / self.good
