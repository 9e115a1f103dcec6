"""The picture of the reference study: how often each governance model takes each place, over all cases, under
the posterior and at equal cost.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.evidence.reference import OUTCOMES, POSTERIOR
from experiments.statistics.paired import EQUAL
from results.figures.fitting import broken
from results.figures.ranks import shade
from results.figures.style import REFERENCE, WIDTH
from results.text.names import governance_name, outcome_name
from scenarios.language import _

ACROSS = 4
TITLE = 1.9
"""Inches for a panel's title."""


def reference_ranks(table: pd.DataFrame) -> Figure:
    """A panel for each outcome, a bar for each governance model, a part for each place."""
    rows = table[(table["calibration"] == POSTERIOR) & (table["cost"] == EQUAL)]
    outcomes = [name for name in OUTCOMES if name in set(rows["outcome"])]
    names = [str(name) for name in dict.fromkeys(rows["governance"])]
    down = -(-len(outcomes) // ACROSS)
    figure = Figure(figsize=(WIDTH, 1.4 + down * (0.6 + 0.17 * len(names))), layout="constrained")
    figure.suptitle(_("Rank probabilities under the posterior, at equal cost"), weight="bold")
    panels = figure.subplots(down, ACROSS, squeeze=False, sharex=True)
    for number, panel in enumerate(panels.flat):
        if number >= len(outcomes):
            panel.set_axis_off()
            continue
        _panel(panel, rows[rows["outcome"] == outcomes[number]], names, number % ACROSS == 0)
        panel.set_title(broken(outcome_name(outcomes[number]), TITLE, 9.5, bold=True), loc="left")
    for panel in panels[-1]:
        panel.set_xlabel(_("share of draws (%)"))
    marks = [
        Patch(facecolor=shade(place, len(names)), edgecolor=REFERENCE, lw=0.5, label=str(place + 1))
        for place in range(len(names))
    ]
    title = _("place, 1 is best; each of {cases} cases weighs the same; who ties shares the places",
              cases=int(rows["cases"].max()))  # fmt: skip
    figure.legend(handles=marks, loc="outside lower center", ncols=9, title=title, title_fontsize=8)
    return figure


def _panel(panel: Axes, rows: pd.DataFrame, names: list[str], named: bool) -> None:
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
