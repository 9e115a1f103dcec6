"""The draw of one decision: a number that notes what it is compared with, and the line of all it could be.

The rule it holds: what a rule answers over all draws is found by asking the rule, never by reading its code.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple, Self

ROUNDS = 12
"""How often new thresholds are looked for between those found; a rule has one or two."""

SAMPLES = 8
"""Draws tried inside each stretch, for rules that compare something else than the draw itself."""

HALVINGS = 40


class Luck(float):
    """A draw that notes the thresholds it meets, also after plain numbers were added or multiplied.

    Its value is slope · draw + offset; compared with x it notes the draw at which it would equal x.
    """

    __slots__ = ("met", "offset", "slope")

    met: list[float]
    slope: float
    offset: float

    @classmethod
    def of(cls, draw: float, met: list[float], slope: float = 1.0, offset: float = 0.0) -> Self:
        """Make the number that a draw has become; `met` collects the thresholds."""
        made = cls(slope * draw + offset)
        made.met, made.slope, made.offset = met, slope, offset
        return made

    def _become(self, value: float, slope: float, offset: float) -> Luck:
        made = Luck(value)
        made.met, made.slope, made.offset = self.met, slope, offset
        return made

    def __add__(self, other: float) -> float:
        if isinstance(other, Luck):
            return float(self) + float(other)
        return self._become(float(self) + other, self.slope, self.offset + other)

    __radd__ = __add__

    def __sub__(self, other: float) -> float:
        if isinstance(other, Luck):
            return float(self) - float(other)
        return self._become(float(self) - other, self.slope, self.offset - other)

    def __rsub__(self, other: float) -> float:
        return self._become(other - float(self), -self.slope, other - self.offset)

    def __mul__(self, other: float) -> float:
        if isinstance(other, Luck):
            return float(self) * float(other)
        return self._become(float(self) * other, self.slope * other, self.offset * other)

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> float:
        if isinstance(other, Luck):
            return float(self) / float(other)
        return self._become(float(self) / other, self.slope / other, self.offset / other)

    def __neg__(self) -> float:
        return self._become(-float(self), -self.slope, -self.offset)

    def _note(self, other: float) -> float:
        """The number compared with; the draw at which both would be equal is kept."""
        if self.slope:
            self.met.append((float(other) - self.offset) / self.slope)
        return float(other)

    def __lt__(self, other: float) -> bool:
        return float(self) < self._note(other)

    def __le__(self, other: float) -> bool:
        return float(self) <= self._note(other)

    def __gt__(self, other: float) -> bool:
        return float(self) > self._note(other)

    def __ge__(self, other: float) -> bool:
        return float(self) >= self._note(other)


class Stretch(NamedTuple):
    """Draws from `low` up to `high`, all of which give the same answer."""

    low: float
    high: float
    answer: int


type AnswerAt = Callable[[float], tuple[int, list[float]]]
"""What a rule answers at a draw, and the thresholds that the draw met on the way."""


def luck_line(answer_at: AnswerAt) -> tuple[Stretch, ...]:
    """All draws in [0, 1) by their answer, neighbours with the same answer joined."""
    cuts = {0.0, 1.0}
    for _ in range(ROUNDS):
        found = {cut for draw in _middles(cuts) for cut in answer_at(draw)[1] if 0.0 < cut < 1.0}
        if found <= cuts:
            break
        cuts |= found
    cuts |= set(_unnoted(answer_at, sorted(cuts)))
    stretches: list[Stretch] = []
    for low, high in _gaps(cuts):
        answer = answer_at((low + high) / 2)[0]
        if stretches and stretches[-1].answer == answer:
            low = stretches.pop().low
        stretches.append(Stretch(low, high, answer))
    return tuple(stretches)


def _gaps(cuts: set[float]) -> list[tuple[float, float]]:
    ordered = sorted(cuts)
    return list(pairwise(ordered))


def _middles(cuts: set[float]) -> list[float]:
    return [(low + high) / 2 for low, high in _gaps(cuts)]


def _unnoted(answer_at: AnswerAt, cuts: list[float]) -> list[float]:
    """Thresholds that no comparison told of: where the answer changes inside a stretch all the same."""
    found = []
    for low, high in pairwise(cuts):
        points = [low + (high - low) * (place + 0.5) / SAMPLES for place in range(SAMPLES)]
        answers = [answer_at(point)[0] for point in points]
        for place in range(1, SAMPLES):
            if answers[place] != answers[place - 1]:
                found.append(_switch(answer_at, points[place - 1], points[place]))
    return found


def _switch(answer_at: AnswerAt, low: float, high: float) -> float:
    """The draw between two at which the first answer ends, by halving."""
    first = answer_at(low)[0]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if answer_at(middle)[0] == first else (low, middle)
    return high
