"""Residents' committees (居委会): a few staff, most of whose time goes to administration (S5)."""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Actor, Parameter, State
from agents.column import Amount, Column, Share, above_zero, clip
from agents.perceptions import Waiting


class ResidentsCommittee(Actor):
    """Works off issues with the staff-days that administration and instruments leave it."""

    kind: ClassVar[str] = "residents_committee"

    staff = State()
    capacity = State()
    answered = State()
    unanswered = State()
    experience = State()
    pressed = State()

    days = Parameter("triage.days")
    admin_share = Parameter("triage.admin_share")

    def has_days(self, helpers: Column, bound: Column) -> Amount:
        """Staff-days for issues this month: staff without administration,
        plus helpers, minus what instruments bind (S5).
        """
        return above_zero(self.staff * self.days * (1.0 - self.admin_share) + helpers - bound)

    age_scale = Parameter("triage.age_scale")

    def urgency(self, waiting: Waiting) -> Amount:
        """How pressing an issue in its queue is; it works on the most pressing first: by severity, more the
        longer it waits, and more if a forum gave it priority (S5).
        """
        pressing = waiting.severity * (1.0 + waiting.months / self.age_scale) * waiting.lead
        return pressing * waiting.off_agenda * waiting.offline

    backlog_borne = Parameter("triage.backlog")
    least = Parameter("triage.rush")

    def has_time_for_each(self, backlog: Column) -> Share:
        """Share of the time a case asks for that it gets: all of it up to a backlog of some months,
        less beyond, but never less than it takes to close a case at all, Lipsky 1980 (S5).
        """
        return clip(self.keeps_up(backlog), self.least, 1.0)

    def keeps_up(self, backlog: Column) -> Share:
        """Share of what waits with which it can keep up: all up to a backlog of some months (S5)."""
        borne = self.backlog_borne
        return borne / (borne + above_zero(backlog - borne))

    rate = Parameter("learning.rate")
    incentive = Parameter("learning.incentive")
    turnover = Parameter("learning.turnover")

    def learns(self, followed: Column) -> Amount:
        """Experience after this month: a step to where practice, quickened by being compared,
        and the turnover of staff balance, Argote & Epple 1990 (S5).
        """
        gain = self.rate * (1.0 + self.incentive * followed)
        settled, step = gain / (gain + self.turnover), clip(gain + self.turnover, 0.0, 1.0)
        return self.experience + step * (settled - self.experience)
