"""Pictures of evidence that belong to no page of their own: the cost of size, how a district shares, and the
ranks of the reference study.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from experiments.evidence.reference.calibrated_draws import POSTERIOR
from experiments.evidence.reference.reference_runs import OUTCOMES
from experiments.statistics.paired import EQUAL
from results.figures.annotations import broken
from results.figures.compared.rank_bars import shade
from results.figures.months import with_better_side
from results.figures.style import COLOURS, REFERENCE, WIDTH, look
from results.text.names import governance_name, number, outcome_name, outcome_unit
from results.text.rows import reach
from scenarios.language import _

MOST_MICROSECONDS, MOST_MEGABYTES = 1.5, 500.0
"""The bars: a household-month where the bars were set, and the memory of the process."""

MOST_MINUTES, MOST_GIGABYTES = 5.0, 4.0
"""The bars of a city of 12 million households: by the clock where the bars were set, and of all processes."""

PLAIN = FuncFormatter(lambda value, _place: f"{value:g}")

SHARED_OUTCOMES = ("theil_between_compounds", "resolution_ratio", "time_to_resolve", "satisfaction")

ACROSS = 4
TITLE = 1.9
"""Inches for a panel's title."""


def linear_cost(table: pd.DataFrame) -> Figure:
    """Seconds of a run, time of a household-month and memory, each against size."""
    figure = Figure(figsize=(10.5, 3.9), layout="constrained")
    figure.suptitle(_("Cost of many compounds simulated together"), weight="bold")
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


def city_cost(table: pd.DataFrame) -> Figure:
    """Minutes of a city by the clock and memory of all its processes, each against households."""
    figure = Figure(figsize=(8.6, 3.9), layout="constrained")
    title = _("Cost of a city of up to {districts} districts, on {jobs} processes",
              districts=int(table["districts"].max()), jobs=int(table["jobs"].iloc[0]))  # fmt: skip
    figure.suptitle(title, weight="bold")
    minutes, memory = figure.subplots(1, 2)
    taken = table["seconds"] / table["factor"] / 60.0
    _both_ways(minutes, table.assign(value=taken), MOST_MINUTES)
    _both_ways(memory, table.assign(value=table["peak_mb"] / 1024.0), MOST_GIGABYTES)
    alone = table["run"] == "undisturbed"
    ends = np.array([0.0, float(table["households"].max()) / 1e6])
    most = float(taken[alone & (table["households"] == table["households"].max())].iloc[0])
    minutes.plot(
        ends, ends / ends[1] * most, color=REFERENCE, lw=0.9, ls=":", label=_("exactly in proportion")
    )
    months = int(table["months"].iloc[0])
    minutes.set_title(_("from start to tables, {months} months", months=months), loc="left")
    minutes.set_ylabel(_("minutes"))
    memory.set_title(_("memory of all processes at their height"), loc="left")
    memory.set_ylabel("GB")
    told = _("times as on the machine on which the bars were set, by the reference loop; dashed: the bar")
    handles, labels = minutes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, title=told, title_fontsize=8)
    return figure


def _both_ways(panel: Axes, table: pd.DataFrame, bar: float) -> None:
    """A line of the runs left alone, one of those that were killed."""
    names = {"undisturbed": _("undisturbed"), "killed and resumed": _("killed half-way and gone on with")}
    for place, (run, name) in enumerate(names.items()):
        mark, rows = look(place), table[table["run"] == run]
        households = rows["households"] / 1e6
        panel.plot(households, rows["value"], color=mark.colour, marker=mark.marker, ms=4.5, label=name)
    panel.axhline(bar, color=REFERENCE, lw=0.9, ls="--")
    panel.set(xlabel=_("million households"), ylim=(0, 1.05 * max(bar, float(table["value"].max()))))
    panel.set_xlim(left=0)


