"""One month of two worlds side by side, and what tells them apart at its end.

Invariant: only what both worlds have is compared; what one of them alone has is named apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.column import BoolArray
from experiments.explanation.differences import Differing, Unshared, apart_by, differing, unlike
from experiments.recording.paired_run import PairedRun
from scenarios.rules import rule_words

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood, Placement

APART_BY_CLASS = ("kind",)
"""Columns that number classes, which differ where a class of a user's own takes the place of a kind."""

type Worlds = tuple[Neighbourhood, Neighbourhood]


class Issues(NamedTuple):
    """Which issues only one world has, and which are in another state or with another party: their keys."""

    only_a: frozenset[int]
    only_b: frozenset[int]
    otherwise: frozenset[int]


class PairedMonth(NamedTuple):
    """One month of two worlds: what was answered otherwise, what only one asked, and their states
    after it.

    Attributes:
        differing, clear: answers that differ at all, and clearly.
        touched, clearly: (rows,) households whose state differs at all, and clearly.
        moved: (rows,) dwellings in which another household lives.
        institutions: kinds whose state differs; levers: what governance moves otherwise, by name.
        ties: (k, 2) rows of two acquaintances in only one of the worlds, and in which (0, 1): (k,).
    """

    month: int
    worlds: Worlds
    differing: list[Differing]
    clear: list[Differing]
    unshared: Unshared
    touched: BoolArray
    clearly: BoolArray
    moved: BoolArray
    institutions: tuple[str, ...]
    levers: Mapping[str, tuple[float, float]]
    ties: Sequence[tuple[int, int, int]]
    issues: Issues


def side_by_side(a: Placement, b: Placement) -> Iterator[PairedMonth]:
    """Simulate both worlds, month by month."""
    run = PairedRun([a], [b], archive=True)
    worlds = run.worlds
    for month, one, other in islice(run.months(), 1, None):
        apart, unshared = differing(one.calls, other.calls)
        clear = differing(one.calls, other.calls, clearly=True)[0] if apart else []
        yield PairedMonth(
            month,
            worlds,
            apart,
            clear,
            unshared,
            _touched(worlds),
            _touched(worlds, clearly=True),
            worlds[0].population.key != worlds[1].population.key,
            _institutions(worlds),
            _levers(worlds),
            _ties(worlds),
            _issues(worlds),
        )


def _touched(worlds: Worlds, clearly: bool = False) -> BoolArray:
    """Households of whom any state differs; clearly: of those states that have a name."""
    one, other = (world.households.columns for world in worlds)
    found = np.zeros(worlds[0].compounds.rows, dtype=np.bool_)
    for name, column in one.items():
        measure = rule_words().states.get(f"household.{name}")
        if name not in APART_BY_CLASS and (measure is not None or not clearly):
            found |= apart_by(measure, column, other[name], clearly)
    return found


def _institutions(worlds: Worlds) -> tuple[str, ...]:
    tables = zip(*(world.institution_tables() for world in worlds), strict=True)
    return tuple(
        one.classes[0].kind
        for one, other in tables
        if len(one) != len(other)
        or any(unlike(column, other.columns[name]).any() for name, column in one.columns.items())
    )


def _levers(worlds: Worlds) -> dict[str, tuple[float, float]]:
    """Levers that differ, with their means over the compounds in both worlds."""
    pairs = {name: tuple(world.levers.now[name] for world in worlds) for name in worlds[0].levers.now}
    return {
        name: (float(one.mean()), float(other.mean()))
        for name, (one, other) in pairs.items()
        if unlike(one, other).any()
    }


def _ties(worlds: Worlds) -> list[tuple[int, int, int]]:
    one, other = (world.ties.slots for world in worlds)
    found = []
    for row in np.flatnonzero((one != other).any(axis=1)).tolist():
        sides = [{int(known) for known in slots[row] if known >= 0} for slots in (one, other)]
        found += [(row, known, 0) for known in sorted(sides[0] - sides[1])]
        found += [(row, known, 1) for known in sorted(sides[1] - sides[0])]
    return found


def _issues(worlds: Worlds) -> Issues:
    """Compare what is on the books now, or was closed this month."""
    one, other = (_states(world) for world in worlds)
    return Issues(
        frozenset(one.keys() - other.keys()),
        frozenset(other.keys() - one.keys()),
        frozenset(key for key in one.keys() & other.keys() if one[key] != other[key]),
    )


def _states(world: Neighbourhood) -> dict[int, tuple[object, ...]]:
    """By key: the other party, status, lead, whether a forum heard it and whether it is funded."""
    found: dict[int, tuple[object, ...]] = {}
    for columns in (world.issues.columns, *(world.issues.archive or [])[-1:]):
        if columns is world.issues.columns or (columns["closed"] == world.month).any():
            names = ("key", "partner", "status", "lead", "in_forum", "funded", "attempts")
            for key, *state in zip(*(columns[name].tolist() for name in names), strict=True):
                found.setdefault(int(key), tuple(state))
    return found
