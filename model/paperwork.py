"""Paperwork (痕迹管理): what is tracked and ranked is recorded, and under pressure done on paper (S5).

Where bodies are ranked by what they are seen to resolve, the record takes days from the work (the central
notice of 2019 that declares a year of relief for the grassroots speaks of too many traces), and what counts
is called done before it is: in England hospitals that reported 90 % of patients seen in time were, by their
patients, at 69 % (Bevan & Hood 2006). Whoever then asks those concerned finds out; whoever only ranks does
not.

Invariant: where nothing is tracked there is no record to keep and nothing to gain by paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from model.issues import ASSIGNED, PASSED_ON, REOPENED

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def record_days(world: Neighbourhood) -> FloatArray:
    """Staff-days that the records of what was told this month take: (compounds,)."""
    issues = world.issues
    fresh = issues.is_in(PASSED_ON, ASSIGNED, REOPENED) & (issues.told() == world.month)
    told = world.compounds.tally(issues.compound[fresh])
    return world.compounds.each("paperwork.days") * world.levers.track * told


def on_paper(world: Neighbourhood, places: IntArray, chance: FloatArray) -> FloatArray:
    """Chance that what is called done does not satisfy, where part of it is done on paper only.

    The odds rise with ranking times the pressure on the committee, whose own work alone is asked about.

    Args:
        chance: (places,) that it does not satisfy where nobody is ranked.
    """
    issues = world.issues
    ranked = world.levers.track * world.residents_committees.pressed
    tempted = ranked * world.compounds.each("paperwork.gaming")
    odds = np.expm1(tempted)[issues.compound[places]]
    return chance + chance * (1.0 - chance) * odds / (1.0 + chance * odds)
