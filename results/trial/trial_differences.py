"""The figure of a trial: what an edit moved, a small panel for each outcome, now minus before.

Invariant: what was shown to move comes first, then the primary outcomes that were not; marks, intervals
and the grey band are those of every figure of paired differences.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.statistics.paired import PRIMARY
from experiments.statistics.verdict import Verdict, word
from experiments.trial.moved import moved
from experiments.trial.tried_edit import TriedEdit
from results.figures.annotations import broken
from results.figures.paired_outcomes import (
    PANEL,
    TITLE,
    axis_words,
    draw_difference,
    mark_no_difference,
    set_reach,
)
from results.figures.style import grid, legend_of, look, styled, write
from results.text.names import case_name, difference_unit, governance_name, name_in
from results.text.rows import Row, as_drawn, records
from scenarios.language import _

MOST_PANELS = 17
"""Outcomes that are drawn, at most."""

NOW = look(1)


def drawn_rows(tried: TriedEdit) -> list[Row]:
    """The outcomes that are drawn: those that moved, primary ones before others, then other primary
    ones; where some differ, none that are identical in every replicate.
    """
    assert tried.table is not None
    defined = [row for row in records(as_drawn(tried.table)) if row["n"]]
    defined = [row for row in defined if row["verdict"] != Verdict.IDENTICAL] or defined
    ranked = sorted(defined, key=lambda row: (not moved(row), row["family"] != PRIMARY))
    return [row for row in ranked if moved(row) or row["family"] == PRIMARY][:MOST_PANELS]


def trial_differences(tried: TriedEdit) -> Figure:
    """The paired differences of a trial, with a key in the last panel."""
    rows = drawn_rows(tried)
    title = _(
        "{case} under {governance}: your version minus {other}",
        case=case_name(tried.request.case.id),
        governance=governance_name(tried.request.governance.id),
        other=tried.changed.against,
    )
    figure, panels = grid(title, len(rows) + 1, (0.5, 1.25))
    for panel, row in zip(panels, rows, strict=False):
        said = _("{outcome}: {found}", outcome=name_in(row), found=word(Verdict(str(row["verdict"]))))
        direction = int(str(row["direction"]))
        panel.set_title(broken(said, PANEL, TITLE, bold=True), loc="left", fontsize=TITLE)
        panel.set_xlabel(axis_words(difference_unit(str(row["outcome"])), direction))
        panel.set_yticks([])
        panel.xaxis.set_major_locator(MaxNLocator(4))
        panel.spines["left"].set_visible(False)
        panel.set_ylim(0.6, -0.6)
        smallest = float(str(row["smallest"]))
        mark_no_difference(panel, smallest)
        draw_difference(panel, 0.0, row, NOW)
        set_reach(panel, smallest, [row], direction)
    _key(panels[-1], tried.replicates, rows)
    return figure


def _key(panel: Any, replicates: int, rows: Sequence[Mapping[str, object]]) -> None:
    panel.set_axis_off()
    text = _("mean difference with 95 % interval, {replicates} replicates", replicates=replicates)
    panel.legend(
        handles=legend_of([row["verdict"] for row in rows], 6.5),
        loc="center left",
        title="\n".join([broken(text, PANEL, 8), broken(_("grey: too small to matter"), PANEL, 8)]),
        fontsize=8,
        title_fontsize=8,
        alignment="left",
        borderpad=0.0,
    )


def draw(tried: TriedEdit, file: Path, command: str) -> None:
    """The figure as a file, a PNG or an SVG by its ending; `command` makes it again."""
    with styled():
        write(trial_differences(tried), [file], command)
