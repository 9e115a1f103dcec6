"""The figure of cost and load: what each governance model costs and how busy its staff are, for every case.

The rule it holds: no outcome is judged without its price and without the load at which it was reached.
"""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.store.tables import Study
from results.figures.fitting import columns
from results.figures.style import REFERENCE, WIDTH, looks
from results.figures.worlds import worlds_told
from results.text.names import case_name, governance_name, outcome_name, outcome_unit
from scenarios.language import _

SHOWN = ("cost_total", "cost_capital", "utilisation")
LOW, HIGH = 0.1, 0.9
FULL = 1.0
"""Utilisation at which work demanded equals capacity."""


def costs(study: Study) -> Figure:
    """Three panels side by side; a row for each case and governance model."""
    shown = [name for name in SHOWN if name in study.runs.columns]
    lines = len(study.cases) * (len(study.governance) + 1)
    figure = Figure(figsize=(WIDTH, 1.6 + 0.26 * lines), layout="constrained")
    figure.suptitle(_("Cost and load"), weight="bold")
    panels = figure.subplots(1, len(shown), squeeze=False, sharey=True)[0]
    for panel, outcome in zip(panels, shown, strict=True):
        _panel(panel, study, outcome)
        panel.tick_params(axis="y", length=0)
    _name_rows(panels[0], study)
    handles, labels = panels[0].get_legend_handles_labels()
    across = columns(labels, WIDTH, 9, most=4)
    title = _("mean and middle four fifths of {worlds}", worlds=worlds_told(study))
    figure.legend(handles, labels, loc="outside lower center", ncols=across, title=title, title_fontsize=8)
    return figure


def _panel(panel: Axes, study: Study, outcome: str) -> None:
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
