"""The pictures of the project's calibration: what was learned, the targets before and after, what each wave
leaves, and the ranks of known truths.

Invariant: prior and posterior are in one picture, both methods are in one row, and what is missed is drawn
like what is met.
"""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, NullFormatter
from scipy import stats

from experiments.inference.ranks import BINS
from experiments.patterns.measurements import FloatArray
from results.evidence.calibration.calibration_tables import CalibrationTables, parameter_or_shift, share_left
from results.figures.annotations import broken
from results.figures.style import BAND, OTHERS, REFERENCE, WIDTH
from results.text.calibration_rows import pattern_name
from results.text.names import number
from results.text.rows import Row, records, value
from scenarios.language import _

FIRST, SECOND, BEFORE = OTHERS[0], OTHERS[1], "#9a9a9a"
NAME = 2.9
"""Inches for the name of a row."""

EDGE = (0.025, 0.0, 0.975, 1.0)
"""Where a picture of many rows is laid out: the layout gives long Chinese names too little room."""

MOST = 40
"""Rows of a picture, those learned most."""

FAR = 4.0
"""In halves of the range from its middle: what lies farther is drawn at the edge."""

LEVEL = 0.99
"""The part of counts that chance leaves between the lines."""


def learned(*tables: pd.DataFrame) -> Figure:
    """A row for each parameter that is learned: the middle 90 % under both methods on the prior's range."""
    rows = records(CalibrationTables(*tables).learned().head(MOST))
    panel, figure = _rows(_("What was learned: posterior on the range of the prior"), len(rows), 0.36)
    for place, row in enumerate(rows):
        panel.barh(place, 1.0, 0.7, color=BAND)
        for method, colour, at in (("first", FIRST, -0.14), ("second", SECOND, 0.16)):
            low, middle, high = (value(row, f"{method}_{end}") for end in ("low", "median", "high"))
            panel.plot([low, high], [place + at] * 2, color=colour, lw=4, solid_capstyle="butt")
            panel.plot(middle, place + at, marker="o", color=colour, mfc="white", ms=4)
        text = number(value(row, "first_contraction"))
        panel.text(1.12, place, text, ha="right", va="center", fontsize=8)
    _named(panel, [parameter_or_shift(str(row["parameter"])) for row in rows])
    panel.text(1.12, -0.7, _("contraction"), ha="right", va="bottom", fontsize=8, weight="bold")
    panel.set(xlim=(-0.02, 1.14), xticks=[])
    panel.spines["bottom"].set_visible(False)
    marks: list[Artist] = [
        Patch(color=BAND, label=_("range of the prior")),
        Line2D([], [], color=FIRST, lw=4, label=_("middle 90 %, first method")),
        Line2D([], [], color=SECOND, lw=4, label=_("middle 90 %, second method")),
        Line2D([], [], color=FIRST, marker="o", mfc="white", ls="none", label=_("median")),
    ]
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks))
    return figure


def targets(*tables: pd.DataFrame) -> Figure:
    """A row for each target: the middle 90 % of its numbers over the prior and over the posterior."""
    rows = records(CalibrationTables(*tables).targets)
    panel, figure = _rows(_("Targets under the prior and the posterior"), len(rows), 0.52)
    panel.axvspan(-1, 1, color=BAND, lw=0, zorder=0)
    for place, row in enumerate(rows):
        for name, colour, at in (("prior", BEFORE, -0.15), ("posterior", FIRST, 0.15)):
            low, middle, high = _scaled(row, name)
            panel.plot([low, high], [place + at] * 2, color=colour, lw=3, solid_capstyle="butt")
            panel.plot(middle, place + at, marker="o", color=colour, mfc="white", ms=4)
    _named(panel, [pattern_name(str(row["id"])) for row in rows])
    panel.set_xlim(-FAR - 0.15, FAR + 0.15)
    panel.set_xlabel(_("distance from the middle of the range, in halves of the range; at the edge: farther"))
    marks: list[Artist] = [
        Patch(color=BAND, label=_("the range aimed at")),
        Line2D([], [], color=BEFORE, lw=3, label=_("prior, middle 90 %")),
        Line2D([], [], color=FIRST, lw=3, label=_("posterior, middle 90 %")),
    ]
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks))
    return figure


