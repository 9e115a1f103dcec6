"""A request for a calibration: which parameters, on which targets, how much work; checked before any run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from experiments.calibration.simulator import code_here
from experiments.calibration.targets import Target, targets
from experiments.errors import ArgumentError
from experiments.patterns.of_places import places_of
from scenarios import read
from scenarios.calibration import suggested
from scenarios.entries import Parameter
from scenarios.language import _
from scenarios.pattern import Pattern
from scenarios.posterior import USUAL
from scenarios.problems import listed, nearest

LIBRARIES = ("numpy", "scipy", "mesa", "pyabc")


COUNTED = ("place", "population", "ties", "landlord", "identity")
"""Sections of the ledger on what is counted in a place, and not fitted unless named."""


class Sizes(NamedTuple):
    """How much work: draws a generation, generations and replicates of each draw at most; and the seed."""

    population: int
    generations: int
    replicates: int
    seed: int = 0


@dataclass(frozen=True)
class CalibrationRequest:
    """What a calibration is to fit, on what; `words`: how its parameters and patterns were named; `place`:
    the one case that it is for, with patterns and priors of its own; `file`: where patterns stand, if not
    among ours and the project's.
    """

    sizes: Sizes
    keys: tuple[str, ...]
    targets: tuple[Target, ...]
    words: tuple[str, ...] = ()
    place: str | None = None
    file: Path | None = None

    @property
    def name(self) -> str:
        """The name that its draws come from."""
        return f"{USUAL}-{self.sizes.seed}" if self.sizes.seed else USUAL

    @property
    def most(self) -> int:
        """The most replicates of a draw."""
        return self.sizes.replicates

    def command(self, check: int) -> tuple[str, ...]:
        """The command that makes it again, checked in so many fresh replicates."""
        names = ("--population", "--generations", "--replicates", "--seed")
        options = [part for name, value in zip(names, self.sizes, strict=True) for part in (name, str(value))]
        return "gongzhi", "calibrate", *self.words, *options, "--check", str(check)

    @property
    def priors(self) -> Mapping[str, Parameter]:
        """The ledger's entries of the parameters, each with the range that the place leaves open, if any."""
        return priors(self.keys, self.targets)

    def identity(self) -> Mapping[str, object]:
        """What makes two calibrations the same: nothing that depends on the machine."""
        return {
            "calibration": self.name,
            "population": self.sizes.population,
            "replicates": self.sizes.replicates,
            "priors": {key: [one.low, one.high, one.prior, one.kind] for key, one in self.priors.items()},
            "patterns": {one.pattern.id: [one.low, one.high] for one in self.targets},
            "settings": sha256(repr([measured(one.pattern) for one in self.targets]).encode()).hexdigest()[
                :16
            ],
            "code": code_here(),
            "libraries": {name: metadata.version(name) for name in LIBRARIES},
        }


def requested(
    sizes: Sizes,
    keys: Sequence[str] = (),
    ids: Sequence[str] = (),
    cases: Sequence[str] = (),
    place: str | None = None,
    file: Path | None = None,
) -> CalibrationRequest:
    """The request, or an ArgumentError that says what is wrong with it.

    For a `place` the parameters are, unless named, those that it leaves a range open for and those usually
    fitted that it does not set.
    """
    if place and cases:
        raise ArgumentError(_("Give either --case or --cases, not both."))
    found = tuple(_at(targets(ids, file), [place] if place else cases))
    chosen = tuple(dict.fromkeys(keys)) or (_of_place(place, found) if place else tuple(suggested()))
    for key in chosen:
        _check(key, found)
    single = (("--file", file), ("--case", place))
    given = (("--cases", cases), ("--patterns", ids), ("--parameters", keys))
    words = [part for name, value in single if value for part in (name, str(value))]
    words += [part for name, values in given if values for part in (name, ",".join(values))]
    return CalibrationRequest(sizes, chosen, found, tuple(words), place, file)


def _of_place(place: str, on: Sequence[Target]) -> tuple[str, ...]:
    """What is fitted for a place if nobody says otherwise."""
    own = [key for key, given in read.case(place).parameters.items() if given.range and _is_fitted(key)]
    return tuple(key for key in dict.fromkeys([*own, *suggested()]) if can_be_fitted(key, on))


def _is_fitted(key: str) -> bool:
    """Whether a fit could teach anything of it: who lives there, and where, a count of them tells better."""
    return key.partition(".")[0] not in COUNTED


def priors(keys: Sequence[str], on: Sequence[Target]) -> Mapping[str, Parameter]:
    """The ledger's entries, with value and range of the case where all targets are at one that has them."""
    own = _ranges(on)
    return {key: read.ledger()[key].model_copy(update=own.get(key, {})) for key in keys}


def _ranges(on: Sequence[Target]) -> Mapping[str, dict[str, object]]:
    """By parameter the value and the range of the one case that all targets are at."""
    names = {str(side.case) for one in on for side in one.pattern.all_sides()}
    if len({read.case(name).id for name in names}) != 1:
        return {}
    given = read.case(min(names)).parameters.items()
    return {
        key: {"default": one.value, "low": one.range[0], "high": one.range[1], "grade": one.grade}
        for key, one in given
        if one.range
    }


def _at(known: Sequence[Target], cases: Sequence[str]) -> list[Target]:
    """The targets whose sides are all at these cases; all if none is named."""
    ids = {read.case(name).id for name in cases}
    found = [one for one in known if not ids or places_of(one.pattern) <= ids]
    if not found:
        message = _("No pattern of role C is about {cases} alone.", cases=listed(cases))
        there = listed(sorted({case for one in known for case in places_of(one.pattern)}))
        raise ArgumentError(message + " " + _("There are some about: {known}.", known=there))
    return found


def measured(pattern: Pattern) -> tuple[object, ...]:
    """What is measured for a pattern; its texts may change without making it another one."""
    return pattern.id, pattern.form, pattern.scale, pattern.within, pattern.sweep, pattern.all_sides()


def can_be_fitted(key: str, on: Sequence[Target]) -> bool:
    """Whether a parameter of the ledger can be calibrated on these targets."""
    try:
        _check(key, on)
    except ArgumentError:
        return False
    return True


def _check(key: str, on: Sequence[Target]) -> None:
    """ArgumentError unless the parameter can be calibrated on these targets."""
    if (parameter := read.ledger().get(key)) is None:
        message = _("There is no parameter {key} in the ledger.", key=key)
        raise ArgumentError(message + nearest(key, read.ledger()))
    if parameter.kind == "flag" or parameter.prior == "fixed" or parameter.low >= parameter.high:
        raise ArgumentError(_("{key} has no range in the ledger and cannot be calibrated.", key=key))
    if owners := _set_by(key, on):
        message = _(
            "{key} is set by {owners}; a value for all of them would take away what tells them apart.",
            key=key,
            owners=listed(owners),
        )
        raise ArgumentError(message)


def _set_by(key: str, on: Sequence[Target]) -> list[str]:
    """The cases and patterns among the targets that set a parameter themselves; not a lone case that leaves
    a range open for it.
    """
    left_open = key in _ranges(on)
    sides = [(one.pattern.id, side) for one in on for side in one.pattern.all_sides()]
    places = [] if left_open else [str(side.case) for _id, side in sides]
    cases = [place for place in places if key in read.case(place).parameters]
    return list(dict.fromkeys([*cases, *(name for name, side in sides if key in side.settings)]))
