"""Owners' committee (业委会): calls the owners to elect one where none serves, and campaigns for the vote.

Seeds: S2, S3, S4 (unsupervised committees as a source of conflict). Acts on rules: the owners elect it or
fail to (model/elections.py); a good one settles who owns common income and may replace a poor firm after a
valid vote. Regular elections make a good one likelier; the emergency stop ends a bad term early. Downside: a
bad one invites disputes and spoils trust.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.elections import owners_election_due
from model.instrument import Instrument, Setting


class OwnersCommitteeElected(Instrument):
    """Calls elections and campaigns for them; whether one is elected is up to the owners."""

    kind: ClassVar[str] = "owners_committee"
    full_strength: ClassVar[Setting] = Setting("owners_committee.strength")

    days = Setting("owners_committee.staff_days")
    campaign = Setting("owners_committee.campaign")

    def staff_days(self) -> FloatArray:
        """Guidance and supervision; and a campaign in the month of an election, the compound's own."""
        return self.per_committee(self.days) + self.campaign * owners_election_due(self.world)
