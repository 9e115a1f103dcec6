"""All verdicts of a comparison in one picture: outcomes down, cases and governance models across.

Invariant: the picture holds what the matrix holds (`results/text/headlines/verdict_matrix.py`), every verdict
its mark; marks differ in shape and not in colour alone, and the key says what they mean.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.statistics.paired import NATURAL
from experiments.store.tables import Study
from results.figures.annotations import broken, width
from results.figures.style import ALIKE, WIDTH
from results.text import built_in
from results.text.equal_cost import file_at_cost
from results.text.headlines.verdict_matrix import Mark, VerdictMatrix, mark_word, verdict_matrix
from results.text.names import after_each_other
from scenarios.language import _

GOOD, BAD, NEITHER, FAINT, RULE = "#00664b", "#9c3f00", "#3d4657", "#8792a5", "#d4d9e2"
"""Colours of marks and lines: those of pages (`results/report/verdict_table.py`)."""

NAMES, HEAD, ROW, FOOT, WIDEST = 2.75, 0.95, 0.31, 1.05, 1.05
"""Inches: of the names of outcomes, of what is above and below the rows, of a row, of a column at most."""

SIZE = 13.0
"""Of a mark, in points, where its column is wide enough."""


def verdict_grid(matrix: VerdictMatrix) -> Figure:
    """The picture of a matrix."""
    column = min(WIDEST, (WIDTH - NAMES - 0.2) / len(matrix.columns))
    upright = all(width(one.governance_name, 8.5) <= column for one in matrix.columns)
    wide, high = column * len(matrix.columns), ROW * len(matrix.lines)
    across, down = NAMES + 0.2 + max(wide, 3.6), HEAD + FOOT + high + (0 if upright else 0.7)
    figure = Figure(figsize=(across, down))
    figure.text(0.12 / across, 1 - 0.2 / down, matrix.heading, weight="bold", fontsize=12, va="center")
    panel = figure.add_axes((NAMES / across, FOOT / down, wide / across, high / down))
    _rows(panel, matrix, min(SIZE, 60 * column), NAMES / column)
    _heads(panel, matrix, column, upright)
    _key(figure, matrix)
    return figure


def _rows(panel: Axes, matrix: VerdictMatrix, size: float, names: float) -> None:
    """A line for each outcome, its name to the left (so many columns wide), a mark in each column."""
    panel.set_xlim(-0.5, len(matrix.columns) - 0.5)
    panel.set_ylim(len(matrix.lines) - 0.5, -0.5)
    panel.set_axis_off()
    for place, line in enumerate(matrix.lines):
        how: dict[str, Any] = {"clip_on": False, "zorder": 0}
        above_exploratory = place + 1 < len(matrix.lines) and line.primary != matrix.lines[place + 1].primary
        how |= {"color": NEITHER, "lw": 1.0} if above_exploratory else {"color": RULE, "lw": 0.6}
        panel.plot([-0.5 - 0.96 * names, len(matrix.columns) - 0.5], [place + 0.5] * 2, **how)
        name = broken(line.name, NAMES - 0.35, 9)
        panel.annotate(name, (-0.5, place), (-6, 0), textcoords="offset points", ha="right", va="center",
                       fontsize=9, linespacing=0.9)  # fmt: skip
        for at, cell in enumerate(line.cells):
            for drawn in mark_lines(cell.mark, size):
                panel.plot(at, place, clip_on=False, **drawn)
            if cell.built_in:
                panel.annotate(
                    built_in.SIGN, (at, place), (0.6 * size, 0), textcoords="offset points", fontsize=8
                )


def _heads(panel: Axes, matrix: VerdictMatrix, column: float, upright: bool) -> None:
    """Names of governance models and cases above the columns, and a line between cases."""
    turned: dict[str, Any] = {} if upright else {"rotation": 90}
    for at, one in enumerate(matrix.columns):
        panel.annotate(one.governance_name, (at, -0.5), (0, 4), textcoords="offset points", ha="center",
                       va="bottom", fontsize=8.5, **turned)  # fmt: skip
    lift = 17 if upright else 62
    start = 0
    for (_case, name), some in groupby(matrix.columns, key=lambda one: (one.case, one.case_name)):
        count = len(list(some))
        text = broken(name, count * column - 0.05, 9, bold=True)
        panel.annotate(text, (start + count / 2 - 0.5, -0.5), (0, lift), textcoords="offset points",
                       ha="center", va="bottom", fontsize=9, weight="bold", linespacing=0.95)  # fmt: skip
        panel.plot([start - 0.5] * 2, [-0.5, len(matrix.lines) - 0.5], color=FAINT, lw=0.8, clip_on=False)
        start += count
    panel.plot([-0.5, len(matrix.columns) - 0.5], [-0.5] * 2, color=NEITHER, lw=1.0, clip_on=False)


def mark_lines(mark: Mark, size: float) -> list[dict[str, Any]]:
    """A mark as arguments of `plot`, one or two on top of each other; size: in points."""
    white = {"color": "white", "ms": 0.55 * size, "mew": 0.14 * size}
    edge = {"ms": 0.78 * size, "mew": 0.1 * size, "ls": "none"}
    return {
        Mark.BETTER: [{"marker": "o", "color": GOOD, "ms": size}, {"marker": "+", **white}],
        Mark.WORSE: [{"marker": "s", "color": BAD, "ms": 0.92 * size}, {"marker": "_", **white}],
        Mark.HIGHER: [{"marker": "^", "color": NEITHER, "ms": 0.85 * size}],
        Mark.LOWER: [{"marker": "v", "color": NEITHER, "ms": 0.85 * size}],
        Mark.SMALL: [
            {"marker": "o", "color": NEITHER, "fillstyle": "left", "markerfacecoloralt": "white", **edge}
        ],
        Mark.ALIKE: [{"marker": ALIKE, "color": NEITHER, "ms": 0.7 * size, "mew": 0.14 * size}],
        Mark.OPEN: [{"marker": "o", "color": FAINT, "mfc": "white", **edge, "ms": 0.65 * size}],
        Mark.UNDEFINED: [{"marker": "_", "color": FAINT, "ms": 0.5 * size}],
    }[mark]


def _key(figure: Figure, matrix: VerdictMatrix) -> None:
    """What marks mean, and what holds of all of them."""
    handles: list[Any] = []
    for mark in matrix.marks:
        drawn = mark_lines(mark, 9.5)
        handles.append(tuple(Line2D([], [], **{"ls": "none", **one}) for one in drawn))
    across = max(1, int((figure.get_figwidth() - 0.2) // 2.35))
    figure.legend(handles, [mark_word(mark) for mark in matrix.marks], loc="lower left", ncols=across,
                  fontsize=8.5, bbox_to_anchor=(0.005, 0.3 / figure.get_figheight()), columnspacing=1.2,
                  handletextpad=0.4, handlelength=1.2)  # fmt: skip
    parts = [
        _("Simulated: holds only as far as the model does."),
        *([built_in.sign_words()] if matrix.has_built_in else []),
    ]
    figure.text(0.12 / figure.get_figwidth(), 0.16 / figure.get_figheight(), after_each_other(*parts),
                fontsize=8, color=NEITHER, va="center")  # fmt: skip


def verdicts(study: Study, cost: str = NATURAL) -> Figure:
    """The picture of a study that compares."""
    assert study.comparison is not None
    return verdict_grid(verdict_matrix(study.comparison, cost))


def grid_files(costs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each cost, and the name of the picture's files without their endings."""
    yield from ((cost, file_at_cost("verdicts", cost)) for cost in costs)