def _scaled(row: Row, name: str) -> FloatArray:
    """Numbers in halves of the range from its middle, cut at the edge of the picture."""
    low, high = value(row, "tolerance_low"), value(row, "tolerance_high")
    found = np.array([value(row, f"{name}_{end}") for end in ("low", "median", "high")])
    return np.clip((found - (low + high) / 2) / ((high - low) / 2), -FAR, FAR)


def waves(*tables: pd.DataFrame) -> Figure:
    """What each wave leaves of the prior, with its standard error, on a logarithmic axis."""
    rows = CalibrationTables(*tables).waves
    figure = Figure(figsize=(0.6 * WIDTH, 3.4), layout="constrained")
    figure.suptitle(_("What each wave leaves of the prior"), weight="bold")
    panel = figure.subplots()
    number_of, volume = rows["wave"].to_numpy(), rows["volume"].to_numpy(dtype=float)
    least = np.minimum(rows["volume_error"].to_numpy(dtype=float), 0.9 * volume)
    panel.errorbar(number_of, volume, yerr=[least, rows["volume_error"]], color=FIRST, marker="o", capsize=3)
    panel.set(yscale="log", xlabel=_("wave"), ylabel=_("share of the prior that is left"), xticks=number_of)
    panel.yaxis.set_major_formatter(FuncFormatter(lambda left, _place: share_left(left)))
    panel.yaxis.set_minor_formatter(NullFormatter())
    for wave, left in zip(number_of, volume, strict=True):
        panel.annotate(share_left(left), (wave, left), (6, 6), textcoords="offset points", fontsize=8)
    panel.margins(x=0.12, y=0.15)
    return figure


def ranks(*tables: pd.DataFrame) -> Figure:
    """How many truths have a rank in each tenth: a line for each parameter, between what chance leaves."""
    found = CalibrationTables(*tables)
    rows, counts = found.ranks, found.rank_counts()
    figure = Figure(figsize=(0.7 * WIDTH, 3.6), layout="constrained")
    figure.suptitle(_("Ranks of known truths"), weight="bold")
    panel, truths = figure.subplots(), int(rows["truths"].min())
    at = np.arange(BINS) + 0.5
    ends = stats.binom.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], truths, 1 / BINS)
    panel.axhspan(*ends, color=BAND, lw=0, label=_("where chance leaves 99 %"))
    panel.axhline(truths / BINS, color=REFERENCE, lw=0.9, ls="--")
    for line, even in zip(counts, rows["uniform"].astype(bool), strict=True):
        panel.plot(at, line, color=FIRST if even else SECOND, lw=0.8, alpha=0.6)
    panel.plot([], [], color=FIRST, label=_("a parameter"))
    panel.set(xlabel=_("rank among draws of the posterior, in tenths"), ylabel=_("truths"), ylim=(0, None))
    panel.set_xticks(np.arange(BINS + 1))
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _rows(title: str, count: int, height: float) -> tuple[Axes, Figure]:
    layout = ConstrainedLayoutEngine(rect=EDGE)
    figure = Figure(figsize=(WIDTH, 1.4 + height * max(count, 1)), layout=layout)
    figure.suptitle(title, weight="bold")
    panel = figure.subplots()
    panel.set_ylim(max(count, 1) - 0.4, -0.6)
    panel.tick_params(axis="y", length=0)
    return panel, figure


def _named(panel: Axes, names: list[str]) -> None:
    panel.set_yticks(range(len(names)), [broken(name, NAME, 8) for name in names])
