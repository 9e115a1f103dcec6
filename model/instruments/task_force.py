"""Task force (工作专班) and governance office (小区治理办公室): the district sends people into trouble.

Seeds: S4 "区委区政府抽调精干力量，组织专班", S3 "党建引领小区治理办公室". Acts on capacity (days) and
procedure (one body that all departments answer to) for some months after a large petition; part of both stays
where there is a standing office. Downside: it goes, and what leaned on it is coordinated worse than before
for a time; whoever is sent is missed at the street office; the committee accompanies and reports.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers


class TaskForce(Instrument):
    """Brings days and coordination for a time, and leaves a hole."""

    kind: ClassVar[str] = "task_force"
    full_strength: ClassVar[Setting] = Setting("task_force.strength")

    watch = Setting("task_force.watch_days")
    days = Setting("task_force.staff_days")
    brought = Setting("task_force.days")
    coordination = Setting("task_force.coordination")
    stays = Setting("task_force.months")
    standing = Setting("task_force.standing")
    street_share = Setting("task_force.street_share")
    hole = Setting("task_force.hole")
    missed_for = Setting("task_force.hole_months")

    def _since(self) -> FloatArray:
        """Months since the last large petition in any of its building clusters."""
        return self.world.month - self.world.clusters.greatest(self.world.last_large)

    def _months(self) -> FloatArray:
        """Months since the first one there could be: what never came is not missed."""
        return self.world.month - self._start

    def _here(self) -> FloatArray:
        """How much of it is here: all of it after a large petition, else what stands."""
        return np.where(self._since() <= self.stays, 1.0, self.standing)

    def staff_days(self) -> FloatArray:
        """Keeping watch, and accompanying and reporting while it is here."""
        return self.per_committee(self.watch + self._here() * self.days)

    def set_up(self, levers: Levers) -> None:
        """Lend days, which are missed at the street office, and coordinate; miss what has gone."""
        here, since = self.strength * self._here(), self._since()
        days = here * self.per_committee(self.brought)
        levers.helper_days += days
        levers.paid_helper_days += days
        levers.street_days += self.street_share * days
        levers.coordination += here * np.maximum(self.coordination - levers.coordination, 0.0)
        gone = (since > self.stays) & (since - self.stays <= np.minimum(self.missed_for, self._months()))
        levers.coordination *= 1.0 - gone * self.strength * (1.0 - self.standing) * self.hole
