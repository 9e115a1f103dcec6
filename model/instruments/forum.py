"""Forum (圆桌会、居民议事会、联席会议): regular sessions in which issues are heard and given a lead.

Seeds: S0 "居民议事会", S1 "四方协商", S3 "幸福圆桌会", S4 "联席会议". Acts on procedure (see model/forum.py)
and on who sits at the table. Downside: attendees' time, and a failed session lowers efficacy.
"""

from __future__ import annotations

from typing import ClassVar

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class Forum(Instrument):
    """Holds sessions; the firm and the construction company answer faster where they sit at the table."""

    kind: ClassVar[str] = "forum"
    full_strength: ClassVar[Setting] = Setting("forum.strength")
    needs: ClassVar[tuple[str, ...]] = ("venue", "rules")

    sessions = Setting("forum.sessions")
    firm_at_table = Setting("forum.firm_at_table")
    construction_at_table = Setting("forum.construction_at_table")
    works_speed = Setting("forum.works_speed")

    queue_share = Setting("alliance.queue_share")

    days = Setting("forum.session_days")
    money = Setting("forum.session_yuan")

    def staff_days(self) -> FloatArray:
        """Preparing and following up the sessions of an average month."""
        return self.sessions * self.days

    def yuan(self) -> FloatArray:
        """Room, tea and minutes."""
        return self.sessions * self.money

    def set_up(self, levers: Levers) -> None:
        """Call sessions, and seat the firm and the builder where the model says so."""
        levers.sessions += self.strength * self.sessions
        levers.firm_speed *= 1.0 + self.strength * self.firm_at_table * (self.works_speed - 1.0)
        levers.firm_in_queue += self.strength * self.firm_at_table * self.queue_share
        levers.construction_at_table += self.strength * self.construction_at_table
