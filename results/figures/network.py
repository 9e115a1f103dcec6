"""The network of acquaintances by cohort: stairwells around a circle, households along their stairwell.

Invariant: the place of a household depends on its dwelling alone, so the same replicate looks the same each
time and governance models can be compared tie by tie. It shows one month of one replicate and says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from agents.column import BoolArray, FloatArray, IntArray
from experiments.execution.snapshots import COHORTS, Look, look
from results.figures.compound_map import Sign, cohorts, cohorts_of, headed
from results.figures.style import WIDTH, looks, ruled_off
from results.figures.style import Look as Mark
from results.text.names import case_name, governance_name
from scenarios.language import _

HOLE = 1.0
"""Radius of the circle on which stairwells begin."""

LENGTH = 0.42
"""How far a stairwell reaches outward."""

BEND = 0.35
"""How far from the middle a tie between stairwells opposite each other passes, as a share of the radius."""

INCHES, ACROSS_PAGE = 4.6, 2
"""The size of a circle, and circles beside each other."""

TOGETHER = 40
"""Ties drawn as one path; where they cross each other they are no darker."""

ALIKE, ACROSS = "#9a9a9a", "#000000"
"""Ties within an age group, and across age groups."""


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
    """A circle for each scene, and below it who the acquaintances of each cohort are; `which` says which
    replicate it is; marks_of: the looks of the folder's governance models.
    """
    known = marks_of or looks(scene["governance"] for scene in scenes)
    across, rows = min(ACROSS_PAGE, len(scenes)), -(-len(scenes) // ACROSS_PAGE)
    bars_high = 0.9 * len(cohorts_of(scenes[0])) / len(COHORTS)
    size = (WIDTH if across > 1 else 6.5, rows * (INCHES + 0.8 + bars_high) + 1.5)
    figure = Figure(figsize=size, layout="constrained")
    figure.suptitle(_("{case}: who knows whom", case=case_name(scenes[0]["case"])), weight="bold")
    panels = figure.subplots(2 * rows, across, squeeze=False, height_ratios=[INCHES, bars_high] * rows)
    places = placed(scenes[0])
    for place in range(rows * across):
        circle, bars = panels[2 * (place // across) : 2 * (place // across) + 2, place % across]
        if place >= len(scenes):
            circle.set_axis_off()
            bars.set_axis_off()
            continue
        scene, seen = scenes[place], look(scenes[place], month)
        headed(circle, governance_name(scene["governance"]), _told(counted(scene, seen)))
        _circle(circle, scene, seen, places)
        ruled_off(circle, known[scene["governance"]])
        _shares(bars, mixing(scene, seen), cohorts_of(scene), named=place % across == 0)
    key = _key(scenes[0])
    both = {tuple: HandlerTuple(ndivide=None, pad=0.6)}
    where: dict[str, Any] = {"loc": "outside lower center", "ncols": 3, "handlelength": 3.2}
    figure.legend(list(key.values()), list(key), handler_map=both, title=which, title_fontsize=8, **where)
    return figure


def mixing(scene: Mapping[str, Any], seen: Look) -> FloatArray:
    """Acquaintances of each cohort (rows) by their cohort (columns), each tie counted at both ends."""
    cohort, count = cohorts(seen), len(cohorts_of(scene))
    one, other = cohort[seen.ties[:, 0]], cohort[seen.ties[:, 1]]
    pairs = np.concatenate([one * count + other, other * count + one])
    return np.bincount(pairs, minlength=count * count).reshape(count, count).astype(float)


def _shares(panel: Axes, table: FloatArray, signs: Mapping[str, Sign], named: bool) -> None:
    """A bar for each cohort, cut by the cohorts of its acquaintances."""
    whole, count = np.maximum(table.sum(axis=1), 1.0), len(signs)
    left = np.zeros(count)
    for number, sign in enumerate(signs.values()):
        share = 100.0 * table[:, number] / whole
        how: dict[str, Any] = {"color": sign.colour, "hatch": sign.hatch, "edgecolor": "white", "lw": 0.5}
        panel.barh(range(count), share, 0.78, left, **how)
        left += share
    panel.set_yticks(range(count), list(signs) if named else [""] * count)
    panel.set_ylim(count - 0.4, -0.6)
    panel.set_xlim(0, 100)
    panel.tick_params(axis="y", length=0)
    panel.set_xlabel(_("whom they know, by cohort (%)"))


def placed(scene: Mapping[str, Any]) -> FloatArray:
    """Where each household stands: (households, 2). Its stairwell gives the direction, its floor the distance
    and its door the side.
    """
    stair, floor = np.array(scene["stairwell"]), np.array(scene["floor"])
    _, first, of = np.unique(stair * (floor.max() + 1) + floor, return_index=True, return_inverse=True)
    door = np.arange(len(stair)) - first[of]
    doors, floors, stairs = int(door.max()) + 1, int(floor.max()), int(stair.max()) + 1
    slot = 2.0 * np.pi / stairs
    side = (door - (doors - 1) / 2.0) / doors * 0.62 * min(slot, 0.35)
    angle = np.pi / 2.0 - stair * slot - side
    radius = HOLE + LENGTH * (floor - 1.0) / max(floors - 1, 1)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


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


def _circle(panel: Axes, scene: Mapping[str, Any], seen: Look, places: FloatArray) -> None:
    panel.set_axis_off()
    panel.set_aspect("equal")
    reach = 1.05 * (HOLE + LENGTH)
    panel.set_xlim(-reach, reach)
    panel.set_ylim(-reach, reach)
    across, far = across_groups(seen), between_stairwells(scene, seen.ties)
    number = max(len(seen.ties), 1)
    thin, faint = (float(np.clip(many / number, least, 1.0)) for many, least in ((350.0, 0.3), (700.0, 0.2)))
    for chosen, colour, width in (
        (~across & far, ALIKE, thin),
        (across & far, ACROSS, thin),
        (~across & ~far, ALIKE, 2.2 * thin),
        (across & ~far, ACROSS, 2.2 * thin),
    ):
        _ties(panel, places, seen.ties[chosen], colour, width, faint)
    size = float(np.clip(np.pi * INCHES * 72 / len(places), 1.1, 4.5))
    for number, sign in enumerate(cohorts_of(scene).values()):
        mine = np.flatnonzero(cohorts(seen) == number)
        wide = 1.6 * size if number >= len(COHORTS) else size
        x, y = places[mine].T
        ground: dict[str, Any] = {"linewidths": 0.15, "edgecolors": "white", "zorder": 3}
        panel.scatter(x, y, s=wide**2, c=sign.colour, marker=sign.marker, **ground)


def _ties(panel: Axes, places: FloatArray, ties: IntArray, colour: str, width: float, alpha: float) -> None:
    """All ties of one look: from household to household, bent toward the middle."""
    if not len(ties):
        return
    one, other = places[ties[:, 0]], places[ties[:, 1]]
    middle = BEND * (one + other) / 2.0
    near = np.linalg.norm(one - other, axis=1) < LENGTH
    middle[near] = ((one + other) / 2.0)[near]
    for points in np.array_split(np.stack([one, middle, other], axis=1), -(-len(ties) // TOGETHER)):
        codes = np.tile([Path.MOVETO, Path.CURVE3, Path.CURVE3], len(points))
        path = Path(points.reshape(-1, 2), codes)
        panel.add_patch(PathPatch(path, fill=False, edgecolor=colour, lw=width, alpha=alpha))


def _key(scene: Mapping[str, Any]) -> dict[str, Any]:
    """What signs and lines mean."""
    marks: dict[str, Any] = {}
    for name, sign in cohorts_of(scene).items():
        point = Line2D([], [], ls="none", marker=sign.marker, color=sign.colour)
        bar = Patch(facecolor=sign.colour, hatch=sign.hatch, edgecolor="white", lw=0.5)
        marks[name] = (point, bar)
    marks[_("tie within an age group")] = Line2D([], [], color=ALIKE)
    marks[_("tie across age groups")] = Line2D([], [], color=ACROSS)
    return marks
