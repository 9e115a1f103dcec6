"""Delegates (人大代表、政协委员领衔办理): each month they take the lead of a few cases that are stuck.

Seed: S1 "领衔办理", "政协委员‘零距离’服务群众". Acts on procedure: what everybody passes on gets somebody at
once, and what lies with the street office is put to the front. Downside: the hands are the same, so that
where they bind the others wait longer; receptions take staff, and the delegates' own days cost.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray, IntArray
from model.compounds import before_in_compound
from model.hardship import whole_number
from model.instrument import Instrument, Setting
from model.issues import ASSIGNED, PASSED_ON, REOPENED, STREET
from model.levers import Levers


class Delegates(Instrument):
    """Leads the most pressing of what is passed on or lies with the street office."""

    kind: ClassVar[str] = "delegates"
    full_strength: ClassVar[Setting] = Setting("delegates.strength")
    needs: ClassVar[tuple[str, ...]] = ("venue",)

    reception = Setting("delegates.staff_days")
    cases = Setting("delegates.cases")
    days = Setting("delegates.days")
    priority = Setting("delegates.lead")
    ageing = Setting("triage.age_scale")

    def staff_days(self) -> FloatArray:
        """Receptions, and papers for the delegates."""
        return self.per_committee(self.reception)

    def set_up(self, levers: Levers) -> None:
        """Count the delegates' own days."""
        levers.paid_helper_days += self.strength * self.per_committee(self.cases * self.days)

    def at_triage(self) -> None:
        """Take the lead: say who is responsible, and put it to the front; meet its holder."""
        world, issues = self.world, self.world.issues
        number = whole_number(world, self.strength * self.per_committee(self.cases), "cases led", world.month)
        places = self._stuck()
        of = issues.compound[places]
        led = places[before_in_compound(of) < number[of]]
        issues.led[led] = True
        issues.status[led] = np.where(issues.status[led] == PASSED_ON, ASSIGNED, issues.status[led])
        issues.on_agenda[led] = True
        issues.lead[led] = np.maximum(issues.lead[led], self.priority[issues.compound[led]])
        world.meet(issues.reporter[led])

    def _stuck(self) -> IntArray:
        """What nobody answers for or waits at the street office and no delegate leads yet, by compound,
        the most pressing first.
        """
        issues = self.world.issues
        at_street = issues.is_in(ASSIGNED, REOPENED) & (issues.fixer == STREET)
        waits = (issues.is_in(PASSED_ON) | (at_street & ~issues.dispute & ~issues.capital)) & ~issues.led
        places = np.flatnonzero(waits)
        of, age = issues.compound[places], self.world.month - issues.told()[places]
        urgency = issues.severity[places] * (1.0 + age / self.ageing[of])
        return places[np.lexsort((-urgency, of))]
