"""The households of a world as one table: every column that is kept of them.

Invariant: the columns named here are all that is kept of a household.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.place import as_written
from agents.table import Table
from scenarios.rules import agent_name

if TYPE_CHECKING:
    from agents.actor import Actor


class Households(Table):
    """One row a dwelling, sorted by compound and stairwell; shares are of 1, money is in yuan.

    Attributes:
        acquainted: the rows of those whom the household of a row knows, ascending; the world gives it.
    """

    __slots__ = ("acquainted",)

    acquainted: Callable[[int], IntArray]

    hardship: FloatArray
    grievance: FloatArray
    disturbance: FloatArray
    trust_committee: FloatArray
    trust_firm: FloatArray
    trust_neighbours: FloatArray
    efficacy: FloatArray
    belonging: FloatArray
    perceived_norm: FloatArray
    threshold: FloatArray
    contacts: FloatArray
    age: FloatArray
    area: FloatArray
    donation: FloatArray
    given: FloatArray
    owed: FloatArray
    promised: FloatArray
    rent_premium: FloatArray
    emission: FloatArray
    mitigation: FloatArray
    owner: BoolArray
    party: BoolArray
    online: BoolArray
    staff_tie: BoolArray
    present: BoolArray
    active: BoolArray
    paid: BoolArray
    converted: BoolArray
    lawful: BoolArray
    isolated: BoolArray
    off_site: BoolArray
    incomer: BoolArray
    group: IntArray
    cooperator: IntArray
    payer: IntArray
    cross_ties: IntArray
    occupancy: IntArray
    months_idle: IntArray
    quiet_until: IntArray
    floor: IntArray
    stairwell: IntArray

    def door(self, row: int) -> str:
        """The door of a household: stairwell-floor-door, in a district the compound before it, all from 1."""
        of, stair = int(self.compound[row]), int(self.stairwell[row])
        first = int(self.stairwell[np.searchsorted(self.compound, of)])
        landing = np.flatnonzero((self.stairwell == stair) & (self.floor == self.floor[row]))
        parts = [stair - first + 1, int(self.floor[row]), int(np.searchsorted(landing, row)) + 1]
        compound = [of + 1] if self.compound[-1] > 0 else []
        return "-".join(str(part) for part in compound + parts)

    def doors(self) -> list[str]:
        """The doors of all households, as `door` has them."""
        of, stair = self.compound, self.stairwell
        first = stair[np.searchsorted(of, of)]
        turns = np.diff(stair, prepend=-1) | np.diff(self.floor, prepend=0)
        landing = np.maximum.accumulate(np.where(turns != 0, self.all_rows(), 0))
        parts = [of + 1] if of[-1] > 0 else []
        parts += [stair - first + 1, self.floor, self.all_rows() - landing + 1]
        return ["-".join(map(str, door)) for door in zip(*(part.tolist() for part in parts), strict=True)]

    def sharing_stairwell(self, row: int) -> IntArray:
        """The rows of all other households of the stairwell of the household of a row."""
        rows = np.flatnonzero(self.stairwell == self.stairwell[row])
        return rows[rows != row]

    def name_of(self, row: int) -> str:
        """Whose row it is, for a message: the kind of household and its door."""
        kind = self.classes[int(self.kind[row])]
        return f"{agent_name(kind.kind, kind.words)} {self.door(row)}"

    def rows_by_class(self) -> list[tuple[type[Actor], IntArray]]:
        """Return each class that has rows, with them; a kind of the user's own as the class that is written,
        whatever its households are else.
        """
        found: dict[type[Actor], list[IntArray]] = {}
        for kind, rows in super().rows_by_class():
            found.setdefault(as_written(kind), []).append(rows)
        return [(kind, parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts)))
                for kind, parts in found.items()]  # fmt: skip

    def change_kind(self, rows: IntArray, kinds: IntArray) -> None:
        """Let the households of these rows be of other classes, by number, while they stay who they are; the
        agents that somebody holds change with them.
        """
        before = self.kind[rows]
        self.kind[rows] = kinds
        self.own_states.become(self, rows, before)
        self.rows_changed_kind(rows)
        for row in rows.tolist() if self._present else ():
            if (held := self._present.get(row)) is not None:
                held.__class__ = self.classes[int(self.kind[row])]
