"""The figure of the issue funnel: of the issues that came up, how many were reported, and what became of
them.

Invariant: it follows the issues that came up within the record, up to a year before its end, and
shows them as they stood at the end, so every one of them had a year.
"""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from results.figures.annotations import broken, headline
from results.figures.style import REFERENCE, WIDTH, Look, further_lines, looks, ruled_off
from results.text.names import case_name, governance_name, whole_percent, with_percent
from results.text.picture_titles import of_levels
from scenarios.language import _, pick
from scenarios.read import issue_kinds

ACROSS = 4
FATES = ("resolved", "waiting", "escalated", "endured", "faded", "untold")
"""What may have become of an issue; `untold`: still open, and nobody was told."""

FATE_OF = {"open": "untold"} | dict.fromkeys(("passed on", "assigned", "reopened", "external"), "waiting")
"""The fate of an issue by its status, where that is not the fate itself."""

LOOKS = {
    "resolved": ("#588C46", ""),
    "waiting": ("#bfe3f5", "////"),
    "escalated": ("#F2A07B", "xxx"),
    "endured": ("#404040", ""),
    "faded": ("#e8e8e8", "..."),
    "untold": ("white", ""),
    "raised": ("#b5b5b5", ""),
    "committee": ("#9ecae1", ""),
    "forum": ("#F5DC8C", "\\\\\\\\"),
    "hotline": ("#f1c9de", "oo"),
}
"""Colour and hatch of every part, to be told apart in print without colour."""

STAGES = ("raised", "reported", "became")
REPORTED = ("committee", "forum", "hotline")
LABEL = 2.2
"""Inches for the name of a kind."""

WIDE = 0.45
"""A part takes its name too if it is so much of the width."""

ENOUGH = 0.075
"""A part takes a number if it is so much of the width."""


