"""The figures of cost: what each governance model costs and how busy its staff are, for every case; and what
comes of that cost, a case at a time.

Invariant: no outcome is judged without its price and without the load at which it was reached. A bar or a
cross is where the replicates lie; whether two differ is for the figure of differences to say.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from experiments.statistics.paired import NATURAL
from experiments.store.tables import Study
from results.figures.annotations import apart, broken, headline, legend_below, replicates_in_words
from results.figures.style import HIGH, LOW, REFERENCE, Look, further_lines, grid, label_bottom, looks
from results.text import picture_titles
from results.text.names import (
    case_name,
    governance_name,
    in_brackets,
    level_unit,
    main_outcomes,
    number,
    outcome_name,
    outcome_unit,
    scale,
    shown_first,
)
from scenarios import read
from scenarios.language import _

COST = "cost_total"
SHOWN = (COST, "cost_capital", "utilisation")
FULL = 1.0
"""Utilisation at which work demanded equals capacity."""

PANEL, SIDE, MOST_NAMED = 2.8, 1.6, 4
"""Inches for a panel's title and for the words at its side; marks that bear their names at most."""


def costs(study: Study) -> Figure:
    """Three panels side by side; a row for each case and governance model."""
    shown = [name for name in SHOWN if name in study.runs.columns]
    lines = len(study.cases) * (len(study.governance) + 1)
    size = (1.6 + 0.26 * lines, 0.0)
    figure, panels = grid(headline(_costs_told(study)), len(shown), size, across=len(shown), sharey=True)
    for panel, outcome in zip(panels, shown, strict=True):
        _cost_panel(panel, study, outcome)
        panel.tick_params(axis="y", length=0)
    _name_rows(panels[0], study)
    words = _("mean and middle four fifths of {worlds}", worlds=replicates_in_words(study))
    figure.supxlabel(words, fontsize=8)
    return figure


def _costs_told(study: Study) -> str:
    """What comes of cost over all cases."""
    compared = study.comparison
    rows = compared[compared["cost"] == NATURAL] if compared is not None else None
    if rows is None or COST not in set(rows["outcome"]):
        return _("Cost and load")
    return picture_titles.of_price(rows)


def _cost_panel(panel: Axes, study: Study, outcome: str) -> None:
    panel.set_title(broken(_panel_told(study, outcome), PANEL, 9, bold=True), loc="left", fontsize=9)
    panel.set_xlabel(outcome_unit(outcome) + (" · " + _("← cheaper") if outcome == COST else ""))
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


def _panel_told(study: Study, outcome: str) -> str:
    """The most and the least of an outcome, and under which governance model and on which case."""
    means = study.runs.groupby(["case", "governance"], sort=False)[outcome].mean().dropna()
    if means.empty:
        return outcome_name(outcome)
    ends = [(means.idxmin(), means.min()), (means.idxmax(), means.max())]
    (least, low), (most, high) = (
        (f"{governance_name(where[1])}, {case_name(where[0])}", number(float(value))) for where, value in ends
    )
    if low == high:
        return _("{outcome}: {low} everywhere", outcome=outcome_name(outcome), low=low)
    return _(
        "{outcome}: from {low} ({least}) to {high} ({most})",
        outcome=outcome_name(outcome),
        low=low,
        least=least,
        high=high,
        most=most,
    )


def _spread(
    rows: pd.DataFrame, outcome: str, cases: list[str]
) -> "tuple[pd.Series[float], pd.Series[float]]":
    by_case = rows.groupby("case")[outcome]
    return by_case.quantile(LOW).reindex(cases), by_case.quantile(HIGH).reindex(cases)


def _row(case: int, model: int, study: Study) -> float:
    return case * (len(study.governance) + 1) + model


def _name_rows(panel: Axes, study: Study) -> None:
    """Every row by its governance model, and above them their case."""
    names, known = dict[float, tuple[str, str]](), looks(study.order)
    for place, case in enumerate(study.cases):
        names[_row(place, 0, study) - 1] = (broken(case_name(case), SIDE, 8, bold=True), "black")
        for number_in_case, model in enumerate(study.governance):
            name = broken(governance_name(model), SIDE, 8)
            names[_row(place, number_in_case, study)] = (name, known[model].colour)
    panel.set_yticks(list(names), [name for name, _colour in names.values()])
    for label, (_name, colour) in zip(panel.get_yticklabels(), names.values(), strict=True):
        label.set_color(colour)
        label.set_fontweight("bold" if colour == "black" else "normal")
    panel.set_ylim(_row(len(study.cases) - 1, len(study.governance), study), -1.6)


