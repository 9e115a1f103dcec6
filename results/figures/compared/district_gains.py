"""The figure of which districts of a city gain: a panel an outcome, a row a sort of districts, a mark for
each district under each governance model.

Invariant: right is better in every panel, and a mark is filled only where a difference was shown, corrected
for the number of districts. Where they are many their intervals are left out: nobody could tell them apart.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.store.tables import Study
from results.figures.annotations import broken, headline, legend_below, replicates_in_words
from results.figures.paired_outcomes import Pen, axis_words, draw_difference, mark_no_difference, set_reach
from results.figures.style import ACROSS, BAND, Look, grid, legend_of, looks, marked
from results.text.headlines import districts
from results.text.names import difference_unit, governance_name
from results.text.rows import as_drawn, records, value
from scenarios.language import _

PANEL, SIDE, TITLE = 2.7, 1.5, 8.5
"""Inches of a panel's title and of the names of sorts; points of the type of a title."""

FEW = 12
"""Up to so many districts intervals are drawn."""

PEN = Pen(4.6, 1.0, 1.1)


def district_gains(study: Study, case: str) -> Figure:
    """The figure of one city."""
    rows = as_drawn(districts.told(study, case))
    outcomes = list(rows["outcome"].unique())
    sorts = {sort: districts.sort_name(study, case, sort) for sort in rows["sort"].unique()}
    models = {model: look for model, look in looks(study.order).items() if model in set(rows["b"])}
    height = 0.35 + 0.13 * len(models) * len(sorts) * max(min(_count(rows, sort), FEW) for sort in sorts)
    figure, panels = grid(
        headline(districts.title(study, case)), len(outcomes), (1.1, 0.8 + height), sharey=True
    )
    for place, (panel, outcome) in enumerate(zip(panels, outcomes, strict=True)):
        _panel(panel, rows[rows["outcome"] == outcome], sorts, models)
        panel.tick_params(axis="y", length=0, labelleft=place % ACROSS == 0)
    legend_below(figure, _key(study, rows, models), _how(study, rows), most=3)
    return figure


def _count(rows: pd.DataFrame, sort: str) -> int:
    return int(rows.loc[rows["sort"] == sort, "district"].nunique())


def _panel(panel: Axes, rows: pd.DataFrame, sorts: Mapping[str, str], models: Mapping[str, Look]) -> None:
    first = rows.iloc[0]
    said = districts.of_outcome(rows)
    panel.set_title(broken(said, PANEL, TITLE, bold=True), loc="left", fontsize=TITLE)
    panel.set_xlabel(axis_words(difference_unit(str(first["outcome"])), int(first["direction"])))
    panel.xaxis.set_major_locator(MaxNLocator(4))
    panel.set_yticks(range(len(sorts)), [broken(name, SIDE, 8) for name in sorts.values()])
    panel.set_ylim(len(sorts) - 0.5, -0.5)
    for place in range(1, len(sorts)):
        panel.axhline(place - 0.5, color="#dddddd", lw=0.6)
    mark_no_difference(panel, float(first["smallest"]))
    few, staged = rows["district"].nunique() <= FEW, _is_staged(rows)
    drawn = [row for row in records(rows) if row["n"]]
    for at, row in zip(_places(drawn, list(sorts), list(models)), drawn, strict=True):
        look = models[str(row["b"])]
        if few and staged:
            _begins(panel, at, row, look)
        if few:
            draw_difference(panel, at, row, look, PEN)
        else:
            panel.plot(
                value(row, "difference"), at, ms=PEN.mark, mew=PEN.edge, **marked(row["verdict"], look)
            )
    ends: list[Mapping[Any, Any]] = [
        row if few else {**row, "low": row["difference"], "high": row["difference"]} for row in drawn
    ]
    set_reach(panel, float(first["smallest"]), ends, int(first["direction"]))


def _is_staged(rows: pd.DataFrame) -> bool:
    """Whether a governance model begins somewhere after the first month."""
    return bool((rows["start_b"] > 1).any())


def _begins(panel: Axes, at: float, row: Mapping[Any, Any], look: Look) -> None:
    """The month in which it begins in that district, beside the panel."""
    beside = panel.get_yaxis_transform()
    panel.text(1.01, at, str(row["start_b"]), fontsize=6, color=look.colour, va="center", transform=beside)


def _places(rows: Sequence[Mapping[str, Any]], sorts: Sequence[str], models: Sequence[str]) -> list[float]:
    """Where the mark of each district stands within the row of its sort: one below the other, the governance
    models of one district together.
    """
    each = {sort: [row["district"] for row in rows if row["sort"] == sort] for sort in sorts}
    order = {sort: list(dict.fromkeys(names)) for sort, names in each.items()}
    found = []
    for row in rows:
        names = order[row["sort"]]
        turn = names.index(row["district"]) * len(models) + models.index(str(row["b"]))
        found.append(sorts.index(row["sort"]) + 0.84 * ((turn + 0.5) / (len(names) * len(models)) - 0.5))
    return found


def _key(study: Study, rows: pd.DataFrame, models: Mapping[str, Look]) -> list[Artist]:
    marks: list[Artist] = [
        Line2D([], [], color=look.colour, marker=look.marker, ms=5, label=governance_name(model))
        for model, look in models.items()
    ]
    return [*marks, *legend_of(rows["verdict"], 5.0), Patch(color=BAND, label=_("grey: too small to matter"))]


def _how(study: Study, rows: pd.DataFrame) -> str:
    """What a mark is."""
    first = governance_name(str(rows["a"].iloc[0]))
    worlds = replicates_in_words(study)
    if rows["district"].nunique() <= FEW:
        said = _("a mark a district: mean difference minus {first} with 95 % interval, {worlds}",
                 first=first, worlds=worlds)  # fmt: skip
        return said + _("; beside it the month in which it begins there") if _is_staged(rows) else said
    return _("a mark a district: mean difference minus {first}, {worlds}", first=first, worlds=worlds)
