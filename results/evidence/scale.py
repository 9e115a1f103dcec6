"""The picture of cost against size: time and memory of one process from one compound to
the whole district.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from results.figures.style import REFERENCE, look
from results.text.names import governance_name
from scenarios.language import _

MOST_MICROSECONDS, MOST_MEGABYTES = 1.5, 500.0
"""The bars: a household-month where the bars were set, and the memory of the process."""


PLAIN = FuncFormatter(lambda value, _place: f"{value:g}")


def linear_cost(table: pd.DataFrame) -> Figure:
    """Seconds of a run, time of a household-month and memory, each against size."""
    figure = Figure(figsize=(10.5, 3.9), layout="constrained")
    figure.suptitle(_("Cost of many compounds in one world"), weight="bold")
    seconds, each, memory = figure.subplots(1, 3)
    for place, (model, rows) in enumerate(table.groupby("governance", sort=False)):
        mark = look(place)
        scaled = (rows["building"] + rows["living"]) / rows["factor"]
        style = {"color": mark.colour, "marker": mark.marker, "ms": 4.5, "lw": 1.2}
        seconds.plot(rows["households"], scaled, **style, label=governance_name(str(model)))
        each.plot(rows["compounds"], rows["microseconds"], **style)
        memory.plot(rows["compounds"], rows["peak_mb"], **style)
    _proportional(seconds, table)
    seconds.set(xlabel=_("number of households"), ylabel=_("seconds of a run"))
    seconds.set_title(_("time of a run"), loc="left")
    seconds.xaxis.set_major_locator(MaxNLocator(4))
    each.set(xscale="log", yscale="log", xlabel=_("number of compounds"), ylabel="µs")
    each.set_title(_("time of a household-month"), loc="left")
    memory.set(xscale="log", xlabel=_("number of compounds"), ylabel="MB")
    memory.set_title(_("memory at its height"), loc="left")
    each.axhline(MOST_MICROSECONDS, color=REFERENCE, lw=0.9, ls="--")
    memory.axhline(MOST_MEGABYTES, color=REFERENCE, lw=0.9, ls="--")
    memory.set_ylim(0, 1.05 * max(MOST_MEGABYTES, float(table["peak_mb"].max())))
    for axis in (each.xaxis, each.yaxis, memory.xaxis):
        axis.set_major_formatter(PLAIN)
        axis.set_minor_formatter(NullFormatter())
    handles, labels = seconds.get_legend_handles_labels()
    title = _("times as on the machine on which the bars were set, by the reference loop; dashed: the bar")
    figure.legend(handles, labels, loc="outside lower center", ncols=3, title=title, title_fontsize=8)
    return figure


def _proportional(panel: Axes, table: pd.DataFrame) -> None:
    """A straight line through nothing and the largest world."""
    largest = table.iloc[-1]
    ends = np.array([0.0, float(largest["households"])])
    most = float((largest["building"] + largest["living"]) / largest["factor"])
    panel.plot(ends, ends / ends[1] * most, color=REFERENCE, lw=0.9, ls=":", label=_("exactly in proportion"))
    panel.set_xlim(left=0)
    panel.set_ylim(bottom=0)
