"""How figures look: fonts with Chinese glyphs, colours that colour-blind readers tell apart, marks for
black-and-white print.

The rule it holds: a governance model (or a pair of them) has the same colour, marker and line in every figure
of a study.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.verdict import MATTERS, Verdict, word
from scenarios.language import _

FONTS = Path(__file__).parent / "fonts"

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#882255", "#999999")
"""Okabe and Ito's palette for colour-blind readers, without its yellow, which is lost on white, and two more
that differ from the others in lightness.
"""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<")
LINES = (
    *("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (9, 2)), (0, (9, 2, 2, 2))),
    (0, (4, 1)),
)

BAND, REFERENCE = "#e8e8e8", "#555555"
"""Grey of what is too small to matter, and of lines that mark zero or a limit."""


class Look(NamedTuple):
    """How one governance model, or one pair, is drawn."""

    colour: str
    marker: str
    line: str | tuple[int, tuple[int, ...]]


def look(place: int) -> Look:
    """The look of the governance model, or pair, in that place of the study's order."""
    return Look(COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)], LINES[place % len(LINES)])


HALF, ALIKE = "left", "$=$"
"""How a mark is filled whose difference was shown and is too small to matter; the mark of what is alike."""


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


@contextmanager
def styled() -> Iterator[None]:
    """Figures drawn and saved inside have our fonts; the user's own settings come back afterwards."""
    _register()
    settings: dict[Any, Any] = {
        "font.family": ["DejaVu Sans", "Gongzhi Sans SC"],
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


METADATA: Mapping[str, Mapping[str, str | None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
}
"""What matplotlib would write into files of each kind by itself, and what we leave out."""

DPI = 150
WIDTH = 10.5
"""Of every figure, in inches."""


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
        told = {**METADATA[file.suffix.lower()], "Description": source}
        figure.savefig(file, dpi=DPI, metadata=told)


@cache
def _register() -> None:
    """Make our fonts known to matplotlib, from their files: the machine may have no Chinese font."""
    for file in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(file)
