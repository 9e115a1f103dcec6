"""The figure of gains and losses: how groups of residents fare under each governance model, and what it
changes for them.

The rule it holds: a group always stands beside those who are not in it. A mark of a change is filled only
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

from experiments.analysis.distributional import GROUPS, MEMBERS, OTHERS, SCALES
from experiments.execution.collectors import MEASURES
from results.figures.fitting import columns
from results.figures.style import BAND, REFERENCE, WIDTH, Look, legend_of, looks, marked
from results.text.names import case_name, governance_name, outcome_name, outcome_unit
from scenarios.language import _

LOW, HIGH = 0.1, 0.9
"""The spread over worlds, as in the figure of the months."""

BLOCK = 2.5
"""From one group to the next, where a row is 1."""

ROWS = [(group, side) for group in GROUPS for side in (MEMBERS, OTHERS)]


class Tables(NamedTuple):
    """What is drawn: `levels` and `changes` of experiments/analysis/distributional.py; how many worlds."""

    levels: pd.DataFrame
    changes: pd.DataFrame
    worlds: str


def gains(
    tables: Tables, case: str, governance: Sequence[str], marks_of: Mapping[str, Look] | None = None
) -> Figure:
    """A column for each measure: levels under each governance model above, changes against the first one
    below; marks_of: the looks of the folder's governance models.
    """
    known = marks_of or looks(governance)
    models = {model: known[model] for model in governance}
    bands = 2 if len(models) > 1 else 1
    rows = max(0.2, 0.066 * len(models)) * BLOCK * len(GROUPS)
    height = 1.3 + 0.2 * -(-len(models) // 2) + bands * (0.75 + rows)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle(_("{case}: who gains and who loses", case=case_name(case)), weight="bold")
    panels = figure.subplots(bands, len(MEASURES), squeeze=False, sharey=True)
    levels, changes = (table[table["case"] == case] for table in (tables.levels, tables.changes))
    for column, measure in enumerate(MEASURES):
        _levels(panels[0, column], levels[levels["measure"] == measure], measure, models)
        if bands == 2:
            _changes(panels[1, column], changes[changes["measure"] == measure], measure, models)
            panels[1, 0].set_ylabel(_("changes"), weight="bold")
    panels[0, 0].set_ylabel(_("levels"), weight="bold")
    panels[0, 0].set_ylim(_place(*ROWS[-1]) + 0.75, -0.75)
    panels[0, 0].set_yticks([_place(*row) for row in ROWS], [row_name(*row) for row in ROWS])
    how = _how(tables.worlds, list(models))
    marks = _key(models, changes["verdict"])
    across = columns([str(mark.get_label()) for mark in marks], WIDTH, 9, most=3)
    figure.legend(handles=marks, loc="outside lower center", ncols=across, title=how, title_fontsize=8)
    return figure


def _place(group: str, side: str) -> float:
    return BLOCK * GROUPS.index(group) + (side == OTHERS)


def row_name(group: str, side: str) -> str:
    """Who stands in a row."""
    return {
        ("elderly", MEMBERS): _("the elderly"),
        ("young", MEMBERS): _("the young"),
        ("ground", MEMBERS): _("ground floor"),
        ("tenant", MEMBERS): _("the tenants"),
        ("ground", OTHERS): _("upper floors"),
        ("tenant", OTHERS): _("the owners"),
    }.get((group, side), _("all others"))


def measure_name(measure: str) -> str:
    """The name of a measure of groups."""
    return _("hardship") if measure == "hardship" else outcome_name(SCALES[measure].outcome)


def _axis(measure: str) -> str:
    """The unit and which way is better."""
    scale = SCALES[measure]
    better = _("better →") if scale.direction > 0 else _("← better")
    words = (outcome_unit(scale.outcome), better)
    return " · ".join(words if scale.direction > 0 else reversed(words))


def _frame(panel: Axes, measure: str) -> None:
    panel.set_xlabel(_axis(measure))
    panel.tick_params(axis="y", length=0)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    for group in GROUPS[1:]:
        panel.axhline(_place(group, MEMBERS) - BLOCK / 2 + 0.5, color="#dddddd", lw=0.6)


def _levels(panel: Axes, rows: pd.DataFrame, measure: str, models: Mapping[str, Look]) -> None:
    panel.set_title(measure_name(measure), loc="left")
    _frame(panel, measure)
    for number, (model, mark) in enumerate(models.items()):
        for group, side in ROWS:
            mine = rows[(rows["governance"] == model) & (rows["group"] == group) & (rows["side"] == side)]
            values, at = mine["value"].dropna(), _place(group, side) + _beside(number, len(models))
            if len(values):
                panel.plot(values.quantile([LOW, HIGH]), [at, at], color=mark.colour, lw=1.2)
                panel.plot(values.mean(), at, marker=mark.marker, color=mark.colour, ms=4.6)


def _beside(number: int, of: int) -> float:
    """How far below the middle of its row the mark of a model stands."""
    return 0.84 * ((number + 0.5) / of - 0.5)


def _changes(panel: Axes, rows: pd.DataFrame, measure: str, models: Mapping[str, Look]) -> None:
    panel.set_title(measure_name(measure), loc="left")
    _frame(panel, measure)
    least = float(rows["smallest"].iloc[0])
    panel.axvspan(-least, least, color=BAND, lw=0)
    panel.axvline(0, color=REFERENCE, lw=0.8)
    reach = 1.3 * least
    drawn: list[Mapping[str, Any]] = rows[rows["side"].isin((MEMBERS, OTHERS))].to_dict("records")
    for row in drawn:
        if row["n"]:
            number = list(models).index(str(row["b"]))
            at = _place(str(row["group"]), str(row["side"])) + _beside(number - 1, len(models) - 1)
            _interval(panel, at, row, models[str(row["b"])])
            ends = [abs(float(row[name])) for name in ("low", "high", "difference") if pd.notna(row[name])]
            reach = max([reach, *(1.08 * end for end in ends)])
    panel.set_xlim(-reach, reach)


def _interval(panel: Axes, at: float, row: Mapping[str, Any], mark: Look) -> None:
    panel.plot([row["low"], row["high"]], [at, at], color=mark.colour, lw=1.2, solid_capstyle="butt")
    panel.plot(row["difference"], at, ms=4.6, mew=1.1, **marked(row["verdict"], mark))


def _how(worlds: str, models: Sequence[str]) -> str:
    """What a mark and its line are."""
    level = _("levels: mean and middle four fifths of {worlds}", worlds=worlds)
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
