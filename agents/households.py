"""The households of a world as one table: every column that is kept of them.

Invariant: the columns named here are all that is kept of a household.
"""

from __future__ import annotations

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.table import Table
from scenarios.language import pick
from scenarios.rules import rule_words


class Households(Table):
    """One row a dwelling, sorted by compound and stairwell; shares are of 1, money is in yuan."""

    __slots__ = ()

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

    def name_of(self, row: int) -> str:
        """Whose row it is, for a message: the kind of household and its door."""
        return f"{pick(rule_words().agents[self.classes[int(self.kind[row])].kind])} {self.door(row)}"
