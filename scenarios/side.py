"""A side of a pattern: one scenario, and what is measured in it."""

from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from scenarios import read
from scenarios.contents import unfit
from scenarios.entries import Entry, Number, Words
from scenarios.files import DataFile, KeyPath
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest, shown
from scenarios.resolve import BURN_IN, MONTHS, start_outside
from scenarios.window import Window, window

Take = Literal["mean", "sum", "last", "change"]


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


Here = tuple[Side, KeyPath, KeyPath]
"""A side filled up, its place in the file, and that of its entry."""


def check_side(data: DataFile, here: Here, known: Measurable) -> None:
    """ScenarioError unless the side names what exists."""
    side, _where, path = here
    for key, names in (("case", read.cases()), ("governance", read.governance_models())):
        if getattr(side, key) is None:
            data.fail((*path, key), _("is missing"))
        _check_named(data, here, key, list(names))
    for key in side.settings:
        _check_setting(data, here, key)
    for key in ("instruments", "without"):
        _check_kinds(data, here, key)
    if side.start is not None or side.months is not None:
        problem = start_outside(_or(side.start, 1), _or(side.months, MONTHS), BURN_IN)
        if problem:
            data.fail(_place(data, here, "start"), problem)
    _check_measure(data, here, known)


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


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
            "is {value}, which is unknown; known are: {known}", value=shown(name), known=listed(known)
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
            problem = _("is {value}, which is unknown; known are: {known}", value=kind, known=listed(kinds))
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
        span = side.span
    except ValueError:
        problem = _("is {value}; allowed are: all, first 12, last 12, 13 to 24", value=shown(side.window))
        data.fail(_place(data, here, "window"), problem)
    months = _or(side.months, MONTHS)
    if max(abs(span.first), span.last or 0) > months:
        problem = _("is {value}, and the run has {months} months", value=shown(side.window), months=months)
        data.fail(_place(data, here, "window"), problem)


def _check_name(data: DataFile, here: Here, key: str, names: Sequence[str]) -> None:
    if getattr(here[0], key) not in names:
        _unknown(data, here, key, names)


def _unknown(data: DataFile, here: Here, key: str, names: Sequence[str]) -> None:
    name = getattr(here[0], key)
    problem = _("is {value}, which is unknown; known are: {known}", value=shown(name), known=listed(names))
    data.fail(_place(data, here, key), problem, nearest(name, names))
