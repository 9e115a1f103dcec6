"""The compounds of a world: which rows are whose, what holds in each,
and how to sum and spread between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.actor import Actor
from agents.column import BoolArray, FloatArray, IntArray, KeyArray
from model.given_layout import GivenLayout, laid_out
from model.streams import mixed
from scenarios.read import Scenario


class Placement(NamedTuple):
    """One compound of a world: all that is given (scenario), its seed
    and, for students, its own agent classes.
    """

    scenario: Scenario
    seed: int
    name: str = ""
    kinds: tuple[tuple[str, type[Actor]], ...] = ()


class Compounds:
    """Sizes, offsets and parameter values of all compounds; households are sorted by compound and stairwell.

    Attributes:
        count: number of compounds; rows: number of households.
        households: (count,) households of each; residents: (count,) people.
        first: (count,) first row of each.
        of_row: (rows,) compound of each row.
        start: (count,) month in which its governance model begins.
        seed_key: (count,) hashed seed of each, the parent of all its identities.
        stairwells: number of stairwells in the world; stair_first: their first rows; stair_compound: their
            compounds.
        stair_of_row: (rows,) stairwell of each row; floor: (rows,) its floor, from 1.
        stair_building: (stairwells,) number of the building of each; a compound is one where none are given.
        home: (rows,) whether a household is given as at home on the ground floor, where landlords are.
        values: ledger key → float where all compounds agree, else (count,) values.
    """

    def __init__(self, placements: Sequence[Placement]) -> None:
        """Lay the compounds out side by side in the order given."""
        self.placements = list(placements)
        self.count = len(placements)
        self._each: dict[str, FloatArray] = {}
        self.values = _values([placement.scenario.parameters for placement in placements])
        self.households = self.each("place.households").astype(np.int64)
        self.residents = self.households * self.each("place.persons")
        self.first = np.concatenate(([0], np.cumsum(self.households)[:-1]))
        self.rows = int(self.households.sum())
        self.of_row = np.repeat(np.arange(self.count, dtype=np.int32), self.households)
        self.seed_key: KeyArray = np.array(
            [mixed(placement.seed) for placement in placements], dtype=np.uint64
        )
        self.start = np.array([placement.scenario.start for placement in placements])
        self._lay_stairwells()

    def _lay_stairwells(self) -> None:
        per_stair = (self.each("place.floors") * self.each("place.dwellings_per_floor")).astype(np.int64)
        per_floor = self.each("place.dwellings_per_floor").astype(np.int64)
        local = np.arange(self.rows) - np.repeat(self.first, self.households)
        self.local = local.astype(np.int32)
        per_row = np.repeat(per_stair, self.households)
        stair, place = local // per_row, local % per_row
        floor = (place // np.repeat(per_floor, self.households) + 1).astype(np.int16)
        stairs = -(-self.households // per_stair)
        given = self._given_layouts(per_stair // per_floor, per_floor)
        for number, layout in given.items():
            mine = slice(self.first[number], self.first[number] + self.households[number])
            stair[mine], floor[mine] = layout.stairwell, layout.floor
            stairs[number] = layout.stairwell[-1] + 1
        offset = np.concatenate(([0], np.cumsum(stairs)[:-1]))
        self.stairwells = int(stairs.sum())
        self.stair_of_row = (np.repeat(offset, self.households) + stair).astype(np.int32)
        self.stair_compound = np.repeat(np.arange(self.count, dtype=np.int32), stairs)
        self.stair_first = np.flatnonzero(np.r_[True, np.diff(self.stair_of_row) > 0])
        self.stair_size = np.diff(np.r_[self.stair_first, self.rows])
        self.floor = floor
        self._note_buildings(given)

    def _given_layouts(self, floors: IntArray, per_floor: IntArray) -> dict[int, GivenLayout]:
        """How the compounds lie whose households a file gives, by number."""
        cases = [placement.scenario.case for placement in self.placements]
        return {
            number: laid_out(case.households, int(floors[number]), int(per_floor[number]))
            for number, case in enumerate(cases)
            if case.households
        }

    def _note_buildings(self, given: Mapping[int, GivenLayout]) -> None:
        """Note which stairwells are of one building, all those of a compound where nothing is given, and who
        lives where a landlord would be.
        """
        self.stair_building, self.home = self.stair_compound, np.zeros(self.rows, dtype=np.bool_)
        building = np.zeros(self.rows, dtype=np.int64)
        for number, layout in given.items():
            mine = slice(self.first[number], self.first[number] + self.households[number])
            building[mine], self.home[mine] = layout.building, layout.home
        if given:
            of, first = self.stair_compound, building[self.stair_first]
            self.stair_building = np.cumsum(
                np.diff(of, prepend=0).astype(bool) | np.diff(first, prepend=0).astype(bool)
            )

    def each(self, key: str) -> FloatArray:
        """Return a ledger value for every compound: (count,) floats, to be read only."""
        found = self._each.get(key)
        if found is None:
            found = self._each[key] = np.broadcast_to(
                np.asarray(self.values[key], dtype=float), (self.count,)
            )
        return found

    def value(self, key: str) -> float | FloatArray:
        """Return a ledger value: a float where all compounds agree, else (count,) floats."""
        return self.values[key]

    def to_rows(self, value: Any) -> Any:
        """Spread a value a compound over its households (a float stays a float;
        so does a lone compound's value).
        """
        if isinstance(value, float):
            return value
        return float(value[0]) if self.count == 1 else np.repeat(value, self.households)

    def stairs_to_rows(self, value: npt.NDArray[Any]) -> Any:
        """Spread a value a stairwell over its households (to look it up for each household is slower)."""
        return np.repeat(value, self.stair_size)

    def at(self, value: Any, compound: IntArray) -> Any:
        """Return the value of the compound named in each element (floats stay floats)."""
        return value if isinstance(value, float) else value[compound]

    def reader(self, of: IntArray) -> Callable[[str], Any]:
        """Return a function that reads a ledger value at each of these compounds (floats stay floats)."""
        return lambda key: self.at(self.values[key], of)

    def number(self, compound: int) -> Callable[[str], float]:
        """Return a function that reads a ledger value of one compound."""
        return lambda key: float(self.each(key)[compound])

    def value_to_rows(self, key: str) -> Any:
        """Spread a ledger value over the households."""
        return self.to_rows(self.values[key])

    def among(self, rows: IntArray, others: IntArray) -> BoolArray:
        """Tell for each of these households whether it is one of those others (``np.isin`` is slower)."""
        chosen = np.zeros(self.rows, dtype=np.bool_)
        chosen[others] = True
        return chosen[rows]

    def sums(self, column: Any) -> FloatArray:
        """Sum a column of the households over each compound: (count,) floats."""
        return np.add.reduceat(np.asarray(column, dtype=float), self.first)

    def counts(self, truth: Any) -> FloatArray:
        """Count the households of each compound for which something is true: (count,) floats."""
        return np.add.reduceat(truth.view(np.int8), self.first, dtype=np.int64).astype(float)

    def means(self, column: Any) -> FloatArray:
        """Mean of a column over each compound: (count,) floats."""
        return self.sums(column) / self.households

    def stair_sums(self, column: FloatArray) -> FloatArray:
        """Sum a column over each stairwell: (stairwells,) floats."""
        return np.add.reduceat(column, self.stair_first)

    def stair_counts(self, truth: Any) -> FloatArray:
        """Count the households of each stairwell for which something is true: (stairwells,) floats."""
        return np.add.reduceat(truth.view(np.int8), self.stair_first, dtype=np.int64).astype(float)

    def tally(self, compound: IntArray, weights: Any = None) -> FloatArray:
        """Count, or sum weights of, things by the compound they name: (count,) floats."""
        return np.bincount(compound, weights, minlength=self.count).astype(float)


def before_in_compound(of: IntArray) -> IntArray:
    """Of things sorted by the compound they name: how many of the same compound stand before each."""
    return np.arange(len(of)) - np.searchsorted(of, of)


def _values(given: Sequence[Mapping[str, float]]) -> dict[str, float | FloatArray]:
    if not given:
        raise ValueError("a world needs at least one compound")
    found: dict[str, float | FloatArray] = {}
    for key, first in given[0].items():
        column = [float(parameters[key]) for parameters in given]
        found[key] = column[0] if all(value == first for value in column) else np.array(column)
    return found
