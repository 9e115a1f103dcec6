"""The figures of a governance model taken apart: bars with intervals, an instrument (or group) a row.

Invariant: a bar is what the instrument adds, so bars to the same side say the same; a bar is filled
only where a difference was shown, pale where that is too small to matter, as all is in the grey band.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.analysis.ablation import ADD, ALL, LEAVE_OUT, SHAPLEY, WHOLE, Ablation
from experiments.statistics.verdict import MATTERS, Verdict
from experiments.store.manifest import command_line
from results.figures.paired_outcomes import axis_words, mark_no_difference
from results.figures.style import BAND, OTHERS, REFERENCE, grid, save_all
from results.text.equal_cost import costs_compared, titled_at_cost
from results.text.names import case_name, difference_unit, governance_name, outcome_name
from results.text.rows import as_drawn
from scenarios.language import _

OUTCOMES = (
    *("conflict_index", "participation_month", "resolution_ratio", "time_to_resolve", "trust_RC"),
    *("trust_prop", "fee_collection", "satisfaction", "cost_total"),
)
BAR = 0.36
LINE = 40
"""Characters of a name in one line; groups of many instruments have long ones."""
"""Height of a bar where two share a row; a single one has twice that."""

PALE = 0.35
"""How strong the colour of a bar is whose difference was shown and is too small to matter."""


def draw(study: Ablation, folder: Path) -> None:
    """Draw the figures of a governance model taken apart into a new folder, in the language chosen."""
    figures = ((name, bars(study, *shown)) for name, shown in figure_files(study).items())
    save_all(folder, command_line(study.manifest), figures)


def figure_files(study: Ablation) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The figures by the name of their files: at which cost, and which tests they show."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for cost in costs_compared(study.table):
        ending = "" if cost == "natural" else f"-{cost}-cost"
        found[f"instruments{ending}"] = (cost, (LEAVE_OUT, ADD))
        if study.groups:
            found[f"shapley{ending}"] = (cost, (SHAPLEY,))
    return found


def tested_how(test: str) -> str:
    """What a test does, in a few words."""
    return {
        WHOLE: _("all together"),
        LEAVE_OUT: _("as the last one (leave one out)"),
        ADD: _("alone (add one to the baseline)"),
        SHAPLEY: _("on average over all orders (Shapley)"),
    }[test]


def bars(study: Ablation, cost: str, tests: Sequence[str]) -> Figure:
    """A panel for each main outcome; a row for each instrument or group, a bar for each test."""
    table = as_drawn(study.table[study.table["cost"] == cost])
    rows = table[table["test"].isin(tests)]
    names = {str(one): fill(study.named(tests[0], str(one)), LINE) for one in rows["instrument"].unique()}
    outcomes = [name for name in OUTCOMES if name in set(rows["outcome"])]
    title = _(
        "{case}: what each part of {governance} adds",
        case=case_name(study.case.id),
        governance=governance_name(study.model.id),
    )
    lines = max(1 + name.count("\n") for name in names.values())
    size = (1.4, 0.75 + 0.27 * (len(names) + 1) * lines**0.5)
    figure, panels = grid(titled_at_cost(title, cost), len(outcomes), size, sharey=True)
    for panel, outcome in zip(panels, outcomes, strict=True):
        _panel(panel, rows[rows["outcome"] == outcome], tests, list(names))
        _whole(panel, table[(table["test"] == WHOLE) & (table["outcome"] == outcome)], len(names))
        if rows.loc[rows["outcome"] == outcome, "direction"].iloc[0] < 0:
            panel.invert_xaxis()
    labels = [*names.values(), study.named(WHOLE, ALL)]
    panels[0].set_yticks(range(len(labels)), labels)
    panels[0].set_ylim(len(labels) - 0.4, -0.6)
    _key(figure, tests, study.replicates)
    return figure


def _panel(panel: Axes, rows: pd.DataFrame, tests: Sequence[str], names: Sequence[str]) -> None:
    first = rows.iloc[0]
    panel.set_title(outcome_name(first["outcome"]), loc="left")
    panel.set_xlabel(axis_words(difference_unit(str(first["outcome"])), int(first["direction"])))
    panel.tick_params(axis="y", length=0)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    mark_no_difference(panel, first["smallest"])
    for place, test in enumerate(tests):
        height = BAR if len(tests) > 1 else 2 * BAR
        for row in rows[rows["test"] == test].to_dict("records"):
            at = names.index(str(row["instrument"])) + (place - (len(tests) - 1) / 2) * height
            _bar(panel, at, row, OTHERS[place] if len(tests) > 1 else OTHERS[2], height)


def _whole(panel: Axes, rows: pd.DataFrame, place: int) -> None:
    for row in rows.to_dict("records"):
        _bar(panel, place, row, REFERENCE, 2 * BAR)
    panel.axhline(place - 0.5, color=REFERENCE, lw=0.5)


def _bar(panel: Axes, at: float, row: Mapping[str, object], colour: str, height: float) -> None:
    """One bar and its interval; nothing where the outcome is undefined."""
    difference, low, high = (float(str(row[name])) for name in ("difference", "low", "high"))
    if not row["n"]:
        return
    strength = PALE if row["verdict"] == Verdict.SMALL else 1.0 if row["verdict"] in MATTERS else 0.0
    panel.barh(at, difference, 0.85 * height, color=(colour, strength), edgecolor=colour, lw=1.0)
    if low == low:
        panel.plot([low, high], [at, at], color="black", lw=0.9, solid_capstyle="butt")


def _key(figure: Figure, tests: Sequence[str], replicates: int) -> None:
    """What the bars mean."""
    marks: list[Artist] = [
        Patch(color=OTHERS[place] if len(tests) > 1 else OTHERS[2], label=tested_how(test))
        for place, test in enumerate(tests)
    ]
    marks += [
        Patch(
            facecolor=(REFERENCE, PALE),
            edgecolor=REFERENCE,
            label=_("pale: shown, but smaller than what matters"),
        ),
        Patch(facecolor="white", edgecolor=REFERENCE, label=_("open: none was shown, or none that matters")),
        Patch(color=BAND, label=_("grey: too small to matter")),
        Line2D(
            [],
            [],
            color="black",
            lw=0.9,
            label=_("95 % interval, {replicates} replicates", replicates=replicates),
        ),
    ]
    figure.legend(handles=marks, loc="outside lower center", ncols=3)
