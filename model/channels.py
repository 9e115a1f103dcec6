"""Channels: whom an issue is told to, and what comes back from the hotline (S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import IntArray, KeyArray
from agents.perceptions import Doors
from agents.resident import EXTERNAL as TO_HOTLINE
from agents.resident import INTERNAL, Resident
from model import persistence, reputation
from model.issues import (
    ASSIGNED,
    BY_COMMITTEE,
    BY_HOTLINE,
    ENDURED,
    ESCALATED,
    EXTERNAL,
    NEVER,
    OPEN,
    PASSED_ON,
    REOPENED,
)
from model.participation import act_online
from model.streams import exponential, keys, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def speak_up(world: Neighbourhood) -> None:
    """Stage 5: each holder of an issue that nobody knows of stays silent, tells the committee, or calls the
    hotline; so may, later, whoever lives with what was lost or did not satisfy.
    """
    _choose(world, np.flatnonzero(world.issues.is_in(OPEN)), "channel")
    _choose(world, persistence.think_again(world), "channel again")


def _choose(world: Neighbourhood, places: IntArray, stream: str) -> None:
    """Let the holders choose, by draws of a stream, whom to tell."""
    if not len(places):
        return
    issues, levers = world.issues, world.levers
    of = issues.compound[places]
    doors = Doors(
        levers.internal_online[of],
        levers.internal_offline[of],
        world.compounds.each("channels.cost_external")[of],
        levers.tenant_eased[of],
        reputation.record(world)[of],
    )
    issues.asked, draw = places, uniform(issues.key[places], stream, world.month)
    choice = world.households.decide(Resident.chooses_channel, doors, draw, rows=issues.reporter[places])
    told = places[choice == INTERNAL]
    take_in(world, told, BY_COMMITTEE)
    act_online(world, issues.reporter[told], levers.internal_online < levers.internal_offline)
    _call_hotline(world, places[choice == TO_HOTLINE])


def take_in(world: Neighbourhood, places: IntArray, channel: int) -> None:
    """Enter issues as reported inside the compound; telling somebody is a contact."""
    if not len(places):
        return
    issues = world.issues
    _report(world, places, channel)
    issues.status[places] = _in_whose_hands(world, places)
    world.meet(issues.reporter[places])


def _in_whose_hands(world: Neighbourhood, places: IntArray) -> IntArray:
    """The state of what reaches the offices: what was done once goes back to whoever did it."""
    issues = world.issues
    first = np.where(issues.ambiguous[places], PASSED_ON, ASSIGNED)
    return np.where(issues.done[places] == NEVER, first, REOPENED)


def _call_hotline(world: Neighbourhood, places: IntArray) -> None:
    if not len(places):
        return
    issues = world.issues
    counted = issues.dispute[places] & (issues.raised[places] > 0)  # what was raised within the record
    counted &= issues.status[places] == OPEN  # and was never handled inside
    world.record.add("escalated_direct", issues.compound[places][counted])
    world.record.add("hotline_calls", issues.compound[places])
    _report(world, places, BY_HOTLINE)
    issues.status[places] = EXTERNAL
    issues.returns[places] = world.month + _wait(world, places)


def _wait(world: Neighbourhood, places: IntArray) -> IntArray:
    issues = world.issues
    mean = world.compounds.each("channels.external_months")[issues.compound[places]]
    return np.rint(mean * exponential(_turn_outside(world, places), "hotline")).astype(np.int16)


def _turn_outside(world: Neighbourhood, places: IntArray) -> KeyArray:
    """Who draws outside: the issue, drawn again when mediation has failed since or it was told again
    (it may go there more than once).
    """
    issues = world.issues
    turn, again = keys(issues.key[places], issues.attempts[places]), issues.told_again[places]
    return np.where(again > 0, keys(turn, again), turn) if again.any() else turn


def _report(world: Neighbourhood, places: IntArray, channel: int) -> None:
    """Enter what is told for the first time as reported; what is told again was."""
    issues = world.issues
    again, new = (places[issues.status[places] == state] for state in (ENDURED, OPEN))
    if len(again):
        persistence.begin_anew(world, again)
    if not len(new):
        return
    issues.channel[new] = channel
    issues.reported[new] = world.month
    world.record.collected(issues, new)


def hear_back(world: Neighbourhood) -> None:
    """What was told outside is solved there, or sent back to the compound;
    what is fought outside may be settled there.
    """
    issues, month = world.issues, world.month
    due = np.flatnonzero(
        issues.is_in(EXTERNAL, ESCALATED) & (issues.returns != NEVER) & (issues.returns <= month)
    )
    if not len(due):
        return
    returned = (
        uniform(_turn_outside(world, due), "sent back")
        < world.compounds.each("channels.external_returned")[issues.compound[due]]
    )
    world.resolve(due[~returned], inside=False)
    back = due[returned]
    fought = issues.status[back] == ESCALATED
    issues.returns[back] = NEVER
    inside = back[~fought]
    issues.status[inside] = _in_whose_hands(world, inside)


def escalate(world: Neighbourhood, places: IntArray) -> None:
    """Disputes whose mediation failed for good are taken outside."""
    if not len(places):
        return
    issues = world.issues
    issues.status[places] = ESCALATED
    issues.returns[places] = world.month + 1 + _wait(world, places)
    world.record.add("escalated_after_mediation", issues.compound[places[issues.raised[places] > 0]])
