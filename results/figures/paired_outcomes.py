"""The figure of outcomes compared replicate by replicate: the paired differences of each main outcome with
their intervals, and the levels they lie between.

Invariant: a difference is b − a and looks as b, of which the verdict speaks; a mark is filled only where a
difference was shown, half filled where it is too small to matter, and the grey band is what is too small to
matter. Right is better in every panel, whatever the sign; titles are the findings.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.statistics.paired import NATURAL
from experiments.store.tables import Study
from results.figures.annotations import broken, headline, replicates_in_words
from results.figures.style import (
    ACROSS,
    BAND,
    REFERENCE,
    Look,
    grid,
    legend_of,
    looks,
    marked,
)
from results.text import picture_titles
from results.text.names import difference_unit, governance_name, pair_name, shown_first
from results.text.rows import as_drawn, levels
from scenarios.language import _

PANEL, SIDE, LINE = 2.6, 1.5, 0.125
"""Inches: the width of a panel, of the words at its side, and the height of a line of them."""

TITLE = 8.5
"""Points of the type of a panel's title, which is a sentence."""

MOST_PAIRS = 8
"""More pairs than these cannot be told apart; then only those with the first governance model are drawn."""


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
    title = picture_titles.of_case(rows, case, outcomes[0], cost)
    drawn = as_drawn(rows[rows["outcome"].isin(outcomes)])
    figure, panels = grid(headline(title), len(outcomes) + 1, (0.9, 1.15 + pitch * len(pairs)))
    for number, (panel, outcome) in enumerate(zip(panels, outcomes, strict=False)):
        _panel_of_differences(panel, drawn[drawn["outcome"] == outcome], pairs, looks(study.order))
        panel.set_yticks(range(len(pairs)), names if number % ACROSS == 0 else [""] * len(pairs))
    panels[-1].set_axis_off()
    _key_of_differences(panels[-1], pairs, replicates_in_words(study), drawn["verdict"])
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
    panel.set_title(
        broken(picture_titles.of_outcome(rows), PANEL, TITLE, bold=True), loc="left", fontsize=TITLE
    )
    panel.set_xlabel(axis_words(difference_unit(first["outcome"]), int(first["direction"])))
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
            _levels_beside(panel, place, row)
    set_reach(panel, first["smallest"], drawn, int(first["direction"]))


def _levels_beside(panel: Axes, at: float, row: Mapping[Any, Any]) -> None:
    """Right of a row: the level under a, the level under b; and whether the difference is fixed."""
    how: dict[str, Any] = {"va": "center", "fontsize": 6.5, "color": REFERENCE}
    panel.text(1.02, at, levels(row), transform=panel.get_yaxis_transform(), **how)
    if row["low"] == row["high"] and row["difference"]:
        place: dict[str, Any] = {"xytext": (0, 6), "textcoords": "offset points", "ha": "center"}
        panel.annotate(_("fixed"), (row["difference"], at), **place, **how)


def mark_no_difference(panel: Axes, smallest: float) -> None:
    """On an axis of differences: zero as a line, and as a grey band what is too small to matter."""
    panel.axvspan(-smallest, smallest, color=BAND, lw=0)
    panel.axvline(0, color=REFERENCE, lw=0.8)


def draw_difference(panel: Axes, at: float, row: Mapping[Any, Any], look: Look, pen: Pen = PEN) -> None:
    """A difference with its interval, marked as its verdict is."""
    panel.plot([row["low"], row["high"]], [at, at], color=look.colour, lw=pen.line, solid_capstyle="butt")
    panel.plot(row["difference"], at, ms=pen.mark, mew=pen.edge, **marked(row["verdict"], look))


def set_reach(panel: Axes, smallest: float, rows: Iterable[Mapping[Any, Any]], direction: int) -> None:
    """Let an axis of differences reach as far to either side as the farthest interval does; right is better:
    where less is, the axis runs the other way.
    """
    ends = [abs(row[end]) for row in rows for end in ("low", "high", "difference") if pd.notna(row[end])]
    reach = max([1.3 * smallest, *(1.08 * end for end in ends)])
    panel.set_xlim(*((reach, -reach) if direction < 0 else (-reach, reach)))


def axis_words(unit: str, direction: int) -> str:
    """The unit and which way is better, or more where neither way is."""
    return " · ".join(word for word in (unit, _("better →") if direction else _("higher →")) if word)


def _key_of_differences(
    panel: Axes, pairs: Sequence[tuple[str, str]], replicates: str, verdicts: Iterable[object]
) -> None:
    """What the marks mean, and the numbers beside them."""
    marks: list[Artist] = [*legend_of(verdicts, 6.5), Patch(color=BAND, label=_("grey: too small to matter"))]
    lines = [_("mean difference with 95 % interval, {worlds}", worlds=replicates)]
    one = _("minus {first}:", first=governance_name(pairs[0][0]))
    if len({a for a, _b in pairs}) == 1:
        lines.append(one)
    lines.append(_("right of each row: the level without and with it"))
    panel.legend(
        handles=marks,
        loc="center left",
        title="\n".join(broken(line, PANEL, 8) for line in lines),
        fontsize=8,
        title_fontsize=8,
        alignment="left",
        borderpad=0.0,
    )
