"""The figures of cost: what each governance model costs and how busy its staff are, for every case; and what
comes of that cost, a case at a time.

Invariant: no outcome is judged without its price and without the load at which it was reached. A bar or a
cross is where the replicates lie; whether two differ is for the figure of differences to say.
"""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.store.tables import Study
from results.figures.annotations import broken, legend_below, replicates_in_words
from results.figures.style import HIGH, LOW, REFERENCE, Look, grid, label_bottom, looks
from results.text.names import (
    case_name,
    governance_name,
    in_brackets,
    main_outcomes,
    outcome_name,
    outcome_unit,
)
from scenarios import read
from scenarios.language import _

COST = "cost_total"
SHOWN = (COST, "cost_capital", "utilisation")
FULL = 1.0
"""Utilisation at which work demanded equals capacity."""

PANEL, SIDE = 2.9, 1.6
"""Inches for a panel's title and for the words at its side, in the figure of cost and effect."""


def costs(study: Study) -> Figure:
    """Three panels side by side; a row for each case and governance model."""
    shown = [name for name in SHOWN if name in study.runs.columns]
    lines = len(study.cases) * (len(study.governance) + 1)
    size = (1.6 + 0.26 * lines, 0.0)
    figure, panels = grid(_("Cost and load"), len(shown), size, across=len(shown), sharey=True)
    for panel, outcome in zip(panels, shown, strict=True):
        _cost_panel(panel, study, outcome)
        panel.tick_params(axis="y", length=0)
    _name_rows(panels[0], study)
    _models_below(figure, panels[0], study)
    return figure


def _cost_panel(panel: Axes, study: Study, outcome: str) -> None:
    panel.set_title(outcome_name(outcome), loc="left")
    panel.set_xlabel(outcome_unit(outcome))
    panel.grid(axis="x", color="#dddddd", lw=0.6)
    panel.set_axisbelow(True)
    for place, model in enumerate(study.governance):
        rows = study.runs[study.runs["governance"] == model]
        mark = looks(study.order)[model]
        means = rows.groupby("case", sort=False)[outcome].mean().reindex(study.cases)
        heights = [_row(case, place, study) for case in range(len(study.cases))]
        panel.hlines(heights, *_spread(rows, outcome, study.cases), color=mark.colour, lw=1.6)
        panel.plot(
            means,
            heights,
            ls="none",
            marker=mark.marker,
            color=mark.colour,
            ms=6.5,
            label=governance_name(model),
        )
    if outcome == "utilisation":
        panel.axvline(FULL, color=REFERENCE, lw=0.9, ls="--")
        panel.annotate(
            _("full"),
            (FULL, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-3, 0),
            textcoords="offset points",
            ha="right",
            va="top",
            rotation=90,
            fontsize=8,
        )
    most = max(study.runs[outcome].max(), FULL if outcome == "utilisation" else 0.0)
    panel.set_xlim(0, 1.06 * most if most > 0 else 1.0)


def _spread(
    rows: pd.DataFrame, outcome: str, cases: list[str]
) -> "tuple[pd.Series[float], pd.Series[float]]":
    by_case = rows.groupby("case")[outcome]
    return by_case.quantile(LOW).reindex(cases), by_case.quantile(HIGH).reindex(cases)


def _row(case: int, model: int, study: Study) -> float:
    return case * (len(study.governance) + 1) + model


def _name_rows(panel: Axes, study: Study) -> None:
    middle = (len(study.governance) - 1) / 2
    panel.set_yticks([_row(case, 0, study) + middle for case in range(len(study.cases))])
    panel.set_yticklabels([case_name(case) for case in study.cases])
    panel.set_ylim(_row(len(study.cases) - 1, len(study.governance), study), -1)


def cost_effect(study: Study, case: str) -> Figure:
    """One case: a panel for each main outcome that has a better side, running cost across."""
    rows = study.runs[study.runs["case"] == case]
    entries = read.outcome_entries()
    known = [name for name in main_outcomes(study.outcomes) if rows[name].notna().any()]
    outcomes = [name for name in known if entries[name].direction and name != COST]
    title = _("{case}: running cost and what comes of it", case=case_name(case))
    figure, panels = grid(title, len(outcomes), (1.4, 2.3), sharex=True)
    for panel, outcome in zip(panels, outcomes, strict=True):
        _effect_panel(panel, rows, outcome, looks(study.order))
    label_bottom(panels, outcome_name(COST) + in_brackets(outcome_unit(COST)))
    _models_below(figure, panels[0], study)
    return figure


def _effect_panel(panel: Axes, rows: pd.DataFrame, outcome: str, models: Mapping[str, Look]) -> None:
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


def _models_below(figure: Figure, panel: Axes, study: Study) -> None:
    """The key of the governance models drawn in a panel, and what their marks are."""
    words = _("mean and middle four fifths of {worlds}", worlds=replicates_in_words(study))
    legend_below(figure, panel.get_legend_handles_labels()[0], words)
