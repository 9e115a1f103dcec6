"""Mediation: whether a quarrel that the committee takes up is settled (S6).

logit P = logit(mean) + slope [(skill - s0) + (trust - T0) + (procedure - PJ0) - (severity - v0) - (gap -
g0)] - what haste costs (model/rationing.py) + what whoever mediates is better at (model/mediators.py) + what
a session's support lends (model/legitimacy.py), P at most the ceiling; each bracket is zero for the average
quarrel under the baseline, so that the mean success is the one that was surveyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray, logistic
from model import learning, legitimacy, mediators
from model.channels import escalate
from model.issues import kinds
from model.rationing import lost_odds
from model.streams import keys, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def chance(world: Neighbourhood, places: IntArray) -> FloatArray:
    """Probability that the quarrels at ``places`` are settled this time."""
    issues, each = world.issues, world.compounds.each
    of, (one, other) = issues.compound[places], mediators.sides(world, places)
    both = mediators.between(world.households.trust_committee, one, other)
    group = world.households.group
    gap = 0.5 * (group[one] != group[other])
    mean = each("mediation.success")[of]
    at = world.compounds.reader(of)
    better = world.levers.skill[of] - at("mediation.skill") + both - at("mediation.trust_centre")
    better += issues.procedure[places] - at("mediation.procedure_centre")
    better += mediators.advantage(world, places)
    better -= issues.severity[places] - at("mediation.severity_centre") + gap - at("mediation.gap_centre")
    odds = np.log(mean / (1.0 - mean)) + at("mediation.slope") * better - lost_odds(world, places)
    odds += legitimacy.gained_odds(world, places)
    return np.minimum(at("mediation.ceiling"), logistic(odds))


def settle(world: Neighbourhood, places: IntArray) -> IntArray:
    """Settle the quarrels or not; after the last failed attempt they are taken outside.

    Returns the places of those that were settled.
    """
    if not len(places):
        return places
    issues, each = world.issues, world.compounds.each
    of = issues.compound[places]
    turn = keys(issues.key[places], issues.attempts[places], issues.reopened[places])
    draw = uniform(turn, "mediation")
    settled = draw < chance(world, places)
    world.record.add("mediated", of)
    world.record.add("mediation_settled", of[settled])
    _quieten(world, places[settled])
    failed = places[~settled]
    issues.attempts[failed] += 1
    world.disappoint(failed)
    last = issues.attempts[failed] >= each("mediation.attempts")[issues.compound[failed]]
    escalate(world, failed[last])
    again = failed[~last]
    issues.work[again] = learning.days_a_case(world)[issues.compound[again]]
    issues.rushed[again] = 0.0
    issues.counted[again] = False
    return places[settled]


def _quieten(world: Neighbourhood, places: IntArray) -> None:
    """A settled noise quarrel makes the shop keep it down."""
    issues, table = world.issues, world.households
    noise = places[(issues.kind[places] == kinds().number["noise"]) & (issues.partner[places] >= 0)]
    shop = issues.partner[noise]
    more = world.compounds.each("mediation.mitigation")[issues.compound[noise]]
    table.mitigation[shop] = np.minimum(np.maximum(table.mitigation[shop], more), 1.0)
    table.quiet_until[shop] = world.month + world.compounds.each("mediation.mitigation_months")[
        issues.compound[noise]
    ].astype(np.int16)
