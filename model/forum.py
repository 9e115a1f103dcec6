"""Forums: round tables, councils and joint meetings, where issues are heard,
argued over and given a lead (S7).

A session takes one or two issues, those nobody was told of first. Some forty households sit, fewer in a small
compound: representatives, households drawn by lot, or whoever comes by themselves, the loudest and owners
first to a part of those seats and of the agenda. On each issue opinions in [-1, 1] move for a few rounds by
Friedkin & Johnsen (1990) among those whose opinions are within a bound (Hegselmann & Krause), with a pull
from the facilitator; the majority decides. An accepted proposal makes responsibility clear, names a lead and
doubles the priority. It does not do the work: it is a promise (model/promises.py). How far those who sat
stand behind it lends it legitimacy (model/legitimacy.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.representative import ResidentRepresentative
from model import promises
from model.channels import take_in
from model.issues import ASSIGNED, BY_FORUM, COMPOUND, DYAD, OPEN, PASSED_ON, REOPENED, STAIRWELL
from model.streams import beta, keys, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Panel(NamedTuple):
    """Who sits in a session: household rows, how much each one's word counts, and who came of themselves."""

    rows: IntArray
    weight: FloatArray
    by_themselves: BoolArray


def hold_sessions(world: Neighbourhood) -> None:
    """Stage 7, first half: what was decided earlier comes due; every compound with a session this month holds
    it.
    """
    promises.come_due(world)
    seeds, month, compounds = world.compounds.seed_key, world.month, world.compounds
    whole = np.floor(world.levers.sessions)
    extra = uniform(seeds, "session", month) < world.levers.sessions - whole
    sessions = (whole + extra).astype(np.int64)
    second = uniform(seeds, "second issue", month) < compounds.each("forum.issues") - 1.0
    world.record.put("sessions", sessions.astype(float))
    for compound in np.flatnonzero(sessions).tolist():
        _hold(world, compound, int(sessions[compound] * (2 if second[compound] else 1)))


def _hold(world: Neighbourhood, compound: int, places_free: int) -> None:
    panel = _seat(world, compound)
    if not len(panel.rows):
        return
    issues = _agenda(world, compound, places_free, panel)
    successes = [_hear(world, compound, int(place), panel) for place in issues]
    world.attend(panel.rows, np.mean(successes) if successes else None)


def _agenda(world: Neighbourhood, compound: int, most: int, panel: Panel) -> IntArray:
    """Choose the issues: first those nobody was told of, then those without a lead, the most severe first;
    on captured places, what those raised who came of themselves.
    """
    issues = world.issues
    fit = issues.is_in(OPEN, PASSED_ON, ASSIGNED, REOPENED) & (issues.compound == compound) & ~issues.in_forum
    places = np.flatnonzero(fit)
    order = np.lexsort(
        (-issues.severity[places], issues.status[places] != PASSED_ON, issues.status[places] != OPEN)
    )
    places = places[order]
    theirs = places[np.isin(issues.reporter[places], panel.rows[panel.by_themselves])]
    chance = world.compounds.number(compound)("forum.capture") * float(panel.by_themselves.mean())
    draw = uniform(keys(world.compounds.seed_key[compound], np.arange(most)), "place captured", world.month)
    first = theirs[: int((draw < chance).sum())]
    return np.concatenate((first, places[~np.isin(places, first)]))[:most]


def _seat(world: Neighbourhood, compound: int) -> Panel:
    """Fill the seats: representatives who come, households drawn by lot,
    then those who come by themselves.
    """
    each = world.compounds.number(compound)
    households = int(world.compounds.households[compound])
    seats = min(int(each("forum.attendees")), max(1, round(each("forum.seat_share") * households)))
    spokesmen = _representatives(world, compound, round(seats * each("forum.representatives")))
    first = int(world.compounds.first[compound])
    rows = np.arange(first, first + households)
    rows = rows[world.households.present[rows] & ~world.compounds.among(rows, spokesmen)]
    draw = uniform(world.population.key[rows], "seat", world.month)
    by_lot = rows[np.argsort(draw, kind="stable")][: round(seats * each("forum.stratified"))]
    willing = rows[world.households.active[rows] & ~world.compounds.among(rows, by_lot)]
    free = max(seats - len(spokesmen) - len(by_lot), 0)
    others = np.concatenate((by_lot, _first_come(world, compound, willing, free)))
    weight = np.r_[np.full(len(spokesmen), each("representative.weight")), np.ones(len(others))]
    rows = np.concatenate((spokesmen, others)).astype(np.int64)
    return Panel(rows, weight, np.arange(len(rows)) >= len(spokesmen) + len(by_lot))


