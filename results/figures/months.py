"""The figure of the months: how things went under each governance model.

Invariant: titles are the findings of the comparison, where there is one. A line is the mean over replicates,
a band holds the middle four fifths of them: how much replicates differ, not how sure the mean is.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from experiments.statistics.paired import NATURAL
from experiments.store.tables import Study
from results.figures.annotations import broken, headline, label_ends, legend_below, replicates_in_words
from results.figures.style import HIGH, LOW, REFERENCE, Look, further_lines, grid, label_bottom, looks
from results.text import picture_titles
from results.text.names import (
    case_name,
    event_name,
    governance_name,
    level_unit,
    outcome_name,
    scale,
    shown_first,
)
from scenarios import read
from scenarios.language import _

YEAR = 12
SIDE = 1.6
"""Inches for the words at the side of a panel."""

MARKED = 4
"""About so many months of a line have a marker."""

MOST_NAMED = 4
"""Lines that bear their names at their ends; more than these have a key."""

PANEL, HEIGHT = 2.7, 1.1
"""Inches: for the title of a panel, and about how high its lines lie."""

UTILISATION = "utilisation"

SHOWN = {
    "conflict_index": "conflict_index",
    "participation": "participation_month",
    "trust_committee": "trust_RC",
    "trust_firm": "trust_prop",
    "satisfaction": "satisfaction",
    "fee_collection": "fee_collection",
    "quality": "quality",
    UTILISATION: UTILISATION,
    "cost_running": "cost_total",
}
"""The observations drawn, as far as the model records them, and the outcomes whose names they bear."""


def months(study: Study, case: str) -> Figure:
    """One case: a panel for each observation, a line and a band for each governance model, shocks as dotted
    lines.
    """
    rows = _with_utilisation(study.monthly[study.monthly["case"] == case])
    observations = [name for name in SHOWN if name in rows.columns and rows[name].notna().any()]
    compared = _compared(study, case)
    title = _("{case}: month by month", case=case_name(case))
    if not compared.empty:
        title = picture_titles.of_case(compared, case, shown_first(compared)[0])
    titles = [broken(_said(compared, observation), PANEL, 9, bold=True) for observation in observations]
    size = 1.1, 2.25 + further_lines(*titles, points=9)
    figure, panels = grid(headline(title), len(observations), size, sharex=True)
    for panel, observation, said in zip(panels, observations, titles, strict=True):
        _panel(panel, rows, observation, _drawn(study))
        panel.set_title(said, loc="left", fontsize=9)
        _shocks(panel, case, study.months, named=panel is panels[0])
    label_bottom(panels, _("month"))
    words = _("mean and middle four fifths of {worlds}", worlds=replicates_in_words(study))
    title = words if study.replicates > 1 else _("one replicate")
    if len(study.governance) > MOST_NAMED:
        legend_below(figure, panels[0].get_legend_handles_labels()[0], title)
    else:
        figure.supxlabel(title, fontsize=8)
    return figure


def _said(compared: pd.DataFrame, observation: str) -> str:
    found = compared[compared["outcome"] == SHOWN[observation]]
    return outcome_name(SHOWN[observation]) if found.empty else picture_titles.of_outcome(found)


def _compared(study: Study, case: str) -> pd.DataFrame:
    """The rows on the case at its own cost; none where nothing was compared."""
    if study.comparison is None:
        return pd.DataFrame(columns=["outcome"])
    return study.comparison[(study.comparison["case"] == case) & (study.comparison["cost"] == NATURAL)]


def _with_utilisation(rows: pd.DataFrame) -> pd.DataFrame:
    """The months with work demanded over capacity."""
    if not {"demanded", "capacity"} <= set(rows.columns):
        return rows
    return rows.assign(**{UTILISATION: rows["demanded"] / rows["capacity"].where(rows["capacity"] > 0)})


def _drawn(study: Study) -> dict[str, Look]:
    """The governance models that are drawn, with their looks."""
    known = looks(study.order)
    return {model: known[model] for model in study.governance}


def _panel(panel: Axes, rows: pd.DataFrame, observation: str, models: Mapping[str, Look]) -> None:
    outcome = SHOWN[observation]
    panel.set_ylabel(broken(with_better_side(outcome, level_unit(outcome)), SIDE, 8))
    rows = rows.assign(**{observation: rows[observation] * scale(outcome)})
    many = rows["month"].max() > YEAR
    panel.xaxis.set_major_locator(MultipleLocator(YEAR) if many else MaxNLocator(6, integer=True))
    last: list[tuple[float, str, str]] = []
    for place, (model, mark) in enumerate(models.items()):
        by_month = rows[rows["governance"] == model].groupby("month")[observation]
        mean = by_month.mean()
        points: dict[str, Any] = {
            "marker": mark.marker,
            "ms": 3.5,
            "markevery": _every(place, len(models), len(mean)),
        }
        panel.plot(
            mean.index, mean, c=mark.colour, ls=mark.line, lw=1.4, label=governance_name(model), **points
        )
        ends = (by_month.quantile(LOW), by_month.quantile(HIGH))
        panel.fill_between(mean.index, *ends, color=mark.colour, alpha=min(0.12, 0.36 / len(models)), lw=0)
        last.append((float(mean.iloc[-1]), governance_name(model), mark.colour))
    if len(models) <= MOST_NAMED:
        label_ends(panel, float(rows["month"].max()), last, HEIGHT)


def with_better_side(outcome: str, unit: str) -> str:
    """The unit, and which way is better on an axis upward."""
    words = {1: _("better ↑"), -1: _("better ↓"), 0: ""}[read.outcome_entries()[outcome].direction]
    return " · ".join(word for word in (unit, words) if word)


def _every(place: int, models: int, months: int) -> tuple[int, int]:
    """Which months have a marker; each governance model has its own."""
    step = max(months // MARKED, models)
    return place * step // models, step


def _shocks(panel: Axes, case: str, last: int, named: bool) -> None:
    found = read.known_case(case)
    for event in found.events if found else ():
        if event.month <= last:
            panel.axvline(event.month, color=REFERENCE, lw=0.8, ls=":")
            panel.annotate(
                event_name(event.kind) if named else "",
                (event.month, 0.0),
                xycoords=("data", "axes fraction"),
                xytext=(3, 3),
                textcoords="offset points",
                fontsize=7,
                color=REFERENCE,
            )
