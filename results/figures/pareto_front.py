"""The pictures of a search: the front, two outcomes or cost and outcome at a time; and search beside chance.

Invariant: what was run in fresh replicates has a mark of its own, with intervals where it still stands;
what was only looked at in the search's own replicates is a grey dot.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.optimisation.holdout import BASELINE, MIX, NAMED
from experiments.optimisation.search_request import CAPITAL, COST
from experiments.optimisation.search_results import Found
from results.figures.annotations import label
from results.figures.style import LINES, OTHERS, REFERENCE, look, save_all
from results.text.names import number, scale
from results.text.search_rows import MixRow, head, outcome_columns, rows_of, standing_words, title
from scenarios.language import _, msgid

GREY = "#bdbdbd"
MOST_COLUMNS = 3
TALL, WIDE = 3.6, 4.4
"""Inches of one panel."""

DOTS = msgid("looked at, in the search's own replicates")


class Mark(NamedTuple):
    """How a mix or governance model is drawn; sure: with its intervals."""

    marker: str
    colour: str
    filled: bool
    sure: bool


MARKS = (
    Mark("o", OTHERS[0], filled=True, sure=True),
    Mark("o", OTHERS[0], filled=False, sure=True),
    Mark("s", OTHERS[1], filled=False, sure=False),
    Mark(">", OTHERS[1], filled=False, sure=False),
)
"""The marks of mixes by their standing, in the order in which they are told."""


def draw(found: Found, folder: Path) -> None:
    """Draw both pictures into a new folder, in the language chosen."""
    drawn = {"front": fronts} | ({"covered": gained} if found.looked.search is not None else {})
    save_all(folder, " ".join(found.request.command), ((name, draws(found)) for name, draws in drawn.items()))


def fronts(found: Found) -> Figure:
    """A panel for each pair of what was aimed at and cost, and one place for the legend."""
    rows, shown = rows_of(found), panels(found)
    columns = 2 if len(shown) < MOST_COLUMNS + 1 else MOST_COLUMNS
    lines = -(-(len(shown) + 1) // columns)
    figure = Figure(figsize=(WIDE * columns, TALL * lines + 0.4), layout="constrained")
    figure.suptitle(title(found), weight="bold")
    places = figure.subplots(lines, columns, squeeze=False).ravel()
    for place, (x, y) in zip(places, shown, strict=False):
        _panel(place, found, rows, x, y)
    for place in places[len(shown) :]:
        place.set_axis_off()
    handles, labels = places[len(shown) - 1].get_legend_handles_labels()
    what = _(
        "difference to the baseline, 95 % interval\n({fresh} fresh replicates)", fresh=found.request.fresh
    )
    places[len(shown)].legend(handles, labels, loc="center left", fontsize=8, title=what, alignment="left")
    figure.draw_without_rendering()
    for place, (x, y) in zip(places, shown, strict=False):
        front = [row for row in rows if row.is_on_front]
        others = [_middle(row, x, y) for row in rows if not row.is_on_front]
        label(place, [_middle(row, x, y) for row in front], [row.number for row in front], others)
    return figure


def panels(found: Found) -> list[tuple[str, str]]:
    """What is drawn against what: the first two outcomes, and cost against each."""
    outcomes = [name for name in outcome_columns(found) if name in {aim.id for aim in found.request.aims}]
    others = [name for name in outcomes if name not in (COST, CAPITAL)]
    pairs = [(others[0], others[1])] if len(others) > 1 else []
    pairs += [(COST, other) for other in others]
    return pairs + ([(COST, CAPITAL)] if CAPITAL in outcomes else [])


def _panel(panel: Axes, found: Found, rows: Sequence[MixRow], x: str, y: str) -> None:
    """Every mix within the limits as a dot, then what was run in fresh replicates."""
    within = found.mixes[found.mixes["within"].fillna(False)]
    across, up = (within[name] * scale(name) for name in (x, y))
    panel.plot(across, up, ls="none", marker=".", ms=3, color=GREY, zorder=1, label=_(DOTS))
    for row, mark, meaning in _marked(rows):
        _point(panel, row, mark, meaning, x, y)
    for name, line in ((x, panel.axvline), (y, panel.axhline)):
        line(0.0, color=REFERENCE, lw=0.6, zorder=0)
        if name == COST:
            line(found.request.budget, color=REFERENCE, lw=0.9, ls="--", label=_("budget"), zorder=0)
    panel.set_xlabel(head(found, x))
    panel.set_ylabel(head(found, y, break_line=True))


def _marked(rows: Sequence[MixRow]) -> Iterator[tuple[MixRow, Mark, str]]:
    """Each row with its mark and, where a new one comes, what it means."""
    marks = dict(zip(standing_words(), MARKS, strict=True))
    seen, named = set[str](), 0
    for row in rows:
        if row.kind == MIX:
            what = _("mixes: {standing}", standing=row.standing)
            yield row, marks[row.standing], "" if row.standing in seen else what
            seen.add(row.standing)
        elif row.kind == BASELINE:
            yield row, Mark(look(0).marker, look(0).colour, filled=True, sure=False), row.name
        elif row.kind == NAMED:
            named += 1
            own = look(named)
            yield row, Mark(own.marker, own.colour, filled=True, sure=True), row.name


def _point(panel: Axes, row: MixRow, mark: Mark, meaning: str, x: str, y: str) -> None:
    """A mark, with its intervals where it is one of those that matter."""
    across, up = _middle(row, x, y)
    panel.errorbar(
        across,
        up,
        xerr=_span(row, x) if mark.sure else None,
        yerr=_span(row, y) if mark.sure else None,
        ls="none",
        marker=mark.marker,
        ms=6 if mark.sure else 4.5,
        elinewidth=0.8,
        color=mark.colour,
        mfc=mark.colour if mark.filled else "white",
        zorder=4 if mark.sure and mark.filled else 3,
        label=meaning or "_",
    )


def _middle(row: MixRow, x: str, y: str) -> tuple[float, float]:
    across, up = (float(str(row.cells[name]["difference"])) * scale(name) for name in (x, y))
    return across, up


def _span(row: MixRow, outcome: str) -> list[list[float]]:
    """How far the interval reaches below and above the mean."""
    low, middle, high = (float(str(row.cells[outcome][name])) for name in ("low", "difference", "high"))
    return [[max(0.0, middle - low) * scale(outcome)], [max(0.0, high - middle) * scale(outcome)]]


def gained(found: Found) -> Figure:
    """The share covered of what can be gained, by how many mixes were looked at: search and chance."""
    figure = Figure(figsize=(6.2, 3.4), layout="constrained")
    panel = figure.subplots()
    for place, (name, words) in enumerate((("search", _("search")), ("chance", _("chance")))):
        values, colour = 100 * found.curves[name], OTHERS[place]
        panel.plot(found.curves["mixes"], values, color=colour, ls=LINES[place], lw=1.8, label=words)
        last, other = values.iloc[-1], 100 * found.curves[["search", "chance"]].iloc[-1].min()
        panel.annotate(
            f" {words} {number(float(last))}",
            (len(found.curves), last),
            va="bottom" if last > other else "top",
            fontsize=8,
            color=colour,
        )
    panel.set_title(_("Search and chance"), loc="left")
    panel.set_xlabel(_("mixes looked at"))
    panel.set_ylabel(_("% covered (hypervolume)"))
    panel.set_ylim(0, 105)
    panel.set_xlim(0, 1.18 * len(found.curves))
    panel.grid(axis="y", color="#dddddd", lw=0.6)
    return figure
