"""Patterns: what the model should show, as data. One entry says what is measured, where, and what is
expected.

The same form serves the files beside this one (``patterns/``) and a file of anybody's own. Every entry gives
a
range for one number: a level, a difference or ratio of two sides, a difference of differences, a step of a
ranking, a trend, a share of runs.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from scenarios import read
from scenarios.contents import in_one_language, joined, unfit
from scenarios.entries import Entry, Fixed, Number, Text, Words
from scenarios.files import DataFile, KeyPath, open_data
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest, number, shown
from scenarios.window import Window, window

FOLDER = Path(__file__).parent / "patterns"
CLAIMS, VALIDATION = FOLDER / "claims.yaml", FOLDER / "validation.yaml"

Role = Literal["I", "C", "V"]
Form = Literal["level", "difference", "ratio", "interaction", "ranking", "group", "trend", "share"]
Take = Literal["mean", "sum", "last", "change"]
SIDES: Mapping[str, tuple[int, int]] = {
    "level": (0, 0),
    "difference": (2, 2),
    "ratio": (2, 2),
    "interaction": (4, 4),
    "ranking": (2, 20),
    "group": (0, 0),
    "trend": (0, 0),
    "share": (0, 2),
}
"""How many sides each form has, at least and at most."""


class Measurable(NamedTuple):
    """The names of what can be measured: of a run, of its months, of a group of residents; and the groups."""

    outcomes: Sequence[str]
    observations: Sequence[str]
    of_groups: Sequence[str]
    groups: Sequence[str]


class Side(Entry):
    """One side of a pattern: a scenario and what is measured in it. What a side leaves out is the entry's.

    `instruments` come on top of those of the governance model and `without` takes some of its away. `per` is
    the observation by which another is divided; `take` says what of its months counts.
    """

    case: Words | None = None
    governance: Words | None = None
    settings: dict[str, Number] = Field(default_factory=dict)
    instruments: list[Words] = Field(default_factory=list)
    without: list[Words] = Field(default_factory=list)
    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    start: int | None = None
    group: Words | None = None
    outcome: Words | None = None
    per: Words | None = None
    window: Words | None = None
    take: Take | None = None

    @property
    def is_of_run(self) -> bool:
        """Whether an outcome of the whole run may be meant: nothing is said of months."""
        return self.window is None and self.take is None and self.per is None

    @property
    def span(self) -> Window:
        """The months that count."""
        return window(self.window or "all")

    def over(self, entry: "Side") -> "Side":
        """This side with what it leaves out taken from the entry; settings and instruments add up."""
        own = {name: getattr(self, name) for name in Side.model_fields}
        filled = {name: getattr(entry, name) if value is None else value for name, value in own.items()}
        filled["settings"] = {**entry.settings, **self.settings}
        filled["instruments"] = [*entry.instruments, *self.instruments]
        filled["without"] = [*entry.without, *self.without]
        return Side.model_construct(**filled)


class Pattern(Side):
    """One pattern. `low` and `high` bound the result; a bound that is None is open.

    Of two sides the difference is second minus first and the ratio second over first; of four the interaction
    is (fourth − third) − (second − first). A ranking names its sides in the order expected, rising or
    falling.
    """

    id: str
    claim: Words | None = None
    source: Words
    role: Role
    form: Form
    text: Text
    note: Text | None = None
    why: Text | None = None
    target: float | None
    low: float | None
    high: float | None
    aim: Literal["up", "down"] | None
    sides: Mapping[str, Side]
    groups: list[Words] = Field(default_factory=list)
    sweep: dict[str, Annotated[list[Number], Field(min_length=2)]] = Field(default_factory=dict)
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
    if own:
        content = {"source": data.file.name, "role": "V", "text": name} | content
        content["text"] = in_one_language(content["text"])
    sides = data.mapping(content.get("sides") or {}, (*path, "sides"))
    content["sides"] = Fixed(
        {side: data.build(Side, data.mapping(one or {}, (*path, "sides", side)), (*path, "sides", side))
         for side, one in sides.items()}
    )  # fmt: skip
    aim, target = _target(data, content, path)
    low, high = _bounds(data, content, path, aim, target)
    content |= {"target": target, "aim": aim, "low": low, "high": high}
    content.pop("tolerance", None)
    pattern = data.build(Pattern, content, path)
    _check_form(data, pattern, path)
    _check_sides(data, pattern, path, known)
    return pattern


def _target(data: DataFile, content: Mapping[str, Any], path: KeyPath) -> tuple[str | None, float | None]:
    """The direction aimed at, or the number."""
    target = content.get("target")
    if target in ("up", "down"):
        return target, None
    if isinstance(target, bool) or not isinstance(target, int | float | None):
        data.fail((*path, "target"), _("is {value}; it must be up, down or a number", value=shown(target)))
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
        return target - given, target + given
    if not isinstance(given, list) or len(given) != 2 or not all(map(_is_bound, given)):
        data.fail(here, _("is {value}; it must be [low, high], null where it is open", value=shown(given)))
    low, high = (None if bound is None else float(bound) for bound in given)
    if low is not None and high is not None and low > high:
        data.fail(here, _("runs from {low} down to {high}", low=number(low), high=number(high)))
    return low, high


def _is_bound(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


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
    if pattern.groups and len(pattern.groups) != 2:
        data.fail((*path, "groups"), _("must name two groups"))
    if pattern.sweep and (pattern.form != "trend" or len(pattern.sweep) != 1):
        data.fail((*path, "sweep"), _("must name one parameter, and goes with the form trend"))
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
        here = side, places[min(row, len(places) - 1)], path
        for key, names in (("case", read.cases()), ("governance", read.governance_models())):
            if getattr(side, key) is None:
                data.fail((*path, key), _("is missing"))
            _check_named(data, here, key, list(names))
        for key in side.settings:
            _check_setting(data, here, key)
        for key in ("instruments", "without"):
            _check_kinds(data, here, key)
        _check_measure(data, here, known)


Here = tuple[Side, KeyPath, KeyPath]
"""A side filled up, where it stands, and where its entry stands."""


def _place(data: DataFile, here: Here, *key: str) -> KeyPath:
    """Where a key of a side is written: at the side itself, or at its entry."""
    _side, place, path = here
    return (*place, *key) if (*place, *key) in data.document.places else (*path, *key)


def _check_named(data: DataFile, here: Here, key: str, known: list[str]) -> None:
    name = getattr(here[0], key)
    try:
        read.case(name) if key == "case" else read.governance(name)
    except ScenarioError as error:
        if name.strip().endswith((".yaml", ".yml")):
            raise ScenarioError(str(error)) from None
        problem = _(
            "is {value}, which is unknown; known are: {known}", value=shown(name), known=listed(known, 40)
        )
        data.fail(_place(data, here, key), problem, nearest(name, known))


def _check_setting(data: DataFile, here: Here, key: str) -> None:
    side, _where, path = here
    where = _place(data, here, "settings", key)
    where = where if where in data.document.places else (*path, "sweep", key)
    if (parameter := read.ledger().get(key)) is None:
        data.fail(where, _("is not in the ledger"), nearest(key, read.ledger()))
    if problem := unfit(parameter, side.settings[key]):
        data.fail(where, problem)


def _check_kinds(data: DataFile, here: Here, key: str) -> None:
    kinds = [section.id for section in read.sections().values() if section.instrument]
    for kind in getattr(here[0], key):
        if kind not in kinds:
            problem = _(
                "is {value}, which is unknown; known are: {known}", value=kind, known=listed(kinds, 40)
            )
            data.fail(_place(data, here, key), problem, nearest(kind, kinds))


def _check_measure(data: DataFile, here: Here, known: Measurable) -> None:
    side = here[0]
    if side.outcome is None:
        data.fail((*here[2], "outcome"), _("is missing"))
    if side.group is not None and side.group not in known.groups:
        _unknown(data, here, "group", known.groups)
    of_run = known.outcomes if side.is_of_run else ()
    names = known.of_groups if side.group is not None else (*of_run, *known.observations)
    if (
        side.group is None
        and not side.is_of_run
        and side.outcome in known.outcomes
        and side.outcome not in names
    ):
        data.fail(
            _place(data, here, "outcome"), _("is a number of the whole run; it has no months to choose from")
        )
    _check_name(data, here, "outcome", names)
    if side.per is not None:
        _check_name(data, here, "per", names if side.group is not None else known.observations)
    try:
        side.span  # noqa: B018
    except ValueError:
        problem = _("is {value}; allowed are: all, first 12, last 12, 13 to 24", value=shown(side.window))
        data.fail(_place(data, here, "window"), problem)


def _check_name(data: DataFile, here: Here, key: str, names: Sequence[str]) -> None:
    if getattr(here[0], key) not in names:
        _unknown(data, here, key, names)


def _unknown(data: DataFile, here: Here, key: str, names: Sequence[str]) -> None:
    name = getattr(here[0], key)
    problem = _(
        "is {value}, which is unknown; known are: {known}", value=shown(name), known=listed(names, 12)
    )
    data.fail(_place(data, here, key), problem, nearest(name, names))
