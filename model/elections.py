"""Elections: of the residents' committee for its term, and of owners' committees by the owners (S7, S10).

An owners' committee is elected by the owners' vote, an ordinary item of Civil Code art. 278, when a term is
over, or where none serves and the instrument calls for one; its days of campaign bring owners to the vote.
Where the vote fails it is held again some months later, and an old committee stays on until one is elected
(超期), unless a bad one may be stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray
from agents.resident import Resident
from model.assembly import ask_owners, carried, vote_online
from model.streams import beta_by, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def hold(world: Neighbourhood) -> None:
    """Hold the elections that are due; owners' committees then serve another month of their terms."""
    elect_residents_committee(world)
    elect_owners_committee(world)
    serve_on(world)


def residents_election_due(world: Neighbourhood) -> BoolArray:
    """Tell where the term of the residents' committee is over this month: (compounds,)."""
    since = world.month - world.compounds.each("votes.first_election")
    return (since >= 0) & (since % world.compounds.each("votes.term") == 0)


def elect_residents_committee(world: Neighbourhood) -> None:
    """Elect the residents' committee when its term is over; everybody who lives here may vote."""
    due = residents_election_due(world)
    if not np.any(due):
        return
    draw = uniform(world.population.key, "election", world.month)
    world.voted[:] = world.households.decide(Resident.votes_for_committee, draw)
    present = world.compounds.counts(world.households.present)
    turnout = world.compounds.counts(world.voted) / np.maximum(present, 1.0)
    world.record.put("committee_turnout", np.where(due, turnout, np.nan))


def owners_election_due(world: Neighbourhood) -> BoolArray:
    """Tell where the owners elect their committee this month: its term is over, or there is none and the
    instrument calls for one, and the last failure is some months ago: (compounds,).
    """
    committees, each = world.owners_committees, world.compounds.each
    called = (committees.here > 0.0) | (world.instrument("owners_committee").strength > 0.0)
    again = world.month - world.last_failed_election >= each("owners_committee.retry")
    return called & again & (committees.term_left <= 0.0)


def elect_owners_committee(world: Neighbourhood) -> None:
    """Where it is due the owners vote; who is elected takes office, or they will try again."""
    due = owners_election_due(world)
    if not np.any(due):
        return
    won = due & (_vote(world, due) | (world.compounds.each("owners_committee.by_vote") <= 0.0))
    _take_office(world, won)
    world.last_failed_election[due & ~won] = world.month
    world.record.put("elections_held", due.astype(float))
    world.record.put("elections_won", won.astype(float))


def _vote(world: Neighbourhood, due: BoolArray) -> BoolArray:
    """Ask the owners, with as much of a campaign as the instrument has; voters learn from how it went."""
    compounds, each = world.compounds, world.compounds.each
    asked = due & (each("owners_committee.by_vote") > 0.0)
    campaign = each("owners_committee.mobilise") * world.instrument("owners_committee").strength
    count = ask_owners(world, "owners' committee", asked, campaign)
    elected = carried(count, each("votes.quorum"), each("votes.ordinary"), special=False)
    world.record.put("election_turnout", np.where(asked, count.households, np.nan))
    rows = np.flatnonzero(world.last_owner_vote)
    world.experience(rows, elected[compounds.of_row[rows]].astype(float))
    vote_online(world, asked)
    return elected


def _take_office(world: Neighbourhood, won: BoolArray) -> None:
    """A committee as good or bad as it comes; oftener good by regular elections, and a bad one may be stopped
    early.
    """
    committees, each = world.owners_committees, world.compounds.each
    helped = world.instrument("owners_committee").strength > 0.0
    regular = helped & (each("owners_committee.regular_elections") > 0.0)
    first = np.where(regular, each("owners_committee.regulated_a"), each("owners_committee.quality_a"))
    draw = uniform(world.compounds.seed_key, "committee elected", world.month)
    quality = beta_by(draw, first, each("owners_committee.quality_b"))
    stopped = _can_be_stopped(world) & (quality < each("owners_committee.good"))
    term = np.where(stopped, each("owners_committee.stop_months"), each("owners_committee.term"))
    committees.here[won] = 1.0
    committees.quality[won] = quality[won]
    committees.term_left[won] = term[won]


def _can_be_stopped(world: Neighbourhood) -> BoolArray:
    stop = world.compounds.each("owners_committee.emergency_stop")
    return world.instrument("owners_committee").strength * stop > 0.0


def serve_on(world: Neighbourhood) -> None:
    """Terms grow shorter; a bad committee that may be stopped leaves with its term, others stay on."""
    committees = world.owners_committees
    committees.term_left[:] = np.maximum(committees.term_left - 1.0, 0.0)
    bad = committees.quality < world.compounds.each("owners_committee.good")
    committees.here[_can_be_stopped(world) & bad & (committees.term_left <= 0.0)] = 0.0