def funnel(
    issues: pd.DataFrame,
    case: str,
    numbers: Mapping[str, int],
    title: str,
    marks_of: Mapping[str, Look] | None = None,
) -> Figure:
    """For each governance model all issues together above, by kind below.

    issues: `Watched.issues`; numbers: by governance model, how many replicates they are of; title: the key's;
    marks_of: the looks of the folder's governance models.
    """
    models = list(numbers)
    across = min(ACROSS, -(-len(models) // -(-len(models) // ACROSS)))
    bands = -(-len(models) // across)
    table = parts(issues[issues["case"] == case], numbers)
    kinds = [kind for kind in dict.fromkeys(map(group_of, _kinds())) if kind in set(table["kind"])]
    heights = [1.1, 0.35 + 0.21 * len(kinds)] * bands
    room = (WIDTH - 2.8) / across
    title_of_all = headline(_found(case, table, models))
    height = 1.35 + sum(heights) + 0.75 * len(heights) + 0.15 * bands + further_lines(title_of_all)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle(title_of_all, weight="bold")
    panels = figure.subplots(2 * bands, across, squeeze=False, height_ratios=heights)
    for place in range(bands * across):
        down, column = 2 * (place // across), place % across
        if place < len(models):
            rows = table[table["governance"] == models[place]]
            _whole(panels[down, column], rows, models[place], room, named=column == 0)
            ruled_off(panels[down, column], (marks_of or looks(models))[models[place]])
            _by_kind(panels[down + 1, column], rows, kinds, named=column == 0)
        else:
            panels[down, column].set_axis_off()
            panels[down + 1, column].set_axis_off()
    _same_scale([panels[down, column] for down in range(0, 2 * bands, 2) for column in range(across)])
    _same_scale([panels[down, column] for down in range(1, 2 * bands, 2) for column in range(across)])
    figure.legend(
        handles=_key(), loc="outside lower center", ncols=5, title=title, title_fontsize=8, handleheight=1.1
    )
    return figure


def _found(case: str, table: pd.DataFrame, models: Sequence[str]) -> str:
    """The share of issues that was resolved, under each governance model."""
    resolved = {model: _percent_resolved(table[table["governance"] == model]) for model in models}
    shares = [(governance_name(model), with_percent(percent)) for model, percent in resolved.items()]
    return _("{case}: of the issues that came up were resolved, {levels}").format(
        case=case_name(case), levels=of_levels(shares)
    )


def _percent_resolved(rows: pd.DataFrame) -> int:
    total = float(rows["count"].sum())
    return round(100 * float(rows.loc[rows["fate"] == "resolved", "count"].sum()) / total) if total else 0


def parts(issues: pd.DataFrame, numbers: Mapping[str, int]) -> pd.DataFrame:
    """Mean number of issues in a replicate by governance model, kind (of kinds drawn together), channel and
    fate.
    """
    fates = issues["status"].map(lambda status: FATE_OF.get(status, status))
    table = issues.assign(fate=fates, kind=issues["kind"].map(group_of))
    found = table.groupby(["governance", "kind", "channel", "fate"], sort=False)["count"].sum().reset_index()
    return found.assign(count=found["count"] / found["governance"].map(numbers))


def group_of(kind: str) -> str:
    """What a kind is drawn with: demands by their category, each dispute by itself."""
    return kind.partition(".")[0]


def kind_name(group: str) -> str:
    """The name of a category of demands, or of a dispute."""
    first = next(kind for kind in issue_kinds() if group_of(kind.id) == group)
    return pick(first.category_name if "." in first.id else first.name)


def _kinds() -> list[str]:
    return [kind.id for kind in issue_kinds()]


def _whole(panel: Axes, rows: pd.DataFrame, model: str, inches: float, named: bool) -> None:
    """All issues: raised, reported to whom, what became of them."""
    panel.set_title(broken(governance_name(model), inches, 9.5, bold=True), loc="left")
    total = float(rows["count"].sum())
    _bar(panel, 0, {"raised": total}, total, digits=True)
    by_channel, by_fate = (rows.groupby(column)["count"].sum() for column in ("channel", "fate"))
    _bar(panel, 1, {name: float(by_channel.get(name, 0.0)) for name in REPORTED}, total)
    _bar(panel, 2, {name: float(by_fate.get(name, 0.0)) for name in FATES}, total)
    panel.set_yticks(range(3), [_stage(stage) for stage in STAGES] if named else [""] * 3)
    panel.set_ylim(2.6, -0.6)
    _frame(panel)


def _stage(stage: str) -> str:
    return {"raised": _("came up"), "reported": _("was reported"), "became": _("what became of it")}[stage]


def _by_kind(panel: Axes, rows: pd.DataFrame, kinds: Sequence[str], named: bool) -> None:
    """What became of the issues of each kind."""
    for place, kind in enumerate(kinds):
        by_fate = rows[rows["kind"] == kind].groupby("fate")["count"].sum()
        _bar(panel, place, {name: float(by_fate.get(name, 0.0)) for name in FATES}, 0.0)
    names = [broken(kind_name(kind), LABEL, 8) if named else "" for kind in kinds]
    panel.set_yticks(range(len(kinds)), names, linespacing=0.9)
    panel.set_ylim(len(kinds) - 0.4, -0.6)
    panel.set_xlabel(_("issues in a replicate"))
    _frame(panel)


def _frame(panel: Axes) -> None:
    panel.tick_params(axis="y", length=0)
    panel.xaxis.set_major_locator(MaxNLocator(4))


def _bar(panel: Axes, at: float, values: dict[str, float], whole: float, digits: bool = False) -> None:
    """Parts beside each other; with their share of the whole, or (`digits`) with their number."""
    left = 0.0
    for name, value in values.items():
        if value > 0:
            colour, hatch = LOOKS[name]
            panel.barh(at, value, 0.78, left, color=colour, hatch=hatch, edgecolor=REFERENCE, lw=0.5)
            if whole and value / whole >= ENOUGH:
                text = f"{value:.0f}" if digits else whole_percent(value / whole)
                if value / whole >= WIDE and name in FATES:
                    text = f"{fate_name(name)} {text}"
                _number(panel, left + value / 2, at, text, plain=not hatch, colour=colour)
            left += value


def _number(panel: Axes, x: float, y: float, text: str, plain: bool, colour: str) -> None:
    """A number on a part: white on what is dark, on a white ground where the part is hatched."""
    dark = colour in (LOOKS["resolved"][0], LOOKS["endured"][0])
    ground = None if plain else {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    ink = "white" if dark else "black"
    panel.text(x, y, text, ha="center", va="center_baseline", fontsize=7, color=ink, bbox=ground)


def _same_scale(panels: Sequence[Axes]) -> None:
    """The same axis for all, so that lengths can be compared."""
    shown = [panel for panel in panels if panel.axison]
    most = max([panel.get_xlim()[1] for panel in shown])
    for panel in shown:
        panel.set_xlim(0, most)


def fate_name(fate: str) -> str:
    """What became of an issue, or whom it was told to."""
    return {
        "resolved": _("resolved"),
        "waiting": _("still waiting"),
        "escalated": _("taken outside"),
        "endured": _("lost or not satisfied"),
        "faded": _("faded unsettled"),
        "untold": _("nobody was told"),
        "committee": _("told to the committee"),
        "forum": _("taken up by the forum"),
        "hotline": _("told to the 12345 hotline"),
    }[fate]


def _key() -> list[Artist]:
    """What the parts mean."""
    return [
        Patch(
            facecolor=LOOKS[name][0], hatch=LOOKS[name][1], edgecolor=REFERENCE, lw=0.5, label=fate_name(name)
        )
        for name in (*REPORTED, *FATES)
    ]
