"""The stairwell map: who lives where in a compound, where shops are, and whom they disturb; and the cohorts
of a compound as every picture of one draws them.

Invariant: it shows one month of one replicate and says so; all governance models are drawn in the same
replicate, on the same scale. A cohort has the same name, colour and marker everywhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle

from agents.column import FloatArray, IntArray
from experiments.execution.snapshots import COHORTS, Look, look
from results.figures.annotations import broken, columns, headline
from results.figures.style import OTHERS, REFERENCE, WIDTH, further_lines, looks, ruled_off
from results.figures.style import Look as Mark
from results.text.names import case_name, governance_name, with_percent
from results.text.picture_titles import of_levels
from scenarios.language import _, pick
from scenarios.read import Text, sections

HEAD, FOOT, EDGE, BAR, NEXT = 0.95, 1.05, 0.15, 0.75, 0.7
"""Inches: above and below the maps, beside each, for the scale, and from one map to the next below."""

ACROSS = 2
"""Maps beside each other."""

HIGHEST, LARGEST = 8.5, 0.17
"""Inches: a map at most, and a dwelling at most."""

NEARLY = 0.85
"""Fewer rows of stairwells are preferred where dwellings are so nearly as large as they can be."""

GAP, BELOW = 0.6, 2.0
"""Between stairwells, and between the rows in which they stand, in dwellings."""

STEPS = ["#ffffff", "#fee391", "#fe9929", "#993404", "#401a00"]
SHADES = LinearSegmentedColormap.from_list("disturbance", STEPS)
"""From white to dark, so that it reads without colour too."""

SHOP = "#1a1a1a"
DARK = 0.55
"""A dwelling darker than this share of the scale takes a white symbol."""


class Sign(NamedTuple):
    """How a cohort is drawn."""

    colour: str
    marker: str
    hatch: str


SIGNS = {
    "elderly": Sign(OTHERS[2], "o", ""),
    "established": Sign(OTHERS[0], "s", "//"),
    "young": Sign(OTHERS[3], "^", "\\\\"),
    "landlord": Sign(OTHERS[1], "D", "xx"),
}


OWN = (
    *(Sign("#D1495B", "*", "++"), Sign("#00798C", "P", ".."), Sign("#EDAE49", "X", "oo")),
    *(Sign("#B5179E", "v", "--"), Sign("#5C4033", "<", "||"), Sign("#7A9E1F", ">", "**")),
)
"""The same of kinds of the user's own, in the order of the scene."""


def cohorts_of(scene: Mapping[str, Any]) -> dict[str, Sign]:
    """The cohorts of a scene by name, each with its sign: those that are shipped, then the user's own."""
    found = {cohort_name(cohort): sign for cohort, sign in SIGNS.items()}
    for place, kind in enumerate(scene.get("kinds", ())):
        name = pick(Text(zh=kind["zh"], en=kind["en"]))
        found[f"{name} ({kind['kind']})" if name in found else name] = OWN[place % len(OWN)]
    return found


def cohort_name(cohort: str) -> str:
    """The name of a cohort that is shipped."""
    return _("ground-floor landlords") if cohort == "landlord" else pick(sections()[cohort].name)


def cohorts(seen: Look) -> IntArray:
    """The cohort of each household, as a place in what `cohorts_of` gives."""
    shipped = np.where(seen.ground, COHORTS.index("landlord"), seen.group)
    return np.where(seen.own >= 0, len(COHORTS) + seen.own, shipped)


class Plan(NamedTuple):
    """Where dwellings are drawn: `x`, `y` of each household's lower left corner, in dwellings; the row of
    stairwells it is in; the size of a map in dwellings, and of a dwelling in inches.
    """

    x: FloatArray
    y: FloatArray
    row: IntArray
    width: float
    height: float
    inch: float


