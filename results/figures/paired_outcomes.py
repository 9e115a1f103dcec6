"""The figures of outcomes compared replicate by replicate: the paired differences of each main outcome with
their intervals, and in how many replicates a governance model comes first, second and so on.

Invariant: a difference is b − a and looks as b, of which the verdict speaks; a mark is filled only where a
difference was shown, half filled where it is too small to matter, and the grey band is what is too small to
matter. Replicates are ranked one by one (where parameters were varied, points), and governance models that
tie share their places: if nothing differed, every place would be as long as every other.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from agents.column import FloatArray
from experiments.analysis.robustness import ranks as in_each_replicate
from experiments.statistics.paired import NATURAL
from experiments.store.tables import Study
from results.figures.annotations import broken, replicates_in_words
from results.figures.style import (
    ACROSS,
    BAND,
    REFERENCE,
    Look,
    grid,
    label_bottom,
    legend_of,
    looks,
    marked,
)
from results.text.equal_cost import titled_at_cost
from results.text.names import (
    case_name,
    governance_name,
    main_outcomes,
    name_in,
    outcome_name,
    outcome_unit,
    pair_name,
    shown_first,
)
from scenarios import read
from scenarios.language import _

PANEL, SIDE, LINE = 2.7, 1.5, 0.125
"""Inches: the width of a panel, of the words at its side, and the height of a line of them."""

MOST_PAIRS = 8
"""More pairs than these cannot be told apart; then only those with the first governance model are drawn."""

NARROW = 2.1
"""Inches for the title of a panel of ranks."""

ENOUGH = 0.08
"""A part takes its place's number if it is so much of the width."""

DARK = 0.45
"""Below this lightness a number is white."""


class Pen(NamedTuple):
    """Sizes in points: of a mark, of its edge, and of the line of its interval."""

    mark: float
    edge: float
    line: float


PEN = Pen(6.5, 1.4, 1.6)


def differences(study: Study, case: str, cost: str = NATURAL) -> Figure:
    """The main outcomes of one case, a small panel each, and a key."""
    assert study.comparison is not None
    rows = study.comparison[(study.comparison["case"] == case) & (study.comparison["cost"] == cost)]
    outcomes, pairs = shown_first(rows), drawn_pairs(rows)
    names = _row_names(pairs)
    pitch = max(0.2, 0.06 + LINE * max(name.count("\n") + 1 for name in names))
    title = titled_at_cost(_("{case}: differences between governance models", case=case_name(case)), cost)
    figure, panels = grid(title, len(outcomes) + 1, (0.9, 1.05 + pitch * len(pairs)))
    for number, (panel, outcome) in enumerate(zip(panels, outcomes, strict=False)):
        _panel_of_differences(panel, rows[rows["outcome"] == outcome], pairs, looks(study.order))
        panel.set_yticks(range(len(pairs)), names if number % ACROSS == 0 else [""] * len(pairs))
    drawn = rows[rows["outcome"].isin(outcomes)]
    panels[-1].set_axis_off()
    _key_of_differences(panels[-1], pairs, looks(study.order), replicates_in_words(study), drawn["verdict"])
    return figure


def differences_file(case: str, cost: str) -> str:
    """The name of the figure's files, without their endings."""
    return f"differences-{case}" if cost == NATURAL else f"differences-{case}-{cost}-cost"


def drawn_pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """The pairs that are drawn: all, or those with the first governance model where there are too many."""
    pairs = list(dict.fromkeys(zip(rows["a"], rows["b"], strict=True)))
    return pairs if len(pairs) <= MOST_PAIRS else [pair for pair in pairs if pair[0] == pairs[0][0]]


