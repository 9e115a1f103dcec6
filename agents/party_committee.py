"""Community Party committees (社区党委): convene, and settle who is responsible (S5)."""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Actor, State
from agents.column import Column, Share


class PartyCommittee(Actor):
    """Finds a lead for an issue that everybody passes on;
    an alliance of the three bodies closes part of the gap.
    """

    kind: ClassVar[str] = "party_committee"

    convening = State()

    def coordinates(self, alliance: Column) -> Share:
        """Probability that a month settles who is responsible: 1 - (1 - c)(1 - alliance) (S5)."""
        return 1.0 - (1.0 - self.convening) * (1.0 - alliance)
