"""The picture of signs: what was shown in each setting, as coloured cells with marks.

A row of panels for each outcome, a column for each governance model and place; in a panel demands go across
and the assumptions on overload down. Invariant: a cell says with its mark what its colour says, so that it
reads in black and white too; no governance model's colour is used.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from experiments.evidence.behaviour.sign_holds import Sign, holds, signs_of
from experiments.evidence.behaviour.signs import DEMANDS, QUEUES, RUSHES, SignSetting
from results.evidence.behaviour.sign_words import hurried, sign_name
from results.figures.annotations import broken
from results.figures.style import BAND, REFERENCE
from results.text.names import case_name, governance_name, outcome_name
from scenarios.language import _

EQUALS = Path([(-1, 0.4), (1, 0.4), (-1, -0.4), (1, -0.4)], [Path.MOVETO, Path.LINETO] * 2)

LOOKS: dict[Sign, tuple[str, str | Path, str]] = {
    Sign.BETTER: ("#1b7837", "^", "white"),
    Sign.SLIGHTLY_BETTER: ("#a6dba0", "^", "#1b7837"),
    Sign.WORSE: ("#762a83", "v", "white"),
    Sign.SLIGHTLY_WORSE: ("#c2a5cf", "v", "#762a83"),
    Sign.ALIKE: (BAND, EQUALS, REFERENCE),
    Sign.NOT_SHOWN: ("white", ".", REFERENCE),
}
"""Of each sign the colour of its cell, its mark and the colour of that: green is better, purple worse, as
colour-blind readers tell them apart."""

ACROSS, CELL, LEFT = 7.4, 0.19, 1.9
"""Inches: the width, the height of a row of cells, and the room for words at the left."""

DOWN = [(queue, rush) for rush in RUSHES for queue in QUEUES]
"""The rows of a panel: first with rationing."""


def sign_matrix(table: pd.DataFrame) -> Figure:
    """A panel for each outcome, governance model and place."""
    outcomes, models, cases = (list(dict.fromkeys(table[name])) for name in ("outcome", "b", "case"))
    height = 1.9 + len(outcomes) * (len(DOWN) * CELL + 0.16)
    figure = Figure(figsize=(ACROSS, height), layout="constrained")
    figure.suptitle(_("Better or worse than the baseline, whatever is assumed"), weight="bold")
    panels = figure.subplots(len(outcomes), len(models) * len(cases), squeeze=False)
    for outcome, line in zip(outcomes, panels, strict=True):
        columns = ((model, case) for model in models for case in cases)
        for panel, (model, case) in zip(line, columns, strict=True):
            _cells(panel, table, model, outcome, case)
            panel.set_xticks([])
            panel.set_yticks([])
        _beside(line[0], outcome)
    for panel, (model, case) in zip(panels[0], ((m, c) for m in models for c in cases), strict=True):
        title = f"{governance_name(model)}\n{broken(case_name(case), 0.95, 8, bold=True)}"
        panel.set_title(title, fontsize=8)
    for panel in panels[-1]:
        panel.set_xticks(range(len(DEMANDS)), [f"{one:g}" for one in DEMANDS], rotation=90, fontsize=7.5)
        panel.tick_params(length=0)
    marks, words = _key(table)
    title = _(
        "across: demands a year per 1 000 residents; down: share of the firm's work in the committee's queue"
    )
    figure.legend(
        marks, words, title=title, loc="outside lower center", ncols=3, fontsize=8.5, title_fontsize=8
    )
    return figure


def _cells(panel: Axes, table: pd.DataFrame, model: str, outcome: str, case: str) -> None:
    signs = holds(table, model, outcome, [case]).signs
    for x, demand in enumerate(DEMANDS):
        for y, (queue, rush) in enumerate(DOWN):
            colour, mark, ink = LOOKS[signs[case, SignSetting(demand, queue, rush)]]
            cell = Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor="#bbbbbb", lw=0.5)
            panel.add_patch(cell)
            panel.plot(x, y, ls="none", marker=mark, ms=4.2, color=ink, mew=0.8)
    panel.set_xlim(-0.5, len(DEMANDS) - 0.5)
    panel.set_ylim(len(DOWN) - 0.5, -0.5)
    panel.axhline(len(QUEUES) - 0.5, color=REFERENCE, lw=0.9)
    for side in panel.spines.values():
        side.set_visible(False)


def _beside(panel: Axes, outcome: str) -> None:
    """At the left of a row: the outcome, and which row of cells is which."""
    words = [f"{queue:g}" for queue, _rush in DOWN]
    for block, rush in enumerate(RUSHES):
        words[block * len(QUEUES) + 1] = f"{hurried(rush)}  {words[block * len(QUEUES) + 1]}"
    panel.set_yticks(range(len(DOWN)), words, fontsize=7)
    panel.tick_params(axis="y", length=0, pad=2)
    panel.set_ylabel(broken(outcome_name(outcome), 1.1, 8.5, bold=True), fontsize=8.5, weight="bold")


def _key(table: pd.DataFrame) -> tuple[list[Any], list[str]]:
    """What the cells mean, of those that there are: cells with their marks, and words."""
    there = [sign for sign in Sign if sign in signs_of(table)]
    cells = []
    for sign in there:
        colour, mark, ink = LOOKS[sign]
        cell = Line2D([], [], ls="none", marker="s", ms=11, mfc=colour, mec="#bbbbbb")
        cells.append((cell, Line2D([], [], ls="none", marker=mark, ms=5, color=ink, mew=0.8)))
    return cells, [sign_name(sign) for sign in there]
