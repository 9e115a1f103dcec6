"""Acquaintances as a case gives them, dealt out to those who keep them.

Each tie is kept by one of its two ends (see `model/ties.py`). Invariant: every household keeps about half of
its ties, so that its number of ties is its own as they go quiet and new ones form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from agents.column import IntArray
from model.compounds import Compounds


class Kept(NamedTuple):
    """A tie: who keeps it, who is known, and in which slot it is kept."""

    one: int
    other: int
    slot: int


class GivenEnds(NamedTuple):
    """Ties by the row that keeps each, the row that it knows, and the slot; `owned`: (rows,) ties that each
    row keeps; `rows`: all rows of the compounds whose ties are given.
    """

    one: IntArray
    other: IntArray
    slot: IntArray
    owned: IntArray
    rows: IntArray


def given_ties(compounds: Compounds) -> GivenEnds | None:
    """The ties that the cases of a world give; None if none does."""
    kept: list[Kept] = []
    rows: list[IntArray] = []
    for number, placement in enumerate(compounds.placements):
        if (ties := placement.scenario.case.ties) is not None:
            first = int(compounds.first[number])
            rows.append(np.arange(first, first + int(compounds.households[number])))
            kept += [Kept(first + one - 1, first + other - 1, slot) for one, other, slot in _dealt(ties.ends)]
    if not rows:
        return None
    one, other, slot = np.array(kept, dtype=np.int64).reshape(len(kept), len(Kept._fields)).T
    owned = np.bincount(one, minlength=compounds.rows)
    return GivenEnds(one, other, slot, owned, np.concatenate(rows))


def _dealt(ends: Iterable[tuple[int, int]]) -> list[Kept]:
    """Of each tie who keeps it, the other end, and how many the keeper has before: whoever has been known
    more often than it keeps ties takes the next.
    """
    keeps: Counter[int] = Counter()
    known: Counter[int] = Counter()
    found = []
    for one, other in ends:
        if keeps[one] - known[one] > keeps[other] - known[other]:
            one, other = other, one
        found.append(Kept(one, other, keeps[one]))
        keeps[one] += 1
        known[other] += 1
    return found
