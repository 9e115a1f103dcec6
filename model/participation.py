"""Participation: who takes part in anything this month, and what trying does to efficacy (S10).

Three measures are kept apart: the formal vote (model/assembly.py, model/elections.py), taking part in
anything in the past year, an owner's vote included (``active_year``), and taking part this month, votes apart
(``participation_month``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, IntArray
from agents.perceptions import Feeling, Meeting
from agents.resident import Resident
from model.digital_exclusion import gap
from model.heterogeneity import unlike
from model.invitations import asked_along, who_took_part
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def take_part(world: Neighbourhood) -> None:
    """Stage 11: every household decides whether to take part, seeing how many neighbours did last month."""
    h, issues, compounds = world.households, world.issues, world.compounds
    on_agenda = np.zeros(compounds.rows)
    raised = np.flatnonzero(issues.pending() & (issues.lead > 1.0))
    on_agenda[issues.reporter[raised]] = 1.0
    h.perceived_norm[:] = h.decide(Resident.perceives, world.active_neighbours())
    meeting = Meeting(
        h.perceived_norm,
        world.ties.degree,
        unlike(world),
        on_agenda,
        compounds.to_rows(world.levers.online_burden),
        compounds.to_rows(world.levers.online_call),
        compounds.to_rows(gap(world)),
        compounds.to_rows(world.levers.meeting_ease),
        who_took_part(world),
        asked_along(world),
    )
    world.happened.asked = meeting.asked
    takes_part = h.decide(
        Resident.takes_part, meeting, uniform(world.population.key, "takes part", world.month)
    )
    h.active[:] = takes_part | world.attended
    world.came[:] = _in_person(world, takes_part) | world.attended
    h.given[:] = h.decide(Resident.tires, world.attended)
    world.attended[:] = False
    h.months_idle[:] += 1
    h.months_idle[h.active] = 0


def _in_person(world: Neighbourhood, takes_part: BoolArray) -> BoolArray:
    """Who of those who take part comes; where the network called, the others do so over it."""
    call = world.levers.online_call
    if not call.any():
        return takes_part
    rows, came = np.flatnonzero(takes_part), takes_part.copy()
    draw = uniform(world.population.key[rows], "comes in person", world.month)
    of = world.compounds.of_row[rows]
    came[rows] = world.households.decide(Resident.comes_in_person, call[of], draw, rows=rows)
    act_online(world, rows[~came[rows]], call > 0.0)
    return came


def act_online(world: Neighbourhood, rows: IntArray, possible: BoolArray) -> None:
    """Note that households did something over the network: those of ``rows`` that are online, in compounds
    where it was possible.
    """
    over_it = world.households.online[rows] & possible[world.compounds.of_row[rows]]
    world.acted_online[rows[over_it]] = True


def learn(world: Neighbourhood) -> None:
    """Stage 12, second half: those who tried something this month learn from how it went;
    home feels more or less like home.
    """
    h = world.households
    rows = np.flatnonzero(world.tried)
    if len(rows):
        tried = np.minimum(world.tried[rows], 1.0)
        h.efficacy[rows] = h.decide(
            Resident.learns, tried, world.succeeded[rows] / world.tried[rows], rows=rows
        )
    feeling = Feeling(world.won, world.events)
    h.belonging[:] = h.decide(Resident.belongs, feeling)
    h.trust_neighbours[:] = h.decide(Resident.trusts_neighbours, feeling)
    h.contacts[:] = h.decide(Resident.remembers, world.met)
