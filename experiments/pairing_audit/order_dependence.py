"""Identities: whether a draw is keyed by who decides, or by a place in a list.

Keys are made by `model.streams.keys` from a parent's keys and whole numbers. Numbers that only count (0, 1,
2 …, or on from where the last call ended) name a place in a list or an order of use. That is harmless where
the count is a fact of the case, as for the dwellings of a compound; where it changes from month to month or
differs between the two governance models, one more entry gives everybody after it somebody else's draw.
Invariant: a count that never changes is no defect.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.column import KeyArray
from experiments.pairing_audit.defects import Defect
from experiments.pairing_audit.unkeyed_draws import listening
from experiments.recording.code_line import CodeLine, code_lines
from experiments.recording.paired_run import SIDES, CurrentMonth
from model import streams

FEWEST_CALLS = 3
"""Calls from which numbers that go on counting are called a count."""

NUMBERED = frozenset({("model/mediation.py", "settle"), ("model/forum.py", "_agenda")})
"""File and function of keys in which a number is itself what decides: which attempt at mediating one quarrel
it is, which place of an agenda.
"""


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
            next_one = expected.get(side, first)
            if first not in (next_one, self.firsts[0]):
                return False
            steps += first == next_one and first != self.firsts[0]
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
    """What every line puts into keys while a world is simulated."""

    def __init__(self, now: CurrentMonth) -> None:
        """Begin with nothing."""
        self._now = now
        self._series: dict[tuple[CodeLine, int], Series] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch every making of keys meanwhile."""
        with listening(sys.monitoring.events.PY_START, self._begun, streams.keys.__code__):
            yield

    def defects(self) -> list[Defect]:
        """The lines that key by a place in a list, in the order of the code."""
        return [
            Defect("position", str(place), what=_span(series.lengths), count=max(series.lengths))
            for (place, _part), series in sorted(self._series.items())
            if series.is_place_in_a_list()
        ]

    def _begun(self, _code: CodeType, _offset: int) -> None:
        if self._now.side is None:
            return
        frame = sys._getframe(1)
        (here,) = code_lines(frame.f_back, most=1)
        if (here.file, here.function) in NUMBERED:
            return
        parent, parts = frame.f_locals["parent"], frame.f_locals["parts"]
        for number, part in enumerate(parts):
            self._take(here, number, np.atleast_1d(parent), np.atleast_1d(np.asarray(part)))

    def _take(self, place: CodeLine, number: int, parent: KeyArray, part: NDArray[Any]) -> None:
        series = self._series.setdefault((place, number), Series())
        if not (series.counts and max(len(parent), len(part)) and min(len(parent), len(part))):
            return
        single = len(parent) == len(part) == 1
        if single and series.parent is None:
            series.parent = int(parent[0])
        series.counts = series.parent == int(parent[0]) if single else counts(parent, part)
        series.sides.append(str(self._now.side))
        series.months.append(self._now.month)
        series.firsts.append(int(part[0]))
        series.lengths.append(max(len(parent), len(part)))


def _span(lengths: list[int]) -> str:
    least, most = min(lengths), max(lengths)
    return f"{least}" if least == most else f"{least}–{most}"


def counts(parent: KeyArray, part: NDArray[Any]) -> bool:
    """Whether the numbers only count among those of the same parent, from the same number for each."""
    if len(part) == 1 or not np.issubdtype(part.dtype, np.integer):
        return False
    steps = np.diff(part.astype(np.int64))
    same = np.broadcast_to(True if len(parent) == 1 else parent[1:] == parent[:-1], steps.shape)
    restarts = part[1:][~same]
    return bool(same.any() and np.all(steps[same] == 1) and np.all(restarts == part[0]))
