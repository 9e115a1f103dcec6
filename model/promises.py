"""Promises: what a session decided and nobody carried out in time disappoints those who sat (S7).

Whoever is asked, heard and agreed with, and then sees nothing done, is worse off than if nobody had asked
(frustration effect: Folger 1977; Margalit et al. 2014). A broken promise is to each of those who sat a part
of an own issue that the committee lost: trust in it falls, and so does the belief that taking part is of use.

Invariant: a promise breaks at most once, for an issue is heard once and comes due once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from model.issues import ENDURED, NEVER

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Promise(NamedTuple):
    """What was decided, in which compound, who sat, and who lived there then."""

    key: int
    compound: int
    rows: IntArray
    occupancy: IntArray


class Promises:
    """Decisions that are to be carried out.

    Attributes:
        due: month → what comes due in it; felt: (rows,) how much of an own issue lost this month's broken
            promises are to each household.
    """

    def __init__(self, rows: int) -> None:
        """Begin without any."""
        self.due: dict[int, list[Promise]] = {}
        self.felt: FloatArray = np.zeros(rows)


def make(world: Neighbourhood, place: int, rows: IntArray) -> None:
    """A session accepted an issue: it is to be carried out within some months."""
    issues, compound = world.issues, int(world.issues.compound[place])
    month = world.month + int(world.compounds.each("forum.promise_months")[compound])
    made = Promise(int(issues.key[place]), compound, rows, world.households.occupancy[rows])
    world.promises.due.setdefault(month, []).append(made)


def come_due(world: Neighbourhood) -> None:
    """Those who sat, and still live here, see what became of what they decided."""
    promises, h = world.promises, world.households
    promises.felt[:] = 0.0
    not_done = undone(world)
    for promise in promises.due.pop(world.month, []):
        mine = (world.issues.key == promise.key) & (world.issues.compound == promise.compound)
        weight = world.compounds.number(promise.compound)("forum.broken_promise")
        if not_done[mine].any():
            here = promise.rows[h.occupancy[promise.rows] == promise.occupancy]
            np.add.at(promises.felt, here, weight)
            world.experience(here, 0.0, weight)


def undone(world: Neighbourhood) -> BoolArray:
    """Tell of each issue whether it was never done, waiting or lost, and no money was found for it."""
    issues = world.issues
    waits = issues.pending() | (issues.status == ENDURED)
    return waits & (issues.done == NEVER) & ~issues.funded