def cost_effect(study: Study, case: str) -> Figure:
    """One case: a panel for each main outcome that has a better side, running cost across."""
    rows = study.runs[study.runs["case"] == case]
    entries = read.outcome_entries()
    known = [name for name in main_outcomes(study.outcomes) if rows[name].notna().any()]
    outcomes = [name for name in known if entries[name].direction and name != COST]
    titles = [broken(_effect_told(study, case, outcome), PANEL, 9, bold=True) for outcome in outcomes]
    size = 1.2, 2.4 + further_lines(*titles, points=9)
    figure, panels = grid(headline(_effects_told(study, case)), len(outcomes), size, sharex=True)
    for panel, outcome, said in zip(panels, outcomes, titles, strict=True):
        _effect_panel(panel, rows, outcome, looks(study.order))
        panel.set_title(said, loc="left", fontsize=9)
    if panels:
        panels[0].set_xlim(0, 1.25 * rows[COST].max() or 1.0)
    label_bottom(panels, outcome_name(COST) + in_brackets(outcome_unit(COST)))
    if len(study.governance) > MOST_NAMED:
        _models_below(figure, panels[0], study)
        return figure
    figure.supxlabel(
        _("mean and middle four fifths of {worlds}", worlds=replicates_in_words(study)), fontsize=8
    )
    figure.draw_without_rendering()
    for panel, outcome in zip(panels, outcomes, strict=True):
        _name_marks(panel, rows, outcome, study)
    return figure


def _rows_on(study: Study, case: str) -> pd.DataFrame:
    """The rows on a case at its own cost; none where nothing was compared."""
    if study.comparison is None:
        return pd.DataFrame(columns=["outcome"])
    return study.comparison[(study.comparison["case"] == case) & (study.comparison["cost"] == NATURAL)]


def _effects_told(study: Study, case: str) -> str:
    """What each governance model costs more, and what comes of it for the outcome shown first."""
    compared = _rows_on(study, case)
    if compared.empty or COST not in set(compared["outcome"]):
        return _("{case}: running cost and what comes of it", case=case_name(case))
    return picture_titles.of_price_and_effect(compared, case, shown_first(compared)[0])


def _effect_told(study: Study, case: str, outcome: str) -> str:
    compared = _rows_on(study, case)
    found = compared[compared["outcome"] == outcome]
    return outcome_name(outcome) if found.empty else picture_titles.of_outcome(found)


def _name_marks(panel: Axes, rows: pd.DataFrame, outcome: str, study: Study) -> None:
    """The name of each governance model beside its mark."""
    means = rows.groupby("governance")[[COST, outcome]].mean().reindex(study.governance).dropna()
    spots = panel.transData.transform(means.assign(**{outcome: means[outcome] * scale(outcome)}).to_numpy())
    points = pd.DataFrame(72.0 / panel.figure.dpi * spots, index=means.index, columns=["x", "y"])
    order = points.sort_values("x").index
    for number_there, side in enumerate((order[:1], order[1:])):
        mine = points.loc[side].sort_values("y")
        names = [broken(governance_name(str(model)), 0.9, 7) for model in mine.index]
        heights = apart(list(mine["y"]), [9.0 * (name.count("\n") + 1) + 5.0 for name in names])
        for model, name, height in zip(mine.index, names, heights, strict=True):
            panel.annotate(
                name,
                (means.loc[model, COST], means.loc[model, outcome] * scale(outcome)),
                xytext=((5 if number_there else -5), height - mine.loc[model, "y"]),
                textcoords="offset points",
                va="center",
                ha="left" if number_there else "right",
                fontsize=7,
                color=looks(study.order)[str(model)].colour,
                path_effects=[withStroke(linewidth=1.5, foreground="white")],
            )


def _effect_panel(panel: Axes, rows: pd.DataFrame, outcome: str, models: Mapping[str, Look]) -> None:
    better, unit = _("better ↑"), level_unit(outcome)
    panel.set_ylabel(broken(f"{unit} · {better}" if unit else better, SIDE, 8))
    corner: dict[str, Any] = {"transform": panel.transAxes, "va": "top", "fontsize": 7, "color": REFERENCE}
    panel.text(0.02, 0.98, _("↖ cheaper and better"), **corner)
    panel.xaxis.set_major_locator(MaxNLocator(5))
    panel.yaxis.set_major_locator(MaxNLocator(5))
    for model, mark in models.items():
        mine = rows[rows["governance"] == model]
        if mine.empty:
            continue
        cost, effect = mine[COST], mine[outcome] * scale(outcome)
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
    if read.outcome_entries()[outcome].direction < 0:
        panel.invert_yaxis()


def _models_below(figure: Figure, panel: Axes, study: Study) -> None:
    """The key of the governance models drawn in a panel, and what their marks are."""
    words = _("mean and middle four fifths of {worlds}", worlds=replicates_in_words(study))
    legend_below(figure, panel.get_legend_handles_labels()[0], words)
