"""Conflict: what of it households live with, and how much of that somebody was told of. Behaviour never
reads it.

A dispute counts as long as it weighs on those concerned, in whatever state: what an office lost, or closed
although its holder is not satisfied, is lived with (``ENDURED``). Two disputes of one kind between the same
two parties are one quarrel, as bad as the worse of them; so are two of one household with nobody in
particular, over its stairwell or its compound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from model.issues import ENDURED, NO_CHANNEL, PASSED_ON, IssueLedger, kinds

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood
    from model.record import Record

CONFLICTS = {  # disputes of each kind, watched apart
    "noise": "conflict_noise",
    "young-old": "conflict_young_old",
    "fee-service": "conflict_fee_service",
    "encroachment": "conflict_encroachment",
    "revenue": "conflict_revenue",
    "identity": "conflict_identity",
    "security": "conflict_security",
}
PARKING = "5.1"  # the catalogue's item on parking
PER = 100.0  # households


def quarrels(issues: IssueLedger, chosen: BoolArray) -> IntArray:
    """Places of the most severe dispute of each kind and pair of parties, among those chosen: ascending."""
    return _worst(*_sorted(issues, chosen))


def _sorted(issues: IssueLedger, chosen: BoolArray) -> tuple[IntArray, IntArray]:
    """Places of the disputes chosen, one kind and pair of parties after the other and the worst first, and
    what is the same for each kind and pair.
    """
    places = np.flatnonzero(chosen & issues.dispute)
    one, other = issues.reporter[places].astype(np.int64), issues.partner[places].astype(np.int64)
    low, high = np.minimum(one, other) + 1, np.maximum(one, other) + 1  # nobody in particular is -1
    span = high.max(initial=0) + 1
    same = (issues.kind[places] * span + low) * span + high
    order = np.lexsort((-issues.severity[places], same))
    return places[order], same[order]


def _worst(places: IntArray, same: IntArray) -> IntArray:
    """The first of each kind and pair, in the order of their places."""
    new = np.ones(len(places), dtype=np.bool_)
    new[1:] = same[1:] != same[:-1]
    return np.sort(places[new])


def lived_with(issues: IssueLedger) -> IntArray:
    """Places of the quarrels that households live with."""
    return quarrels(issues, issues.live())


def observe(record: Record, world: Neighbourhood) -> None:
    """Write down conflict, all and told, by kind, and what else is open: per 100 households."""
    issues, compounds = world.issues, world.compounds

    def severity(places: IntArray) -> FloatArray:
        return compounds.tally(issues.compound[places], issues.severity[places]) / compounds.households * PER

    def number(chosen: BoolArray) -> FloatArray:
        return compounds.tally(issues.compound[chosen]) / compounds.households * PER

    live = issues.live()
    places, same = _sorted(issues, live)
    mine, told = _worst(places, same), issues.channel[places] != NO_CHANNEL
    record.put("conflict_index", severity(mine))
    record.put("conflict_reported", severity(_worst(places[told], same[told])))
    for kind, name in CONFLICTS.items():
        record.put(name, severity(mine[issues.kind[mine] == kinds().number[kind]]))
    record.put("conflict_parking", severity(np.flatnonzero(live & (issues.kind == kinds().number[PARKING]))))
    record.put("passed_on", number(issues.is_in(PASSED_ON)))
    record.put("endured", number(issues.is_in(ENDURED)))
    record.put("open_issues", number(live))
