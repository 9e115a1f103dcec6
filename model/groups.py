"""Groups of residents: what happens to each of them, month by month. Kept on request; behaviour never
reads it.

Groups overlap (an owner may be elderly). What is counted here are sums over the members of a group, so that
any ratio can be formed afterwards: of several months, of several compounds, of one group against another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from agents.column import BoolArray, FloatArray, IntArray
from agents.resident import ELDERLY, ESTABLISHED, YOUNG
from agents.rule_error import RuleError
from model.conflict import lived_with
from model.elections import residents_election_due
from model.issues import BY_COMMITTEE, BY_FORUM, NEVER, NO_CHANNEL
from model.record import SOON, WINDOW, satisfaction
from scenarios.language import _
from scenarios.problems import listed, shown

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

YEARLY = 1200.0  # a month's count a household, as a yearly count per 100 households


def _has_shop(world: Neighbourhood) -> BoolArray:
    """Households whose stairwell holds a shop."""
    shops = world.compounds.stair_counts(world.households.converted)
    return np.asarray(world.compounds.stairs_to_rows(shops > 0.0))


def _aged(world: Neighbourhood, low: float, high: float) -> BoolArray:
    """Households whose decision-maker is of an age from `low` to below `high`."""
    return np.asarray((world.households.age >= low) & (world.households.age < high))


def _knows_others(world: Neighbourhood) -> BoolArray:
    """Households that know somebody of another age group."""
    return np.asarray(world.households.cross_ties > 0.0)


def _are_of(kind: str, world: Neighbourhood) -> BoolArray:
    """Households of a kind of the user's own."""
    return world.population.of_kind(kind)


MEMBERS: Mapping[str, Callable[[Neighbourhood], BoolArray]] = {
    "all": lambda world: np.ones(world.compounds.rows, dtype=np.bool_),
    "elderly": lambda world: world.households.group == ELDERLY,
    "established": lambda world: world.households.group == ESTABLISHED,
    "young": lambda world: world.households.group == YOUNG,
    "aged_18_29": lambda world: _aged(world, 18.0, 30.0),
    "aged_50_59": lambda world: _aged(world, 50.0, 60.0),
    "aged_70_79": lambda world: _aged(world, 70.0, 80.0),
    "owner": lambda world: world.households.owner.astype(np.bool_),
    "tenant": lambda world: ~world.households.owner.astype(np.bool_),
    "ground": lambda world: world.population.ground,
    "upper": lambda world: ~world.population.ground,
    "party": lambda world: world.households.party.astype(np.bool_),
    "not_party": lambda world: ~world.households.party.astype(np.bool_),
    "online": lambda world: world.households.online.astype(np.bool_),
    "offline": lambda world: ~world.households.online.astype(np.bool_),
    "shop_stairwell": _has_shop,
    "quiet_stairwell": lambda world: ~_has_shop(world),
    "tied_across": _knows_others,
    "tied_within": lambda world: ~_knows_others(world) & (world.ties.degree > 0.0),
    "isolated": lambda world: world.ties.degree == 0.0,
}
PAIRS = ("across_ages", "within_age")
GROUPS = (*MEMBERS, *PAIRS)
"""Every group; the last two are pairs of neighbours: an elderly and a young one, and two of one age group. A
world with residents of kinds of the user's own has these kinds as further groups, before the pairs."""

COLUMNS = (
    *("households", "people", "active", "satisfaction", "trust_committee", "trust_firm", "belonging"),
    *("hardship", "severity", "raised", "disputes", "collected", "resolved", "forum_collected"),
    *("forum_resolved", "online_collected", "voters", "votes", "losers", "losers_trust"),
    *("pairs", "dyads", "sessions", "attended", "acted_online", "demands_told", "demands_in_time"),
)
"""What is summed: `severity` of the quarrels lived with, `resolved` by the month of report if within a year
of it, `demands_in_time` (no disputes) likewise if within three months. `sessions` are those of the compound,
the same for every group."""


def check_kinds(kinds: Sequence[str]) -> None:
    """RuleError if a kind of the user's own has the name of a group: tables could not tell them apart."""
    for kind in kinds:
        if kind in GROUPS:
            known = listed(GROUPS)
            problem = _("kind = {kind}: there is a group of that name; the groups are: {known}.")
            raise RuleError(problem.format(kind=shown(kind), known=known))


