"""The pictures of a calibration: what was learned of each parameter; patterns under prior and posterior.

Invariant: prior and posterior are in one picture, and so are the range aimed at and what came out in fresh
replicates.
"""

from pathlib import Path

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.calibration.calibration_results import CalibrationResults
from experiments.patterns.measurements import FloatArray
from experiments.store.manifest import command_line
from results.figures.annotations import broken
from results.figures.style import BAND, OTHERS, REFERENCE, WIDTH, save_all
from results.text.calibration_rows import parameter_name, pattern_name
from results.text.names import between, in_brackets, number
from results.text.rows import Row, records
from scenarios.language import _

PRIOR, POSTERIOR, LEDGER = "#bdbdbd", OTHERS[0], OTHERS[1]
NAME = 3.4
"""Inches for the name of a row."""

FAR = 4.0
"""In halves of the range from its middle: what lies farther is drawn at the edge."""


def draw(found: CalibrationResults, folder: Path) -> None:
    """Draw both pictures into a new folder, in the language chosen."""
    drawn = {"parameters": parameters} | ({"patterns": patterns} if len(found.patterns) else {})
    save_all(folder, command_line(found.manifest), ((name, draws(found)) for name, draws in drawn.items()))


def parameters(found: CalibrationResults) -> Figure:
    """A row for each parameter: the prior's range as a bar, the middle 90 % of the posterior on it."""
    rows = sorted(records(found.parameters), key=lambda row: float(str(row["width"])))
    figure = Figure(figsize=(WIDTH, 1.4 + 0.42 * len(rows)), layout="constrained")
    figure.suptitle(_("What was learned: posterior on the range of the prior"), weight="bold")
    panel = figure.subplots()
    for place, row in enumerate(rows):
        _parameter(panel, place, row)
    names = [broken(parameter_name(str(row["parameter"])), NAME, 8) for row in rows]
    panel.set_yticks(range(len(rows)), names)
    panel.set_ylim(len(rows) - 0.4, -0.6)
    panel.set_xlim(-0.12, 1.3)
    panel.set_xticks([])
    panel.spines["bottom"].set_visible(False)
    panel.tick_params(axis="y", length=0)
    panel.text(1.3, -0.75, _("width"), ha="right", va="bottom", fontsize=8, weight="bold")
    marks: list[Artist] = [
        Patch(color=BAND, label=_("range of the prior")),
        Line2D([], [], color=POSTERIOR, lw=5, label=_("middle 90 % of the posterior")),
        Line2D([], [], color=POSTERIOR, marker="o", mfc="white", ls="none", label=_("its median")),
        Line2D([], [], color=LEDGER, marker="D", ls="none", label=_("the ledger's value")),
    ]
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks))
    return figure


def _parameter(panel: Axes, place: int, row: Row) -> None:
    low, middle, high = (float(str(row[f"share_{end}"])) for end in ("low", "median", "high"))
    panel.barh(place, 1.0, 0.62, color=BAND)
    panel.plot([low, high], [place, place], color=POSTERIOR, lw=5, solid_capstyle="butt")
    panel.plot(middle, place, marker="o", color=POSTERIOR, mfc="white", ms=5)
    panel.plot(_share(row), place, marker="D", color=LEDGER, ms=4, ls="none")
    ends = ((-0.01, "right", "prior_low"), (1.01, "left", "prior_high"))
    for at, side, column in ends:
        panel.text(at, place, _value(row, column), ha=side, va="center", fontsize=7, color=REFERENCE)
    for at, column in ((low, "low"), (high, "high")):
        panel.text(
            at, place - 0.36, _value(row, column), ha="center", va="bottom", fontsize=6.5, color=POSTERIOR
        )
    panel.text(1.3, place, number(float(str(row["width"]))), ha="right", va="center", fontsize=8)


def _share(row: Row) -> float:
    """Where the ledger's value lies in the range, on the scale on which the prior is uniform."""
    low, high, value = (float(str(row[name])) for name in ("prior_low", "prior_high", "default"))
    if row["prior"] == "log-uniform":
        low, high, value = np.log([low, high, value])
    return float((value - low) / (high - low))


def _value(row: Row, column: str) -> str:
    return number(float(str(row[column])))


def patterns(found: CalibrationResults) -> Figure:
    """A row for each pattern fitted: its range as a band, draws of prior and posterior, fresh replicates."""
    rows = [row for row in records(found.patterns) if row["role"] == "C"]
    figure = Figure(figsize=(WIDTH, 1.7 + 0.75 * len(rows)), layout="constrained")
    figure.suptitle(_("Patterns under the prior and the posterior"), weight="bold")
    panel = figure.subplots()
    panel.axvspan(-1, 1, color=BAND, lw=0, zorder=0)
    for place, row in enumerate(rows):
        _pattern(panel, place, row, found)
    panel.set_yticks(range(len(rows)), [_label(row) for row in rows])
    panel.set_ylim(len(rows) - 0.45, -0.55)
    panel.set_xlim(-FAR - 0.15, FAR + 0.15)
    panel.set_xlabel(_("distance from the middle of the range, in halves of the range; at the edge: farther"))
    panel.tick_params(axis="y", length=0)
    marks: list[Artist] = [
        Patch(color=BAND, label=_("the range aimed at")),
        Line2D([], [], color=PRIOR, marker=".", ls="none", label=_("draws of the prior")),
        Line2D([], [], color=POSTERIOR, marker=".", ls="none", label=_("draws of the posterior")),
        Line2D([], [], color=LEDGER, marker="D", label=_("ledger's values, fresh replicates, 95 %")),
        Line2D([], [], color=POSTERIOR, marker="s", label=_("posterior, fresh replicates, 95 %")),
    ]
    figure.legend(handles=marks, loc="outside lower center", ncols=3)
    return figure


def _label(row: Row) -> str:
    low, high = (float(str(row[name])) for name in ("tolerance_low", "tolerance_high"))
    return broken(pattern_name(str(row["id"])) + in_brackets(between(low, high)), NAME, 8)


def _pattern(panel: Axes, place: int, row: Row, found: CalibrationResults) -> None:
    low, high = (float(str(row[name])) for name in ("tolerance_low", "tolerance_high"))
    name = str(row["id"])
    for table, colour, at in ((found.prior, PRIOR, -0.3), (found.posterior, POSTERIOR, -0.12)):
        values = _scaled(table[name].to_numpy(dtype=float), low, high)
        spread = np.linspace(-0.06, 0.06, len(values))
        panel.plot(values, place + at + spread, ls="none", marker=".", ms=4, color=colour, alpha=0.7)
    for column, colour, marker, at in (("default", LEDGER, "D", 0.12), ("posterior", POSTERIOR, "s", 0.3)):
        ends = [float(str(row[column + end])) for end in ("", "_low", "_high")]
        value, least, most = _scaled(np.array(ends), low, high)
        panel.plot([least, most], [place + at] * 2, color=colour, lw=1.6)
        panel.plot(value, place + at, marker=marker, color=colour, ms=5, mfc="white")


def _scaled(values: FloatArray, low: float, high: float) -> FloatArray:
    """In halves of the range from its middle, cut at the edge of the picture."""
    found: FloatArray = np.clip((values - (low + high) / 2) / ((high - low) / 2), -FAR, FAR)
    return found