def allocation(compared: pd.DataFrame, runs: pd.DataFrame) -> Figure:
    """A row of panels for each governance model; a line joins a world under either rule."""
    models = list(dict.fromkeys(compared["governance"]))
    figure = Figure(figsize=(10.5, 1.0 + 2.6 * len(models)), layout="constrained")
    title = _(
        "A district of {compounds} compounds: staff and money shared equally or by need",
        compounds=int(compared["compounds"].iloc[0]),
    )
    figure.suptitle(title, weight="bold")
    panels = figure.subplots(len(models), len(SHARED_OUTCOMES), squeeze=False)
    for line, model in zip(panels, models, strict=True):
        for panel, outcome in zip(line, SHARED_OUTCOMES, strict=True):
            _sharing_panel(panel, runs[runs["governance"] == model], outcome)
            found = compared[(compared["governance"] == model) & (compared["outcome"] == outcome)]
            panel.set_title(_difference(outcome, found), loc="left", fontsize=8.5)
            panel.set_ylabel(with_better_side(outcome, outcome_unit(outcome)) if len(found) else "")
        line[0].annotate(
            governance_name(str(model)),
            (0, 1),
            xycoords="axes fraction",
            xytext=(-36, 34),
            textcoords="offset points",
            weight="bold",
        )
    return figure


def _sharing_panel(panel: Axes, runs: pd.DataFrame, outcome: str) -> None:
    sides = runs.pivot(index="replicate", columns="rule", values=outcome)[["equal", "by-need"]]
    for _replicate, both in sides.iterrows():
        panel.plot([0, 1], both, color=REFERENCE, lw=0.6, alpha=0.6)
    panel.plot([0, 1], sides.mean(), color=COLOURS[0], marker="o", ms=5, lw=2.0)
    panel.set_xticks([0, 1], [_("equally"), _("by need")])
    panel.set_xlim(-0.25, 1.25)


def _difference(outcome: str, found: pd.DataFrame) -> str:
    """The outcome, and the mean paired difference with its interval."""
    if found.empty:
        return outcome_name(outcome)
    row = found.iloc[0]
    half = number(reach(row.to_dict()))
    return f"{outcome_name(outcome)}\n{number(float(row['difference']), signed=True)} ±{half}"


def reference_ranks(table: pd.DataFrame) -> Figure:
    """A panel for each outcome, a bar for each governance model, a part for each place."""
    rows = table[(table["calibration"] == POSTERIOR) & (table["cost"] == EQUAL)]
    outcomes = [name for name in OUTCOMES if name in set(rows["outcome"])]
    names = [str(name) for name in dict.fromkeys(rows["governance"])]
    down = -(-len(outcomes) // ACROSS)
    figure = Figure(figsize=(WIDTH, 1.4 + down * (0.6 + 0.17 * len(names))), layout="constrained")
    figure.suptitle(_("Rank probabilities under the posterior, at equal cost"), weight="bold")
    panels = figure.subplots(down, ACROSS, squeeze=False, sharex=True)
    for place, panel in enumerate(panels.flat):
        if place >= len(outcomes):
            panel.set_axis_off()
            continue
        _ranks_panel(panel, rows[rows["outcome"] == outcomes[place]], names, place % ACROSS == 0)
        panel.set_title(broken(outcome_name(outcomes[place]), TITLE, 9.5, bold=True), loc="left")
    for panel in panels[-1]:
        panel.set_xlabel(_("share of draws (%)"))
    marks = [
        Patch(facecolor=shade(place, len(names)), edgecolor=REFERENCE, lw=0.5, label=str(place + 1))
        for place in range(len(names))
    ]
    title = _("place, 1 is best; each of {cases} cases weighs the same; who ties shares the places",
              cases=int(rows["cases"].max()))  # fmt: skip
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), title=title, title_fontsize=8)
    return figure


def _ranks_panel(panel: Axes, rows: pd.DataFrame, names: list[str], named: bool) -> None:
    places = [f"rank_{place}" for place in range(1, len(names) + 1)]
    shares = 100 * rows.set_index("governance").loc[names, places].to_numpy(dtype=np.float64)
    left = np.zeros(len(names))
    for place, share in enumerate(shares.T):
        colour = shade(place, len(names))
        panel.barh(range(len(names)), share, 0.8, left, color=colour, edgecolor="white", lw=0.4)
        left = left + share
    panel.set_yticks(range(len(names)), [governance_name(name) if named else "" for name in names])
    panel.set_ylim(len(names) - 0.45, -0.55)
    panel.set_xlim(0, 100)
    panel.tick_params(axis="y", length=0)
