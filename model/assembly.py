"""Owners' votes under Civil Code art. 278 (S7, S10).

An owners' decision needs the participation of owners holding at least two thirds of the dwellings and two
thirds of the area; of those taking part, more than one half must agree in both respects (at least three
quarters for items 6 to 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.perceptions import Proposal
from agents.resident import Resident
from model.ownership import settle
from model.participation import act_online
from model.streams import normal, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Count(NamedTuple):
    """An owners' vote in numbers, each (compounds,):
    shares of households and area taking part, and of those agreeing.
    """

    households: FloatArray
    area: FloatArray
    yes_households: FloatArray
    yes_area: FloatArray


def quorate(count: Count, quorum: FloatArray | float) -> BoolArray:
    """Whether enough owners took part, by number and by area (art. 278: at least two thirds of each)."""
    return (count.households >= quorum) & (count.area >= quorum)


def carried(
    count: Count, quorum: FloatArray | float, majority: FloatArray | float, special: bool
) -> BoolArray:
    """Whether the vote is valid and carried:
    more than one half of those taking part, or at least three quarters if special.
    """
    if special:
        enough = (count.yes_households >= majority) & (count.yes_area >= majority)
    else:
        enough = (count.yes_households > majority) & (count.yes_area > majority)
    return quorate(count, quorum) & enough


def ask_owners(
    world: Neighbourhood, topic: str, where: BoolArray, campaign: FloatArray | float = 0.0
) -> Count:
    """Let the owners of these compounds vote on a proposal, and count; who votes has taken part.

    Who comes depends on habit, what they lived through, anger at the firm, a campaign and a common shock.
    """
    h, compounds, month = world.households, world.compounds, world.month
    rows = np.flatnonzero(where[compounds.of_row])
    of = compounds.of_row[rows]
    shock = compounds.each("votes.shock") * normal(compounds.seed_key, f"turnout {topic}", month)
    campaign = np.broadcast_to(campaign, (compounds.count,))
    proposal = Proposal(shock[of], world.levers.online_voting[of], campaign[of])
    draw = uniform(world.population.key[rows], f"votes {topic}", month)
    world.last_owner_vote = np.zeros(compounds.rows, dtype=np.bool_)
    world.last_owner_vote[rows] = h.decide(Resident.votes_as_owner, proposal, draw, rows=rows)
    h.months_idle[world.last_owner_vote] = 0
    return count_answers(world, world.last_owner_vote, topic)


def count_answers(world: Neighbourhood, votes: BoolArray, topic: str) -> Count:
    """Count what those who vote say of one item on the ballot."""
    rows = np.flatnonzero(votes)
    draw = uniform(world.population.key[rows], f"agrees {topic}", world.month)
    agree = world.households.decide(Resident.supports, draw, rows=rows)
    return count_votes(world, votes, rows[agree])


def count_votes(world: Neighbourhood, votes: BoolArray, agree: IntArray) -> Count:
    """Count the votes of (rows,) ``votes`` and, among them, of the rows that ``agree``."""
    h, compounds = world.households, world.compounds
    yes = np.zeros(compounds.rows, dtype=np.bool_)
    yes[agree] = True
    number, area = compounds.counts(votes), compounds.sums(votes * h.area)
    return Count(
        number / compounds.households,
        area / compounds.sums(h.area),
        compounds.counts(yes) / np.maximum(number, 1.0),
        compounds.sums(yes * h.area) / np.maximum(area, 1.0),
    )


def assembly_due(world: Neighbourhood) -> BoolArray:
    """Tell where the owners meet this month: once a year by their committee, or seldomer where none serves
    and the residents' committee convenes them (Civil Code art. 277), as (compounds,).
    """
    each, serves = world.compounds.each, world.owners_committees.here > 0.0
    months = np.where(serves, each("votes.assembly_months"), each("votes.assembly_without"))
    return (world.month > 0) & (world.month % months == months // 2)


def hold_assembly(world: Neighbourhood) -> None:
    """The owners' assembly is asked to settle who owns the income from parking and street-front rooms (a
    special item).
    """
    compounds, each = world.compounds, world.compounds.each
    due = assembly_due(world)
    if not np.any(due):
        return
    count = ask_owners(world, "assembly", due)
    valid = quorate(count, each("votes.quorum"))
    settled = carried(count, each("votes.quorum"), each("votes.special"), special=True) & due
    world.record.put("owner_turnout", np.where(due, count.households, np.nan))
    world.record.put("quorum_failed", np.where(due, 1.0 - valid, np.nan))
    settle(world, settled)
    rows = np.flatnonzero(world.last_owner_vote)
    world.experience(rows, valid[compounds.of_row[rows]].astype(float))
    vote_online(world, due)


def vote_online(world: Neighbourhood, due: BoolArray) -> None:
    """Note who of those that have just voted as owners, where ``due``, could do it over the network."""
    act_online(world, np.flatnonzero(world.last_owner_vote), due & (world.levers.online_voting > 0.0))
