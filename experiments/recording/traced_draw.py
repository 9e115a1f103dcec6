"""A traced draw: a random number that remembers what a rule compares it with.

Invariant: it answers like the number that it is.
"""

from __future__ import annotations

from typing import Self


class TracedDraw(float):
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

    def _become(self, value: float, slope: float, offset: float) -> TracedDraw:
        made = TracedDraw(value)
        made.met, made.slope, made.offset = self.met, slope, offset
        return made

    def __add__(self, other: float) -> float:
        if isinstance(other, TracedDraw):
            return float(self) + float(other)
        return self._become(float(self) + other, self.slope, self.offset + other)

    __radd__ = __add__

    def __sub__(self, other: float) -> float:
        if isinstance(other, TracedDraw):
            return float(self) - float(other)
        return self._become(float(self) - other, self.slope, self.offset - other)

    def __rsub__(self, other: float) -> float:
        return self._become(other - float(self), -self.slope, other - self.offset)

    def __mul__(self, other: float) -> float:
        if isinstance(other, TracedDraw):
            return float(self) * float(other)
        return self._become(float(self) * other, self.slope * other, self.offset * other)

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> float:
        if isinstance(other, TracedDraw):
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