def _first_come(world: Neighbourhood, compound: int, willing: IntArray, seats: int) -> IntArray:
    """Which of the willing get a free seat: a captured part of them goes, half and half, to the most grieved
    of those with an issue of their own and to owners; the rest to whoever comes first.
    """
    h, issues, among = world.households, world.issues, world.compounds.among
    draw = uniform(world.population.key[willing], "seat taken", world.month)
    in_turn = willing[np.argsort(draw, kind="stable")]
    captured = round(world.compounds.number(compound)("forum.capture") * seats)
    loud = in_turn[among(in_turn, issues.reporter[issues.pending()])]
    loud = loud[np.argsort(-h.grievance[loud], kind="stable")][: (captured + 1) // 2]
    owners = in_turn[h.owner[in_turn] & ~among(in_turn, loud)][: captured - len(loud)]
    first = np.concatenate((loud, owners))
    return np.concatenate((first, in_turn[~among(in_turn, first)]))[:seats]


def _representatives(world: Neighbourhood, compound: int, seats: int) -> IntArray:
    table = world.representatives
    mine = np.flatnonzero((table.compound == compound) & world.households.present[table.household])
    if not seats or not len(mine):
        return np.zeros(0, dtype=np.int64)
    key = world.population.key[table.household[mine]]
    comes = table.decide(
        ResidentRepresentative.comes, uniform(key, "representative comes", world.month), rows=mine
    )
    chosen = mine[comes][:seats]
    table.sessions_lately[chosen] += 1.0
    return table.household[chosen]


def _hear(world: Neighbourhood, compound: int, place: int, panel: Panel) -> bool:
    """Argue over one issue and decide; returns whether the proposal passed."""
    issues, each = world.issues, world.compounds.each
    start = first_opinions(world, place, panel.rows)
    key = keys(world.population.key[panel.rows], int(issues.key[place] >> np.uint64(1)))
    stubborn = beta(
        uniform(key, "stubborn"), each("forum.stubborn_a")[compound], each("forum.stubborn_b")[compound]
    )
    final = deliberate(
        start,
        stubborn,
        panel.weight,
        rounds=int(each("forum.rounds")[compound]),
        confidence=each("forum.confidence")[compound],
        facilitator=each("forum.facilitator")[compound],
    )
    passed = bool((panel.weight * (final > 0.0)).sum() > 0.5 * panel.weight.sum())
    issues.support[place] = np.clip(np.average(final, weights=panel.weight), -1.0, 1.0)
    voice = float(affected_by(world, place, panel.rows).mean())
    reasons = max(float(each("forum.reasons")[compound]), float(world.levers.track[compound]))
    issues.procedure[place] = 0.5 * min(1.0, voice * each("forum.voice_scale")[compound]) + 0.5 * reasons
    if issues.status[place] == OPEN:
        take_in(world, np.array([place]), BY_FORUM)
        world.record.add("collected_in_forum", np.array([compound]))
    issues.in_forum[place] = True
    world.news.note("accepted" if passed else "refused", np.array([place]))
    if passed:
        issues.on_agenda[place] = True
        issues.lead[place] = each("forum.priority")[compound]
        if issues.status[place] == PASSED_ON:
            issues.status[place] = ASSIGNED
        promises.make(world, place, panel.rows)
    return passed


def affected_by(world: Neighbourhood, place: int, rows: IntArray) -> BoolArray:
    """Tell which households the issue touches: the two parties, the stairwell, or everybody."""
    issues = world.issues
    scale = issues.scale[place]
    if scale == COMPOUND:
        return np.ones(len(rows), dtype=np.bool_)
    if scale == STAIRWELL:
        return world.compounds.stair_of_row[rows] == issues.stairwell[place]
    near = world.compounds.stair_of_row[rows] == issues.stairwell[place]
    return near | (rows == issues.reporter[place])


def first_opinions(world: Neighbourhood, place: int, rows: IntArray) -> FloatArray:
    """Opinions before anybody has spoken: those affected lean to yes, the other party to no,
    the rest a little to yes, or a little to no where they share the cost.
    """
    issues = world.issues
    compound = int(issues.compound[place])
    each = world.compounds.number(compound)
    others = each("forum.lean_payers" if issues.capital[place] else "forum.lean_other")
    lean = np.where(
        _other_side(world, place, rows),
        each("forum.lean_loser"),
        np.where(affected_by(world, place, rows), each("forum.lean_affected"), others),
    )
    key = keys(world.population.key[rows], int(issues.key[place] >> np.uint64(1)))
    # The sum of two uniform numbers is triangular: here on [-1, 1], with spread 1/sqrt(6).
    noise = uniform(key, "opinion") + uniform(key, "opinion again") - 1.0
    return np.clip(lean + each("forum.opinion_spread") * np.sqrt(6.0) * noise, -1.0, 1.0)


def _other_side(world: Neighbourhood, place: int, rows: IntArray) -> BoolArray:
    """Tell who sides with the other party: that party itself, and in a dispute those who are like it."""
    issues, h = world.issues, world.households
    partner, reporter = issues.partner[place], issues.reporter[place]
    found: BoolArray = (rows == partner) & (issues.scale[place] == DYAD)
    if issues.dispute[place] and partner >= 0:
        same_group = (h.group[rows] == h.group[partner]) & (h.group[rows] != h.group[reporter])
        found |= h.converted[rows] if h.converted[partner] else same_group
    return found


def deliberate(
    start: FloatArray,
    stubborn: FloatArray,
    weight: FloatArray,
    *,
    rounds: int,
    confidence: float,
    facilitator: float,
) -> FloatArray:
    """Opinions after some rounds of Friedkin–Johnsen influence within a confidence bound.

    Args:
        start: (n,) opinions in [-1, 1] at the beginning; stubborn: (n,) weight in [0, 1] of the own first
            opinion.
        weight: (n,) how much each one's word counts with the others.
        rounds: how often everybody speaks; confidence: largest difference of opinion at which one still
            listens.
        facilitator: share of the pull toward the mean of all (0: none), for the facilitator sums up.

    Returns:
        (n,) opinions. With stubborn = 0, no bound and one weight for all this is DeGroot's model and ends in
        consensus.
    """
    opinion = start.copy()
    for _ in range(rounds):
        listens = (np.abs(opinion[:, None] - opinion[None, :]) <= confidence) * weight[None, :]
        heard = listens @ opinion / listens.sum(axis=1)
        heard = (1.0 - facilitator) * heard + facilitator * float((weight * opinion).sum() / weight.sum())
        opinion = (1.0 - stubborn) * heard + stubborn * start
    return opinion
