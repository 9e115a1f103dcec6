"""The picture of a failure region: every point of the study in the two parameters that bound it most clearly.

Invariant: what fails is filled and what does not is open, so that the picture can be read without
colour; points that only other bounds leave outside are small.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import NDArray

from experiments.analysis.prim import Bounds, inside
from experiments.analysis.scenario_discovery import Kind, Region
from results.figures.style import BAND, OTHERS, REFERENCE, save_all
from results.text.equal_cost import titled_at_cost
from results.text.names import case_name, governance_name, outcome_name, outcome_unit, parameter_in_section
from scenarios import read
from scenarios.language import _

LARGE, SMALL = 34.0, 9.0
"""Areas of the marks, in square points."""

MARGIN = 0.04
"""Of an axis, beyond the points on it."""

FAILING, BETTER = OTHERS[1], OTHERS[0]


def draw(found: Sequence[Region], source: str, folder: Path) -> None:
    """Draw every region into a new folder, in the language chosen; nothing where none was found."""
    regions = (one for one in found if one.kind is Kind.REGION)
    save_all(folder, source, ((picture_file(one), picture(one)) for one in regions))


def picture_file(found: Region) -> str:
    """The name of the picture's files, without their endings."""
    request = found.request
    return f"region-{request.case}-{request.outcome.id}" + (
        "" if request.cost == "natural" else f"-{request.cost}-cost"
    )


def heading(found: Region) -> str:
    """Which question it is."""
    case, request = case_name(found.request.case), found.request
    return titled_at_cost(f"{case} · {outcome_name(request.outcome.id)}", request.cost)


def picture(found: Region) -> Figure:
    """The points and the box; where it bounds one parameter, the advantage stands upright."""
    assert found.box is not None
    figure = Figure(figsize=(7.4, 6.0), layout="constrained")
    panel = figure.subplots()
    across, *others = [one.parameter for one in found.box.restrictions]
    upright = others[0] if others else None
    figure.suptitle(_title(found), weight="bold", fontsize=10)
    panel.set_title(heading(found), loc="left", fontweight="normal", fontsize=9)
    x = _axis(panel, found, across, upright=False)
    y = _axis(panel, found, upright, upright=True)
    limits = found.box.limits
    _box(panel, limits[across], limits[upright] if upright else Bounds())
    rest = {key: bounds for key, bounds in limits.items() if key not in (across, upright)}
    _marks(panel, found, x, y, inside(found.points, rest))
    figure.legend(handles=_key(found, bool(rest)), loc="outside lower center", ncols=2, fontsize=8)
    return figure


def _title(found: Region) -> str:
    return _(
        "Where {better} is not better than {than}",
        better=governance_name(found.request.better),
        than=governance_name(found.request.than),
    )


def _axis(panel: Axes, found: Region, key: str | None, upright: bool) -> NDArray[np.float64]:
    """Name and range of an axis; the values of the points on it."""
    axis = panel.yaxis if upright else panel.xaxis
    values: NDArray[np.float64] = found.points[key or "advantage"].to_numpy(dtype=np.float64)
    log = key is not None and read.ledger()[key].prior == "log-uniform"
    if key is None:
        name, unit = _("advantage"), outcome_unit(found.request.outcome.id)
        panel.axhline(found.request.by, color=REFERENCE, lw=0.8, ls="--")
    else:
        unit = read.ledger()[key].unit
        name, unit = parameter_in_section(key), "" if unit in ("none", "0 to 1", "0 or 1") else _(unit)
    axis.set_label_text(f"{name}\n{unit}" if unit else name)
    if log:
        (panel.set_yscale if upright else panel.set_xscale)("log")
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter("{x:g}")
    (panel.set_ylim if upright else panel.set_xlim)(_reach(values, log))
    return values


def _reach(values: NDArray[np.float64], log: bool) -> tuple[float, float]:
    """The ends of an axis that shows all values."""
    low, high = float(values.min()), float(values.max())
    if log:
        return low * (low / high) ** MARGIN, high * (high / low) ** MARGIN
    return low - MARGIN * (high - low), high + MARGIN * (high - low)


def _box(panel: Axes, across: Bounds, upright: Bounds) -> None:
    """The box, to the end of the picture where it has no bound."""
    ends = []
    for bounds, (low, high) in ((across, panel.get_xlim()), (upright, panel.get_ylim())):
        ends.append((max(bounds.low, low), min(bounds.high, high)))
    (left, right), (bottom, top) = ends
    for style in ({"facecolor": BAND, "zorder": 0}, {"fill": False, "lw": 1.8, "zorder": 2}):
        box = Rectangle((left, bottom), right - left, top - bottom, edgecolor="black", **style)
        panel.add_patch(box)


def _marks(
    panel: Axes, found: Region, x: NDArray[np.float64], y: NDArray[np.float64], near: NDArray[np.bool_]
) -> None:
    """Filled where it fails, open where not; small where other bounds leave a point outside."""
    failing = found.points["failing"].to_numpy(dtype=bool)
    for fails, colour, marker in ((False, BETTER, "o"), (True, FAILING, "s")):
        for large in (False, True):
            some = (failing == fails) & (near == large)
            panel.scatter(
                x[some],
                y[some],
                s=LARGE if large else SMALL,
                marker=marker,
                facecolors=colour if fails else "white",
                edgecolors="black" if fails else colour,
                linewidths=0.6 if fails else 1.1,
                zorder=3,
            )


def _key(found: Region, other_bounds: bool) -> list[Artist]:
    """What the marks mean."""
    assert found.box is not None
    seen, ms = found.box.found_in, math.sqrt(LARGE)
    names = {"better": governance_name(found.request.better), "than": governance_name(found.request.than)}
    marks: list[Artist] = [
        Line2D([], [], ls="none", marker="s", ms=ms, color=FAILING, mec="black", mew=0.6,
               label=_("filled: {better} is not better than {than}", **names)),
        Line2D([], [], ls="none", marker="o", ms=ms, color=BETTER, mfc="white", mew=1.1,
               label=_("open: {better} is better", better=names["better"])),
        Patch(facecolor=BAND, edgecolor="black", lw=1.8, label=_(
              "range found: {count} of {all} points in it are filled", count=seen.both, all=seen.inside)),
    ]  # fmt: skip
    if other_bounds:
        label = _("small: outside by another bound")
        marks.append(Line2D([], [], ls="none", marker="o", ms=math.sqrt(SMALL), color=REFERENCE, label=label))
    return marks
