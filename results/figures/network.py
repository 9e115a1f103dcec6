"""The network of acquaintances by stairwell and by age group: how many ties lead from each stairwell to each
other, and among whom each group has its acquaintances.

Invariant: every tie is counted, between stairwells once for each end; governance models share one scale. It
shows one month of one replicate and says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from agents.column import BoolArray, FloatArray, IntArray
from experiments.execution.snapshots import Look, look
from results.figures.annotations import broken, headline
from results.figures.compound_map import DARK, SHADES, cohorts, cohorts_of, headed
from results.figures.style import WIDTH, looks, ruled_off
from results.figures.style import Look as Mark
from results.text.names import case_name, governance_name, with_percent
from scenarios.language import _

ACROSS = 3
"""Governance models beside each other."""

SQUARE, SIDE = 3.2, 1.1
"""Inches of a matrix at most, and for the names of groups."""


class Counted(NamedTuple):
    """Ties of a month: how many, and of them between stairwells, and across age groups; households that know
    nobody.
    """

    ties: int
    between: int
    across: int
    alone: int


def network(
    scenes: Sequence[Mapping[str, Any]], month: int, which: str, marks_of: Mapping[str, Mark] | None = None
) -> Figure:
    """Of each scene the ties between stairwells above, and below whom each group knows; `which` says which
    replicate it is; marks_of: the looks of the folder's governance models.
    """
    known = marks_of or looks(scene["governance"] for scene in scenes)
    seen = [look(scene, month) for scene in scenes]
    across, bands = min(ACROSS, len(scenes)), -(-len(scenes) // ACROSS)
    square = min(SQUARE, (WIDTH - SIDE - 2.6) / across)
    figure = Figure(figsize=(WIDTH, 0.8 + bands * (2 * square + 1.5)), layout="constrained")
    figure.suptitle(headline(_found(scenes, seen)), weight="bold")
    figure.supxlabel(which, fontsize=8)
    panels = figure.subplots(2 * bands, across, squeeze=False)
    tables = [between_stairwells_counted(scene, one) for scene, one in zip(scenes, seen, strict=True)]
    scale = Normalize(0.0, max(1.0, *(float(table.max(initial=0.0)) for table in tables)))
    for place in range(bands * across):
        above, below = panels[2 * (place // across) : 2 * (place // across) + 2, place % across]
        if place >= len(scenes):
            above.set_axis_off()
            below.set_axis_off()
            continue
        scene, one = scenes[place], seen[place]
        room = (WIDTH - 1.5) / across
        headed(above, governance_name(scene["governance"]), broken(_told(counted(scene, one)), room, 7.5))
        _stairwells(above, tables[place], scale)
        ruled_off(above, known[scene["governance"]])
        _groups(below, mixing(scene, one), list(cohorts_of(scene)), square, named=place % across == 0)
    bar = figure.colorbar(ScalarMappable(scale, SHADES), ax=list(panels[0::2].flat), shrink=0.8)
    bar.set_label(_("ties between two stairwells"))
    bar.ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def _found(scenes: Sequence[Mapping[str, Any]], seen: Sequence[Look]) -> str:
    """How many ties leave their stairwell and their age group, from the least to the most of the models."""
    counts = [counted(scene, one) for scene, one in zip(scenes, seen, strict=True)]
    return _(
        "{case}: of 100 ties {between} lead to another stairwell and {across} to another age group",
        case=case_name(scenes[0]["case"]),
        between=_spanned([round(100 * one.between / max(one.ties, 1)) for one in counts]),
        across=_spanned([round(100 * one.across / max(one.ties, 1)) for one in counts]),
    )


def _spanned(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else _("{low} to {high}", low=low, high=high)


def mixing(scene: Mapping[str, Any], seen: Look) -> FloatArray:
    """Acquaintances of each cohort (rows) by their cohort (columns), each tie counted at both ends."""
    return _both_ends(cohorts(seen), seen.ties, len(cohorts_of(scene)))


def between_stairwells_counted(scene: Mapping[str, Any], seen: Look) -> FloatArray:
    """Ties by the stairwells of their two ends, each tie counted at both; within a stairwell once."""
    stair = np.array(scene["stairwell"])
    table = _both_ends(stair, seen.ties, int(stair.max()) + 1)
    np.fill_diagonal(table, np.diag(table) / 2.0)
    return table


def _both_ends(of: IntArray, ties: IntArray, count: int) -> FloatArray:
    one, other = of[ties[:, 0]], of[ties[:, 1]]
    pairs = np.concatenate([one * count + other, other * count + one])
    return np.bincount(pairs, minlength=count * count).reshape(count, count).astype(float)


def _stairwells(panel: Axes, table: FloatArray, scale: Normalize) -> None:
    """A square for each two stairwells, dark where many ties join them."""
    reach = (0.5, len(table) + 0.5)
    panel.imshow(table, cmap=SHADES, norm=scale, extent=(*reach, *reach[::-1]), interpolation="nearest")
    panel.set_xlabel(_("stairwell"))
    panel.set_ylabel(_("stairwell"))
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_locator(MaxNLocator(5, integer=True))


def _groups(panel: Axes, table: FloatArray, names: Sequence[str], room: float, named: bool) -> None:
    """Of the acquaintances of each group (a row) the per cent that are of each group (a column)."""
    shares = 100.0 * table / np.maximum(table.sum(axis=1, keepdims=True), 1.0)
    panel.imshow(shares, cmap=SHADES, norm=Normalize(0.0, 100.0))
    for (row, column), share in np.ndenumerate(shares):
        ink = "white" if share > 100.0 * DARK else "black"
        panel.text(column, row, with_percent(f"{share:.0f}"), ha="center", va="center", fontsize=8, color=ink)
    short = [broken(name, room / len(names) - 0.08, 7) for name in names]
    panel.set_xticks(range(len(names)), short, fontsize=7)
    panel.set_yticks(range(len(names)), [broken(name, SIDE, 8) if named else "" for name in names])
    panel.tick_params(length=0)
    panel.set_xlabel(_("whom they know, by cohort (%)"))


def between_stairwells(scene: Mapping[str, Any], ties: IntArray) -> BoolArray:
    """Which ties leave the stairwell."""
    stair = np.array(scene["stairwell"])
    return np.asarray(stair[ties[:, 0]] != stair[ties[:, 1]])


def across_groups(seen: Look) -> BoolArray:
    """Which ties join different age groups."""
    return np.asarray(seen.group[seen.ties[:, 0]] != seen.group[seen.ties[:, 1]])


def counted(scene: Mapping[str, Any], seen: Look) -> Counted:
    """What there is to count."""
    known = np.unique(seen.ties)
    return Counted(
        len(seen.ties),
        int(between_stairwells(scene, seen.ties).sum()),
        int(across_groups(seen).sum()),
        len(seen.group) - len(known),
    )


def _told(found: Counted) -> str:
    whole = max(found.ties, 1)
    return _(
        "{ties} ties; {between} % between stairwells, {across} % across age groups; {alone} know nobody",
        ties=found.ties,
        between=round(100 * found.between / whole),
        across=round(100 * found.across / whole),
        alone=found.alone,
    )
