"""Words on figures: lines broken where a panel ends, keys below the panels, numbers beside points, and from
how many replicates a figure is drawn.

Invariant: nothing is cut off and nothing is left out; what is long takes another line, and a number stands as
near to its point as it can without covering another number or a point. Widths are estimates, on the safe
side: a Chinese character is as wide as the font is high, any other 0.6 of that.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from math import cos, pi, sin

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from experiments.execution.origin import Replicate
from experiments.store.tables import Study
from results.figures.style import HEADLINE, WIDTH
from results.text.names import month_name
from scenarios.language import _
from scenarios.problems import number as plain

POINTS = 72.0
"""In an inch."""

NARROW, BOLD = 0.6, 1.13
HANDLE, SPACE = 2.8, 2.0
"""Of a key, in font sizes: a mark with its distance from the words, and the space between columns."""

NEVER_FIRST = "，。、；：）】》”’！？%％"
"""No line begins with these."""


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line is, in inches; size: of the font in points."""
    heights = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else NARROW for sign in text)
    return heights * size / POINTS * (BOLD if bold else 1.0)


def broken(text: str, inches: float, size: float, bold: bool = False) -> str:
    """The text in lines of at most so many inches, broken between words or Chinese characters."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and width((lines[-1] + piece).rstrip(), size, bold) > inches:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines if line.strip())


def _pieces(text: str) -> Iterable[str]:
    """Words, or their parts up to a hyphen, with the spaces after them, and Chinese characters with the signs
    that may not begin a line.
    """
    wide = "\u2e80-\uffef"
    return re.findall(rf"(?:[{wide}]|[^\s{wide}-]*-|[^\s{wide}-]+\s*|\s+)[{NEVER_FIRST}]*\s*", text)


def columns(labels: Sequence[str], inches: float, size: float, most: int) -> int:
    """In how many columns a key of these labels fits: at most `most`, at least 1."""
    for count in range(min(most, len(labels)), 1, -1):
        rows = -(-len(labels) // count)
        cut = [labels[first : first + rows] for first in range(0, len(labels), rows)]
        widths = [max(width(line, size) for label in some for line in label.split("\n")) for some in cut]
        if sum(widths) + ((HANDLE + SPACE) * len(cut) - SPACE) * size / POINTS <= inches:
            return count
    return 1


def legend_below(figure: Figure, handles: Sequence[Artist], title: str, most: int = 4) -> None:
    """A key below the panels, in as many columns as have room, at most `most`."""
    labels = [str(mark.get_label()) for mark in handles]
    across = columns(labels, WIDTH, 9, most)
    figure.legend(handles, labels, loc="outside lower center", ncols=across, title=title, title_fontsize=8)


NEAR, STEP, ROOM = 8.0, 7.0, 9.5
"""How far the centre of a number is from its point, how much farther the next place is, and how far it must
be from everything else; in points (1/72 inch).
"""

TURNS, RINGS = 12, 6

type Spot = tuple[float, float]


def label(panel: Axes, points: Sequence[Spot], texts: Sequence[str], others: Sequence[Spot] = ()) -> None:
    """Write the texts beside their points (data coordinates), away from these and other points; the panel
    must have its limits and its size already.
    """
    scale = 72 / panel.figure.dpi
    spots = [_at(panel, point, scale) for point in points]
    taken = [*spots, *(_at(panel, point, scale) for point in others)]
    for text, point, spot in zip(texts, points, spots, strict=True):
        place = _free(spot, taken)
        taken.append(place)
        far = abs(place[0] - spot[0]) + abs(place[1] - spot[1]) > 2 * NEAR
        panel.annotate(
            text,
            point,
            xytext=(place[0] - spot[0], place[1] - spot[1]),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=7.5,
            zorder=5,
            path_effects=[withStroke(linewidth=1.5, foreground="white")],
            arrowprops={"arrowstyle": "-", "lw": 0.5, "shrinkA": 3, "shrinkB": 2} if far else None,
        )


def _at(panel: Axes, point: Spot, scale: float) -> Spot:
    x, y = panel.transData.transform(point)
    return float(x) * scale, float(y) * scale


def _free(spot: Spot, taken: Sequence[Spot]) -> Spot:
    """The nearest place around a spot with room on all sides; where there is none, the one with the most."""
    places = [
        (
            spot[0] + (NEAR + STEP * ring) * cos(2 * pi * (turn + 1.5) / TURNS),
            spot[1] + (NEAR + STEP * ring) * sin(2 * pi * (turn + 1.5) / TURNS),
        )
        for ring in range(RINGS)
        for turn in range(TURNS)
    ]
    others = [one for one in taken if one != spot]
    rooms = [min((max(abs(x - a), abs(y - b)) for a, b in others), default=ROOM) for x, y in places]
    for place, room in zip(places, rooms, strict=True):
        if room >= ROOM:
            return place
    return places[rooms.index(max(rooms))]


def headline(text: str) -> str:
    """The title of a figure, in as many lines as it takes."""
    return broken(text, WIDTH - 0.6, HEADLINE, bold=True)


END, LEADING = 7.0, 9.0
"""Points: the type of a name at the end of a line, and the height of a line of it."""

AT_THE_END = 0.95
"""Inches for a name at the end of a line."""


def label_ends(panel: Axes, x: float, ends: Sequence[tuple[float, str, str]], inches: float) -> None:
    """Name lines at their ends, in their colours, one name above the other.

    x: where lines end; ends: height, name and colour of each; inches: about how high the panel is.
    """
    low, high = panel.get_ylim()
    point = (high - low) / (inches * POINTS)
    names = [(y, broken(name, AT_THE_END, END), colour) for y, name, colour in sorted(ends)]
    tall = [point * LEADING * (name.count("\n") + 1) for _y, name, _colour in names]
    places = apart([y for y, _name, _colour in names], tall)
    for (y, name, colour), place in zip(names, places, strict=True):
        panel.annotate(
            name,
            (x, y),
            xytext=(4, (place - y) / point),
            textcoords="offset points",
            va="center",
            fontsize=END,
            color=colour,
            linespacing=1.05,
            annotation_clip=False,
        )


def apart(places: Sequence[float], tall: Sequence[float]) -> list[float]:
    """The places, in rising order, moved as little as it takes that no two things so tall overlap."""
    found = list(places)
    for _round in range(50):
        for one in range(len(found) - 1):
            lack = (tall[one] + tall[one + 1]) / 2 - (found[one + 1] - found[one])
            if lack > 0:
                found[one], found[one + 1] = found[one] - lack / 2, found[one + 1] + lack / 2
    return found


def replicates_in_words(study: Study) -> str:
    """The number of replicates of a study, as a legend gives it."""
    points = study.manifest.get("points", 1)
    return counted(study.replicates, by_point=isinstance(points, int) and points > 1)


def counted(number: int, by_point: bool = False) -> str:
    """So many replicates, or points of a design."""
    if by_point:
        return _("{number} sets of parameter values", number=number)
    return _("{number} replicates", number=number) if number != 1 else _("1 replicate")


def which_replicate(
    one: Replicate, month: int | None = None, point: Mapping[str, float] | None = None, compounds: int = 1
) -> str:
    """Which replicate a picture of a single one shows, and that it is only one."""
    name = str(one.replicate) if one.replicate is not None else _("seed {seed}", seed=one.seed)
    parts = [_("a single replicate ({world}); another one looks different", world=name)]
    parts += [month_name(month)] if month is not None else []
    parts += [_("compound {number} of {all}", number=1, all=compounds)] if compounds > 1 else []
    return " · ".join([*parts, *(f"{key} = {plain(value)}" for key, value in (point or {}).items())])
