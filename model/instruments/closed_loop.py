"""Closed loop (领衔办理、结果反馈、跟踪问效): every issue is tracked until its holder is answered.

Seed: S1. Acts on procedure: what is passed on is rarely lost. Downside: some of what was called done comes
back.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class ClosedLoop(Instrument):
    """Tracks issues and asks whether the answer satisfied."""

    kind: ClassVar[str] = "closed_loop"
    full_strength: ClassVar[Setting] = Setting("closed_loop.strength")

    days = Setting("closed_loop.staff_days")
    track = Setting("closed_loop.track")
    unsatisfied = Setting("closed_loop.reopen")

    def staff_days(self) -> FloatArray:
        """Tracking and calling back."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Track, and reopen what did not satisfy."""
        levers.track += self.strength * self.track
        levers.reopen += self.strength * self.unsatisfied
