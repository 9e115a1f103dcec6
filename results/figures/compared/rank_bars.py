"""The figure of ranks: in how many replicates a governance model comes first, second and so on.

Invariant: replicates are ranked one by one (where parameters were varied, points), and governance models that
tie share their places: if nothing differed, every place would be as long as every other. The page takes its
shades from here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from agents.column import FloatArray
from experiments.analysis.robustness import ranks as in_each_replicate
from experiments.store.tables import Study
from results.figures.annotations import broken, headline, replicates_in_words
from results.figures.style import ACROSS, REFERENCE, Look, grid, label_bottom, looks
from results.text.names import case_name, governance_name, main_outcomes, outcome_name
from results.text.picture_titles import of_ranks
from scenarios import read
from scenarios.language import _

NARROW = 2.3
"""Inches for the title of a panel of ranks."""

ENOUGH = 0.08
"""A part takes its place's number if it is so much of the width."""

DARK = 0.45
"""Below this lightness a number is white."""


def ranks(study: Study, case: str) -> Figure:
    """One case: a panel for each main outcome that has a better side, a bar for each governance model."""
    models, found = study.governance, places(study, case)
    outcomes = list(found)
    firsts = {outcome: _first_places(found[outcome], models) for outcome in outcomes}
    title = _("{case}: how often each comes first", case=case_name(case))
    if outcomes:
        title = _(
            "{case}: {said}",
            case=case_name(case),
            said=of_ranks(outcome_name(outcomes[0]), firsts[outcomes[0]]),
        )
    figure, panels = grid(headline(title), len(outcomes), (1.3, 0.76 + 0.19 * len(models)), sharex=True)
    for number, (panel, outcome) in enumerate(zip(panels, outcomes, strict=True)):
        _panel_of_ranks(panel, found[outcome], models, looks(study.order), named=number % ACROSS == 0)
        said = of_ranks(outcome_name(outcome), firsts[outcome])
        panel.set_title(broken(said, NARROW, 9.5, bold=True), loc="left")
    label_bottom(panels, _("share of replicates (%)"))
    shades = [shade(place, len(models)) for place in range(len(models))]
    marks = [
        Patch(facecolor=colour, edgecolor=REFERENCE, lw=0.5, label=_("place {n}", n=place))
        for place, colour in enumerate(shades, 1)
    ]
    title = _("ranked in each of {worlds}; who ties shares the places", worlds=replicates_in_words(study))
    figure.legend(handles=marks, loc="outside lower center", ncols=9, title=title, title_fontsize=8)
    return figure


def places(study: Study, case: str) -> dict[str, FloatArray]:
    """By outcome, the share of replicates in which each governance model (row) takes each place (column);
    replicates in which a governance model has no value are left out, and so is an outcome that has none.
    """
    rows = study.runs[study.runs["case"] == case]
    found = {}
    for outcome in main_outcomes(study.outcomes):
        direction = read.outcome_entries()[outcome].direction
        table = rows.pivot(index="replicate", columns="governance", values=outcome).reindex(
            columns=study.governance
        )
        table = table.dropna()
        if direction and len(table):
            found[outcome] = in_each_replicate(direction * table.to_numpy(dtype=float)).mean(axis=0)
    return found


def _first_places(shares: FloatArray, models: Sequence[str]) -> dict[str, float]:
    return {model: float(shares[row, 0]) for row, model in enumerate(models)}


def shade(place: int, count: int) -> str:
    """The grey of a place, dark for the first, light for the last: colours are for governance models."""
    return to_hex(mpl.colormaps["gray"](0.2 + 0.75 * place / max(count - 1, 1)))


def _panel_of_ranks(
    panel: Axes, shares: FloatArray, models: Sequence[str], known: Mapping[str, Look], named: bool
) -> None:
    for row in range(len(models)):
        left = 0.0
        for place in range(len(models)):
            share = 100.0 * float(shares[row, place])
            colour = shade(place, len(models))
            panel.barh(row, share, 0.8, left, color=colour, edgecolor="white", lw=0.5)
            if share >= 100.0 * ENOUGH:
                ink = "white" if place / max(len(models) - 1, 1) < DARK else "black"
                how: dict[str, Any] = {"color": ink, "ha": "center", "va": "center_baseline", "fontsize": 7}
                panel.text(left + share / 2, row, str(place + 1), **how)
            left += share
    names = [governance_name(model) if named else "" for model in models]
    panel.set_yticks(range(len(models)), names)
    panel.set_ylim(len(models) - 0.45, -0.55)
    panel.set_xlim(0, 100)
    panel.tick_params(axis="y", length=0, pad=10)
    for row, model in enumerate(models):
        mark: dict[str, Any] = {"marker": known[model].marker, "color": known[model].colour, "ms": 4.5}
        panel.plot(-3, row, clip_on=False, ls="none", **mark)
