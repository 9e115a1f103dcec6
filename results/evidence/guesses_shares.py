"""The picture on guesses: the variance of a single run cut into assumptions alone, all other parameters with
interplay, and luck.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from results.evidence.guesses import by_outcome, measured
from results.figures.fitting import broken
from results.figures.style import BAND, COLOURS, REFERENCE, WIDTH
from results.text.assumption_share import what
from results.text.names import case_name, outcome_name
from scenarios.guessed import GUESSES, LUCK
from scenarios.language import _

FILLED = {GUESSES: (COLOURS[1], None), "rest": (COLOURS[5], "////"), LUCK: (BAND, None)}
"""Colour and hatching of each part."""

TITLE = 2.2
"""Inches for a panel's title."""


def guesses_shares(table: pd.DataFrame) -> Figure:
    """A panel for each difference and, below, for each governance model; a bar for each outcome, its parts
    adding up to 1.
    """
    found = list(measured(table))
    above = [one for one in found if one[0].against]
    lines = [line for line in (above, found[len(above) :]) if line]
    outcomes = list(dict.fromkeys(str(name) for name in table["outcome"]))
    figure = Figure(figsize=(WIDTH, 1.1 + len(lines) * (0.9 + 0.2 * len(outcomes))), layout="constrained")
    case = case_name(found[0][0].case)
    figure.suptitle(_("{case}: how much of a single run's variance is guessed", case=case), weight="bold")
    panels = figure.subplots(len(lines), max(map(len, lines)), squeeze=False, sharex=True, sharey=True)
    for line, row in zip(lines, panels, strict=True):
        for place, panel in enumerate(row):
            if place >= len(line):
                panel.set_axis_off()
                continue
            panel.set_title(broken(what(line[place][0]), TITLE, 9.5, bold=True), loc="left")
            _bars(panel, line[place][1], outcomes)
    for panel in panels[-1]:
        panel.set_xlabel(_("share of the variance of a single run"))
    marks = [Patch(facecolor=colour, hatch=hatch, edgecolor=REFERENCE, lw=0.5, label=name)
             for (colour, hatch), name in zip(FILLED.values(), _names(), strict=True)]  # fmt: skip
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks))
    return figure


def _names() -> list[str]:
    return [_("assumptions alone"), _("other parameters, and interplay with them"), _("luck")]


def _bars(panel: Axes, rows: pd.DataFrame, outcomes: list[str]) -> None:
    shares = by_outcome(rows)
    there = [name for name in outcomes if name in shares]
    places = [outcomes.index(name) for name in there]
    luck = np.clip([shares[name][LUCK]["most_run"] for name in there], 0, 1)
    guessed = np.clip([shares[name][GUESSES]["least_run"] for name in there], 0, 1 - luck)
    left = np.zeros(len(there))
    widths = {GUESSES: guessed, "rest": 1 - luck - guessed, LUCK: luck}
    for part, width in widths.items():
        colour, hatch = FILLED[part]
        panel.barh(places, width, 0.75, left, color=colour, hatch=hatch,
                   edgecolor=REFERENCE, lw=0.4)  # fmt: skip
        left = left + width
    panel.set_yticks(range(len(outcomes)), [outcome_name(name) for name in outcomes])
    panel.set_ylim(len(outcomes) - 0.45, -0.55)
    panel.set_xlim(0, 1)
    panel.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0])
    panel.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %", decimals=0))
    panel.tick_params(axis="y", length=0)
