"""How figures look: fonts with Chinese glyphs, colours that colour-blind readers tell apart, marks for
black-and-white print, panels beside each other, and files that are the same bytes each time.

Invariant: a governance model has the same colour, marker and line in every picture of a folder, its
report and its page, and nothing else has them. A difference looks as the governance model it is about.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path as Outline

from experiments.statistics.verdict import MATTERS, Verdict, word
from scenarios.language import _, language

FONTS = Path(__file__).parent.parent / "fonts"

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#C27C00", "#3A97D3", "#5C3A1E", "#882255", "#6C7A00")
"""Of governance models: Okabe and Ito's palette for colour-blind readers, its orange and light blue darker so
that they are seen on white, without its yellow and its black, and three more that differ in lightness.
"""

OTHERS = ("#6A5ACD", "#4F8A8B", "#27205E", "#A79BE8", "#B08968", "#1F3B4D")
"""Colours that are no governance model's: of kinds of residents, of mixes, of parameters."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<")
LINES = (
    *("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (9, 2)), (0, (9, 2, 2, 2))),
    (0, (4, 1)),
)

WIDTH = 10.5
"""Of figures, in inches."""

ACROSS = 3
"""Panels beside each other."""

LOW, HIGH = 0.1, 0.9
"""Quantiles over replicates that a band, a line or a cross reaches to."""

BAND, REFERENCE = "#e8e8e8", "#555555"
"""Grey of what is too small to matter, and of lines that mark zero or a limit."""


DASHES = {"-": (), "--": (4, 2), "-.": (6, 2, 1, 2), ":": (1, 2)}
"""Lines by name as lengths drawn and left out."""


class Look(NamedTuple):
    """How one governance model is drawn."""

    colour: str
    marker: str
    line: str | tuple[int, tuple[int, ...]]


def look(place: int) -> Look:
    """The look of the governance model in that place of the folder's order."""
    return Look(COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)], LINES[place % len(LINES)])


HALF = "left"
"""How a mark is filled whose difference was shown and is too small to matter."""

ALIKE = Outline([(-1, 0.45), (1, 0.45), (-1, -0.45), (1, -0.45)], [Outline.MOVETO, Outline.LINETO] * 2)
"""The mark of what is alike: two bars, drawn as lines, for no font is asked for a sign."""


def marked(verdict: object, mark: Look) -> dict[str, Any]:
    """How a mark says its verdict: filled, half filled, open, or as two lines where nothing differs."""
    plain = {"marker": mark.marker, "color": mark.colour, "mfc": mark.colour}
    if verdict == Verdict.IDENTICAL:
        return plain | {"marker": ALIKE}
    if verdict == Verdict.SMALL:
        return plain | {"fillstyle": HALF, "markerfacecoloralt": "white"}
    return plain if verdict in MATTERS else plain | {"mfc": "white"}


def legend_of(verdicts: Iterable[object], size: float) -> list[Line2D]:
    """The entries of a key that say what the marks of these verdicts mean."""
    words = {
        Verdict.BETTER: _("filled: shown, corrected for many tests"),
        Verdict.SMALL: _("half filled: shown, but smaller than what matters"),
        Verdict.NOT_SHOWN: _("open: none was shown, or none that matters"),
        Verdict.IDENTICAL: word(Verdict.IDENTICAL),
    }
    there = {*verdicts, Verdict.BETTER, Verdict.NOT_SHOWN}
    grey = Look(REFERENCE, "o", "none")
    return [
        Line2D([], [], ls="none", ms=size, label=text, **marked(one, grey))
        for one, text in words.items()
        if one in there
    ]


def looks(order: Iterable[str]) -> dict[str, Look]:
    """The look of every governance model of a folder, by its place in the folder's order.

    Every picture, report and page takes it from here, also where it shows only some of them.
    """
    return {model: look(place) for place, model in enumerate(dict.fromkeys(order))}


