"""Waiting: whose issues wait longer than people expect (S9).

Being made to wait beyond what one expects is bad news about whoever holds the issue (expectancy
disconfirmation: Oliver 1980; James 2009 on public services). It is so for some months; then nobody expects
anything of it any more. What waits outside, at the hotline, is in nobody's hands here and blames nobody here,
just as what is settled there earns nobody trust.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from model.issues import ASSIGNED, PASSED_ON, REOPENED

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def late(world: Neighbourhood) -> IntArray:
    """Places of the issues that wait inside, longer than expected and not yet written off."""
    places, over = _over(world)
    most = world.compounds.each("wait.most")[world.issues.compound[places]]
    return places[(over >= 0.0) & (over < most)]


def newly_late(world: Neighbourhood) -> IntArray:
    """Places of the issues that wait inside and have waited longer than expected since this month."""
    places, over = _over(world)
    return places[(over >= 0.0) & (over < 1.0)]


def _over(world: Neighbourhood) -> tuple[IntArray, FloatArray]:
    """Places of what was told and waits inside, and the months by which each exceeds what people expect."""
    issues = world.issues
    places = np.flatnonzero(issues.is_in(PASSED_ON, ASSIGNED, REOPENED))
    expected = world.compounds.each("wait.expected")[issues.compound[places]]
    return places, world.month - issues.told()[places] - expected
