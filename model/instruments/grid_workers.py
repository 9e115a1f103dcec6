"""Grid workers (网格员): each looks after some hundred households and goes from door to door.

Seeds: S0 and S1 speak of community workers, "工作人员数量有限", and none of a grid; the work of one is
described by D15 and D34. Acts on information (whoever is called on may tell what nobody was told) and on
capacity (small things are dealt with on the spot, the rest is passed on). Downside: what is found loads the
queue, calls take days from it where they are the committee's own people, and of the days paid for those who
are hired administration takes its part.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray, IntArray
from model import triage
from model.channels import take_in
from model.instrument import Instrument, Setting
from model.issues import BY_COMMITTEE, OPEN
from model.levers import Levers
from model.order_of_work import running_totals
from model.rounds import found, meet_some


class GridWorkers(Instrument):
    """Calls on households in turn, and works on what they tell."""

    kind: ClassVar[str] = "grid_workers"
    full_strength: ClassVar[Setting] = Setting("grid_workers.strength")

    briefing = Setting("grid_workers.staff_days")
    grid = Setting("grid_workers.households")
    hired = Setting("grid_workers.hired")
    admin = Setting("grid_workers.admin_share")
    calling = Setting("grid_workers.calling")
    calls = Setting("grid_workers.calls")
    tells = Setting("grid_workers.tells")
    small = Setting("grid_workers.small")
    own_admin = Setting("triage.admin_share")
    month = Setting("triage.days")

    def _paid(self) -> FloatArray:
        """Days a month for which workers are hired."""
        return self.hired * self.month * self.world.compounds.households / self.grid

    def _own(self) -> FloatArray:
        """Days a month of the committee's own people that its administration leaves them."""
        workers = (1.0 - self.hired) * self.world.compounds.households / self.grid
        return workers * self.month * (1.0 - self.own_admin)

    def _days(self) -> FloatArray:
        """Days a month that all of them have for their grids."""
        return self._paid() * (1.0 - self.admin) + self._own()

    def staff_days(self) -> FloatArray:
        """Briefings, and the days of those who are the committee's own people."""
        return self.per_committee(self.briefing) + self._own()

    def set_up(self, levers: Levers) -> None:
        """Pay those who are hired for it, administration included."""
        levers.paid_helper_days += self.strength * self._paid()

    def at_intake(self) -> None:
        """Call on households; hear what those called on had told nobody, and deal with what is small."""
        world, issues = self.world, self.world.issues
        calls = self.calls * self.calling * self._days() / world.compounds.households
        met = meet_some(world, self.strength * np.minimum(1.0, calls), "grid worker calls")
        untold = np.flatnonzero(issues.is_in(OPEN))
        heard = found(world, untold[met[issues.reporter[untold]]], self.tells, "told the grid worker")
        take_in(world, heard, BY_COMMITTEE)
        self._deal_with(heard)

    def _deal_with(self, heard: IntArray) -> None:
        """Do the committee's small tasks among these, the smallest first; days that are left help it."""
        world, issues = self.world, self.world.issues
        tasks = np.intersect1d(heard, triage.committee_work(world))
        small = issues.work[tasks] <= self.small[issues.compound[tasks]]
        tasks = tasks[small & ~issues.dispute[tasks]]
        tasks = tasks[np.lexsort((issues.work[tasks], issues.compound[tasks]))]
        of, work = issues.compound[tasks], issues.work[tasks]
        days = self.strength * (1.0 - self.calling) * self._days()
        within = running_totals(work, of) <= days[of]
        world.levers.helper_days += days - world.compounds.tally(of[within], work[within])
        issues.work[tasks[within]] = 0.0
        triage.finish(world, tasks[within])