def for_page(mark: Look) -> dict[str, object]:
    """A look as scripts draw it: its colour, its marker as an SVG path about (0, 0), one unit wide, and its
    line as lengths drawn and left out.
    """
    shape = MarkerStyle(mark.marker)
    path = shape.get_path().transformed(shape.get_transform())
    parts = [
        "MLQC"[min(int(code), 4) - 1]
        + ",".join(f"{one:.3f}" for one in points * np.resize([1, -1], len(points)))
        for points, code in path.iter_segments()
        if code != path.CLOSEPOLY
    ]
    line = list(mark.line[1]) if isinstance(mark.line, tuple) else DASHES[mark.line]
    return {"colour": mark.colour, "marker": "".join(parts) + "Z", "line": [2 * one for one in line]}


def ruled_off(panel: Axes, mark: Look) -> None:
    """Rule off the top of a panel that is about one governance model in that model's look."""
    how: dict[str, Any] = {"transform": panel.transAxes, "clip_on": False, "zorder": 5}
    panel.plot([0, 1], [1, 1], color=mark.colour, ls=mark.line, lw=1.4, **how)
    panel.plot(0, 1, color=mark.colour, marker=mark.marker, ms=6, **how)


HEADLINE = 10.8
"""Points of the type of a figure's title."""


def further_lines(*titles: str, points: float = HEADLINE) -> float:
    """Inches that the lines of the longest of these titles take below its first."""
    return max(title.count("\n") for title in titles) * points * 1.3 / 72 if titles else 0.0


def grid(
    title: str,
    panels: int,
    size: tuple[float, float],
    across: int = ACROSS,
    sharex: bool = False,
    sharey: bool = False,
) -> tuple[Figure, list[Axes]]:
    """A figure of so many panels, row by row; size: inches above and below all, and of a row of panels."""
    down = -(-panels // across)
    figure = Figure(figsize=(WIDTH, size[0] + further_lines(title) + down * size[1]), layout="constrained")
    figure.suptitle(title, weight="bold")
    places = list(figure.subplots(down, across, squeeze=False, sharex=sharex, sharey=sharey).flat)
    for empty in places[panels:]:
        empty.set_axis_off()
    return figure, places[:panels]


def label_bottom(panels: Sequence[Axes], text: str) -> None:
    """Name the axis that the panels of a grid share below the last panel of each column."""
    for panel in panels[max(0, len(panels) - ACROSS) :]:
        panel.set_xlabel(text)
        panel.tick_params(labelbottom=True)


@contextmanager
def styled() -> Iterator[None]:
    """Figures drawn and saved inside have our fonts; the user's own settings come back afterwards."""
    _register()
    settings: dict[Any, Any] = {
        "font.family": FAMILIES if language() == "zh" else FAMILIES[::-1],
        "font.size": 9,
        "axes.titlesize": 9.5,
        "axes.titleweight": "bold",
        "axes.labelsize": 8,
        "xtick.labelsize": 8,
        "ytick.labelsize": 8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "figure.constrained_layout.w_pad": 0.08,
        "figure.constrained_layout.h_pad": 0.06,
        "legend.frameon": False,
        "svg.hashsalt": "gongzhi",
        "text.parse_math": False,  # a name may hold dollars
        "svg.fonttype": "path",
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        yield


FAMILIES = ["Gongzhi Sans SC", "DejaVu Sans"]
"""One hand for Chinese and the digits in it; in English the other, whose quotes and dots are not wide."""

METADATA: Mapping[str, Mapping[str, str | None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
}
"""What matplotlib would write into files of each kind by itself, and what we leave out."""

DPI = 150


def save_all(folder: Path, source: str, figures: Iterable[tuple[str, Figure]]) -> None:
    """The figures by the names of their files into a new folder, each drawn when it is its turn."""
    folder.mkdir()
    with styled():
        for name, figure in figures:
            save(figure, folder / name, source)


def save(figure: Figure, stem: Path, source: str) -> None:
    """The figure as PNG and SVG, the same bytes each time; `source` says what makes it again: its manifest,
    or a command.
    """
    write(figure, [stem.with_suffix(ending) for ending in METADATA], source)


def write(figure: Figure, files: Iterable[Path], source: str) -> None:
    """The figure as these files, each of a kind of METADATA."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once; each file would do it again
    for file in files:
        metadata = {**METADATA[file.suffix.lower()], "Description": source}
        figure.savefig(file, dpi=DPI, metadata=metadata)


@cache
def _register() -> None:
    """Make our fonts known to matplotlib, from their files: the machine may have no Chinese font."""
    for file in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(file)
