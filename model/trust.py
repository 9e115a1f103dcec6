"""Trust: lost faster than won, shared with the neighbours, and sensitive to fair procedure (S9).

An issue resolved or lost counts fully for those who raised it, half for their stairwell, and a little for the
compound; one that waits too long counts in part each month, and so does what a forum says of it. Issues of
the firm bear on trust in the firm, all others on trust in the committee.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, Column, FloatArray, IntArray
from agents.perceptions import Experience
from agents.resident import Resident
from model import reputation, waiting
from model.issues import FIRM

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Events:
    """This month's good and bad news, by whose issue it was."""

    def __init__(self) -> None:
        """Begin the month without news."""
        self.places: dict[str, list[IntArray]] = {"won": [], "lost": [], "accepted": [], "refused": []}

    def note(self, what: str, places: IntArray) -> None:
        """Note that the issues at ``places`` were won or lost (or failed once more), or what a forum said."""
        if len(places):
            self.places[what].append(places)

    def of(self, what: str) -> IntArray:
        """Return the places of all issues won, lost, accepted or refused this month."""
        found = self.places[what]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def update(world: Neighbourhood) -> None:
    """Stage 12, first half: everybody's trust in committee and firm moves with what happened to them and
    around them, and the committee is remembered for it.
    """
    h, news, issues = world.households, world.news, world.issues
    won, lost = news.of("won"), news.of("lost")
    late, newly = waiting.late(world)

    def by_firm(places: IntArray) -> BoolArray:
        return (issues.fixer[places] == FIRM) & (world.firms.here[issues.compound[places]] > 0.0)

    firm_holds = by_firm(late) & ~issues.dispute[late]  # a dispute waits for the committee to mediate
    lived = Experience(
        committee_won=exposure(world, won[~by_firm(won)]) + _said_in_forum(world, "accepted"),
        committee_lost=exposure(world, lost[~by_firm(lost)])
        + _said_in_forum(world, "refused")
        + world.promises.felt,
        firm_won=exposure(world, won[by_firm(won)]),
        firm_lost=exposure(world, lost[by_firm(lost)]),
        committee_late=exposure(world, late[~firm_holds]),
        firm_late=exposure(world, late[firm_holds]),
        unfair=_unfairness(world, lost),
        contacts=world.met,
    )
    h.trust_committee[:], h.trust_firm[:] = h.decide(Resident.trusts, lived)
    spoilt = world.compounds.to_rows(world.trust_in_firm_lost)
    h.trust_firm[:] = np.maximum(h.trust_firm - spoilt, 0.0)
    reputation.remember(world, newly)


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
    felt: FloatArray = compounds.stairs_to_rows(by_stair)
    np.add.at(felt, issues.reporter[places], 1.0 - near[of])
    paired = places[issues.partner[places] >= 0]
    partner = issues.partner[paired]
    beside = compounds.stair_of_row[partner] == issues.stairwell[paired]  # a loud shop may lie elsewhere
    np.add.at(felt, partner, 1.0 - near[issues.compound[paired]] * beside)
    return felt


def _said_in_forum(world: Neighbourhood, what: str) -> Column:
    """What a forum accepts or refuses is news about the committee that holds it, a part of what is done."""
    places = world.news.of(what)
    if not len(places):
        return 0.0
    return world.compounds.value_to_rows("forum.news") * exposure(world, places)


def _unfairness(world: Neighbourhood, lost: IntArray) -> Column:
    """Procedure below the middle hurts those who lost; above it, it heals:
    Σ (centre - procedure) over own lost issues.
    """
    if not len(lost):
        return 0.0
    issues = world.issues
    centre = world.compounds.each("trust.procedure_centre")[issues.compound[lost]]
    return np.bincount(issues.reporter[lost], centre - issues.procedure[lost], world.compounds.rows)
