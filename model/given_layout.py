"""Where the households of a case lie that a file gives: stairwells, floors and buildings as they are.

Rows that name no stairwell are laid one stairwell after another, as without a file; where they name floors, a
lower floor begins a new one.

Invariant: floors of a stairwell rise with its rows, so that its ground floor comes first.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from agents.column import BoolArray, IntArray
from scenarios.given_households import GROUND, GivenHouseholds


class GivenLayout(NamedTuple):
    """Of each household of a compound: its stairwell and building, from 0; its floor, from 1; and whether it
    is at home on the ground floor, where otherwise a landlord would be.
    """

    stairwell: IntArray
    building: IntArray
    floor: IntArray
    home: BoolArray


def laid_out(given: GivenHouseholds, floors: int, per_floor: int) -> GivenLayout:
    """The layout of a file, with `floors` of `per_floor` dwellings where it says nothing."""
    names = list(zip(*(given.column(name) for name in ("building", "stairwell")), strict=True))
    stated = [None if floor is None else int(float(floor)) for floor in given.column("floor")]
    stairwells: list[list[int]] = []
    for (_building, stairwell), group in groupby(range(given.count), lambda row: names[row]):
        rows = list(group)
        stairwells += [rows] if stairwell else _cut(rows, stated, floors * per_floor)
    stair = np.repeat(np.arange(len(stairwells)), [len(rows) for rows in stairwells])
    floor = np.array([floor for rows in stairwells for floor in _floors(rows, stated, per_floor)])
    building = np.cumsum([0, *(a[0] != b[0] for a, b in pairwise(names))])
    return GivenLayout(stair, building, floor, (floor == GROUND) & _at_home(given))


def _cut(rows: list[int], stated: list[int | None], most: int) -> list[list[int]]:
    """Rows in stairwells of at most so many dwellings, in each of which the floors that are stated rise."""
    found: list[list[int]] = []
    highest = 0
    for row in rows:
        floor = stated[row]
        if not found or len(found[-1]) == most or (floor is not None and floor < highest):
            found.append([])
            highest = 0
        found[-1].append(row)
        highest = max(highest, floor or 0)
    return found


def _floors(rows: list[int], stated: list[int | None], per_floor: int) -> list[int]:
    """The floors of a stairwell: those stated, and between them those that its places would have."""
    floors = [stated[row] or 0 for row in rows]
    above = max(len(rows), *floors)
    ceiling = [above := floor or above for floor in reversed(floors)][::-1]
    below = GROUND
    for place, floor in enumerate(floors):
        usual = place // per_floor + 1
        below = floors[place] = floor or min(max(usual, below), ceiling[place])
    return floors


def _at_home(given: GivenHouseholds) -> BoolArray:
    """Who lives where a landlord would be: told so, or an owner of whom the age is known and no shop."""
    use, age, owner = (given.column(name) for name in ("use", "age", "owner"))
    told = np.array([word == "home" for word in use])
    owners = [
        not word and years is not None and owns == 1
        for word, years, owns in zip(use, age, owner, strict=True)
    ]
    return told | np.array(owners)
