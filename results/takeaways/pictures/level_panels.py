"""Panels of a sheet: levels before and after each governance model, and cost against effect.

Invariant: numbers stand beside their marks, in the words of the cards, and cost begins at zero.
"""

from collections.abc import Mapping
from typing import Any

from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from experiments.statistics.verdict import MATTERS
from results.figures.style import Look
from results.takeaways.charted import Charted, better_corner
from results.takeaways.pictures.canvas import families
from results.takeaways.told import INK, LINE, QUIET
from results.text.headlines.cards import levels
from results.text.names import governance_name, with_percent
from scenarios.language import _

SIZE = 25
"""Of letters, in units."""


def draw_levels(axes: Any, scale: float, found: Charted, looks: Mapping[str, Look]) -> None:
    """A line a pair: an arrow from the level before to the one after; open where no difference was shown."""
    text = {"fontsize": SIZE * scale, "family": families(), "color": INK}
    numbers = [one.cell.value for card in found.cards.values() for one in (card.before, card.after)]
    least, most = min(0.0, *numbers), max(*numbers, 1e-9)
    reach = most - least
    row = 0.0
    for case, name in found.cases.items():
        axes.text(least - 0.62 * reach, row, name, va="center", weight="bold", **text)
        row += 1
        for b in found.others:
            if (card := found.cards.get((case, b))) is None:
                continue
            before, after = card.before.cell.value, card.after.cell.value
            mark, first = looks[b], looks[found.first]
            axes.text(least - 0.6 * reach, row, governance_name(b), va="center", **text)
            axes.plot([before, after], [row, row], color=mark.colour, lw=5 * scale, zorder=1)
            axes.plot(before, row, color=first.colour, marker=first.marker, ms=17 * scale, ls="none")
            face = mark.colour if card.verdict in MATTERS else "white"
            look = {"color": mark.colour, "marker": mark.marker, "mfc": face, "mew": 3 * scale}
            axes.plot(after, row, ms=17 * scale, ls="none", **look)
            axes.text(max(before, after) + 0.04 * reach, row, levels(card), va="center", **text)
            row += 1
    axes.set_xlim(least - 0.64 * reach, most + 0.55 * reach)
    axes.set_ylim(row + 1.6, -0.6)
    axes.axvline(least, color=LINE, lw=2 * scale, zorder=0)
    axes.set_axis_off()
    _key(axes, scale, found, looks)


def _key(axes: Any, scale: float, found: Charted, looks: Mapping[str, Look]) -> None:
    """Which mark is which governance model."""
    marks = [
        Line2D([], [], ls="none", color=looks[model].colour, marker=looks[model].marker, ms=15 * scale)
        for model in found.models
    ]
    axes.legend(
        marks,
        [governance_name(model) for model in found.models],
        loc="lower left",
        ncols=min(len(marks), 5),
        prop={"family": families(), "size": SIZE * scale},
        labelcolor=QUIET,
        borderpad=0,
        handletextpad=0.2,
        columnspacing=1,
        frameon=False,
    )


def draw_prices(axes: Any, scale: float, found: Charted, looks: Mapping[str, Look]) -> None:
    """Running cost against level; the number beside a mark is that of its case."""
    text = {"fontsize": SIZE * scale, "family": families()}
    for model in found.models:
        for number, case in enumerate(found.cases, 1):
            price, level = found.price(case, model), found.level(case, model)
            if price is None or level is None:
                continue
            look = looks[model]
            where = (price.cell.value, level.cell.value)
            axes.plot(*where, color=look.colour, marker=look.marker, ms=16 * scale, ls="none", clip_on=False)
            offset = (12 * scale, 4 * scale)
            axes.annotate(
                str(number), where, xytext=offset, textcoords="offset points", color=look.colour, **text
            )
    axes.set_xlim(left=0)
    axes.margins(0.12)
    axes.set_xlim(left=0)
    if all(one >= 0 for one in axes.get_ylim()) and found.direction:
        axes.set_ylim(bottom=0)
    if found.share:
        axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=with_percent(""), decimals=0))
    unit = next(iter(found.money.values())).unit
    axes.set_xlabel(_("running cost, {unit}", unit=unit), color=QUIET, **text)
    what = f"{found.name} · {found.unit}" if found.unit else found.name
    axes.set_title(f"{what} · {better_corner(found.direction)}", color=INK, loc="left", **text)
    axes.tick_params(labelsize=SIZE * scale, colors=QUIET, labelfontfamily=families(), width=scale)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    box = axes.get_position()
    axes.set_position(
        (box.x0 + 0.1 * box.width, box.y0 + 0.26 * box.height, 0.86 * box.width, 0.62 * box.height)
    )
    _key(axes, scale, found, looks)
    axes.get_legend().set_loc("upper left")
    axes.get_legend().set_bbox_to_anchor((0, -0.24), axes.transAxes)
