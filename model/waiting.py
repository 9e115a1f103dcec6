"""Waiting: whose issues wait longer than people expect (S9).

Being made to wait beyond what one expects is bad news about whoever holds the issue (expectancy
disconfirmation: Oliver 1980; James 2009 on public services). It is so for some months; then nobody expects
anything of it any more. What waits outside, at the hotline, is in nobody's hands here and blames nobody here,
just as what is settled there earns nobody trust.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.column import IntArray
from model.issues import ASSIGNED, PASSED_ON, REOPENED

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Late(NamedTuple):
    """Places of the issues that wait inside longer than expected.

    Attributes:
        places: those not yet written off; newly: those that have waited longer only since this month.
    """

    places: IntArray
    newly: IntArray


def late(world: Neighbourhood) -> Late:
    """Find what was told, waits inside, and exceeds what people expect."""
    issues, each = world.issues, world.compounds.each
    places = np.flatnonzero(issues.is_in(PASSED_ON, ASSIGNED, REOPENED))
    of = issues.compound[places]
    over = world.month - issues.told()[places] - each("wait.expected")[of]
    return Late(places[(over >= 0.0) & (over < each("wait.most")[of])], places[(over >= 0.0) & (over < 1.0)])
