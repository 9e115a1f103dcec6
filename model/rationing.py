"""Rationing: with more waiting than it can do soon, a committee gives each case less time (S5; Lipsky 1980).

What is done in haste is done worse: fewer quarrels are settled, and more of what is done does not satisfy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from agents.residents_committee import ResidentsCommittee

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def effort(world: Neighbourhood, waiting: FloatArray, capacity: FloatArray) -> FloatArray:
    """Share of the time a case asks for that committees give it this month: (compounds,).

    Args:
        waiting: (compounds,) staff-days that all waiting cases ask for; capacity: (compounds,) staff-days.
    """
    none = np.where(waiting > 0.0, np.inf, 0.0)
    backlog = np.divide(waiting, capacity, out=none, where=capacity > 0.0)
    committees = world.residents_committees
    committees.pressed[:] = 1.0 - committees.decide(ResidentsCommittee.keeps_up, backlog)
    return committees.decide(ResidentsCommittee.has_time_for_each, backlog)


def unsatisfied_by_haste(world: Neighbourhood, places: IntArray) -> FloatArray:
    """Added chance that what was done about the issues at ``places`` does not satisfy."""
    issues, each = world.issues, world.compounds.each
    return each("triage.rush_reopening")[issues.compound[places]] * issues.rushed[places]


def lost_odds(world: Neighbourhood, places: IntArray) -> FloatArray:
    """Log-odds of settling the quarrels at ``places`` that haste costs."""
    issues, each = world.issues, world.compounds.each
    return each("triage.rush_settling")[issues.compound[places]] * issues.rushed[places]
