"""Case managers (认助, "有事只找一个人"): one cadre adopts one household in hardship for good.

Seed: S3 (the 500 hardest cases of the district). Acts on capacity and procedure: the household is looked
after and met every month, tells its own cadre, and its issues have a lead and are not passed on. Downside:
neighbours of the stairwell whose own issues stay open see who is served first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import BoolArray, FloatArray
from model.channels import take_in
from model.hardship import rank_by_hardship, whole_number
from model.instrument import Instrument, Setting
from model.issues import ASSIGNED, BY_COMMITTEE, OPEN, PASSED_ON, REOPENED

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class CaseManager(Instrument):
    """Adopts the worst off, for as long as they live there."""

    kind: ClassVar[str] = "case_manager"
    full_strength: ClassVar[Setting] = Setting("case_manager.strength")
    needs: ClassVar[tuple[str, ...]] = ("staff",)

    days = Setting("case_manager.staff_days")
    number = Setting("case_manager.households")
    relief = Setting("case_manager.relief")
    priority = Setting("case_manager.lead")
    envy = Setting("case_manager.envy")

    def __init__(self, world: Neighbourhood) -> None:
        """Begin with nobody adopted."""
        super().__init__(world)
        rows = self._rows_kept()
        self._adopted = np.zeros(rows, dtype=np.bool_)
        self._identity = world.population.key[:rows].copy()

    def staff_days(self) -> FloatArray:
        """The cadres' visits."""
        return self.per_thousand(self.days)

    def at_grievance(self) -> None:
        """Fill the places of those who have moved out; look after the adopted."""
        world = self.world
        self._adopt()
        rows = np.flatnonzero(self._adopted)
        if len(rows):
            world.relieve(np.where(self._adopted, self.relief[world.compounds.of_row], 0.0))
            world.meet(rows)

    def _adopt(self) -> None:
        """Keep those who still live there, and adopt the next in hardship where a cadre is free."""
        world, compounds = self.world, self.world.compounds
        self._adopted &= self._identity == world.population.key
        target = whole_number(world, self.strength * self.per_thousand(self.number), "case managers", 0)
        free = target - compounds.counts(self._adopted)
        if (free > 0.0).any():
            rank = rank_by_hardship(world) + len(self._adopted) * (self._adopted | ~world.households.present)
            order = np.lexsort((rank, compounds.of_row))
            new = order[compounds.local < free[compounds.of_row]]
            new = new[world.households.present[new]]
            self._adopted[new] = True
            self._identity[new] = world.population.key[new]

    def _theirs(self, *states: int) -> BoolArray:
        issues = self.world.issues
        found: BoolArray = issues.is_in(*states) & self._adopted[issues.reporter]
        return found

    def at_intake(self) -> None:
        """Let the adopted tell their own cadre."""
        take_in(self.world, np.flatnonzero(self._theirs(OPEN)), BY_COMMITTEE)

    def at_triage(self) -> None:
        """Put the issues of the adopted first, and let nobody pass them on."""
        issues = self.world.issues
        theirs = np.flatnonzero(self._theirs(PASSED_ON, ASSIGNED, REOPENED))
        issues.status[theirs] = np.where(issues.status[theirs] == PASSED_ON, ASSIGNED, issues.status[theirs])
        issues.lead[theirs] = np.maximum(issues.lead[theirs], self.priority[issues.compound[theirs]])

    def at_trust(self) -> None:
        """Neighbours of the stairwell who wait for an answer themselves lose trust."""
        world, issues, compounds = self.world, self.world.issues, self.world.compounds
        waiting = np.zeros(compounds.rows, dtype=np.bool_)
        waiting[issues.reporter[issues.is_in(PASSED_ON, ASSIGNED, REOPENED)]] = True
        beside = compounds.stairs_to_rows(compounds.stair_counts(self._adopted) > 0.0)
        rows = np.flatnonzero(waiting & beside & ~self._adopted)
        trust, loss = world.households.trust_committee, (self.strength > 0.0) * self.envy
        trust[rows] = np.maximum(trust[rows] - loss[compounds.of_row[rows]], 0.0)
