"""How many decisions of one replicate differ between the two sides of a trial, kind by kind, and the first.

Invariant: only decisions that both sides made can differ: the same household (or institution), the same
month, the same question. What one side alone was asked is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.column import BoolArray, FloatArray, IntArray

ROUNDING = 1e-9
MONTH, ROW, OCCUPANCY, ITEM, KIND, ANSWER = range(6)
FIRST_MONTH = 1 << 11
"""Months are counted from so many before the record, to be above zero."""


class FirstDecisionApart(NamedTuple):
    """The first decision that differs: month, rule, table and row of who decides, what either answered."""

    month: int
    rule: str
    table: int
    row: int
    before: float
    now: float


@dataclass(frozen=True)
class DecisionCount:
    """Of the decisions of one kind of agents: how many both sides made, how many of these differ, how
    many only one side made, the first that differs (None: none does), and by rule how many differ.
    """

    kind: str
    both: int
    differ: int
    only_before: int
    only_now: int
    first: FirstDecisionApart | None
    by_rule: Mapping[str, int]


class _OfRule(NamedTuple):
    """One rule of one table: by decision of both sides the kind, whether it differs, month, row and
    answers.
    """

    rule: str
    table: int
    kind: npt.NDArray[Any]
    apart: BoolArray
    month: FloatArray
    row: FloatArray
    before: FloatArray
    now: FloatArray
    only: tuple[npt.NDArray[Any], npt.NDArray[Any]]


def decision_counts(
    before: Path, now: Path, kinds: tuple[Sequence[str], Sequence[str]]
) -> tuple[DecisionCount, ...]:
    """Compare the decisions that both sides have written; kinds: what the numbers of kinds mean in each. The
    kind is that which decides in the working copy. Kinds with most differences come first.
    """
    found = list(_rules(before, now, kinds))
    names = dict.fromkeys(
        str(kind) for one in found for part in (one.kind, *one.only) for kind in np.unique(part)
    )
    counts = [_count(kind, found) for kind in names]
    return tuple(sorted(counts, key=lambda one: (-one.differ, one.kind)))


def _rules(before: Path, now: Path, kinds: tuple[Sequence[str], Sequence[str]]) -> Iterator[_OfRule]:
    with np.load(before) as one, np.load(now) as other:
        for key in dict.fromkeys((*one.files, *other.files)):
            nothing = np.zeros((6, 0))
            a, b = (side[key] if key in side.files else nothing for side in (one, other))
            yield _of_rule(key, a, b, kinds)


def _of_rule(key: str, a: FloatArray, b: FloatArray, kinds: tuple[Sequence[str], Sequence[str]]) -> _OfRule:
    table, rule, chosen = key.split("/")
    at_a, at_b = _matched(_identity(a), _identity(b))
    alone_a, alone_b = (np.delete(side[KIND], at).astype(int) for side, at in ((a, at_a), (b, at_b)))
    one, other = a[:, at_a], b[:, at_b]
    far = np.abs(one[ANSWER] - other[ANSWER])
    apart = far > (0.0 if int(chosen) else ROUNDING) * np.maximum(1.0, np.abs(one[ANSWER]))
    names = tuple(np.array([*side, ""]) for side in kinds)
    only = (names[0][alone_a], names[1][alone_b])
    whose = names[1][other[KIND].astype(int)]
    return _OfRule(rule, int(table), whose, apart, other[MONTH], other[ROW], one[ANSWER], other[ANSWER], only)


def _identity(side: FloatArray) -> npt.NDArray[np.uint64]:
    """What tells one decision on a rule from all others: month, row, who lives there, the item."""
    whole = side[:KIND].astype(np.int64)
    code = whole[MONTH] + FIRST_MONTH
    for part, bits in ((whole[ROW], 24), (whole[OCCUPANCY], 8), (whole[ITEM], 20)):
        code = (code << bits) | (part & ((1 << bits) - 1))
    return code.astype(np.uint64)


def _matched(a: npt.NDArray[np.uint64], b: npt.NDArray[np.uint64]) -> tuple[IntArray, IntArray]:
    if np.array_equal(a, b):
        return np.arange(len(a)), np.arange(len(b))
    _common, at_a, at_b = np.intersect1d(a, b, return_indices=True)
    return at_a, at_b


def _count(kind: str, found: Sequence[_OfRule]) -> DecisionCount:
    mine = [one.kind == kind for one in found]
    by_rule = {one.rule: int((one.apart & here).sum()) for one, here in zip(found, mine, strict=True)}
    firsts = [
        first for one, here in zip(found, mine, strict=True) if (first := _first(one, one.apart & here))
    ]
    return DecisionCount(
        kind,
        sum(int(here.sum()) for here in mine),
        sum(by_rule.values()),
        sum(int((one.only[0] == kind).sum()) for one in found),
        sum(int((one.only[1] == kind).sum()) for one in found),
        min(firsts, key=lambda one: one.month) if firsts else None,
        {rule: count for rule, count in by_rule.items() if count},
    )


def _first(one: _OfRule, where: BoolArray) -> FirstDecisionApart | None:
    places = np.flatnonzero(where)
    if not len(places):
        return None
    place = places[np.lexsort((one.row[places], one.month[places]))[0]]
    return FirstDecisionApart(
        int(one.month[place]),
        one.rule,
        one.table,
        int(one.row[place]),
        float(one.before[place]),
        float(one.now[place]),
    )
