"""Which figure is wanted of a finished folder.

Invariant: what is asked for is checked against what the folder holds before anything is drawn.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from experiments.errors import ArgumentError, between
from experiments.execution.origin import Origin
from experiments.statistics.paired import EQUAL, NATURAL
from scenarios import read
from scenarios.entries import Case, Entry, Governance
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest

Kind = Literal[
    "months", "differences", "costs", "cost-effect", "ranks", "gains", "funnel", "stairwells", "network"
]
KINDS: tuple[str, ...] = get_args(Kind)
FILMED, WATCHED = ("stairwells", "network"), ("gains", "funnel")
"""Figures of one world month by month, and figures for which runs are made again under watch."""

COMPARED = ("differences", "costs", "cost-effect", "ranks")
"""Figures that need a comparison."""

ALLOWED: Mapping[str, Sequence[str]] = {
    "case": [kind for kind in KINDS if kind != "costs"],
    "cost": ["differences"],
    "governance": KINDS,
    "point": KINDS,
    "replicate": [*FILMED, "funnel"],
    "month": FILMED,
}
"""The kinds of figures that each option is for."""


class Wanted(Entry):
    """One figure of a finished folder; governance: the models drawn, all if empty; point, replicate: this one
    alone; month: of FILMED ones, the last if not given.
    """

    kind: Kind
    case: str | None = None
    cost: Literal["natural", "equal"] = "natural"
    governance: tuple[str, ...] = ()
    point: int | None = None
    replicate: int | None = None
    month: int | None = None

    @property
    def stem(self) -> str:
        """The name of its file, without language and ending."""
        parts = [self.kind, *([self.case] if self.case else []), *self.governance]
        parts += [f"{self.cost}-cost"] if self.cost == EQUAL else []
        numbers = {"point": self.point, "replicate": self.replicate, "month": self.month}
        return "-".join([*parts, *(f"{name}-{one}" for name, one in numbers.items() if one is not None)])


class Options(NamedTuple):
    """What may be asked for beside the kind; case, governance: by id, name or file."""

    case: str | None = None
    cost: str | None = None
    governance: Sequence[str] | None = None
    point: int | None = None
    replicate: int | None = None
    month: int | None = None


def chosen(origin: Origin, kind: str, options: Options) -> Wanted:
    """The figure asked for; ArgumentError if the folder has nothing of the kind."""
    if kind not in KINDS:
        message = _("There is no figure {kind}; there are: {known}.", kind=kind, known=", ".join(KINDS))
        raise ArgumentError(message + nearest(kind, KINDS))
    for name, value in options._asdict().items():
        if value is not None and kind not in ALLOWED[name]:
            raise ArgumentError(
                _(
                    "--{option} is not for the figure {kind}, but for: {known}.",
                    option=name,
                    kind=kind,
                    known=", ".join(ALLOWED[name]),
                )
            )
    _check_pairs(origin, kind)
    costs = [NATURAL, EQUAL] if origin.equal_cost else [NATURAL]
    wanted = {
        "kind": kind,
        "case": None if kind == "costs" else _case(origin, options.case),
        "cost": _one_of(options.cost, "--cost", costs) or NATURAL,
        "governance": _governance(origin, options.governance),
        "point": _number(options.point, "--point", origin),
        "replicate": _number(options.replicate, "--replicate", origin),
        "month": _number(options.month, "--month", origin),
    }
    return Wanted.model_validate(wanted)


def _check_pairs(origin: Origin, kind: str) -> None:
    if kind in COMPARED and len(origin.names) < 2:
        raise ArgumentError(_("The figure {kind} needs a comparison; this is a single run.", kind=kind))


def _case(origin: Origin, asked: str | None) -> str:
    """The id of the case asked for, or of the only one there is."""
    known = list(origin.cases)
    if asked is None:
        if len(known) > 1:
            message = _("There are several cases; name one with --case: {known}.", known=listed(known))
            raise ArgumentError(message)
        return known[0]
    found = _found(read.case, asked)
    return str(_one_of(found, "--case", known))


def _governance(origin: Origin, asked: Sequence[str] | None) -> tuple[str, ...]:
    """The ids of the governance models asked for, each once."""
    if asked is None:
        return ()
    known = list(origin.governance)
    found = [str(_one_of(_found(read.governance, name), "--governance", known)) for name in asked]
    if not found:
        raise ArgumentError(_("--governance names no governance model."))
    return tuple(dict.fromkeys(found))


def _found(find: Callable[[str], Case | Governance], name: str) -> str:
    """The id of what has that name, or the name itself where nothing of ours has it."""
    try:
        return find(name).id
    except ScenarioError:
        return name


def _one_of(value: str | None, option: str, known: Sequence[str]) -> str | None:
    if value is not None and value not in known:
        message = _(
            "{option} must be one of {known}, not {value}.", option=option, known=listed(known), value=value
        )
        raise ArgumentError(message + nearest(value, known))
    return value


def numbers_of(origin: Origin, option: str) -> list[int]:
    """The points, replicates or months that there are; ArgumentError if the option is for none of them."""
    known = {
        "--point": list(origin.points),
        "--replicate": [world.replicate for world in origin.worlds if world.replicate is not None],
        "--month": list(range(1, origin.months + 1)),
    }[option]
    if not known:
        raise ArgumentError(_("{option} is not for a single run whose seed was given.", option=option))
    return known


def _number(value: int | None, option: str, origin: Origin) -> int | None:
    """A number that is among those known."""
    if value is not None:
        known = numbers_of(origin, option)
        between(value, option, min(known), max(known))
        _one_of(str(value), option, [str(one) for one in known])
    return value
