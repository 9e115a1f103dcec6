"""The levels of both sides of a gap: a gap may close because those who are better off fall.

Invariant: a gap is never told without the levels that it is made of, and a gap that closes from above is
warned of, whatever its verdict calls it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from agents.column import FloatArray
from experiments.statistics.intervals import ends, paired_sample
from experiments.statistics.verdict import SHOWN

GAP = "gap_"


class GroupLevel(NamedTuple):
    """The mean level of one group before and now, and the paired difference with its 95 % interval."""

    group: str
    before: float
    now: float
    difference: float
    low: float
    high: float


class GapLevels(NamedTuple):
    """A gap by the id of its outcome, the levels of its two groups, and whether it closes because the
    better-off group falls.
    """

    outcome: str
    measure: str
    groups: tuple[GroupLevel, GroupLevel]
    from_above: bool


def gap_levels(
    before: Mapping[str, Sequence[Sequence[float]]],
    now: Mapping[str, Sequence[Sequence[float]]],
    table: Mapping[str, Mapping[str, object]],
) -> tuple[GapLevels, ...]:
    """The levels beside every gap of which both sides know them; before, now: by gap, one list of levels (a
    number a replicate) for each of its groups; table: the judged row of each outcome.
    """
    found = []
    for gap in (name for name in now if name in before and name in table):
        pair, _dash, measure = gap.removeprefix(GAP).rpartition("_")
        names = pair.split("_")
        one, other = (
            _level(group, np.asarray(a, dtype=float), np.asarray(b, dtype=float))
            for group, a, b in zip(names, before[gap], now[gap], strict=True)
        )
        found.append(GapLevels(gap, measure, (one, other), _from_above(one, other, table[gap])))
    return tuple(found)


def _level(group: str, a: FloatArray, b: FloatArray) -> GroupLevel:
    both = np.isfinite(a) & np.isfinite(b)
    if not both.any():
        return GroupLevel(group, *[float("nan")] * 5)
    sample = paired_sample(a[both], b[both], False)
    low, high = ends(sample)
    return GroupLevel(group, float(a[both].mean()), float(b[both].mean()), sample.mean, low, high)


def _from_above(one: GroupLevel, other: GroupLevel, row: Mapping[str, object]) -> bool:
    """Whether a gap that was shown to close does so more by the fall of those above than by the rise
    below.
    """
    upper, lower = (one, other) if one.before >= other.before else (other, one)
    closes = row["verdict"] in SHOWN and float(str(row["difference"])) < 0
    return closes and upper.high < 0 and -upper.difference > max(lower.difference, 0.0)
