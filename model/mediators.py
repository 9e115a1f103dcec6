"""Mediators: the four formulas of mediation, and which quarrels each of them reaches (S1).

党建+调解: cells of the Party, where one of the two is a member or both trust the committee. 品牌+化解: a
studio of known mediators, for every quarrel, with more skill. 部门+联防: departments, where one of them has a
say by law. 个人+联动: retired cadres, lawyers and volunteers, for quarrels between two households, who are
trusted as neighbours are. Mediators of no formula reach every quarrel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from model.issues import kinds

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

UNNAMED, PARTY, BRAND, DEPARTMENTS, PERSONS = range(5)


def days_of_each(world: Neighbourhood, days: FloatArray) -> Iterator[tuple[int, FloatArray]]:
    """Divide mediators' days between the formulas: (compounds,) each, those that reach least at first.

    Args:
        days: (compounds,) what there really is of the days that were meant for mediation.
    """
    levers, rest = world.levers, days
    meant = levers.mediator_days
    kept = np.divide(days, meant, out=np.zeros_like(days), where=meant > 0.0)
    for who, theirs in (
        (DEPARTMENTS, levers.department_days),
        (PARTY, levers.party_days),
        (PERSONS, levers.persons_days),
        (BRAND, levers.brand_days),
    ):
        if theirs.any():
            yield who, kept * theirs
            rest = rest - kept * theirs
    if rest.any():
        yield UNNAMED, np.maximum(rest, 0.0)


def reached(world: Neighbourhood, who: int, quarrels: IntArray) -> IntArray:
    """Those of the quarrels at these places that such mediators may take up."""
    if who == DEPARTMENTS:
        return quarrels[kinds().authority[world.issues.kind[quarrels]]]
    if who == PARTY:
        return quarrels[_open_to_the_party(world, quarrels)]
    if who == PERSONS:
        return quarrels[world.issues.partner[quarrels] >= 0]
    return quarrels


def _open_to_the_party(world: Neighbourhood, quarrels: IntArray) -> BoolArray:
    one, other = sides(world, quarrels)
    households = world.households
    least = world.compounds.each("mediation.party_trust")[world.issues.compound[quarrels]]
    trusts = between(households.trust_committee, one, other) >= least
    found: BoolArray = trusts | households.party[one] | households.party[other]
    return found


def sides(world: Neighbourhood, quarrels: IntArray) -> tuple[IntArray, IntArray]:
    """Rows of the two households of each quarrel; one that has no household against it counts twice."""
    one, other = world.issues.reporter[quarrels], world.issues.partner[quarrels]
    return one, np.where(other >= 0, other, one)


def between(column: FloatArray, one: IntArray, other: IntArray) -> FloatArray:
    """Mean of a column over the two sides."""
    return 0.5 * (column[one] + column[other])


def advantage(world: Neighbourhood, quarrels: IntArray) -> FloatArray:
    """What whoever mediates these quarrels is better at than the committee's own mediators, as skill:
    a studio's skill; whom one trusts as a neighbour, in place of the committee.
    """
    issues, households = world.issues, world.households
    who = issues.mediator[quarrels]
    better = np.zeros(len(quarrels))
    studio, persons = who == BRAND, who == PERSONS
    better[studio] = world.compounds.each("mediation.brand_skill")[issues.compound[quarrels[studio]]]
    one, other = sides(world, quarrels[persons])
    better[persons] = between(households.trust_neighbours, one, other)
    better[persons] -= between(households.trust_committee, one, other)
    return better
