"""Digital exclusion: what moves online leaves those behind who are not (S4, S5, S10, S11).

Where the door online is the cheaper one, what is told offline waits behind what is told online, notices no
longer hang at the door, and books are open on a screen. The State Council's plan of 2020 (No. 45) names it:
the old who are not online find services gone that they knew, and these are to be kept.

Invariant: where both doors cost the same, and nothing is published online, nobody is left behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import Column, FloatArray, IntArray
from model.issues import BY_COMMITTEE

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def gap(world: Neighbourhood) -> FloatArray:
    """How much cheaper it is to speak online than offline, in utility: (compounds,)."""
    return np.maximum(world.levers.internal_offline - world.levers.internal_online, 0.0)


def told_offline(world: Neighbourhood, places: IntArray) -> Column:
    """What issues count for that were told to the committee offline: 1 where both doors are alike."""
    behind = np.exp(-world.compounds.each("exclusion.queue") * gap(world))
    if (behind == 1.0).all():
        return 1.0
    issues = world.issues
    in_person = issues.channel[places] == BY_COMMITTEE
    in_person &= ~world.households.online[issues.reporter[places]]
    return np.where(in_person, behind[issues.compound[places]], 1.0)


def open_books(world: Neighbourhood) -> FloatArray:
    """How open the books are to each household: (rows,); part of what is online does not reach who is not."""
    compounds, levers = world.compounds, world.levers
    missed = compounds.each("exclusion.books") * np.minimum(levers.disclosed_online, levers.disclosure)
    if not missed.any():
        return compounds.to_rows(levers.disclosure)
    return compounds.to_rows(levers.disclosure) - compounds.to_rows(missed) * ~world.households.online
