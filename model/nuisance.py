"""Nuisance: how shops on the ground floor disturb the flats above and beside them (S1).

A shop's emission e fades with the distance d = floor gap + ``stairwell_step`` per stairwell: n = e (1 - m)
exp(-d / d0), m its mitigation. A household's disturbance is D = 1 - prod over shops (1 - sensitivity * n).
Two dwellings of a stairwell lie on the ground floor, so each household is reached by ten sites at most: its
own stairwell's and those of two stairwells either side. Where a file gives the dwellings as they are, there
may be more or fewer, and no shop is heard in another building.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.column import BoolArray, Column, FloatArray, IntArray
from model.population import Population

REACH = 2  # stairwells either side
SITES = 2  # ground-floor dwellings of a stairwell, where no file gives more


class Nuisance:
    """Disturbance of every household, recomputed only where a shop or its mitigation changed."""

    def __init__(self, population: Population) -> None:
        """Prepare distances; no shop is open yet."""
        self.population = population
        self.compounds = compounds = population.compounds
        scale = compounds.value_to_rows("nuisance.distance_scale")
        self.by_floor = np.exp(-(compounds.floor - 1.0) / scale)
        per_stair = compounds.value("nuisance.distance_scale")
        step = np.asarray(compounds.value("nuisance.stairwell_step"))
        across = np.exp(-np.outer(np.arange(REACH + 1), np.atleast_1d(step / per_stair)))
        self.by_stairwell = np.broadcast_to(across, (REACH + 1, compounds.count))
        place = (
            population.landlord_rows - compounds.stair_first[compounds.stair_of_row[population.landlord_rows]]
        )
        self.most_sites = max(int(place.max(initial=0)) + 1, SITES)
        self.present_emission = np.zeros((compounds.stairwells, self.most_sites))
        self.stale = np.ones(compounds.stairwells, dtype=np.bool_)
        stairs = np.arange(compounds.stairwells)
        self.sites = [self._site(site) for site in range(self.most_sites)]
        self.sides = [(gap, *self._neighbour(stairs, gap * side)) for gap, side in _sides()]

    def emissions(self) -> FloatArray:
        """Emission that leaves each site now: (stairwells, 2)."""
        return self._given_off(self.population.table.converted)

    def _given_off(self, chosen: BoolArray) -> FloatArray:
        """Emission of the trades of the chosen ground-floor dwellings, as if they were shops."""
        table = self.population.table
        out = np.zeros((self.compounds.stairwells, self.most_sites))
        for site, (rows, there) in enumerate(self.sites):
            out[:, site] = table.emission[rows] * (1.0 - table.mitigation[rows]) * chosen[rows] * there
        return out

    def _site(self, site: int) -> tuple[IntArray, BoolArray]:
        """The row of each stairwell's ground-floor dwelling of that number, and whether it has one."""
        rows = np.minimum(self.compounds.stair_first + site, self.compounds.rows - 1)
        return rows, (self.compounds.stair_size > site) & self.population.landlords[rows]

    def moved_in(self, rows: IntArray) -> None:
        """Newcomers hear with their own ears: recompute their stairwells at the next refresh."""
        self.stale[self.compounds.stair_of_row[rows]] = True

    def refresh(self) -> None:
        """Recompute the disturbance of households near a site that changed, and of newcomers."""
        now = self.emissions()
        changed = (now != self.present_emission).any(axis=1)
        self.present_emission = now
        near = self.stale.copy()
        for _, beside, inside in self.sides:
            near |= changed[beside] & inside
        self.stale[:] = False
        if near.any():
            self._disturb(near)

    def _disturb(self, near: BoolArray) -> None:
        """Recompute the disturbance of the households of some stairwells: (stairwells,) truth values."""
        table, compounds = self.population.table, self.compounds
        rows, stairs = np.flatnonzero(compounds.stairs_to_rows(near)), np.flatnonzero(near)
        size = compounds.stair_size[stairs]
        felt = self._felt(rows)
        quiet = np.ones(len(rows))
        loudest = self.loudness_by_stair()
        for gap, beside, inside in self.sides:
            arriving = loudest[gap][beside[stairs]] * inside[stairs, None]
            for site in range(self.most_sites):
                quiet *= 1.0 - felt * np.repeat(arriving[:, site], size)
        table.disturbance[rows] = (1.0 - quiet) * table.present[rows]

    def _felt(self, rows: IntArray | slice) -> FloatArray:
        """How much of what its own stairwell's shops give off reaches and bothers each household."""
        sensitivity: Any = self.population.table.parameter("sensitivity")
        felt: FloatArray = (
            sensitivity if isinstance(sensitivity, float) else sensitivity[rows]
        ) * self.by_floor[rows]
        return felt

    def would_disturb(self, limit: Column) -> FloatArray:
        """Share of each stairwell, the site's own household left out, that is disturbed while a site is a
        shop, or would be if it were one, all else as it is: (stairwells, 2).
        """
        table, compounds = self.population.table, self.compounds
        stair, felt = compounds.stair_of_row, self._felt(slice(None)) * table.present
        idle = self._given_off(~table.converted)
        share = np.zeros_like(idle)
        for site in range(self.most_sites):
            minds = 1.0 - (1.0 - table.disturbance) * (1.0 - felt * idle[stair, site]) > limit
            minds[(compounds.stair_first + site)[compounds.stair_size > site]] = False
            share[:, site] = compounds.stair_counts(minds) / compounds.stair_size
        return share

    def loudness_by_stair(self) -> list[FloatArray]:
        """Emission of each site as it arrives ``gap`` stairwells away, for every gap."""
        fade = self.by_stairwell[:, self.compounds.stair_compound]
        return [self.present_emission * fade[gap][:, None] for gap in range(REACH + 1)]

    def _neighbour(self, stair: IntArray, offset: int) -> tuple[IntArray, BoolArray]:
        moved = np.clip(stair + offset, 0, self.compounds.stairwells - 1)
        same = self.compounds.stair_building[moved] == self.compounds.stair_building[stair]
        return moved, same & (moved == stair + offset)

    def source_of(self, rows: IntArray) -> IntArray:
        """Row of the shop that disturbs each of ``rows`` most, or -1."""
        if not len(rows):
            return np.zeros(0, dtype=np.int64)
        stair = self.compounds.stair_of_row[rows]
        loudest = self.loudness_by_stair()
        best, source = np.zeros(len(rows)), np.full(len(rows), -1)
        for gap, beside, inside in self.sides:
            moved = beside[stair]
            for site in range(self.most_sites):
                loud = loudest[gap][moved, site] * inside[stair]
                more = loud > best
                best[more] = loud[more]
                source[more] = self.compounds.stair_first[moved[more]] + site
        return source


def _sides() -> list[tuple[int, int]]:
    return [(0, 1)] + [(gap, side) for gap in range(1, REACH + 1) for side in (-1, 1)]
