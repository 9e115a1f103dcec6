"""Closed loop (领衔办理、结果反馈、跟踪问效): every issue is tracked until its holder is answered.

Seed: S1. Acts on procedure: what is passed on is rarely lost, and what is done but does not satisfy comes
back instead of being lived with; and on incentives: bodies are chased and ranked by what they resolve (W24),
so that committees learn faster. Downside: what comes back takes its place in the queue.
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

    def staff_days(self) -> FloatArray:
        """Tracking and calling back."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Track, and ask whoever was answered, so that what does not satisfy comes back."""
        levers.track += self.strength * self.track
        levers.asks += self.strength
