"""The figure of cost against effect: what each governance model costs to run, and what comes of it.

The rule it holds: no outcome is judged without its price. A cross is where the worlds lie; whether two
differ is for the figure of differences to say.
"""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.store.tables import Study
from results.figures.fitting import broken, columns
from results.figures.style import WIDTH, Look, looks
from results.figures.worlds import worlds_told
from results.text.names import case_name, governance_name, main_outcomes, outcome_name, outcome_unit
from scenarios import read
from scenarios.language import _

ACROSS, PANEL, SIDE = 3, 2.9, 1.6
"""Panels beside each other, and inches for a panel's title and for the words at its side."""

COST = "cost_total"
LOW, HIGH = 0.1, 0.9
"""The arms of a cross: quantiles over worlds."""


def cost_effect(study: Study, case: str) -> Figure:
    """One case: a panel for each main outcome that has a better side, running cost across."""
    rows = study.runs[study.runs["case"] == case]
    entries = read.outcome_entries()
    known = [name for name in main_outcomes(study.outcomes) if rows[name].notna().any()]
    outcomes = [name for name in known if entries[name].direction and name != COST]
    down = -(-len(outcomes) // ACROSS)
    figure = Figure(figsize=(WIDTH, 1.4 + 2.3 * down), layout="constrained")
    figure.suptitle(_("{case}: running cost and what comes of it", case=case_name(case)), weight="bold")
    panels = list(figure.subplots(down, ACROSS, squeeze=False, sharex=True).flat)
    for panel, outcome in zip(panels, outcomes, strict=False):
        _panel(panel, rows, outcome, looks(study.order))
    for panel in panels[len(outcomes) :]:
        panel.set_axis_off()
    for panel in panels[max(0, len(outcomes) - ACROSS) : len(outcomes)]:
        panel.set_xlabel(f"{outcome_name(COST)} ({outcome_unit(COST)})")
        panel.tick_params(labelbottom=True)
    handles, labels = panels[0].get_legend_handles_labels()
    title = _("mean and middle four fifths of {worlds}", worlds=worlds_told(study))
    across = columns(labels, WIDTH, 9, most=4)
    figure.legend(handles, labels, loc="outside lower center", ncols=across, title=title, title_fontsize=8)
    return figure


def _panel(panel: Axes, rows: pd.DataFrame, outcome: str, models: Mapping[str, Look]) -> None:
    panel.set_title(broken(outcome_name(outcome), PANEL, 9.5, bold=True), loc="left")
    better = _("better ↑") if read.outcome_entries()[outcome].direction > 0 else _("better ↓")
    unit = outcome_unit(outcome)
    panel.set_ylabel(broken(f"{unit} · {better}" if unit else better, SIDE, 8))
    panel.xaxis.set_major_locator(MaxNLocator(5))
    panel.yaxis.set_major_locator(MaxNLocator(5))
    for model, mark in models.items():
        mine = rows[rows["governance"] == model]
        if mine.empty:
            continue
        cost, effect = mine[COST], mine[outcome]
        panel.plot([cost.quantile(LOW), cost.quantile(HIGH)], [effect.mean()] * 2, color=mark.colour, lw=1.2)
        panel.plot(
            [cost.mean()] * 2, [effect.quantile(LOW), effect.quantile(HIGH)], color=mark.colour, lw=1.2
        )
        panel.plot(
            cost.mean(),
            effect.mean(),
            ls="none",
            marker=mark.marker,
            color=mark.colour,
            ms=6.5,
            label=governance_name(model),
        )