def stairwells(
    scenes: Sequence[Mapping[str, Any]], month: int, which: str, marks_of: Mapping[str, Mark] | None = None
) -> Figure:
    """A map for each scene; `which` says which replicate it is; marks_of: the looks of the folder's
    governance models.
    """
    seen = [look(scene, month) for scene in scenes]
    known = marks_of or looks(scene["governance"] for scene in scenes)
    across, rows = min(ACROSS, len(scenes)), -(-len(scenes) // ACROSS)
    room = (WIDTH - BAR - EDGE * (across + 1)) / across
    plan = laid_out(scenes[0], room)
    step = plan.height * plan.inch + NEXT
    title = headline(_found(scenes, seen))
    head = HEAD + further_lines(title)
    height = head + rows * step - NEXT + FOOT
    figure = Figure(figsize=(WIDTH, height))
    figure.suptitle(title, weight="bold", y=1.0 - 0.12 / height, va="top")
    scale = Normalize(0.0, _most(seen, scenes[0]["threshold"]))
    top, high = 1.0 - head / height, plan.height * plan.inch / height
    for place, (scene, one) in enumerate(zip(scenes, seen, strict=True)):
        left = (EDGE + place % across * (room + EDGE)) / WIDTH
        down = top - high - place // across * step / height
        panel = figure.add_axes((left, down, (plan.width + GAP) * plan.inch / WIDTH, high))
        headed(panel, governance_name(scene["governance"]), broken(counts_told(scene, one), room, 7.5))
        _map(panel, plan, scene, one, scale)
        ruled_off(panel, known[scene["governance"]])
    _scale(figure, scale, top, min(high, 2.2 / height))
    key = _key(scenes[0])
    ncols = columns(list(key), WIDTH, 9, most=4)
    how: dict[str, Any] = {"handler_map": {tuple: HandlerTuple(ndivide=1)}, "title_fontsize": 8}
    where: dict[str, Any] = {"loc": "lower center", "ncols": ncols, "title": which}
    figure.legend([*key.values()], [*key], **where, **how)
    return figure


def _found(scenes: Sequence[Mapping[str, Any]], seen: Sequence[Look]) -> str:
    """The share of households at home that are disturbed, under each governance model."""
    shares = [
        (governance_name(scene["governance"]), with_percent(_percent_disturbed(scene, one)))
        for scene, one in zip(scenes, seen, strict=True)
    ]
    text = _("{case}: households at home that shops disturb, {levels}")
    return text.format(case=case_name(scenes[0]["case"]), levels=of_levels(shares))


def _percent_disturbed(scene: Mapping[str, Any], seen: Look) -> int:
    home = max(int(np.count_nonzero(~seen.away)), 1)
    return round(100 * len(disturbed(seen, float(scene["threshold"]))) / home)


def headed(panel: Axes, name: str, counts: str) -> None:
    """A heading of two lines: a name, and below it in plain type what there is to count."""
    panel.set_title(name, loc="left", pad=8 + 10 * (1 + counts.count("\n")))
    panel.annotate(
        counts, (0.0, 1.0), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points", fontsize=7.5
    )


def _scale(figure: Figure, scale: Normalize, top: float, tall: float) -> None:
    """The scale of disturbance, beside the first row of maps."""
    beside = figure.add_axes((1.0 - BAR / WIDTH, top - tall, 0.16 / WIDTH, tall))
    figure.colorbar(ScalarMappable(scale, SHADES), cax=beside).set_label(_("disturbance (0 to 1)"))


def _most(seen: Sequence[Look], threshold: float) -> float:
    """The end of the scale: a tenth above what there is, at least twice what disturbs."""
    most = max(float(one.disturbance.max(initial=0.0)) for one in seen)
    return max(np.ceil(10.0 * most) / 10.0, 2.0 * threshold)


def laid_out(scene: Mapping[str, Any], inches: float) -> Plan:
    """The stairwells in few rows that make dwellings large on a map so wide."""
    stair, floor = np.array(scene["stairwell"]), np.array(scene["floor"])
    _, first, of = np.unique(stair * (floor.max() + 1) + floor, return_index=True, return_inverse=True)
    place = np.arange(len(stair)) - first[of]
    wide, high, count = int(place.max()) + 1 + GAP, int(floor.max()) + BELOW, int(stair.max()) + 1

    def inch(across: int) -> float:
        return min(LARGEST, inches / (across * wide + GAP), HIGHEST / (-(-count // across) * high))

    enough = NEARLY * max(map(inch, range(1, count + 1)))
    rows = next(one for one in range(1, count + 1) if inch(-(-count // one)) >= enough)
    across = -(-count // rows)
    x = stair % across * wide + place
    y = (rows - 1 - stair // across) * high + floor - 1.0
    return Plan(x, y, stair // across, across * wide, rows * high, inch(across))


def _map(panel: Axes, plan: Plan, scene: Mapping[str, Any], seen: Look, scale: Normalize) -> None:
    panel.set_axis_off()
    panel.set_xlim(-GAP, plan.width)
    panel.set_ylim(-BELOW, plan.height - BELOW)
    boxes = [Rectangle((x, y), 1.0, 1.0) for x, y in zip(plan.x, plan.y, strict=True)]
    fills = SHADES(scale(seen.disturbance))
    fills[seen.shops] = (*np.array([0x1A, 0x1A, 0x1A]) / 255.0, 1.0)
    panel.add_collection(PatchCollection(boxes, facecolors=fills, edgecolors="#bbbbbb", linewidths=0.3))
    _lines(panel, plan, seen, float(scene["threshold"]))
    _symbols(panel, plan, scene, seen, scale)
    _issues(panel, plan, scene, seen)


def disturbed(seen: Look, threshold: float) -> IntArray:
    """The households that are disturbed."""
    return np.flatnonzero((seen.disturbance > threshold) & ~seen.away)


def counts_told(scene: Mapping[str, Any], seen: Look) -> str:
    """What there is to count on a map."""
    return _(
        "shops {shops}, lawful {lawful}; disturbed {percent} % of those at home; "
        "open issues {open}, of the whole compound {wide}",
        shops=len(seen.shops),
        lawful=int(np.count_nonzero(seen.lawful)),
        percent=_percent_disturbed(scene, seen),
        open=int(seen.open.sum()) + seen.open_wide,
        wide=seen.open_wide,
    )


def _lines(panel: Axes, plan: Plan, seen: Look, threshold: float) -> None:
    """From every disturbed household to the shop that it hears most; where rows of stairwells are broken
    between them, the line ends beside the row.
    """
    mine = disturbed(seen, threshold)
    mine = mine[seen.source[mine] >= 0]
    shop = seen.source[mine]
    start, end = (np.stack([plan.x[rows] + 0.5, plan.y[rows] + 0.5], axis=1) for rows in (mine, shop))
    apart = plan.row[mine] != plan.row[shop]
    end[apart, 0] = np.where(shop[apart] > mine[apart], plan.width, -GAP)
    end[apart, 1] = start[apart, 1]
    lines = np.stack([start, end], axis=1)
    panel.add_collection(LineCollection(list(lines), colors="#00000066", linewidths=4.0 * plan.inch))


def _symbols(panel: Axes, plan: Plan, scene: Mapping[str, Any], seen: Look, scale: Normalize) -> None:
    """A symbol for whoever is at home, by cohort; a cross on a shop that is not lawful."""
    points = 72.0 * plan.inch
    dark = scale(seen.disturbance) > DARK
    shop = np.zeros(len(seen.group), dtype=np.bool_)
    shop[seen.shops] = True
    for number, sign in enumerate(cohorts_of(scene).values()):
        own, size = number >= len(COHORTS), 0.42 * points
        for colour, chosen in ((sign.colour if own else "#222222", ~dark), ("white", dark)):
            mine = (cohorts(seen) == number) & chosen & ~seen.away & ~shop
            _scatter(panel, plan, np.flatnonzero(mine), sign.marker, colour, 1.4 * size if own else size)
    _scatter(panel, plan, seen.shops[~seen.lawful], "x", "white", 0.5 * points)


def _scatter(panel: Axes, plan: Plan, rows: IntArray, marker: str, colour: str, points: float) -> None:
    if len(rows):
        x, y, width = plan.x[rows] + 0.5, plan.y[rows] + 0.5, 0.12 * points if marker == "x" else 0.0
        panel.scatter(x, y, s=points**2, c=colour, marker=marker, linewidths=width)


def _issues(panel: Axes, plan: Plan, scene: Mapping[str, Any], seen: Look) -> None:
    """The number of open issues below each stairwell that has any."""
    stair = np.array(scene["stairwell"])
    for number in np.flatnonzero(seen.open).tolist():
        rows = np.flatnonzero(stair == number)
        middle, below = float(plan.x[rows].min() + plan.x[rows].max()) / 2 + 0.5, float(plan.y[rows].min())
        size = min(7.0, 60 * plan.inch)
        panel.text(middle, below - 0.25, str(seen.open[number]), ha="center", va="top", fontsize=size)


def _key(scene: Mapping[str, Any]) -> dict[str, Any]:
    """What colours, symbols and lines mean; a shop looks as on the map."""
    plain: dict[str, Any] = {"ls": "none", "color": "#222222", "ms": 5}
    marks: dict[str, Any] = {}
    for place, (name, sign) in enumerate(cohorts_of(scene).items()):
        how = plain if place < len(COHORTS) else plain | {"color": sign.colour, "ms": 7}
        marks[name] = Line2D([], [], marker=sign.marker, **how)
    square: dict[str, Any] = {"ls": "none", "marker": "s", "ms": 8}
    shop = Line2D([], [], color=SHOP, **square)
    with mpl.rc_context({"text.parse_math": True}):
        number = MarkerStyle("$3$")
    return marks | {
        _("shop, lawful: the neighbours agreed"): shop,
        _("shop, not lawful"): (shop, Line2D([], [], ls="none", marker="x", color="white", ms=5, mew=1.2)),
        _("nobody at home"): Line2D([], [], color="white", mec="#bbbbbb", **square),
        _("line: to the shop that it hears most"): Line2D([], [], color=REFERENCE, lw=0.8),
        _("number: open issues of the stairwell"): Line2D([], [], marker=number, mew=0, **plain),
    }
