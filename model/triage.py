"""Triage: who is responsible, what gets lost on the way, and what a month's staff-days get done (S5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.construction_company import ConstructionCompany
from agents.owners_committee import OwnersCommittee
from agents.party_committee import PartyCommittee
from agents.property_firm import PropertyFirm
from agents.residents_committee import ResidentsCommittee
from agents.street_office import StreetOffice
from model import (
    learning,
    legitimacy,
    mediation,
    mediators,
    paperwork,
    persistence,
    rationing,
)
from model.district import at_their_desks, share_by_need, slowdown
from model.issues import (
    ASSIGNED,
    COMMITTEE,
    FIRM,
    FIXERS,
    OWNERS,
    PASSED_ON,
    REOPENED,
    STREET,
)
from model.order_of_work import spend_days
from model.streams import keys, uniform
from model.works import fund_works

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

ALMOST = 1.0 - 2.0**-40  # a probability of 1 would be an infinite hazard


def hazard_of(probability: FloatArray) -> FloatArray:
    """Turn a probability a month into a hazard: -ln(1 - p)."""
    return -np.log1p(-np.minimum(probability, ALMOST))


def find_leads(world: Neighbourhood) -> None:
    """Stage 6: issues that everybody passes on get a lead, or get lost; whichever hazard runs out first."""
    issues, levers = world.issues, world.levers
    places = np.flatnonzero(issues.is_in(PASSED_ON))
    if not len(places):
        return
    of = issues.compound[places]
    coordination = world.party_committees.decide(PartyCommittee.coordinates, levers.alliance)
    loss = world.compounds.each("triage.loss") * (1.0 - coordination) * (1.0 - levers.track)
    issues.sought[places] += hazard_of(coordination)[of]
    issues.neglected[places] += hazard_of(loss)[of]
    clear = issues.sought[places] >= issues.until_clear[places]
    lost = ~clear & (issues.neglected[places] >= issues.until_lost[places])
    issues.status[places[clear]] = ASSIGNED
    issues.on_agenda[places[clear]] = True
    world.lose(places[lost])


def committee_work(world: Neighbourhood) -> IntArray:
    """Places of the issues on which the residents' committee has to work itself."""
    return np.flatnonzero(world.issues.is_in(ASSIGNED, REOPENED) & _is_the_committees(world))


def _is_the_committees(world: Neighbourhood) -> BoolArray:
    """Tell which issues fall to the residents' committee: disputes, its own, and what nobody else is there
    for.
    """
    issues = world.issues
    fixer, of = issues.fixer, issues.compound
    nobody_else = ((fixer == FIRM) & (world.firms.here[of] <= 0.0)) | (
        (fixer == OWNERS) & (world.owners_committees.here[of] <= 0.0)
    )
    found: BoolArray = ~issues.capital & (issues.dispute | (fixer == COMMITTEE) | nobody_else)
    return found


def work(world: Neighbourhood) -> None:
    """Stage 7, second half: the committee works down its queue and learns from it,
    the others finish at their own pace, money is spent on works.
    """
    fund_works(world)
    finish(world, np.concatenate((_others_finish(world), _committee_works(world))))
    learning.learn(world)


def _committee_works(world: Neighbourhood) -> IntArray:
    """Spend the committee's staff-days; returns the places of what got done."""
    issues, compounds, committees = world.issues, world.compounds, world.residents_committees
    places = committee_work(world)
    _count_demand(world, places)
    mediators, own = _days(world)
    mediated = _mediate_first(world, places, mediators)
    places = np.setdiff1d(places, mediated, assume_unique=True)
    waiting = compounds.tally(issues.compound[places], issues.work[places])
    capacity = share_by_need(own, waiting, world.groups.committee, compounds.each("district.by_need"))
    committees.capacity[:] = capacity + mediators
    world.record.put("capacity", committees.capacity)
    effort = rationing.effort(world, waiting, capacity)
    done = spend_days(world, places, capacity / effort)
    issues.rushed[done] = 1.0 - effort[issues.compound[done]]
    quarrels = issues.dispute[done]
    settled = mediation.settle(world, np.concatenate((mediated, done[quarrels])))
    return np.concatenate((done[~quarrels], settled))


def _days(world: Neighbourhood) -> tuple[FloatArray, FloatArray]:
    """Staff-days of trained mediators, and of everybody else at the committee: (compounds,) each."""
    levers = world.levers
    bound = levers.staff_days + _load_from_firm(world) + paperwork.record_days(world) - levers.mediator_days
    helpers = levers.helper_days + world.external_days
    all_days = world.residents_committees.decide(ResidentsCommittee.has_days, helpers, bound)
    mediators = np.minimum(levers.mediator_days, all_days)
    return mediators, all_days - mediators


def _mediate_first(world: Neighbourhood, places: IntArray, days: FloatArray) -> IntArray:
    """Trained mediators work on quarrels and on nothing else, those of each formula on what they reach.
    Returns the places of those that they take up to the end.
    """
    issues, part = world.issues, world.compounds.each("district.by_need")
    quarrels = places[issues.dispute[places]]
    issues.mediator[quarrels] = mediators.UNNAMED
    taken = quarrels[:0]
    for who, theirs in mediators.days_of_each(world, days):
        reached = mediators.reached(world, who, quarrels)
        need = world.compounds.tally(issues.compound[reached], issues.work[reached])
        shared = share_by_need(theirs, need, world.groups.committee, part)
        done = spend_days(world, reached[shared[issues.compound[reached]] > 0.0], shared)
        issues.mediator[done] = who
        taken = np.concatenate((taken, done))
        quarrels = np.setdiff1d(quarrels, done, assume_unique=True)
    return taken


