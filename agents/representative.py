"""Residents' representatives (居民代表):
elected households that sit in forums for their neighbours, and tire (S7).
"""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Actor, Parameter, State
from agents.column import Column, Truth, above_zero


class ResidentRepresentative(Actor):
    """Comes to most sessions, less often after many."""

    kind: ClassVar[str] = "representative"

    household = State()
    sessions_lately = State()

    attends = Parameter("representative.attends")
    tiring = Parameter("representative.tiring")
    recovery = Parameter("representative.recovery")

    def comes(self, draw: Column) -> Truth:
        """Whether the representative comes to this month's session (S7)."""
        return draw < above_zero(self.attends - self.tiring * self.sessions_lately)
