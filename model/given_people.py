"""People as a case gives them: cells of its file over the draws for the first household of each dwelling.

Invariant: nobody's draws change. What is not given is drawn with the draw that it would have without a file,
and whoever moves in later is drawn from the case's shares.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.resident import ELDERLY, ESTABLISHED, YOUNG
from model.compounds import Compounds
from scenarios.given_households import GivenHouseholds
from scenarios.given_ties import GivenTies

HELD_UNTIL = 1
"""The first recorded month: before it nobody who is given moves, and no tie that is given is lost."""

COLUMNS = ("age", "owner", "party", "online", "area", "hardship", "isolated", "off_site")


class GivenPeople(NamedTuple):
    """What the cases of a world give of its first households.

    compounds: those of the world; values: by column (rows,) floats, NaN where nothing is given; rows: (rows,)
    whether the compound is one of which people or ties are given; shops: rows of flats that are shops.
    """

    compounds: Compounds
    values: dict[str, FloatArray]
    rows: BoolArray
    shops: IntArray

    @classmethod
    def of(cls, compounds: Compounds) -> Self | None:
        """What the cases of a world give of their people; None if nothing."""
        values: dict[str, FloatArray] = {}
        rows = np.zeros(compounds.rows, dtype=np.bool_)
        use = np.zeros(compounds.rows, dtype=np.bool_)
        for number, placement in enumerate(compounds.placements):
            case, first = placement.scenario.case, int(compounds.first[number])
            if case.households is None and case.ties is None:
                continue
            mine = slice(first, first + int(compounds.households[number]))
            rows[mine] = True
            for name, cells in _cells(case.households, case.ties, mine.stop - first).items():
                values.setdefault(name, np.full(compounds.rows, np.nan))[mine] = cells
            if case.households:
                use[mine] = [word == "shop" for word in case.households.column("use")]
        return cls(compounds, values, rows, np.flatnonzero(use)) if rows.any() else None

    def over(self, name: str, drawn: Any) -> Any:
        """What was drawn, with what is given in its place: (rows,)."""
        if name not in self.values:
            return drawn
        given = self.values[name]
        return np.where(np.isnan(given), drawn, given).astype(drawn.dtype)

    def has(self, name: str) -> BoolArray:
        """Of whom a column is given: (rows,)."""
        nobody = np.full(self.compounds.rows, np.nan)
        return ~np.isnan(self.values.get(name, nobody))

    def groups(self, drawn: IntArray) -> IntArray:
        """The age group of each: of the age that is given, else the one drawn."""
        if "age" not in self.values:
            return drawn
        age, spread = self.values["age"], self.compounds.value_to_rows
        old, young = age >= spread("population.age_elderly_from"), age < spread("population.age_young_to")
        found = np.select([old, young], [ELDERLY, YOUNG], ESTABLISHED)
        return np.where(np.isnan(age), drawn, found).astype(drawn.dtype)


def _cells(people: GivenHouseholds | None, ties: GivenTies | None, count: int) -> dict[str, FloatArray]:
    """The columns of numbers of one compound; who has no tie, where these are given, knows nobody."""
    found = {
        name: np.array(people.column(name), dtype=float)
        for name in COLUMNS
        if people and name in people.columns
    }
    if ties:
        told = found.get("isolated", np.full(count, np.nan))
        lonely = np.ones(count)
        lonely[[number - 1 for number in ties.knowing]] = 0.0
        found["isolated"] = np.where(np.isnan(told), lonely, told)
    return found
