"""Micro projects (微实事, "百姓点单、政府买单"): each quarter a sum for works, spent as the households vote.

Seed: S3; the sums are those of D19 and W65. Acts on money and procedure: what waits for money is put to the
vote of those it concerns, and what most of them want is paid first; part of the sum goes first to small
works, and what these leave is open to all.
A residents' committee has one purse and one vote, for all the compounds it serves; a compound alone has its
share of the purse, by households (D19). Unspent money is carried over. Downside: there are more proposals
than money, and every one that is refused is a failure to its holder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.resident import Resident
from model.instrument import Instrument, Setting
from model.issues import COMPOUND, DYAD, STAIRWELL
from model.levers import Levers
from model.streams import uniform
from model.works import fits_budget, wait_for_money

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class MicroProjects(Instrument):
    """Pays for works by vote.

    Attributes:
        purses: what the builders still owe, for small works ("small") and for all ("any"): (residents'
            committees,) yuan.
    """

    kind: ClassVar[str] = "micro_projects"
    full_strength: ClassVar[Setting] = Setting("micro_projects.strength")
    needs: ClassVar[tuple[str, ...]] = ("budget", "rules")

    days = Setting("micro_projects.staff_days")
    project = Setting("micro_projects.project")
    every = Setting("micro_projects.months")
    small_share = Setting("micro_projects.small_share")
    refused = Setting("micro_projects.refused")

    def __init__(self, world: Neighbourhood) -> None:
        """Begin without money."""
        super().__init__(world)
        self.purses = {"small": self._by_committee(self.strength), "any": self._by_committee(self.strength)}

    def _by_committee(self, yuan: FloatArray | BoolArray) -> FloatArray:
        """Add up what the compounds of each residents' committee have: (committees,)."""
        return np.bincount(self.world.groups.committee, yuan)

    def staff_days(self) -> FloatArray:
        """Collecting proposals and counting votes."""
        return self.per_committee(self.days)

    def works(self) -> FloatArray:
        """A project's money in equal monthly parts; the builders are paid whether or not it is all used."""
        return self.per_committee(self.project) / self.every

    def set_up(self, levers: Levers) -> None:
        """Set this month's money aside."""
        month = self.strength * self.works()
        self.purses["small"] += self._by_committee(month * self.small_share)
        self.purses["any"] += self._by_committee(month * (1.0 - self.small_share))

    def at_fund(self) -> None:
        """Once a quarter, put a committee's waiting works to the vote and pay as far as the money goes."""
        issues = self.world.issues
        due = (self.world.month % self.every == 0) & (self.strength > 0.0)
        if not due.any():
            return
        places = np.flatnonzero(wait_for_money(self.world) & due[issues.compound])
        votes, committee = self._count(places), self.world.groups.committee[issues.compound[places]]
        places = places[np.lexsort((issues.key[places], -issues.severity[places], -votes, committee))]
        self._pay("small", places[issues.scale[places] != COMPOUND])
        self._open_to_all(due)
        self._pay("any", places[~issues.funded[places]])
        refused = places[~issues.funded[places]]
        self.world.experience(issues.reporter[refused], 0.0, self.refused[issues.compound[refused]])

    def _open_to_all(self, due: BoolArray) -> None:
        """What small works leave of their share goes to the others."""
        left = np.where(self._by_committee(due) > 0.0, self.purses["small"], 0.0)
        self.purses["small"] -= left
        self.purses["any"] += left

    def _count(self, places: IntArray) -> FloatArray:
        """Votes for each proposal: of both parties, of the stairwell, or of the whole compound."""
        world, issues, compounds = self.world, self.world.issues, self.world.compounds
        draw = uniform(world.population.key, "project vote", world.month)
        votes: BoolArray = world.households.decide(Resident.votes_on_works, draw)
        partner, reporter = issues.partner[places], issues.reporter[places]
        of_two = votes[reporter].astype(float) + (votes[partner] & (partner >= 0))
        scale = issues.scale[places]
        return np.select(
            [scale == DYAD, scale == STAIRWELL],
            [of_two, compounds.stair_counts(votes)[issues.stairwell[places]]],
            compounds.counts(votes)[issues.compound[places]],
        )

    def _pay(self, purse: str, places: IntArray) -> None:
        issues = self.world.issues
        of = self.world.groups.committee[issues.compound[places]]
        chosen = fits_budget(issues.cost[places], of, self.purses[purse])
        spent = issues.cost[places[chosen]]
        self.purses[purse] -= np.bincount(of[chosen], spent, minlength=len(self.purses[purse]))
        issues.funded[places[chosen]] = True
