"""Turnover: households move out and others move in; a renewal brings the young (S15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from agents.resident import YOUNG, Resident
from model.given_people import HELD_UNTIL
from model.issues import DYAD, FADED
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def turn_over(world: Neighbourhood) -> None:
    """Stage 1, second half: households move;
    a renewed compound's share of young ones grows to its gain over some months. Whom a case gives stays
    until the record begins.
    """
    h, key = world.households, world.population.key
    leaves = h.decide(Resident.moves_out, uniform(key, "moves out", world.month))
    if world.month < HELD_UNTIL and (given := world.population.given):
        leaves &= ~given.rows
    rows = np.flatnonzero(leaves)
    inflow = _youth_inflow(world)
    swept = np.zeros(0, dtype=np.int64)
    if np.any(inflow):
        old = ~leaves & ~world.population.landlords & (h.group != YOUNG)
        swept = np.flatnonzero(
            old & (uniform(key, "sold to the young", world.month) < world.compounds.to_rows(inflow))
        )
    _move(world, rows, swept)


def _youth_inflow(world: Neighbourhood) -> FloatArray:
    """Hazard a month, for a dwelling not yet held by the young, of passing to them after the renewal."""
    each, compounds = world.compounds.each, world.compounds
    since = world.month - world.inflow_since
    under_way = (since >= 0) & (since < each("renewal.months"))
    upper = ~world.population.landlords & (world.households.group != YOUNG)
    share = compounds.counts(upper) / compounds.households
    return np.where(
        under_way,
        each("renewal.youth_gain") / each("renewal.months") / np.maximum(share, 1.0 / compounds.households),
        0.0,
    )


def _move(world: Neighbourhood, rows: IntArray, to_the_young: IntArray) -> None:
    both = np.concatenate((rows, to_the_young))
    if not len(both):
        return
    population, h = world.population, world.households
    h.depart(both)
    _drop_quarrels(world, both)
    h.occupancy[both] += 1
    newcomers = population.newcomers
    renewed = world.inflow_since[world.compounds.of_row[rows]] > -np.inf
    population.settle(rows, newcomers.following(rows, renewed))
    if len(to_the_young):
        population.settle(to_the_young, newcomers.young(to_the_young))
    shops = both[population.landlords[both]]
    h.present[shops] &= ~h.converted[shops]
    world.ties.forget(both, world.month)
    world.nuisance.moved_in(both)
    world.record.add("moves", world.compounds.of_row[both])


def _drop_quarrels(world: Neighbourhood, rows: IntArray) -> None:
    """A quarrel between two households ends when one of them moves."""
    issues = world.issues
    gone = np.zeros(world.compounds.rows + 1, dtype=np.bool_)
    gone[rows] = True
    parted = (
        issues.live()
        & (issues.scale == DYAD)
        & issues.dispute
        & (gone[issues.reporter] | gone[issues.partner])
    )
    issues.close(np.flatnonzero(parted), FADED, world.month)
