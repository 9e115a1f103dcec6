"""Numbers beside points, as many as there are.

The rule it holds: a number stands as near to its point as it can without covering another number or a point.
"""

from collections.abc import Sequence
from math import cos, pi, sin

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

NEAR, STEP, ROOM = 8.0, 7.0, 9.5
"""How far the centre of a number is from its point, how much farther the next place is, and how far it must
be from everything else; in points (1/72 inch).
"""

TURNS, RINGS = 12, 6

type Spot = tuple[float, float]


def label(panel: Axes, points: Sequence[Spot], texts: Sequence[str], others: Sequence[Spot] = ()) -> None:
    """Write the texts beside their points (data coordinates), away from these and other points; the panel
    must have its limits and its size already.
    """
    scale = 72 / panel.figure.dpi
    spots = [_at(panel, point, scale) for point in points]
    taken = [*spots, *(_at(panel, point, scale) for point in others)]
    for text, point, spot in zip(texts, points, spots, strict=True):
        place = _free(spot, taken)
        taken.append(place)
        far = abs(place[0] - spot[0]) + abs(place[1] - spot[1]) > 2 * NEAR
        panel.annotate(
            text,
            point,
            xytext=(place[0] - spot[0], place[1] - spot[1]),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=7.5,
            zorder=5,
            path_effects=[withStroke(linewidth=1.5, foreground="white")],
            arrowprops={"arrowstyle": "-", "lw": 0.5, "shrinkA": 3, "shrinkB": 2} if far else None,
        )


def _at(panel: Axes, point: Spot, scale: float) -> Spot:
    x, y = panel.transData.transform(point)
    return float(x) * scale, float(y) * scale


def _free(spot: Spot, taken: Sequence[Spot]) -> Spot:
    """The nearest place around a spot with room on all sides; where there is none, the one with the most."""
    places = [
        (
            spot[0] + (NEAR + STEP * ring) * cos(2 * pi * (turn + 1.5) / TURNS),
            spot[1] + (NEAR + STEP * ring) * sin(2 * pi * (turn + 1.5) / TURNS),
        )
        for ring in range(RINGS)
        for turn in range(TURNS)
    ]
    others = [one for one in taken if one != spot]
    rooms = [min((max(abs(x - a), abs(y - b)) for a, b in others), default=ROOM) for x, y in places]
    for place, room in zip(places, rooms, strict=True):
        if room >= ROOM:
            return place
    return places[rooms.index(max(rooms))]
