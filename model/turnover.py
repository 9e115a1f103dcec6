"""Turnover: households move out and others move in; a renewal brings the young (S15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from agents.resident import YOUNG, Resident
from model.issues import DYAD, FADED
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def begin_events(world: Neighbourhood) -> None:
    """Stage 1, first half: what the case sends this month (shocks) begins."""
    for compound, placement in enumerate(world.compounds.placements):
        for event in placement.scenario.events:
            if event.month == world.month:
                EVENTS[event.kind](world, compound)


def renew(world: Neighbourhood, compound: int) -> None:
    """A renewal: a builder with a warranty to keep, higher rents downstairs,
    part of the open works done, and young newcomers.
    """
    each = world.compounds.number(compound)
    world.renewed[compound] = world.month
    world.construction_companies.here[compound] = 1.0
    world.construction_companies.warranty_months[compound] = each("renewal.warranty_months")
    rows = world.population.ground_rows
    mine = rows[world.compounds.of_row[rows] == compound]
    world.households.rent_premium[mine] *= each("renewal.rent_factor")
    issues = world.issues
    waiting = np.flatnonzero(issues.live() & issues.capital & (issues.compound == compound))
    done = uniform(issues.key[waiting], "renewal") < each("renewal.capital_done")
    issues.funded[waiting[done]] = True


EVENTS = {"renewal": renew}


def turn_over(world: Neighbourhood) -> None:
    """Stage 1, second half: households move;
    a renewed compound's share of young ones grows to its gain over some months.
    """
    h, key = world.households, world.population.key
    leaves = h.decide(Resident.moves_out, uniform(key, "moves out", world.month))
    rows = np.flatnonzero(leaves)
    inflow = _youth_inflow(world)
    swept = np.zeros(0, dtype=np.int64)
    if np.any(inflow):
        old = ~leaves & ~world.population.ground & (h.group != YOUNG)
        swept = np.flatnonzero(
            old & (uniform(key, "sold to the young", world.month) < world.compounds.to_rows(inflow))
        )
    _move(world, rows, swept)


def _youth_inflow(world: Neighbourhood) -> FloatArray:
    """Hazard a month, for a dwelling not yet held by the young, of passing to them after the renewal."""
    each, compounds = world.compounds.each, world.compounds
    since = world.month - world.renewed
    under_way = (since >= 0) & (since < each("renewal.months"))
    upper = ~world.population.ground & (world.households.group != YOUNG)
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
    population.settle(rows, population.shares(rows, world.renewed[world.compounds.of_row[rows]] >= 0))
    population.settle(to_the_young, (0.0, 1.0))
    shops = both[population.ground[both]]
    h.present[shops] &= ~h.converted[shops]
    world.ties.forget(both)
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
