"""Districts: compounds that share residents' committees, street offices, budgets and property firms.

A district is the same world as a lone compound, with groups of more than one member. Every share below is
written as "own plus part of (pool minus own)": for a group of one the bracket is exactly zero, so a district
of one compound is that compound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from model.compounds import Compounds, Placement
from model.streams import keys, mixed

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

ORDER = 20211210  # fixes which compounds share a committee: a matter of the map, not of chance


@dataclass(frozen=True)
class Groups:
    """Which compound belongs to which placement, committee, street and firm: (compounds,) numbers from 0
    each.
    """

    placement: IntArray
    committee: IntArray
    street: IntArray
    firm: IntArray

    @property
    def placements(self) -> int:
        """How many placements the world was given."""
        return int(self.placement[-1]) + 1


def lay_out(given: Sequence[Placement]) -> tuple[list[Placement], Groups]:
    """Replace every district by its compounds, each with a seed of its own: hash(run seed, place in the
    district).
    """
    compounds: list[Placement] = []
    columns: list[list[int]] = [[], [], [], []]
    for number, placement in enumerate(given):
        members = _members(placement)
        committee, street, firm = _shared(placement, len(members))
        for column, values in zip(columns, ([number] * len(members), committee, street, firm), strict=True):
            start = 0 if column is columns[0] else max(column, default=-1) + 1
            column.extend(start + value for value in values)
        compounds += members
    return compounds, Groups(*(np.array(column) for column in columns))


def _members(placement: Placement) -> list[Placement]:
    members = [member.scenario for member in placement.scenario.members for _ in range(member.count)]
    if not members:
        return [placement]
    if len(members) == 1:
        return [placement._replace(scenario=members[0])]
    return [
        placement._replace(scenario=scenario, seed=mixed(mixed(placement.seed) ^ mixed(number + 1)))
        for number, scenario in enumerate(members)
    ]


def _shared(placement: Placement, count: int) -> tuple[list[int], list[int], list[int]]:
    """Number committees, streets and firms: neighbours on the map share the first two, firms work all over
    the district.
    """
    district = placement.scenario.district
    if district is None or count == 1:
        return [0] * count, [0] * count, [0] * count
    index = np.arange(count)
    on_map = np.argsort(keys(np.full(count, mixed(ORDER), dtype=np.uint64), index), kind="stable").argsort()
    by_trade = np.argsort(
        keys(np.full(count, mixed(ORDER + 1), dtype=np.uint64), index), kind="stable"
    ).argsort()
    committee = on_map * district.committees // count
    street = committee * district.streets // district.committees
    return committee.tolist(), street.tolist(), (by_trade * district.firms // count).tolist()


def by_group(values: FloatArray, group: IntArray) -> FloatArray:
    """Sum over each group, spread back to its members: (compounds,)."""
    return np.bincount(group, values)[group]


def share_by_need(own: FloatArray, need: FloatArray, group: IntArray, part: FloatArray) -> FloatArray:
    """Divide what a group has among its members: ``part`` of it by need, the rest stays where it is.

    Args:
        own: (compounds,) what each brings; need: (compounds,) what each could use; part: (compounds,) in [0,
            1].

    Returns:
        (compounds,) what each gets; the group's sum is unchanged.
    """
    total = by_group(need, group)
    share = np.divide(need, total, out=np.zeros_like(need), where=total > 0.0)
    pool = np.where(total > 0.0, by_group(own, group) * share, own)
    return own + part * (pool - own)


def slowdown(
    waiting: FloatArray, hands: FloatArray, group: IntArray, effort: FloatArray | float = 1.0
) -> FloatArray:
    """How much slower each issue goes on when more waits with a group's street office or firm than its hands
    can follow, and how much faster where more effort is asked for, as far as hands go: (compounds,), at most
    the effort. The hands are shared by all that waits (processor sharing).

    Args:
        waiting: (compounds,) issues in its hands.
        hands: (compounds,) how many issues its people there follow at full pace.
        group: (compounds,) which compounds it serves together.
        effort: (compounds,) what is asked for each issue, 1 being the usual.
    """
    follows, waits = by_group(hands, group), by_group(waiting, group)
    load = np.divide(waits, follows, out=np.where(waits > 0.0, np.inf, 0.0), where=follows > 0.0)
    return 1.0 / np.maximum(1.0 / effort, load)


def at_their_desks(world: Neighbourhood) -> FloatArray:
    """Share of a street office's hands that patrols, task forces and mediation leave for demands, wherever in
    the street they are sent to: (compounds,), 1 at most.
    """
    street = world.groups.street
    days = by_group(world.compounds.each("street.days") * world.compounds.residents / 1000.0, street)
    return np.maximum(1.0 - by_group(world.levers.street_days, street) / days, 0.0)


def shared_debt(world: Neighbourhood, cash: FloatArray, cost: FloatArray) -> FloatArray:
    """Months of cost a firm is in debt: part by the compound's own books, part by all compounds it serves."""
    firm, part = world.groups.firm, world.compounds.each("district.shared_books")
    here = world.firms.here
    own = -cash / np.maximum(cost, 1.0)
    all_cost = by_group(np.maximum(cost, 1.0) * here, firm)
    together = np.divide(
        -by_group(cash * here, firm), all_cost, out=own.copy(), where=all_cost > np.maximum(cost, 1.0) * here
    )
    return own + part * (together - own)


def overhead(world: Neighbourhood) -> FloatArray:
    """Factor on a firm's cost: headquarters weigh on fewer compounds once some are lost (1 for a firm of one
    compound).
    """
    firm = world.groups.firm
    members = np.bincount(firm)[firm]
    lost = 1.0 - by_group((world.firms.here > 0.0).astype(float), firm) / members
    others_lost = np.where(members > 1, lost, 0.0)
    return 1.0 + world.compounds.each("district.overhead") * others_lost


def district_means(groups: Groups, compounds: Compounds, values: FloatArray, count_like: bool) -> FloatArray:
    """Bring (compounds,) values to placements: sums of what is counted, household means (over those that
    tell) of the rest.
    """
    there = ~np.isnan(values)
    weight = compounds.households * there
    if count_like:
        total = np.bincount(groups.placement, np.where(there, values, 0.0), groups.placements)
        return np.where(np.bincount(groups.placement, there, groups.placements) > 0, total, np.nan)
    whole = np.bincount(groups.placement, weight, groups.placements)
    share = weight / np.maximum(whole, 1.0)[groups.placement]
    mean = np.bincount(groups.placement, share * np.where(there, values, 0.0), groups.placements)
    return np.where(whole > 0, mean, np.nan)


def theil(groups: Groups, compounds: Compounds, values: FloatArray) -> FloatArray:
    """Theil index of a positive value between the compounds of each placement, weighted by households (0 for
    one compound).
    """
    mean = district_means(groups, compounds, values, count_like=False)[groups.placement]
    relative = np.where(values > 0.0, values / mean, 1.0)
    return district_means(groups, compounds, relative * np.log(relative), count_like=False)
