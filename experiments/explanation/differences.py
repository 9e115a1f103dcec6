"""Where two worlds' answers differ: the same question put to the same agent in the same month.

Invariant: only what was asked in both worlds can differ; what only one of them asks is counted apart.
A difference below a billionth is rounding; one is clear that exceeds a hundredth of what the value may take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.column import BoolArray, FloatArray, IntArray
from experiments.recording.recorder import ISSUES, NOISE, RuleCall
from scenarios.rules import Measure, rule_entry, rule_words

ROUNDING = 1e-9
CLEAR = 0.01
ISSUE, NEIGHBOURS, INSTITUTION, DIRECT, MOVED = "issue", "neighbours", "institution", "direct", "moved"
CHANNELS = (ISSUE, NEIGHBOURS, INSTITUTION, DIRECT, MOVED)
"""How a difference reaches an agent: through an issue, its neighbours, an institution; without being shown
anything else (by an instrument or event, or by itself); because another household lives there.
"""


class Differing(NamedTuple):
    """Where the answers to one rule differ in a month.

    Attributes:
        rule: its id; table: the number of the table; choice: whether it chooses (else it answers numbers).
        order: (n,) the places of the questions in the first world's month; rows: (n,) whose answers differ.
        item: (n,) the times asked before, or the issue; a, b: (n,) what was answered (first number).
        shown: names of what was shown otherwise in any of them → (n,) where.
        draws: (n,) whether the draws differ.
    """

    rule: str
    table: int
    choice: bool
    order: IntArray
    rows: IntArray
    item: npt.NDArray[np.uint64]
    a: FloatArray
    b: FloatArray
    shown: dict[str, BoolArray]
    draws: BoolArray

    def channels(self) -> list[str]:
        """The way by which the difference came, for each row: the nearest of those by which it can have
        come.
        """
        measures = rule_words().shown
        by = {
            channel: np.zeros(len(self.rows), dtype=np.bool_) for channel in (ISSUE, NEIGHBOURS, INSTITUTION)
        }
        for key, where in self.shown.items():
            measure = measures.get(key)
            channel = INSTITUTION if key == NOISE else measure.channel if measure else None
            if channel is not None:
                by[channel] |= where
        named = np.select([self.draws, *by.values()], [MOVED, *by], DIRECT)
        return [str(name) for name in named]


class Unshared(NamedTuple):
    """Questions that only one world asked: how many of each rule."""

    a: dict[str, int]
    b: dict[str, int]


class _Stacked(NamedTuple):
    """All questions by one rule in a month, one after another."""

    order: IntArray
    rows: IntArray
    item: npt.NDArray[np.uint64]
    answer: FloatArray
    chosen: IntArray | None
    shown: dict[str, FloatArray]
    draw: FloatArray | None


def differing(
    a: Sequence[RuleCall], b: Sequence[RuleCall], clearly: bool = False
) -> tuple[list[Differing], Unshared]:
    """Compare two months; rules come in the order in which the first world asks them. `clearly`: count only
    clear differences, of answers and of what was shown.
    """
    rules = dict.fromkeys((one.rule, one.table) for one in (*a, *b))
    found, only = [], Unshared({}, {})
    for rule, table in rules:
        one, other = ([part for part in month if part.rule == rule] for month in (a, b))
        if not one or not other:
            (only.a if one else only.b)[rule] = sum(len(part.rows) for part in one or other)
            continue
        left, right = _stacked(one), _stacked(other)
        place_a, place_b = _matched(left, right)
        for side, places, count in ((only.a, place_a, len(left.rows)), (only.b, place_b, len(right.rows))):
            if len(places) < count:
                side[rule] = count - len(places)
        found += list(_compared(rule, table, left, right, place_a, place_b, clearly))
    return sorted(found, key=lambda part: int(part.order.min())), only


def _stacked(calls: Sequence[RuleCall]) -> _Stacked:
    draws = [one.draw for one in calls if one.draw is not None]
    chosen = [one.chosen for one in calls if one.chosen is not None]
    return _Stacked(
        np.repeat([one.order for one in calls], [len(one.rows) for one in calls]),
        np.concatenate([one.rows for one in calls]),
        np.concatenate([one.item for one in calls]),
        np.concatenate([one.answer for one in calls], axis=1),
        np.concatenate(chosen) if chosen else None,
        {key: np.concatenate([one.shown[key] for one in calls]) for key in calls[0].shown},
        np.concatenate(draws) if draws else None,
    )


def _matched(a: _Stacked, b: _Stacked) -> tuple[IntArray, IntArray]:
    """The places of the questions that both worlds asked, in pairs."""
    if np.array_equal(a.rows, b.rows) and np.array_equal(a.item, b.item):
        return np.arange(len(a.rows)), np.arange(len(b.rows))
    whose = {
        (int(row), int(item)): place for place, (row, item) in enumerate(zip(b.rows, b.item, strict=True))
    }
    pairs = [
        (place, whose[int(row), int(item)])
        for place, (row, item) in enumerate(zip(a.rows, a.item, strict=True))
        if (int(row), int(item)) in whose
    ]
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _compared(
    rule: str, table: int, a: _Stacked, b: _Stacked, place_a: IntArray, place_b: IntArray, clearly: bool
) -> Iterator[Differing]:
    one, other = a.answer[:, place_a], b.answer[:, place_b]
    if a.chosen is not None and b.chosen is not None:
        apart = a.chosen[place_a] != b.chosen[place_b]
    else:
        apart = _otherwise(rule, one, other, clearly)
    if not apart.any():
        return
    at_a, at_b = place_a[apart], place_b[apart]
    seen = [_seen(side, at) for side, at in ((a, at_a), (b, at_b))]
    shown = {
        key: apart_by(rule_words().shown.get(key), column, seen[1][key], clearly)
        for key, column in seen[0].items()
        if key in seen[1]
    }
    draws = np.zeros(len(at_a), dtype=np.bool_)
    if a.draw is not None and b.draw is not None:
        draws = a.draw[at_a] != b.draw[at_b]
    yield Differing(
        rule,
        table,
        a.chosen is not None,
        a.order[at_a],
        a.rows[at_a],
        a.item[at_a],
        one[0, apart],
        other[0, apart],
        {key: where for key, where in shown.items() if where.any()},
        draws,
    )


def _seen(side: _Stacked, places: IntArray) -> dict[str, FloatArray]:
    """What was shown, the noise of instruments taken out of the weight of open issues."""
    found = {key: column[places] for key, column in side.shown.items()}
    if NOISE in found:
        found[ISSUES] = found[ISSUES] - found[NOISE]
    return found


def _otherwise(rule: str, a: FloatArray, b: FloatArray, clearly: bool) -> BoolArray:
    """Where any of the numbers answered differs: those of states by the states' range."""
    states, entry = rule_words().states, rule_entry(rule)
    who = rule.partition(".")[0]
    measures: list[Measure | None] = [states.get(f"{who}.{name}") for name in entry.becomes] or [None]
    found = np.zeros(a.shape[1], dtype=np.bool_)
    for measure, one, other in zip(measures, a, b, strict=True):
        found |= apart_by(measure, one, other, clearly)
    return found


def apart_by(
    measure: Measure | None, a: npt.NDArray[np.generic], b: npt.NDArray[np.generic], clearly: bool
) -> BoolArray:
    """Where two columns of a measure differ: at all, or clearly (flags and codes always do)."""
    if not clearly or (measure is not None and measure.kind != "number"):
        return unlike(a, b)
    span = 1.0 if measure is None else measure.range[1] - measure.range[0]
    with np.errstate(invalid="ignore"):
        far = np.abs(a.astype(float) - b.astype(float)) > CLEAR * span
    found: BoolArray = far & unlike(a, b)
    return found


def unlike(a: npt.NDArray[np.generic], b: npt.NDArray[np.generic]) -> BoolArray:
    """Where two arrays differ by more than rounding; two infinities of one sign are alike."""
    one, other = a.astype(float), b.astype(float)
    with np.errstate(invalid="ignore"):
        far = np.abs(one - other) > ROUNDING * np.maximum(1.0, np.maximum(np.abs(one), np.abs(other)))
    found: BoolArray = far & (one != other)
    return found
