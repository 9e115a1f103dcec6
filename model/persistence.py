"""Persistence: whoever lives with what was lost, or done without satisfying, may speak up again (S4).

Voice is taken up again while it is thought to be of use (Hirschman 1970): the rule is the one by which an
issue is told at first, and the trust and efficacy that the first time cost speak against it by themselves.
Whoever was not answered is tired of telling besides; how much, nobody has measured.

Invariant: an issue is counted as told, lost and done once, however often it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import IntArray
from model import learning
from model.issues import ENDURED, NEVER
from model.streams import exponential, keys, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def think_again(world: Neighbourhood) -> IntArray:
    """Places of what is lived with whose holders think this month of telling somebody again."""
    issues = world.issues
    endured = np.flatnonzero(issues.status == ENDURED)
    if not len(endured):
        return endured
    chance = world.compounds.each("channels.again")[issues.compound[endured]]
    return endured[uniform(issues.key[endured], "thinks again", world.month) < chance]


def begin_anew(world: Neighbourhood, places: IntArray) -> None:
    """What is told again is looked into with draws of its own;
    what was done without satisfying comes back as where somebody asks.
    """
    issues = world.issues
    issues.told_again[places] += 1
    issues.told_later[places] = world.month - issues.reported[places]
    turn = keys(issues.key[places], issues.told_again[places])
    for end in ("clear", "lost", "done"):
        issues.columns[f"until_{end}"][places] = exponential(turn, f"{end} again")
    issues.sought[places] = issues.neglected[places] = 0.0
    issues.led[places] = False  # a delegate led it once; to lead it again takes a new turn
    done = places[issues.done[places] != NEVER]
    if len(done):
        issues.funded[done] = issues.capital[done]
        come_back(world, done)
    world.record.add("told_again", issues.compound[places])


def come_back(world: Neighbourhood, places: IntArray) -> None:
    """Half the usual work is to be done again, and half the time of the others."""
    issues = world.issues
    issues.reopened[places] += 1
    issues.work[places] = 0.5 * learning.days_a_case(world)[issues.compound[places]]
    issues.worked[places] = 0.5 * issues.until_done[places]
    issues.rushed[places] = 0.0
    issues.counted[places] = False
