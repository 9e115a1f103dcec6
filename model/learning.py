"""Learning: a committee that is compared by what it resolves gains experience; staff that leave take it along
(S5; Argote & Epple 1990).

Experience spares days a case, and lets a committee chase what firm and street hold: more effort, not more
hands.

Invariant: where nothing is followed up, experience stays where practice and turnover of staff balance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray
from agents.residents_committee import ResidentsCommittee

if TYPE_CHECKING:
    from model.month_state import MonthState
    from model.neighbourhood import Neighbourhood


def usual_experience(world: MonthState) -> FloatArray:
    """Experience of a committee that follows nothing up: (compounds,) in 0 to 1."""
    each = world.compounds.each
    return each("learning.rate") / (each("learning.rate") + each("learning.turnover"))


def learn(world: Neighbourhood) -> None:
    """Committees learn from the month's work, faster where each case is followed up."""
    committees = world.residents_committees
    committees.experience[:] = committees.decide(ResidentsCommittee.learns, world.levers.track)


def days_a_case(world: Neighbourhood) -> FloatArray:
    """Mean staff-days of a new issue: fewer where the committee has more than the usual experience."""
    each = world.compounds.each
    learned = world.residents_committees.experience - usual_experience(world)
    return each("triage.work") * (1.0 - each("learning.work") * learned)


def chase(world: Neighbourhood) -> FloatArray:
    """How many times the usual effort firm and street are brought to make by following up: 1 or more."""
    usual = usual_experience(world)
    learned = (world.residents_committees.experience - usual) / (1.0 - usual)
    return 1.0 + world.compounds.each("learning.chase") * world.levers.track * np.maximum(learned, 0.0)
