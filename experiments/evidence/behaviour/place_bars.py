"""What should hold of places, and a row of the table on them: a number, its interval, its bar, the verdict.

Invariant: a bar stands here and nowhere else, and is judged as patterns are: met or not met with the whole
interval, else nobody can tell.
"""

from collections.abc import Mapping
from typing import NamedTuple

from experiments.statistics.contrasts import Met, Result, judge


class PlaceBar(NamedTuple):
    """The range in which a number should lie; strict: the ends themselves do not do."""

    least: float | None = None
    most: float | None = None
    strict: bool = False


MORE = PlaceBar(0.0, strict=True)

BARS: Mapping[tuple[str, str], PlaceBar] = {
    ("lead", "ahead"): MORE,
    ("order", "means"): PlaceBar(0.6),
    ("order", "shuffled"): PlaceBar(-0.2, 0.2),
    ("petitions", "ratio"): PlaceBar(0.5, 2.0),
    ("petitions", "bad committee"): MORE,
    ("petitions", "poor firm"): MORE,
    ("petitions", "insecurity"): MORE,
    ("renewal", "before"): PlaceBar(0.35, 0.55),
    ("renewal", "after"): PlaceBar(0.8),
    ("renewal", "rise"): MORE,
    ("elections", "active"): MORE,
}
"""By part of the table and measure. What shuffled labels give is "none" within a fifth, an assumption."""

Row = dict[str, object]


class About(NamedTuple):
    """Of what a number is: the part of the table, the measure, and, where it is of one of them, the outcome,
    the place and the governance model.
    """

    part: str
    measure: str
    outcome: str = ""
    place: str = ""
    governance: str = ""


def row(about: About, found: Result) -> Row:
    """A row of the table; the verdict is empty where there is no bar."""
    bar = BARS.get((about.part, about.measure))
    verdict = str(judge(found, *bar)) if bar else ""
    return about._asdict() | found._asdict() | {"verdict": verdict}


def together(verdicts: list[str]) -> Met:
    """Whether all of these hold."""
    if Met.NOT in verdicts:
        return Met.NOT
    return Met.UNKNOWN if Met.UNKNOWN in verdicts or not verdicts else Met.MET


def either(one: Met, other: Met) -> Met:
    """Whether one of two holds at least."""
    if Met.MET in (one, other):
        return Met.MET
    return Met.NOT if one is other is Met.NOT else Met.UNKNOWN
