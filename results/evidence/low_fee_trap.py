"""The picture of the low-fee trap: final collection against starting collection, for what the fee covers.

The rule it holds: lines are the mean-field map, marks are simulated compounds; a setting that is bistable is
drawn bold, and every panel says how many are.
"""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from results.figures.style import REFERENCE, look
from scenarios.language import _

LOOKS = ("#40004b", "#762a83", "#9970ab", "#c2a5cf", "#e08214", "#5aae61", "#1b7837", "#00441b", "#000000")
"""From fees that cover little (purple) to fees that cover the cost and more (green, black)."""


def low_fee_trap(table: pd.DataFrame) -> Figure:
    """A panel for each pair of slopes."""
    slopes = list(dict.fromkeys(zip(table["quality"], table["norm"], strict=True)))
    ratios = [float(ratio) for ratio in dict.fromkeys(table["ratio"])]
    figure = Figure(figsize=(10.5, 4.9), layout="constrained")
    figure.suptitle(_("The low-fee trap: where fee collection ends, given where it starts"), weight="bold")
    panels = figure.subplots(1, len(slopes), squeeze=False, sharey=True)[0]
    for panel, (quality, norm) in zip(panels, slopes, strict=True):
        rows = table[(table["quality"] == quality) & (table["norm"] == norm)]
        panel.set_title(_title(rows, quality, norm), loc="left")
        panel.set_xlabel(_("starting collection (share of fees due)"))
        panel.plot([0, 1], [0, 1], color=REFERENCE, lw=0.7, ls=":")
        for place, ratio in enumerate(ratios):
            _ratio(panel, rows[rows["ratio"] == ratio], place)
        panel.set_xlim(0, 1)
        panel.set_ylim(0.25, 1)
    panels[0].set_ylabel(_("final collection (share of fees due)"))
    figure.legend(handles=_key(ratios), loc="outside lower center", ncols=4)
    return figure


def _title(rows: pd.DataFrame, quality: float, norm: float) -> str:
    count = rows[rows["source"] == "map"].groupby("ratio")["bistable"].first().astype(bool).sum()
    how = _("bistable for {count} of {all} fees", count=int(count), all=rows["ratio"].nunique())
    slopes = _("slope of quality {quality}, of neighbours {norm}", quality=f"{quality:g}", norm=f"{norm:g}")
    return f"{slopes}\n{how}"


def _ratio(panel: Axes, rows: pd.DataFrame, place: int) -> None:
    """One fee: the map as a line, broken where collection tips, and simulated compounds as marks."""
    of_map = rows[rows["source"] == "map"].sort_values("start")
    ends = of_map["final"].to_numpy(float)
    tips = np.flatnonzero(np.abs(np.diff(ends)) > 0.1) + 1
    starts, ends = np.insert(of_map["start"].to_numpy(float), tips, np.nan), np.insert(ends, tips, np.nan)
    bold = bool(of_map["bistable"].iloc[0])
    panel.plot(starts, ends, color=LOOKS[place], lw=2.4 if bold else 1.0)
    marks = rows[rows["source"] == "simulated"]
    panel.vlines(marks["start"], marks["low"], marks["high"], color=LOOKS[place], lw=0.7)
    panel.plot(
        marks["start"], marks["final"], ls="none", marker=look(place).marker, color=LOOKS[place], ms=3.6
    )


def _key(ratios: list[float]) -> list[Artist]:
    """What the lines and marks mean."""
    marks: list[Artist] = [
        Line2D(
            [],
            [],
            color=LOOKS[place],
            marker=look(place).marker,
            ms=3.6,
            lw=1.0,
            label=_("fee covers {percent} % of cost", percent=round(100 * ratio)),
        )
        for place, ratio in enumerate(ratios)
    ]
    grey = {"color": REFERENCE}
    marks += [
        Line2D([], [], lw=1.0, **grey, label=_("line: mean-field map")),  # type: ignore[arg-type]
        Line2D([], [], lw=2.4, **grey, label=_("bold: two ends (bistable)")),  # type: ignore[arg-type]
        Line2D([], [], ls="none", marker="o", ms=3.6, **grey, label=_("mark: simulated, least to most")),  # type: ignore[arg-type]
        Line2D([], [], ls=":", lw=0.7, **grey, label=_("dotted: as it started")),  # type: ignore[arg-type]
    ]
    return marks
