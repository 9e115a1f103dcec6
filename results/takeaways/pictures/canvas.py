"""A sheet on which texts, boxes, marks and panels are laid from top to bottom, as high as they make it.

Invariant: everything is vector until a file is written, in our fonts, and lengths are in one unit, which is a
pixel of a picture for a chat and whatever fits on a poster.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from results.figures.compared.verdict_grid import mark_lines
from results.takeaways.pictures.line_breaks import lines
from results.takeaways.told import INK
from results.text.headlines.verdict_matrix import Mark
from scenarios.language import language

MARK = 0.9
"""Width of a mark, in the side of the square that it has."""

LEADING = 1.42
"""Height of a line, in the size of its letters."""

type Drawn = Callable[[Any, float], object]
"""Draws on axes in units; the second number is how many points a unit has."""

type Panel = Callable[[Any, float], None]
"""Fills axes of its own; the number is the same."""


def families() -> list[str]:
    """Fonts of the language spoken, in the order in which they are asked for a sign."""
    return [*(["Gongzhi Quotes"] if language() == "en" else []), "Gongzhi Sans SC", "DejaVu Sans"]


@dataclass
class Canvas:
    """A sheet so wide; what is laid on it is drawn when its height is known."""

    wide: float
    _drawn: list[Drawn] = field(default_factory=list)
    _panels: list[tuple[tuple[float, float, float, float], Panel]] = field(default_factory=list)

    def line(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str = INK,
        bold: bool = False,
        side: str = "left",
    ) -> None:
        """One line of words, its top at y."""
        look: dict[str, Any] = {
            "color": colour,
            "weight": "bold" if bold else "normal",
            "ha": side,
            "va": "baseline",
            "family": families(),
        }
        base = y + size * (LEADING / 2 + 0.36)
        self._drawn.append(lambda axes, scale: axes.text(x, base, text, fontsize=size * scale, **look))

    def words(
        self,
        x: float,
        y: float,
        room: float,
        text: str,
        size: float,
        colour: str = INK,
        bold: bool = False,
        side: str = "left",
    ) -> float:
        """Words in as many lines as they need; return where the next ones begin."""
        at = x if side == "left" else x + room / 2
        for part in lines(text, size, room, bold):
            self.line(at, y, part, size, colour, bold, side)
            y += size * LEADING
        return y

    def box(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        """A filled box, below everything that is drawn later."""
        self._drawn.append(
            lambda axes, _scale: axes.add_patch(Rectangle((x, y), wide, high, color=colour, lw=0, zorder=0.5))
        )

    def rule(self, x: float, y: float, wide: float, colour: str, thick: float = 1.5) -> None:
        """A line across."""
        self.box(x, y - thick / 2, wide, thick, colour)

    def mark(self, x: float, y: float, size: float, mark: Mark) -> None:
        """The mark of a verdict in a square whose left upper corner is there."""
        middle = x + size / 2, y + size / 2
        self._drawn.append(
            lambda axes, scale: [
                axes.plot(*middle, **{"ls": "none", **one}) for one in mark_lines(mark, MARK * size * scale)
            ]
        )

    def panel(self, x: float, y: float, wide: float, high: float, fill: Panel) -> None:
        """Axes of their own in that place."""
        self._panels.append(((x, y, wide, high), fill))

    def figure(self, high: float, points: float) -> Figure:
        """The sheet as a figure, so high; points: of a unit."""
        figure = Figure(figsize=(self.wide * points / 72, high * points / 72), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, self.wide)
        axes.set_ylim(high, 0)
        axes.set_axis_off()
        for drawn in self._drawn:
            drawn(axes, points)
        for (x, y, wide, tall), fill in self._panels:
            place = (x / self.wide, 1 - (y + tall) / high, wide / self.wide, tall / high)
            fill(figure.add_axes(place), points)
        return figure
