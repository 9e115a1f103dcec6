"""Order of work: what a residents' committee works on first, and how far its staff-days go (S5).

The most pressing issue of a compound comes first, as the committee itself finds it
(``ResidentsCommittee.urgency``); what is begun is carried on next month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from agents.perceptions import Waiting
from agents.residents_committee import ResidentsCommittee
from model import digital_exclusion
from model.compounds import before_in_compound

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def spend_days(world: Neighbourhood, places: IntArray, capacity: FloatArray) -> IntArray:
    """Work on the most pressing first; an issue begun is carried on next month.
    Returns the places of what is done.
    """
    issues, of = world.issues, world.issues.compound[places]
    order = np.lexsort((-_urgency(world, places), of))
    places, of = places[order], of[order]
    days = issues.work[places]
    spent = np.clip(capacity[of] - (running_totals(days, of) - days), 0.0, days)
    finished = spent >= days
    issues.work[places] = days - spent
    return places[finished]


def _urgency(world: Neighbourhood, places: IntArray) -> FloatArray:
    """How pressing the committee finds each of these issues; it is asked once for each."""
    issues, of = world.issues, world.issues.compound[places]
    waiting = Waiting(
        severity=issues.severity[places],
        months=(world.month - issues.told()[places]).astype(float),
        lead=issues.lead[places],
        off_agenda=np.where(issues.on_agenda[places], 1.0, world.levers.off_agenda[of]),
        offline=digital_exclusion.told_offline(world, places),
        told=1.0 + issues.told_again[places],
        grievance=world.households.grievance[issues.reporter[places]],
        dispute=issues.dispute[places],
    )
    issues.asked = places
    urgency: FloatArray = world.residents_committees.decide(ResidentsCommittee.urgency, waiting, rows=of)
    return urgency


def running_totals(days: FloatArray, of: IntArray) -> FloatArray:
    """Running total of days in each compound (``of`` ascending), added up as if each were alone."""
    if not len(of):
        return days
    place = before_in_compound(of)
    row = np.cumsum(np.r_[False, np.diff(of) > 0])
    table = np.zeros((int(row[-1]) + 1, int(place.max()) + 1))
    table[row, place] = days
    return np.cumsum(table, axis=1)[row, place]
