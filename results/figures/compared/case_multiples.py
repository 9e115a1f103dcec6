"""The figure of cases beside each other: a small panel a case, its outcomes on the scale of what matters.

Invariant: all panels share one axis, in smallest differences that matter; right is better in each of them. A
mark is filled only where a difference was shown, as in the figure of differences.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from experiments.statistics.paired import NATURAL
from experiments.store.tables import Study
from results.figures.annotations import broken, headline, legend_below, replicates_in_words
from results.figures.paired_outcomes import Pen, draw_difference, mark_no_difference
from results.figures.style import ACROSS, Look, grid, label_bottom, legend_of, looks
from results.text.names import case_name, governance_name, joined, name_in, shown_first
from results.text.picture_titles import beside_first, clauses
from results.text.rows import records
from scenarios.language import _

MOST_OUTCOMES, PANEL, SIDE = 6, 2.7, 1.6
"""Outcomes of a panel at most; inches of its title and of the names of outcomes."""

PEN = Pen(5.0, 1.1, 1.2)


def case_multiples(study: Study) -> Figure:
    """A panel for each case, a row for each of its first outcomes that have a better side, a mark for each
    governance model beside the first.
    """
    assert study.comparison is not None
    rows = beside_first(study.comparison[study.comparison["cost"] == NATURAL])
    judged = rows[(rows["direction"] != 0) & (rows["smallest"] > 0)]
    outcomes = shown_first(judged)[:MOST_OUTCOMES]
    drawn = in_what_matters(judged[judged["outcome"].isin(outcomes)])
    models = {model: look for model, look in looks(study.order).items() if model in set(rows["b"])}
    size = (1.4, 0.8 + 0.13 * len(outcomes) * (1 + len(models)))
    figure, panels = grid(
        headline(_title(rows, outcomes[0])), len(study.cases), size, sharex=True, sharey=True
    )
    for place, (panel, case) in enumerate(zip(panels, study.cases, strict=True)):
        mine, first = drawn[drawn["case"] == case], rows[rows["case"] == case]
        found = clauses(records(first[first["outcome"] == outcomes[0]]))
        said = _("{case}: {said}", case=case_name(case), said=found)
        panel.set_title(broken(said, PANEL, 9, bold=True), loc="left", fontsize=9)
        _panel(panel, mine, outcomes, models)
        panel.tick_params(axis="y", length=0, labelleft=place % ACROSS == 0)
    _axes(panels, drawn, outcomes)
    label_bottom(panels, _("in smallest differences that matter · better →"))
    names: list[Artist] = [
        Line2D([], [], color=look.colour, marker=look.marker, ms=5, label=governance_name(model))
        for model, look in models.items()
    ]
    words = _("mean difference with 95 % interval, {worlds}", worlds=replicates_in_words(study))
    legend_below(figure, [*names, *legend_of(drawn["verdict"], 5.0)], words, most=3)
    return figure


def in_what_matters(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with differences in the smallest that matters, more being better."""
    by = rows["direction"] / rows["smallest"]
    scaled = {name: rows[name] * by for name in ("difference", "low", "high")}
    return rows.assign(**scaled, smallest=1.0)


def _title(rows: pd.DataFrame, outcome: str) -> str:
    """In how many cases each verdict on the outcome shown first was reached."""
    mine = rows[rows["outcome"] == outcome]
    counts = mine.groupby(["b", "verdict"], sort=False).size()
    parts = [
        _(
            "{found} in {count} of {all} cases",
            found=_alone(mine, b, verdict),
            count=n,
            all=mine["case"].nunique(),
        )
        for (b, verdict), n in counts.items()
    ]
    return _(
        "{outcome} compared with {a}: {found}",
        outcome=name_in(mine.iloc[0]),
        a=governance_name(str(mine["a"].iloc[0])),
        found=joined(parts, long=True),
    )


def _alone(rows: pd.DataFrame, b: str, verdict: str) -> str:
    return clauses(records(rows[(rows["b"] == b) & (rows["verdict"] == verdict)].head(1)))


def _panel(panel: Axes, rows: pd.DataFrame, outcomes: Sequence[str], models: Mapping[str, Look]) -> None:
    mark_no_difference(panel, 1.0)
    places = {model: (number + 1) / (len(models) + 1) - 0.5 for number, model in enumerate(models)}
    for row in records(rows):
        if row["n"]:
            at = outcomes.index(str(row["outcome"])) + places[str(row["b"])]
            draw_difference(panel, at, row, models[str(row["b"])], PEN)


def _axes(panels: Sequence[Axes], drawn: pd.DataFrame, outcomes: Sequence[str]) -> None:
    """The axis that all share: as far to either side as the farthest interval reaches."""
    names = {str(row["outcome"]): name_in(row) for row in records(drawn)}
    panels[0].set_yticks(range(len(outcomes)), [broken(names[one], SIDE, 8) for one in outcomes])
    panels[0].set_ylim(len(outcomes) - 0.45, -0.55)
    reach = 1.06 * float(np.nanmax(np.abs(drawn[["difference", "low", "high"]].to_numpy(dtype=float))))
    panels[0].set_xlim(-max(reach, 1.5), max(reach, 1.5))
    panels[0].xaxis.set_major_locator(MaxNLocator(5))