def _count_demand(world: Neighbourhood, places: IntArray) -> None:
    """Record the work of what is new in the committee's queue."""
    issues = world.issues
    fresh = places[~issues.counted[places]]
    issues.counted[fresh] = True
    world.record.put("demanded", world.compounds.tally(issues.compound[fresh], issues.work[fresh]))


def _load_from_firm(world: Neighbourhood) -> FloatArray:
    """Days of the firm's new issues that enter the common queue (downside of the alliance)."""
    issues = world.issues
    new = np.flatnonzero((issues.fixer == FIRM) & (issues.told() == world.month) & ~issues.dispute)
    return world.levers.firm_in_queue * world.compounds.tally(issues.compound[new], issues.work[new])


def _others_finish(world: Neighbourhood) -> IntArray:
    """Firm, street, owners' committee and builders finish what lies with them when its hazard has run out.

    Returns the places of what got done.
    """
    issues, levers = world.issues, world.levers
    assigned = issues.is_in(ASSIGNED, REOPENED)
    ordinary = assigned & ~issues.capital & ~issues.dispute
    coordination = world.party_committees.decide(PartyCommittee.coordinates, levers.alliance)
    pace = np.zeros((len(FIXERS), world.compounds.count))
    pace[FIRM] = world.firms.decide(PropertyFirm.finishes, levers.firm_speed) * world.firms.here
    pace[STREET] = world.street_offices.decide(StreetOffice.finishes, coordination)
    pace[OWNERS] = world.owners_committees.decide(OwnersCommittee.finishes) * world.owners_committees.here
    attention = _attention(world)
    _slow_down(world, pace, ordinary, attention)
    builds = world.construction_companies.decide(ConstructionCompany.builds, levers.construction_at_table)
    works = issues.capital & issues.funded
    places = np.flatnonzero(ordinary | (assigned & works))
    of = issues.compound[places]
    usual = pace[issues.fixer[places], of] * attention[places]
    issues.worked[places] += np.where(works[places], builds[of], usual)
    return places[(issues.worked[places] >= issues.until_done[places]) & (issues.worked[places] > 0.0)]


def _attention(world: Neighbourhood) -> FloatArray:
    """How many times the usual effort each issue gets: more at the street office if a delegate leads it."""
    issues = world.issues
    front = issues.led & (issues.fixer == STREET)
    return np.where(front, world.compounds.each("delegates.front")[issues.compound], 1.0)


def _slow_down(world: Neighbourhood, pace: FloatArray, ordinary: BoolArray, attention: FloatArray) -> None:
    """Let firm and street office go on faster where they are chased and have hands left, and more slowly with
    each issue where they have more than they can follow.

    A firm has hands, and issues in them, only where it is still here; a street office has not those it lends.
    What gets more attention fills hands as so many issues do.
    """
    issues, compounds, groups = world.issues, world.compounds, world.groups
    effort = learning.chase(world)
    for fixer, key, there, free, group in (
        (FIRM, "wait.firm_load", world.firms.here, 1.0, groups.firm),
        (STREET, "street.capacity", 1.0, at_their_desks(world), groups.street),
    ):
        theirs = ordinary & (issues.fixer == fixer)
        waiting = compounds.tally(issues.compound[theirs], attention[theirs]) * there
        hands = compounds.each(key) * compounds.residents / 1000.0 * there * free
        usual, asked = slowdown(waiting, hands, group), slowdown(waiting, hands, group, effort)
        pace[fixer] *= asked
        if fixer == FIRM:
            world.firms.extra[:] = _beyond_usual(waiting, hands, usual, world.levers.firm_speed * asked)


def _beyond_usual(waiting: FloatArray, hands: FloatArray, usual: FloatArray, asked: FloatArray) -> FloatArray:
    """Work asked beyond the usual, of what those hands do at full pace: (compounds,), none below 0."""
    busy = np.divide(waiting, hands, out=np.zeros_like(waiting), where=hands > 0.0)
    return busy * np.maximum(asked - usual, 0.0)


def finish(world: Neighbourhood, places: IntArray) -> None:
    """What is done is resolved, unless it does not satisfy:
    whoever is asked sends it back, whoever is not lives with it.
    """
    if not len(places):
        return
    issues = world.issues
    turn = keys(issues.key[places], issues.reopened[places], issues.attempts[places])
    draw = uniform(turn, "satisfied")
    chance = unsatisfied(world, places)
    back = draw < world.levers.asks[issues.compound[places]] * chance
    satisfied = draw >= chance
    world.resolve(places[satisfied])
    reopen(world, places[back])
    world.leave_unsatisfied(places[~satisfied & ~back])


def unsatisfied(world: Neighbourhood, places: IntArray) -> FloatArray:
    """Chance that what is done does not satisfy its holder, whoever governs: more where it was in haste, less
    where a session stood behind it, and more where the committee did it for the ranking.
    """
    usual = world.compounds.each("triage.unsatisfied")[world.issues.compound[places]]
    chance = np.minimum(1.0, usual + rationing.unsatisfied_by_haste(world, places))
    chance = legitimacy.fewer_refusals(world, places, chance)
    own = _is_the_committees(world)[places]
    return np.where(own, paperwork.on_paper(world, places, chance), chance)


def reopen(world: Neighbourhood, places: IntArray) -> None:
    """Send issues back to the queue."""
    world.issues.status[places] = REOPENED
    persistence.come_back(world, places)
    world.record.add("reopened", world.issues.compound[places])
