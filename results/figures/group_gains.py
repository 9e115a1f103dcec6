"""The figure of gains and losses: how groups of residents fare under each governance model, and what it
changes for them.

Invariant: a group always stands beside those who are not in it. A mark of a change is filled only
where a difference was shown, and the grey band is what is too small to matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.analysis.distributional import MEMBERS, OTHERS, SCALES, groups_in
from experiments.execution.collectors import MEASURES
from experiments.statistics.verdict import Verdict
from results.figures.annotations import broken, headline, legend_below
from results.figures.paired_outcomes import Pen, axis_words, draw_difference, mark_no_difference, set_reach
from results.figures.style import BAND, HIGH, LOW, WIDTH, Look, further_lines, legend_of, looks
from results.text.names import (
    case_name,
    difference_unit,
    governance_name,
    joined,
    level_unit,
    outcome_name,
    scale,
)
from results.text.rows import as_drawn
from results.text.rules import kind_name
from scenarios.language import _

PANEL = 2.2
"""Inches for the title of a panel."""

BLOCK = 2.5
"""From one group to the next, where a row is 1."""

type Places = Mapping[tuple[str, str], float]
"""By group and side, where a row stands."""


class Tables(NamedTuple):
    """`levels` and `changes` of experiments/analysis/distributional.py; of how many replicates, in words."""

    levels: pd.DataFrame
    changes: pd.DataFrame
    replicates: str


def gains(
    tables: Tables, case: str, governance: Sequence[str], marks_of: Mapping[str, Look] | None = None
) -> Figure:
    """A column for each measure: levels under each governance model above, changes against the first one
    below; marks_of: the looks of the folder's governance models.
    """
    known = marks_of or looks(governance)
    models = {model: known[model] for model in governance}
    bands = 2 if len(models) > 1 else 1
    levels, changes = (table[table["case"] == case] for table in (tables.levels, tables.changes))
    groups = groups_in(levels)
    places = rows_of(groups)
    rows = max(0.2, 0.066 * len(models)) * BLOCK * len(groups)
    title = _("{case}: who gains and who loses", case=case_name(case))
    if bands == 2:
        said = _said(changes[changes["measure"] == MEASURES[0]], MEASURES[0], list(models))
        against = _("compared with {a}", a=governance_name(next(iter(models))))
        title = _("{case}, {against}: {said}", case=case_name(case), against=against, said=said)
    title = headline(title)
    height = 1.5 + 0.2 * -(-len(models) // 2) + bands * (0.85 + rows) + further_lines(title)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle(title, weight="bold")
    panels = figure.subplots(bands, len(MEASURES), squeeze=False, sharey=True)
    for column, measure in enumerate(MEASURES):
        _levels(panels[0, column], levels[levels["measure"] == measure], places, models)
        if bands == 2:
            _changes(panels[1, column], changes[changes["measure"] == measure], places, models)
            panels[1, 0].set_ylabel(_("changes"), weight="bold")
    panels[0, 0].set_ylabel(_("levels"), weight="bold")
    panels[0, 0].set_ylim(max(places.values()) + 0.75, -0.75)
    panels[0, 0].set_yticks(list(places.values()), [row_name(*row) for row in places])
    legend_below(figure, _key(models, changes["verdict"]), _how(tables.replicates, list(models)), most=3)
    return figure


def rows_of(groups: Sequence[str]) -> Places:
    """Where each group stands, and those who are not in it below."""
    return {
        (group, side): BLOCK * number + (side == OTHERS)
        for number, group in enumerate(groups)
        for side in (MEMBERS, OTHERS)
    }


def row_name(group: str, side: str) -> str:
    """Who stands in a row; of a kind of residents of the user's own, what its file calls it."""
    others = _("all others") if side == OTHERS else kind_name(group)
    return {
        ("elderly", MEMBERS): _("the elderly"),
        ("young", MEMBERS): _("the young"),
        ("ground", MEMBERS): _("ground floor"),
        ("tenant", MEMBERS): _("the tenants"),
        ("ground", OTHERS): _("upper floors"),
        ("tenant", OTHERS): _("the owners"),
    }.get((group, side), others)


def measure_name(measure: str) -> str:
    """The name of a measure of groups."""
    return _("hardship") if measure == "hardship" else outcome_name(SCALES[measure].outcome)


