"""Patterns: what the model should show, as data. One entry says what is measured, where, and the target.

The same form serves the files beside this one (``patterns/``) and a file of anybody's own. Every entry gives
a range for one number: a level, a difference or ratio of two sides, a difference of differences, a step of a
ranking, how like an order is to the one expected, a trend, a share of runs.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios.contents import joined
from scenarios.entries import Number, Text, Words
from scenarios.files import DataFile, KeyPath, open_data
from scenarios.fixed import Fixed
from scenarios.language import _
from scenarios.names import is_path
from scenarios.problems import listed, nearest, number, number_meant, shown
from scenarios.side import Measurable, Side, check_side
from scenarios.words import in_one_language

FOLDER = Path(__file__).parent / "patterns"
CLAIMS, VALIDATION = FOLDER / "claims.yaml", FOLDER / "validation.yaml"

Role = Literal["I", "C", "V"]
Form = Literal["level", "difference", "ratio", "interaction", "ranking", "order", "group", "trend", "share"]
SIDES: Mapping[str, tuple[int, int]] = {
    "level": (0, 0),
    "difference": (2, 2),
    "ratio": (2, 2),
    "interaction": (4, 4),
    "ranking": (2, 20),
    "order": (3, 20),
    "group": (0, 0),
    "trend": (0, 0),
    "share": (0, 2),
}
"""How many sides each form has, at least and at most."""


class Pattern(Side):
    """One pattern. `low` and `high` bound the result; a bound that is None is open.

    Of two sides the difference is second minus first and the ratio second over first; of four the interaction
    is (fourth − third) − (second − first). A ranking names its sides in the order expected, rising or
    falling; so does an order, from low to high (or with a rank for each side), whose number is Kendall's τ.
    `maps` says what number of the source a range stands for and why; `discrepancy` is the standard deviation,
    on the scale of the number, of what even the best parameters would leave between model and source.
    """

    id: str
    claim: Words | None = None
    source: Words
    role: Role
    form: Form
    text: Text
    note: Text | None = None
    why: Text | None = None
    maps: Text | None = None
    discrepancy: Annotated[Number, Field(ge=0)] = 0.0
    target: float | None
    low: float | None
    high: float | None
    aim: Literal["up", "down"] | None
    sides: Mapping[str, Side]
    groups: list[Words] = Field(default_factory=list)
    sweep: dict[str, Annotated[list[Number], Field(min_length=2, max_length=100)]] = Field(
        default_factory=dict
    )
    ranks: list[int] = Field(default_factory=list)
    scale: Literal["difference", "ratio", "odds"] = "difference"
    within: Annotated[list[Number | None], Field(min_length=2, max_length=2)] | None = None

    def all_sides(self) -> list[Side]:
        """Every side that has to be run, in order, with what the entry says for all of them."""
        if self.groups:
            return [Side(group=group).over(self) for group in self.groups]
        for key, values in self.sweep.items():
            return [Side(settings={key: value}).over(self) for value in values]
        if self.form == "trend":
            return [Side(take="change").over(self)]
        return [side.over(self) for side in self.sides.values()] or [Side().over(self)]


def read_patterns(file: Path, known: Measurable, own: bool = False) -> Mapping[str, Pattern]:
    """The patterns in a file by id; in a file of the user's `own` source, role and text may be left out."""
    data = open_data(file)
    return Fixed({name: _pattern(data, name, known, own) for name in data.mapping(data.document.data)})


def _pattern(data: DataFile, name: str, known: Measurable, own: bool) -> Pattern:
    path: KeyPath = (name,)
    written = data.part(data.mapping(data.document.data), name)
    content = joined(data, written, path, id=name, low=None, high=None, aim=None)
    _check_keys(data, written, path)
    if own:
        content = {"source": data.file.name, "role": "V", "text": name} | content
        content |= {key: in_one_language(content[key]) for key in ("text", "maps") if key in content}
    elif content.get("role") == "C":
        _check_mapped(data, content, path)
    sides = data.mapping(content.get("sides") or {}, (*path, "sides"))
    content["sides"] = Fixed({side: _side(data, one, (*path, "sides", side)) for side, one in sides.items()})
    content |= _found_beside(data, content, path)
    aim, target = _target(data, content, path)
    low, high = _bounds(data, content, path, aim, target)
    content |= {"target": target, "aim": aim, "low": low, "high": high}
    content.pop("tolerance", None)
    pattern = data.build(Pattern, content, path)
    _check_form(data, pattern, path)
    _check_sides(data, pattern, path, known)
    return pattern


def _side(data: DataFile, written: object, path: KeyPath) -> Side:
    content = data.mapping(written or {}, path)
    return data.build(Side, content | _found_beside(data, content, path), path)


def _found_beside(data: DataFile, content: Mapping[str, Any], path: KeyPath) -> dict[str, Any]:
    """The case and the governance model that are files, as found from where this one lies."""
    named = {key: str(content.get(key)) for key in ("case", "governance")}
    return {key: data.there(name, (*path, key)) for key, name in named.items() if is_path(name)}