def _row_names(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """What stands at the side of each row: b − a, or b alone where all have the same a."""
    alone = len({a for a, _b in pairs}) == 1
    return [broken(governance_name(b) if alone else pair_name(a, b), SIDE, 7) for a, b in pairs]


def _panel_of_differences(
    panel: Axes, rows: pd.DataFrame, pairs: Sequence[tuple[str, str]], known: Mapping[str, Look]
) -> None:
    """One outcome: a mark and an interval for each pair, first pair on top."""
    first = rows.iloc[0]
    panel.set_title(broken(name_in(first), PANEL, 9.5, bold=True), loc="left")
    panel.set_xlabel(axis_words(first["outcome"], int(first["direction"])))
    panel.tick_params(axis="y", length=0, labelsize=7)
    panel.spines["left"].set_visible(False)
    panel.set_ylim(len(pairs) - 0.4, -0.6)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    mark_no_difference(panel, first["smallest"])
    drawn: list[Mapping[Any, Any]] = []
    for place, pair in enumerate(pairs):
        row = rows[(rows["a"] == pair[0]) & (rows["b"] == pair[1])].iloc[0].to_dict()
        drawn.append(row)
        if row["n"] == 0:
            panel.annotate(
                _("undefined"), (0, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8
            )
        else:
            draw_difference(panel, place, row, known[pair[1]])
    set_reach(panel, first["smallest"], drawn)


def mark_no_difference(panel: Axes, smallest: float) -> None:
    """On an axis of differences: zero as a line, and as a grey band what is too small to matter."""
    panel.axvspan(-smallest, smallest, color=BAND, lw=0)
    panel.axvline(0, color=REFERENCE, lw=0.8)


def draw_difference(panel: Axes, at: float, row: Mapping[Any, Any], look: Look, pen: Pen = PEN) -> None:
    """A difference with its interval, marked as its verdict is."""
    panel.plot([row["low"], row["high"]], [at, at], color=look.colour, lw=pen.line, solid_capstyle="butt")
    panel.plot(row["difference"], at, ms=pen.mark, mew=pen.edge, **marked(row["verdict"], look))


def set_reach(panel: Axes, smallest: float, rows: Iterable[Mapping[Any, Any]]) -> None:
    """Let an axis of differences reach as far to either side as the farthest interval does."""
    ends = [abs(row[end]) for row in rows for end in ("low", "high", "difference") if pd.notna(row[end])]
    reach = max([1.3 * smallest, *(1.08 * end for end in ends)])
    panel.set_xlim(-reach, reach)


def axis_words(outcome: str, direction: int) -> str:
    """The unit and which way is better."""
    unit = outcome_unit(outcome)
    if direction == 0:
        return unit
    better = _("better →") if direction > 0 else _("← better")
    return " · ".join(word for word in ((unit, better) if direction > 0 else (better, unit)) if word)


def _key_of_differences(
    panel: Axes,
    pairs: Sequence[tuple[str, str]],
    known: Mapping[str, Look],
    replicates: str,
    verdicts: Iterable[object],
) -> None:
    """What the marks mean."""
    firsts = {a for a, _b in pairs}
    names = {b: broken(governance_name(b), PANEL - 0.4, 8) for _a, b in pairs}
    marks: list[Artist] = [
        Line2D([], [], color=known[b].colour, marker=known[b].marker, ms=6.5, mew=1.4, label=name)
        for b, name in names.items()
    ]
    marks += [*legend_of(verdicts, 6.5), Patch(color=BAND, label=_("grey: too small to matter"))]
    lines = [_("mean difference with 95 % interval, {worlds}", worlds=replicates)]
    several = _("each row looks as the governance model it names first:")
    one = _("minus {first}:", first=governance_name(pairs[0][0]))
    lines.append(one if len(firsts) == 1 else several)
    panel.legend(
        handles=marks,
        loc="center left",
        title="\n".join(broken(line, PANEL, 8) for line in lines),
        fontsize=8,
        title_fontsize=8,
        alignment="left",
        borderpad=0.0,
    )


def ranks(study: Study, case: str) -> Figure:
    """One case: a panel for each main outcome that has a better side, a bar for each governance model."""
    models, found = study.governance, places(study, case)
    outcomes = list(found)
    title = _("{case}: how often each comes first", case=case_name(case))
    figure, panels = grid(title, len(outcomes), (1.3, 0.62 + 0.19 * len(models)), sharex=True)
    for number, (panel, outcome) in enumerate(zip(panels, outcomes, strict=True)):
        _panel_of_ranks(panel, found[outcome], models, looks(study.order), named=number % ACROSS == 0)
        panel.set_title(broken(outcome_name(outcome), NARROW, 9.5, bold=True), loc="left")
    label_bottom(panels, _("share of replicates (%)"))
    shades = [shade(place, len(models)) for place in range(len(models))]
    marks = [
        Patch(facecolor=colour, edgecolor=REFERENCE, lw=0.5, label=_("place {n}", n=place))
        for place, colour in enumerate(shades, 1)
    ]
    title = _("ranked in each of {worlds}; who ties shares the places", worlds=replicates_in_words(study))
    figure.legend(handles=marks, loc="outside lower center", ncols=9, title=title, title_fontsize=8)
    return figure


def places(study: Study, case: str) -> dict[str, FloatArray]:
    """By outcome, the share of replicates in which each governance model (row) takes each place (column);
    replicates in which a governance model has no value are left out, and so is an outcome that has none.
    """
    rows = study.runs[study.runs["case"] == case]
    found = {}
    for outcome in main_outcomes(study.outcomes):
        direction = read.outcome_entries()[outcome].direction
        table = rows.pivot(index="replicate", columns="governance", values=outcome).reindex(
            columns=study.governance
        )
        table = table.dropna()
        if direction and len(table):
            found[outcome] = in_each_replicate(direction * table.to_numpy(dtype=float)).mean(axis=0)
    return found


def shade(place: int, count: int) -> str:
    """The grey of a place, dark for the first, light for the last: colours are for governance models."""
    return to_hex(mpl.colormaps["gray"](0.2 + 0.75 * place / max(count - 1, 1)))


def _panel_of_ranks(
    panel: Axes, shares: FloatArray, models: Sequence[str], known: Mapping[str, Look], named: bool
) -> None:
    for row in range(len(models)):
        left = 0.0
        for place in range(len(models)):
            share = 100.0 * float(shares[row, place])
            colour = shade(place, len(models))
            panel.barh(row, share, 0.8, left, color=colour, edgecolor="white", lw=0.5)
            if share >= 100.0 * ENOUGH:
                ink = "white" if place / max(len(models) - 1, 1) < DARK else "black"
                how: dict[str, Any] = {"color": ink, "ha": "center", "va": "center_baseline", "fontsize": 7}
                panel.text(left + share / 2, row, str(place + 1), **how)
            left += share
    names = [governance_name(model) if named else "" for model in models]
    panel.set_yticks(range(len(models)), names)
    panel.set_ylim(len(models) - 0.45, -0.55)
    panel.set_xlim(0, 100)
    panel.tick_params(axis="y", length=0, pad=10)
    for row, model in enumerate(models):
        mark: dict[str, Any] = {"marker": known[model].marker, "color": known[model].colour, "ms": 4.5}
        panel.plot(-3, row, clip_on=False, ls="none", **mark)
