"""Identities: whether a draw is keyed by who decides, or by a place in a list.

Keys are made by `model.streams.keys` from a parent's keys and whole numbers. Numbers that only count (0, 1,
2 …, or on from where the last call ended) name a place in a list or an order of use. That is harmless where
the count is a fact of the case, as for the dwellings of a compound; where it changes from month to month or
differs between the two governance models, one more entry gives everybody after it somebody else's luck. The
rule it holds: a count that never changes is no finding.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.column import KeyArray
from experiments.pairing_audit.moment import SIDES, Moment
from experiments.pairing_audit.monitoring import told_of
from experiments.pairing_audit.places import Place, places
from model import streams

FEWEST_CALLS = 3
"""Calls from which numbers that go on counting are called a count."""


class Counted(NamedTuple):
    """Keys made by counting: the line that makes them, and the least and the most of them made at once."""

    place: Place
    least: int
    most: int


@dataclass
class Series:
    """What one line has put into keys so far, one entry a call: sides, months, first numbers, how many.

    A single number at a time is a count only if the parent is always the same.
    """

    counts: bool = True
    parent: int | None = None
    sides: list[str] = field(default_factory=list)
    months: list[int | None] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)

    def is_place_in_a_list(self) -> bool:
        """Whether every call counted: from the same number each time, or on from where the last one ended."""
        if not self.counts or len(self.firsts) < 2:
            return False
        from_the_same = len(set(self.firsts)) == 1 and max(self.lengths) > 1
        return (from_the_same or self._goes_on()) and self._changes()

    def _goes_on(self) -> bool:
        if len(self.firsts) < FEWEST_CALLS or self.firsts == self.months:
            return False
        expected: dict[str, int] = {}
        steps = 0
        for side, first, length in zip(self.sides, self.firsts, self.lengths, strict=True):
            wanted = expected.get(side, first)
            if first not in (wanted, self.firsts[0]):
                return False
            steps += first == wanted and first != self.firsts[0]
            expected[side] = first + length
        return steps > 1

    def _changes(self) -> bool:
        """Whether the count is not the same in every call, or not made equally often on both sides."""
        a, b = (self._by_month(side) for side in SIDES)
        uneven = any(len(set(months.values())) > 1 for months in (a, b))
        return len(set(self.lengths)) > 1 or uneven or bool(a and b and a != b)

    def _by_month(self, side: str) -> dict[int | None, int]:
        found: dict[int | None, int] = {}
        for one, month, length in zip(self.sides, self.months, self.lengths, strict=True):
            if one == side:
                found[month] = found.get(month, 0) + length
        return found


class Identities:
    """What every line puts into keys while a moment is watched."""

    def __init__(self, moment: Moment) -> None:
        """Begin with nothing."""
        self._moment = moment
        self._series: dict[tuple[Place, int], Series] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch every making of keys meanwhile."""
        with told_of(sys.monitoring.events.PY_START, self._begun, streams.keys.__code__):
            yield

    def found(self) -> list[Counted]:
        """The lines that key by a place in a list, in the order of the code."""
        return [
            Counted(place, min(series.lengths), max(series.lengths))
            for (place, _part), series in sorted(self._series.items())
            if series.is_place_in_a_list()
        ]

    def _begun(self, _code: CodeType, _offset: int) -> None:
        if self._moment.side is None:
            return
        frame = sys._getframe(1)
        (here,) = places(frame.f_back, most=1)
        parent, parts = frame.f_locals["parent"], frame.f_locals["parts"]
        for number, part in enumerate(parts):
            self._take(here, number, np.atleast_1d(parent), np.atleast_1d(np.asarray(part)))

    def _take(self, place: Place, number: int, parent: KeyArray, part: NDArray[Any]) -> None:
        series = self._series.setdefault((place, number), Series())
        if not (series.counts and max(len(parent), len(part)) and min(len(parent), len(part))):
            return
        single = len(parent) == len(part) == 1
        if single and series.parent is None:
            series.parent = int(parent[0])
        series.counts = series.parent == int(parent[0]) if single else counts(parent, part)
        series.sides.append(str(self._moment.side))
        series.months.append(self._moment.month)
        series.firsts.append(int(part[0]))
        series.lengths.append(max(len(parent), len(part)))


def counts(parent: KeyArray, part: NDArray[Any]) -> bool:
    """Whether the numbers only count among those of the same parent, from the same number for each."""
    if len(part) == 1 or not np.issubdtype(part.dtype, np.integer):
        return False
    steps = np.diff(part.astype(np.int64))
    same = np.broadcast_to(True if len(parent) == 1 else parent[1:] == parent[:-1], steps.shape)
    anew = part[1:][~same]
    return bool(same.any() and np.all(steps[same] == 1) and np.all(anew == part[0]))
