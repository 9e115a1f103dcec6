"""Trust: lost faster than won, shared with the neighbours, and sensitive to fair procedure (S9).

An issue resolved or lost counts fully for those who raised it, half for their stairwell, and a little for the
compound. Issues of the firm bear on trust in the firm, all others on trust in the committee.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, Column, FloatArray, IntArray
from agents.perceptions import Experience
from agents.resident import Resident
from model.issues import FIRM

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Events:
    """This month's good and bad news, by whose issue it was."""

    def __init__(self) -> None:
        """Begin the month without news."""
        self.places: dict[str, list[IntArray]] = {"won": [], "lost": []}

    def note(self, what: str, places: IntArray) -> None:
        """Note that the issues at ``places`` were won or lost (or failed once more)."""
        if len(places):
            self.places[what].append(places)

    def of(self, what: str) -> IntArray:
        """Return the places of all issues won, or lost, this month."""
        found = self.places[what]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def update(world: Neighbourhood) -> None:
    """Stage 12, first half: everybody's trust in committee and firm moves
    with what happened to them and around them.
    """
    h, news, issues = world.households, world.news, world.issues
    won, lost = news.of("won"), news.of("lost")

    def by_firm(places: IntArray) -> BoolArray:
        return (issues.fixer[places] == FIRM) & (world.firms.here[issues.compound[places]] > 0.0)

    lived = Experience(
        committee_won=exposure(world, won[~by_firm(won)]),
        committee_lost=exposure(world, lost[~by_firm(lost)]),
        firm_won=exposure(world, won[by_firm(won)]),
        firm_lost=exposure(world, lost[by_firm(lost)]),
        unfair=_unfairness(world, lost),
        contacts=world.met,
    )
    h.trust_committee[:], h.trust_firm[:] = h.decide(Resident.trusts, lived)
    spoilt = world.compounds.to_rows(world.trust_in_firm_lost)
    h.trust_firm[:] = np.maximum(h.trust_firm - spoilt, 0.0)


def exposure(world: Neighbourhood, places: IntArray) -> Column:
    """How much of this news each household feels:
    1 for those whose issue it is, less for the stairwell, little for the compound.
    """
    if not len(places):
        return 0.0
    compounds, each, issues = world.compounds, world.compounds.each, world.issues
    of = issues.compound[places]
    near = each("trust.stairwell")
    far = each("trust.compound") * np.minimum(1.0, each("grievance.compound_size") / compounds.households)
    by_stair = np.bincount(issues.stairwell[places], near[of], compounds.stairwells).astype(float)
    by_stair += (compounds.tally(of) * far)[compounds.stair_compound]
    felt: FloatArray = by_stair[compounds.stair_of_row]
    np.add.at(felt, issues.reporter[places], 1.0 - near[of])
    paired = places[issues.partner[places] >= 0]
    partner = issues.partner[paired]
    beside = compounds.stair_of_row[partner] == issues.stairwell[paired]  # a loud shop may lie elsewhere
    np.add.at(felt, partner, 1.0 - near[issues.compound[paired]] * beside)
    return felt


def _unfairness(world: Neighbourhood, lost: IntArray) -> Column:
    """Procedure below the middle hurts those who lost; above it, it heals:
    Σ (centre - procedure) over own lost issues.
    """
    if not len(lost):
        return 0.0
    issues = world.issues
    centre = world.compounds.each("trust.procedure_centre")[issues.compound[lost]]
    return np.bincount(issues.reporter[lost], centre - issues.procedure[lost], world.compounds.rows)