class Ratio(NamedTuple):
    """A measure of a group: one column over another, times a factor."""

    part: str
    whole: str
    factor: float = 1.0


MEASURES: Mapping[str, Ratio] = {
    "participation": Ratio("active", "people"),
    "attendance": Ratio("attended", "people"),
    "participation_online": Ratio("acted_online", "people"),
    "satisfaction": Ratio("satisfaction", "people"),
    "trust_RC": Ratio("trust_committee", "people"),
    "trust_prop": Ratio("trust_firm", "people"),
    "belonging": Ratio("belonging", "people"),
    "hardship": Ratio("hardship", "people"),
    "conflict_index": Ratio("severity", "households", 100.0),
    "issues_raised": Ratio("raised", "households", YEARLY),
    "disputes_raised": Ratio("disputes", "households", YEARLY),
    "issues_reported": Ratio("collected", "households", YEARLY),
    "resolution": Ratio("resolved", "collected"),
    "resolution_in_time": Ratio("demands_in_time", "demands_told"),
    "forum_resolution": Ratio("forum_resolved", "forum_collected"),
    "vote": Ratio("votes", "voters"),
    "trust_of_losers": Ratio("losers_trust", "losers"),
    "quarrels": Ratio("dyads", "pairs", YEARLY),
}
"""What may be asked of a group; counts are per 100 households (or pairs of neighbours) and year."""


class GroupRecord:
    """Sums over every group: ``series[column]`` is (groups, months with burn-in, compounds)."""

    def __init__(self, world: Neighbourhood) -> None:
        """Prepare the pages."""
        self.burn_in, self.lived = world.burn_in, 0
        self.members: dict[str, Callable[[Neighbourhood], BoolArray]] = dict(MEMBERS)
        self.members |= {kind: partial(_are_of, kind) for kind in world.population.new_kinds.names}
        self.groups = (*self.members, *PAIRS)
        self._there = world.population.new_kinds.there()
        shape = (len(self.groups), world.burn_in + world.months, world.compounds.count)
        self.series = {name: np.zeros(shape) for name in COLUMNS}

    def take(self, world: Neighbourhood) -> None:
        """Observe the month that is over, before closed issues leave the books."""
        page, self.lived = world.month + self.burn_in - 1, max(world.month, 0)
        columns, issues = _of_households(world), _Issues(world)
        for number, members in enumerate(self.members.values()):
            mine = members(world)
            for name, column in columns.items():
                self.series[name][number, page] = world.compounds.sums(column * mine)
            for name, places in issues.counted.items():
                held = places[mine[issues.reporter[places]]]
                self.series[name][number, page] = world.compounds.tally(issues.of[held])
            open_now = issues.disputes[mine[issues.reporter[issues.disputes]]]
            weight = world.compounds.tally(issues.of[open_now], world.issues.severity[open_now])
            self.series["severity"][number, page] = weight
            self.series["sessions"][number, page] = world.record.series["sessions"][page]
            self._count_resolved(world, issues, number, mine)
        self._count_pairs(world, issues, page)

    def _count_resolved(self, world: Neighbourhood, issues: _Issues, number: int, mine: BoolArray) -> None:
        """Enter what was resolved this month on the page of the month in which it was told."""
        for name, places in issues.finished.items():
            held = places[mine[issues.reporter[places]]]
            page = world.issues.reported[held].astype(np.int64) + self.burn_in - 1
            np.add.at(self.series[name][number], (page, issues.of[held]), 1.0)

    def _count_pairs(self, world: Neighbourhood, issues: _Issues, page: int) -> None:
        compounds, h = world.compounds, world.households
        old, middle, young = (
            compounds.stair_counts((h.group == group) & h.present) for group in (ELDERLY, ESTABLISHED, YOUNG)
        )
        within = sum(size * (size - 1.0) / 2.0 for size in (old, middle, young))
        one, other = issues.dyads
        groups = (h.group[one], h.group[other])
        same, gap = groups[0] == groups[1], np.abs(groups[0] - groups[1]) == YOUNG - ELDERLY
        for number, (pairs, chosen) in enumerate(((old * young, gap), (within, same)), len(self.members)):
            per_compound = np.bincount(compounds.stair_compound, pairs, compounds.count)
            self.series["pairs"][number, page] = per_compound
            self.series["dyads"][number, page] = compounds.tally(compounds.of_row[one[chosen]])

    def table(self, placement: IntArray) -> pd.DataFrame:
        """Tidy table of the months lived: compound (of the placements), month, group and the sums."""
        count = int(placement[-1]) + 1
        keys = pd.MultiIndex.from_product(
            [range(count), range(1, self.lived + 1), self.groups], names=["compound", "month", "group"]
        )
        found = pd.DataFrame(
            {
                name: _by_placement(series[:, self.burn_in : self.burn_in + self.lived], placement)
                for name, series in self.series.items()
            },
            index=keys,
        ).reset_index()
        return found if not self._there else self._of_those_there(found, placement)

    def _of_those_there(self, table: pd.DataFrame, placement: IntArray) -> pd.DataFrame:
        """Leave out kinds of the user's own where a placement has none: what else is in the world is no
        matter.
        """
        lacking = np.zeros(len(table), dtype=np.bool_)
        for kind, there in self._there.items():
            lacking |= (table["group"] == kind) & ~table["compound"].isin(placement[there])
        return table[~lacking].reset_index(drop=True)


