"""Reuse: luck that is drawn for one decision and drawn again for another.

Two decisions that draw the same number agree by accident. The rule it holds: the same identity, stream and
month at two lines of the code, or at one line asked for by two, is a finding; one line asked for by the same
line again reads the number a second time.
"""

from typing import NamedTuple

import numpy as np

from agents.column import KeyArray
from experiments.pairing_audit.places import Place
from experiments.pairing_audit.recorder import Draw, Month

AGAIN = frozenset({"paid before", "equally hard"})
"""Streams that are read in several places on purpose: whether a household had paid before the run is asked
for its newcomers and once more when the firm's own start is known, and only the second answer stays; who
comes first of equals is one lot for whoever ranks them.
"""


class Reused(NamedTuple):
    """A stream whose numbers serve two decisions: where, in which month first, and how many numbers."""

    stream: str
    first: tuple[Place, ...]
    second: tuple[Place, ...]
    month: int
    draws: int


class Reuse:
    """The draws of one world, remembered as long as they may be drawn again."""

    def __init__(self) -> None:
        """Begin with no draws."""
        self._drawn: dict[tuple[str, int], dict[tuple[Place, ...], KeyArray]] = {}
        self._found: dict[tuple[str, tuple[Place, ...], tuple[Place, ...]], Reused] = {}

    def take(self, month: int, heard: Month) -> None:
        """Look through a month."""
        for draw in heard.draws:
            if draw.stream not in AGAIN:
                self._take(month, draw)
        for key in [key for key in self._drawn if key[1] == month != 0]:
            del self._drawn[key]

    def _take(self, month: int, draw: Draw) -> None:
        by_place = self._drawn.setdefault((draw.stream, draw.month), {})
        for other, identities in by_place.items():
            if other != draw.at:
                self._note(month, draw, other, len(np.intersect1d(draw.identity, identities)))
        before = by_place.get(draw.at)
        by_place[draw.at] = draw.identity if before is None else np.union1d(before, draw.identity)

    def _note(self, month: int, draw: Draw, other: tuple[Place, ...], twice: int) -> None:
        if twice:
            first, second = sorted((other, draw.at))
            key = (draw.stream, first, second)
            found = self._found.get(key, Reused(draw.stream, first, second, month, 0))
            self._found[key] = found._replace(draws=found.draws + twice)

    def found(self) -> list[Reused]:
        """What was found, in the order of the code."""
        return sorted(self._found.values(), key=lambda entry: (entry.first, entry.second, entry.stream))
