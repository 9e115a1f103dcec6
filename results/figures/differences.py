"""The figure of a comparison: for each main outcome the paired differences with their intervals.

The rule it holds: a difference is b − a and looks as b, of which the verdict speaks; a mark is filled only
where a difference was shown, half filled where it is too small to matter, and the grey band is what is too
small to matter.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.statistics.paired import NATURAL
from experiments.store.tables import Study
from results.figures.fitting import broken
from results.figures.style import BAND, REFERENCE, WIDTH, Look, legend_of, looks, marked
from results.figures.worlds import worlds_told
from results.text.equal_cost import titled_at_cost
from results.text.names import case_name, governance_name, name_in, outcome_unit, pair_name, shown_first
from scenarios.language import _

ACROSS = 3
PANEL, SIDE, LINE = 2.7, 1.5, 0.125
"""Inches: the width of a panel, of the words at its side, and the height of a line of them."""

MOST_PAIRS = 8
"""More pairs than these cannot be told apart; then only those with the first governance model are drawn."""


def differences(study: Study, case: str, cost: str = NATURAL) -> Figure:
    """The main outcomes of one case, a small panel each, and a key."""
    assert study.comparison is not None
    rows = study.comparison[(study.comparison["case"] == case) & (study.comparison["cost"] == cost)]
    outcomes = shown_first(rows)
    pairs = drawn_pairs(rows)
    down = -(-(len(outcomes) + 1) // ACROSS)
    names = _row_names(pairs)
    pitch = max(0.2, 0.06 + LINE * max(name.count("\n") + 1 for name in names))
    figure = Figure(figsize=(WIDTH, 0.9 + down * (1.05 + pitch * len(pairs))), layout="constrained")
    title = _("{case}: differences between governance models", case=case_name(case))
    figure.suptitle(titled_at_cost(title, cost), weight="bold")
    panels = list(figure.subplots(down, ACROSS, squeeze=False).flat)
    for number, (panel, outcome) in enumerate(zip(panels, outcomes, strict=False)):
        _panel(panel, rows[rows["outcome"] == outcome], pairs, looks(study.order))
        panel.set_yticks(range(len(pairs)), names if number % ACROSS == 0 else [""] * len(pairs))
    for panel in panels[len(outcomes) :]:
        panel.set_axis_off()
    drawn = rows[rows["outcome"].isin(outcomes)]
    _key(panels[len(outcomes)], pairs, looks(study.order), worlds_told(study), drawn["verdict"])
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


def _panel(
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
    panel.axvspan(-first["smallest"], first["smallest"], color=BAND, lw=0)
    panel.axvline(0, color=REFERENCE, lw=0.8)
    reach = 1.3 * first["smallest"]
    for place, pair in enumerate(pairs):
        row = rows[(rows["a"] == pair[0]) & (rows["b"] == pair[1])].iloc[0]
        if row["n"] == 0:
            panel.annotate(
                _("undefined"), (0, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8
            )
        else:
            _interval(panel, place, row, known[pair[1]])
        ends = [abs(row[end]) for end in ("low", "high", "difference") if pd.notna(row[end])]
        reach = max([reach, *(1.08 * end for end in ends)])
    panel.set_xlim(-reach, reach)


def _interval(panel: Axes, place: int, row: "pd.Series[float]", mark: Look) -> None:
    panel.plot([row["low"], row["high"]], [place, place], color=mark.colour, lw=1.6, solid_capstyle="butt")
    panel.plot(row["difference"], place, ms=6.5, mew=1.4, **marked(row["verdict"], mark))


def axis_words(outcome: str, direction: int) -> str:
    """The unit and which way is better."""
    unit = outcome_unit(outcome)
    if direction == 0:
        return unit
    better = _("better →") if direction > 0 else _("← better")
    return " · ".join(word for word in ((unit, better) if direction > 0 else (better, unit)) if word)


def _key(
    panel: Axes,
    pairs: Sequence[tuple[str, str]],
    known: Mapping[str, Look],
    worlds: str,
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
    lines = [_("mean difference with 95 % interval, {worlds}", worlds=worlds)]
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