def _by_placement(series: FloatArray, placement: IntArray) -> FloatArray:
    """Bring (groups, months, compounds) to rows sorted by placement, month and group."""
    summed = np.zeros((*series.shape[:2], int(placement[-1]) + 1))
    for compound, place in enumerate(placement.tolist()):
        summed[:, :, place] += series[:, :, compound]
    return summed.transpose(2, 1, 0).ravel()


def _of_households(world: Neighbourhood) -> dict[str, FloatArray]:
    """What every household adds to the sums of the groups it belongs to."""
    h = world.households
    here = h.present.astype(float)
    due = residents_election_due(world)[world.compounds.of_row] & h.present
    lost = np.zeros(world.compounds.rows)
    lost[world.issues.reporter[world.news.of("lost")]] = 1.0
    return {
        "households": np.ones(world.compounds.rows),
        "people": here,
        "active": h.active.astype(float),
        "attended": world.came * here,
        "acted_online": world.acted_online * here,
        "satisfaction": satisfaction(world) * here,
        "trust_committee": h.trust_committee * here,
        "trust_firm": h.trust_firm * here,
        "belonging": h.belonging * here,
        "hardship": h.hardship * here,
        "voters": due.astype(float),
        "votes": (world.voted & due).astype(float),
        "losers": lost,
        "losers_trust": lost * h.trust_committee,
    }


class _Issues:
    """Places in the ledger of what happened to issues this month, and of the disputes that are open."""

    def __init__(self, world: Neighbourhood) -> None:
        issues, month = world.issues, world.month
        self.reporter, self.of = issues.reporter, issues.compound
        new, reported = issues.raised == month, (issues.reported == month) & (issues.channel != NO_CHANNEL)
        online = world.households.online[issues.reporter].astype(np.bool_)
        self.counted = {
            "raised": np.flatnonzero(new),
            "disputes": np.flatnonzero(new & issues.dispute),
            "collected": np.flatnonzero(reported),
            "demands_told": np.flatnonzero(reported & ~issues.dispute),
            "forum_collected": np.flatnonzero(reported & (issues.channel == BY_FORUM)),
            "online_collected": np.flatnonzero(reported & online & (issues.channel == BY_COMMITTEE)),
        }
        self.disputes = lived_with(issues)
        done = (issues.done == month) & (issues.channel != NO_CHANNEL)
        done &= (issues.reported != NEVER) & (month - issues.reported <= WINDOW)
        soon = month - issues.reported <= SOON
        self.finished = {
            "resolved": np.flatnonzero(done),
            "forum_resolved": np.flatnonzero(done & (issues.channel == BY_FORUM)),
            "demands_in_time": np.flatnonzero(done & soon & ~issues.dispute),
        }
        stair = world.compounds.stair_of_row
        paired = np.flatnonzero(new & (issues.partner >= 0))
        one, other = issues.reporter[paired], issues.partner[paired]
        near = stair[one] == stair[other]
        self.dyads = one[near], other[near]
