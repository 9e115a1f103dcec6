"""The picture of sharing equally or by need: every world under both rules, a line for each."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from results.figures.differences import axis_words
from results.figures.style import COLOURS, REFERENCE
from results.text.names import governance_name, number, outcome_name
from results.text.rows import reach
from scenarios.language import _

OUTCOMES = ("theil_between_compounds", "resolution_ratio", "time_to_resolve", "satisfaction")


def allocation(compared: pd.DataFrame, runs: pd.DataFrame) -> Figure:
    """A row of panels for each governance model; a line joins a world under either rule."""
    models = list(dict.fromkeys(compared["governance"]))
    figure = Figure(figsize=(10.5, 1.0 + 2.6 * len(models)), layout="constrained")
    title = _(
        "A district of {compounds} compounds: staff and money shared equally or by need",
        compounds=int(compared["compounds"].iloc[0]),
    )
    figure.suptitle(title, weight="bold")
    panels = figure.subplots(len(models), len(OUTCOMES), squeeze=False)
    for line, model in zip(panels, models, strict=True):
        for panel, outcome in zip(line, OUTCOMES, strict=True):
            _panel(panel, runs[runs["governance"] == model], outcome)
            found = compared[(compared["governance"] == model) & (compared["outcome"] == outcome)]
            panel.set_title(_said(outcome, found), loc="left", fontsize=8.5)
            panel.set_ylabel(axis_words(outcome, int(found["direction"].iloc[0])) if len(found) else "")
        line[0].annotate(
            governance_name(str(model)),
            (0, 1),
            xycoords="axes fraction",
            xytext=(-36, 34),
            textcoords="offset points",
            weight="bold",
        )
    return figure


def _panel(panel: Axes, runs: pd.DataFrame, outcome: str) -> None:
    sides = runs.pivot(index="replicate", columns="rule", values=outcome)[["equal", "by-need"]]
    for _replicate, world in sides.iterrows():
        panel.plot([0, 1], world, color=REFERENCE, lw=0.6, alpha=0.6)
    panel.plot([0, 1], sides.mean(), color=COLOURS[0], marker="o", ms=5, lw=2.0)
    panel.set_xticks([0, 1], [_("equally"), _("by need")])
    panel.set_xlim(-0.25, 1.25)


def _said(outcome: str, found: pd.DataFrame) -> str:
    """The outcome, and the mean paired difference with its interval."""
    if found.empty:
        return outcome_name(outcome)
    row = found.iloc[0]
    half = number(reach(row.to_dict()))
    return f"{outcome_name(outcome)}\n{number(float(row['difference']), signed=True)} ±{half}"
