"""Channels: whom an issue is told to, and what comes back from the hotline (S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import IntArray, KeyArray
from agents.perceptions import Doors
from agents.resident import EXTERNAL as TO_HOTLINE
from agents.resident import INTERNAL, Resident
from model import reputation
from model.issues import (
    ASSIGNED,
    BY_COMMITTEE,
    BY_HOTLINE,
    ESCALATED,
    EXTERNAL,
    NEVER,
    OPEN,
    PASSED_ON,
)
from model.participation import act_online
from model.streams import exponential, keys, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def speak_up(world: Neighbourhood) -> None:
    """Stage 5: each holder of an issue that nobody knows of stays silent,
    tells the committee, or calls the hotline.
    """
    issues, levers = world.issues, world.levers
    untold = np.flatnonzero(issues.is_in(OPEN))
    if not len(untold):
        return
    of = issues.compound[untold]
    doors = Doors(
        levers.internal_online[of],
        levers.internal_offline[of],
        world.compounds.each("channels.cost_external")[of],
        levers.tenant_eased[of],
        reputation.record(world)[of],
    )
    draw = uniform(issues.key[untold], "channel", world.month)
    choice = world.households.decide(Resident.chooses_channel, doors, draw, rows=issues.reporter[untold])
    told = untold[choice == INTERNAL]
    take_in(world, told, BY_COMMITTEE)
    act_online(world, issues.reporter[told], levers.internal_online < levers.internal_offline)
    _call_hotline(world, untold[choice == TO_HOTLINE])


def take_in(world: Neighbourhood, places: IntArray, channel: int) -> None:
    """Enter issues as reported inside the compound; telling somebody is a contact."""
    issues = world.issues
    _report(world, places, channel)
    issues.status[places] = np.where(issues.ambiguous[places], PASSED_ON, ASSIGNED)
    world.meet(issues.reporter[places])


def _call_hotline(world: Neighbourhood, places: IntArray) -> None:
    issues = world.issues
    _report(world, places, BY_HOTLINE)
    issues.status[places] = EXTERNAL
    issues.returns[places] = world.month + _wait(world, places)
    counted = issues.dispute[places] & (issues.raised[places] > 0)  # what was raised within the record
    world.record.add("escalated_direct", issues.compound[places][counted])


def _wait(world: Neighbourhood, places: IntArray) -> IntArray:
    issues = world.issues
    mean = world.compounds.each("channels.external_months")[issues.compound[places]]
    return np.rint(mean * exponential(_turn_outside(world, places), "hotline")).astype(np.int16)


def _turn_outside(world: Neighbourhood, places: IntArray) -> KeyArray:
    """Who draws outside: the issue, drawn again when mediation has failed since (it may go there twice)."""
    issues = world.issues
    return keys(issues.key[places], issues.attempts[places])


def _report(world: Neighbourhood, places: IntArray, channel: int) -> None:
    issues = world.issues
    issues.channel[places] = channel
    issues.reported[places] = world.month
    world.record.collected(issues, places)


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
    issues.status[inside] = np.where(issues.ambiguous[inside], PASSED_ON, ASSIGNED)


def escalate(world: Neighbourhood, places: IntArray) -> None:
    """Disputes whose mediation failed for good are taken outside."""
    issues = world.issues
    issues.status[places] = ESCALATED
    issues.returns[places] = world.month + 1 + _wait(world, places)
    world.record.add("escalated_after_mediation", issues.compound[places[issues.raised[places] > 0]])