def _said(rows: pd.DataFrame, measure: str, models: Sequence[str]) -> str:
    """For which groups a measure is better or worse, a governance model at a time."""
    parts = [_gain(rows[(rows["b"] == model) & (rows["side"] == MEMBERS)], model) for model in models[1:]]
    return _("{outcome}: {found}", outcome=measure_name(measure), found=joined(parts, long=True))


def _gain(rows: pd.DataFrame, model: str) -> str:
    """The groups that are better or worse off under one governance model."""
    name, number = governance_name(model), len(rows)
    better, worse = (
        [row_name(str(one), MEMBERS) for one in rows.loc[rows["verdict"] == verdict, "group"]]
        for verdict in (Verdict.BETTER, Verdict.WORSE)
    )
    if not better and not worse:
        return _("{model}: none that matters shown for any group", model=name)
    if number > 1 and len(better) == number:
        return _("{model}: better for every group", model=name)
    parts = [_("better for {groups}", groups=joined(better))] if better else []
    parts += [_("worse for {groups}", groups=joined(worse))] if worse else []
    return _("{model}: {found}", model=name, found=joined(parts))


def _frame(panel: Axes, title: str, places: Places) -> None:
    panel.set_title(broken(title, PANEL, 8.5, bold=True), loc="left", fontsize=8.5)

    panel.tick_params(axis="y", length=0)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    for (_group, side), place in list(places.items())[2:]:
        if side == MEMBERS:
            panel.axhline(place - BLOCK / 2 + 0.5, color="#dddddd", lw=0.6)


def _levels(panel: Axes, rows: pd.DataFrame, places: Places, models: Mapping[str, Look]) -> None:
    measure = str(rows["measure"].iloc[0])
    outcome = SCALES[measure].outcome
    _frame(panel, measure_name(measure), places)
    panel.set_xlabel(axis_words(level_unit(outcome), SCALES[measure].direction))
    for number, (model, mark) in enumerate(models.items()):
        for (group, side), place in places.items():
            mine = rows[(rows["governance"] == model) & (rows["group"] == group) & (rows["side"] == side)]
            values, at = mine["value"].dropna() * scale(outcome), place + _beside(number, len(models))
            if len(values):
                panel.plot(values.quantile([LOW, HIGH]), [at, at], color=mark.colour, lw=1.2)
                panel.plot(values.mean(), at, marker=mark.marker, color=mark.colour, ms=4.6)
    if SCALES[measure].direction < 0:
        panel.invert_xaxis()


def _beside(number: int, of: int) -> float:
    """How far below the middle of its row the mark of a model stands."""
    return 0.84 * ((number + 0.5) / of - 0.5)


def _changes(panel: Axes, rows: pd.DataFrame, places: Places, models: Mapping[str, Look]) -> None:
    measure = str(rows["measure"].iloc[0])
    outcome = SCALES[measure].outcome
    _frame(panel, _said(rows, measure, list(models)), places)
    rows = as_drawn(rows.assign(outcome=outcome))
    least = float(rows["smallest"].iloc[0])
    mark_no_difference(panel, least)
    known: list[dict[Any, Any]] = rows[rows["side"].isin((MEMBERS, OTHERS)) & (rows["n"] > 0)].to_dict(
        "records"
    )
    for row in known:
        number = list(models).index(str(row["b"]))
        at = places[str(row["group"]), str(row["side"])] + _beside(number - 1, len(models) - 1)
        draw_difference(panel, at, row, models[str(row["b"])], Pen(4.6, 1.1, 1.2))
    set_reach(panel, least, known, SCALES[measure].direction)
    panel.set_xlabel(axis_words(difference_unit(outcome), SCALES[measure].direction))


def _how(replicates: str, models: Sequence[str]) -> str:
    """What a mark and its line are."""
    level = _("levels: mean and middle four fifths of {worlds}", worlds=replicates)
    if len(models) < 2:
        return level
    change = _("changes against {first}: mean with 95 % interval", first=governance_name(models[0]))
    return f"{level}\n{change}"


def _key(models: Mapping[str, Look], verdicts: Iterable[object]) -> list[Artist]:
    """What the marks mean."""
    marks: list[Artist] = [
        Line2D([], [], color=mark.colour, marker=mark.marker, ms=4.6, lw=1.2, label=governance_name(model))
        for model, mark in models.items()
    ]
    if len(models) > 1:
        marks += [*legend_of(verdicts, 4.6), Patch(color=BAND, label=_("grey: too small to matter"))]
    return marks