def _check_keys(data: DataFile, written: Mapping[str, Any], path: KeyPath) -> None:
    """ScenarioError if a key is none of a pattern's: told first, since it explains what is missing."""
    known = [key for key in (*Pattern.model_fields, "tolerance") if key not in ("id", "low", "high", "aim")]
    for key in written:
        if key not in known:
            problem = _("is unknown; allowed are: {allowed}", allowed=listed(known))
            data.fail((*path, key), problem, nearest(key, known))


def _check_mapped(data: DataFile, content: Mapping[str, Any], path: KeyPath) -> None:
    """ScenarioError unless a pattern to calibrate on says what it stands for, and how far off that is."""
    for key in ("maps", "discrepancy"):
        if key not in content:
            data.fail((*path, key), _("is missing"))


def _target(data: DataFile, content: Mapping[str, Any], path: KeyPath) -> tuple[str | None, float | None]:
    """The direction aimed at, or the number."""
    target = content.get("target")
    if target in ("up", "down"):
        return target, None
    if target is not None and not _is_bound(target):
        problem = _("is {value}; it must be up, down or a number", value=shown(target))
        data.fail((*path, "target"), problem, number_meant(target))
    if target is None and "tolerance" not in content:
        data.fail((*path, "target"), _("is missing"))
    return None, None if target is None else float(target)


def _bounds(
    data: DataFile, content: Mapping[str, Any], path: KeyPath, aim: str | None, target: float | None
) -> tuple[float | None, float | None]:
    """The range that meets the pattern: what `tolerance` says, else from nothing (or once) up or down."""
    if "tolerance" not in content:
        if target is not None:
            data.fail((*path, "tolerance"), _("is missing"))
        middle = 1.0 if "ratio" in (content.get("form"), content.get("scale")) else 0.0
        middle = 1.0 if content.get("scale") == "odds" else middle
        return (middle, None) if aim == "up" else (None, middle)
    given, here = content["tolerance"], (*path, "tolerance")
    if isinstance(given, int | float) and not isinstance(given, bool) and target is not None:
        if not (given >= 0 and math.isfinite(given)):
            data.fail(here, _("is {value}; it must be a number, 0 or more", value=shown(given)))
        return target - given, target + given
    if not isinstance(given, list) or len(given) != 2 or not all(map(_is_bound, given)):
        data.fail(here, _("is {value}; it must be [low, high], null where it is open", value=shown(given)))
    low, high = (None if bound is None else float(bound) for bound in given)
    _check_bounds(data, (low, high), here)
    return low, high


def _check_bounds(data: DataFile, bounds: Sequence[float | None], path: KeyPath) -> None:
    """ScenarioError unless the range rises, and is a range at all."""
    low, high = bounds
    if low is None and high is None:
        data.fail(path, _("is open at both ends, which whatever comes would meet"))
    if low is not None and high is not None and low > high:
        data.fail(path, _("runs from {low} down to {high}", low=number(low), high=number(high)))


def _is_bound(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_form(data: DataFile, pattern: Pattern, path: KeyPath) -> None:
    """ScenarioError unless the entry holds what its form needs, and nothing of another form."""
    least, most = SIDES[pattern.form]
    count = len(pattern.sides)
    if not least <= count <= most:
        allowed = str(least) if least == most else f"{least}–{most}"
        problem = _(
            "has {count} sides; {form} needs {allowed}", count=count, form=pattern.form, allowed=allowed
        )
        data.fail((*path, "sides"), problem)
    _check_belongs(data, pattern, path, "groups", pattern.form == "group")
    _check_belongs(data, pattern, path, "within", pattern.form == "share")
    if pattern.ranks and (pattern.form != "order" or len(pattern.ranks) != count):
        data.fail((*path, "ranks"), _("must be one number a side, and goes with the form order"))
    if pattern.groups and len(pattern.groups) != 2:
        data.fail((*path, "groups"), _("must name two groups"))
    if pattern.sweep and (pattern.form != "trend" or len(pattern.sweep) != 1):
        data.fail((*path, "sweep"), _("must name one parameter, and goes with the form trend"))
    if pattern.within is not None:
        _check_bounds(data, pattern.within, (*path, "within"))
    if pattern.form == "ranking" and pattern.aim is None:
        data.fail((*path, "target"), _("of a ranking must be up or down"))


def _check_belongs(data: DataFile, pattern: Pattern, path: KeyPath, key: str, needed: bool) -> None:
    if needed and not getattr(pattern, key):
        data.fail((*path, key), _("is missing"))
    if not needed and getattr(pattern, key):
        data.fail((*path, key), _("does not go with the form {form}", form=pattern.form))


def _check_sides(data: DataFile, pattern: Pattern, path: KeyPath, known: Measurable) -> None:
    """ScenarioError unless every side names what exists."""
    places = [(*path, "sides", name) for name in pattern.sides] or [path]
    for row, side in enumerate(pattern.all_sides()):
        check_side(data, (side, places[min(row, len(places) - 1)], path), known)
