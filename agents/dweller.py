"""A household behind its door: what it is called, and who lives around it.

This is for whoever looks at a world. Rules are shown what they need of others (``agents/perceptions.py``), as
in ``bill.neighbours``; so it is no class of agents, and its names are no part of any rule's code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from agents.agent_set import Cohort
from agents.column import IntArray
from scenarios.language import _

if TYPE_CHECKING:
    from agents.households import Households


class Dweller:
    """What a household tells of itself, beside what it is as an agent."""

    model: Any
    _table: Any
    _row: int

    @property
    def door(self) -> str:
        """Stairwell-floor-door, in a district the compound before them, all from 1: ``"3-4-1"``."""
        return self._homes().door(self._row)

    @property
    def acquaintances(self) -> Cohort:
        """The households it knows beyond its stairwell, and some within it: an agent set, by row."""
        return self._set_of(self._homes().acquainted(self._row))

    @property
    def stairwell_neighbours(self) -> Cohort:
        """All other households of its stairwell: an agent set, by row."""
        return self._set_of(self._homes().sharing_stairwell(self._row))

    @property
    def neighbours(self) -> Cohort:
        """Its acquaintances and its stairwell neighbours, each once: an agent set, by row."""
        homes = self._homes()
        return self._set_of(np.union1d(homes.acquainted(self._row), homes.sharing_stairwell(self._row)))

    def _homes(self) -> Households:
        """The table of the households; TypeError if this stands for many, as in a rule asked by columns."""
        if not isinstance(self._row, int):
            raise TypeError(
                _("{kind}: a rule is asked of many households at once; ask one, as in {example}, for its "
                  "door and its neighbours.", kind=type(self).__name__, example='world.agent("3-4-1")')
            )  # fmt: skip
        return cast("Households", self._table)

    def _set_of(self, rows: IntArray) -> Cohort:
        return Cohort((), self.model.random, [(self._table, rows)])

    def _told_by(self) -> str:
        columns = self._table.columns
        holds = "owner" if columns["owner"][self._row] else "tenant"
        return f"{self.door}, {columns['age'][self._row]:.0f}, {holds}"
