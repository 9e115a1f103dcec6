"""Unsettled parameters: those of the ledger that a study leaves open and that can be sampled over a range.

Invariant: a study that samples the whole ledger says what it holds at one value, and why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from scenarios import read
from scenarios.by_type import parameter_of
from scenarios.entries import Case, Governance, Parameter
from scenarios.inputs import Member, Scenario
from scenarios.language import _
from scenarios.problems import listed
from scenarios.resolve import BURN_IN, PARTS_OF_ONE, within
from scenarios.sampling import Range

Reason = Literal["place", "fixed", "flag", "given", "together"]
"""Why a parameter is held: it is of the place; the ledger has one value for it; it is on or off; a case or a
governance model of the study gives it; it is one of shares that together could exceed 1.
"""

NOTHING: Mapping[str, float] = MappingProxyType({})

COUNTED: tuple[Reason, ...] = ("place", "fixed")
"""Reasons of which a sentence tells how many parameters they hold; of the others it names all."""


class Unsettled(NamedTuple):
    """`ranges`: of what is sampled, in the order of the ledger; `held`: why each of the others is not."""

    ranges: dict[str, Range]
    held: dict[str, Reason]


def unsettled(
    cases: Sequence[Case], models: Sequence[Governance], written: Mapping[str, object]
) -> Unsettled:
    """All of the ledger that is not written in the study file (values, lists or Range by key)."""
    given = {*_of_cases(cases), *(key for model in models for key in set_by(model))}
    open_keys: dict[str, Range] = {}
    held: dict[str, Reason] = {}
    for key, entry in read.ledger().items():
        if key in written:
            continue
        if (reason := _reason(entry, key in given)) is not None:
            held[key] = reason
        else:
            open_keys[key] = Range(low=entry.low, high=entry.high)
    for key in _exceeding(cases, models, {**written, **open_keys}):
        if open_keys.pop(key, None) is not None:
            held[key] = "together"
    return Unsettled(open_keys, held)


def _reason(entry: Parameter, given: bool) -> Reason | None:
    if entry.key.startswith("place."):
        return "place"
    if entry.prior == "fixed" or entry.low == entry.high:
        return "fixed"
    if entry.kind == "flag":
        return "flag"
    return "given" if given else None


def _of_cases(cases: Iterable[Case]) -> Iterator[str]:
    """The parameters that cases give, those of the compounds of a district too."""
    for case in cases:
        yield from case.parameters
        yield from _of_cases(case.parts)


def set_by(model: Governance) -> Iterator[str]:
    """The parameters that a governance model gives, those of its instruments too."""
    yield from model.parameters
    yield from (f"{one.kind}.{key}" for one in model.instruments for key in one.settings)


def left_open[T](values: Mapping[str, T], case: Case, model: Governance) -> dict[str, T]:
    """Those of the values that neither the case nor the governance model gives."""
    given = {*case.parameters, *set_by(model)}
    return {key: value for key, value in values.items() if parameter_of(key) not in given}


def in_draw(
    draw: Mapping[str, float],
    case: Case,
    model: Governance,
    months: int,
    burn_in: int = BURN_IN,
    start: int = 1,
    given: Mapping[str, float] = NOTHING,
) -> Scenario:
    """The scenario of a draw, which replaces the ledger's defaults and nothing that a governance model sets
    or a case gives, of a district compound by compound; `given` holds over all of these.

    ScenarioError where shares of one whole exceed 1.
    """
    values = dict(given) if case.district else left_open(draw, case, model) | dict(given)
    whole = read.scenario(case, model, months=months, burn_in=burn_in, start=start, overrides=values)
    if case.district is None:
        return whole
    members = tuple(
        Member(in_draw(draw, within(part.case, case), model, months, burn_in, start, given), part.count)
        for part in case.district.members
    )
    return replace(whole, members=members)


def _exceeding(
    cases: Sequence[Case], models: Sequence[Governance], settings: Mapping[str, object]
) -> Iterator[str]:
    """The shares of one whole that could exceed 1 somewhere within these settings."""
    scenarios = [read.scenario(case, model, months=1) for case in cases for model in models]
    compounds = [one for found in scenarios for one in (found, *(part.scenario for part in found.members))]
    for keys in PARTS_OF_ONE:
        for values in (one.parameters for one in compounds):
            if sum(_most(settings.get(key), values[key]) for key in keys) > 1 + 1e-9:
                yield from keys
                break


def _most(setting: object, otherwise: float) -> float:
    """The highest value that a setting may give."""
    match setting:
        case Range():
            return setting.high
        case list():
            return float(max(setting))
        case int() | float():
            return float(setting)
    return otherwise


def by_reason(held: Mapping[str, str]) -> dict[str, list[str]]:
    """The keys held for each reason, in the order of the reasons."""
    found = {reason: [key for key, why in held.items() if why == reason] for reason in get_args(Reason)}
    return {reason: keys for reason, keys in found.items() if keys}


def told(sampled: int, held: Mapping[str, str]) -> str:
    """What a study samples of the ledger and what it holds, as a sentence or two."""
    words = [
        _(
            "{name} ({key})",
            name=_reason_in_words(reason),
            key=len(keys) if reason in COUNTED else listed(keys),
        )
        for reason, keys in by_reason(held).items()
    ]
    return _(
        "Sampled: {sampled} parameters of the ledger. Held at one value: {held}.",
        sampled=sampled,
        held=_("; ").join(words),
    )


def _reason_in_words(reason: str) -> str:
    return {
        "place": _("of the place"),
        "fixed": _("fixed in the ledger"),
        "flag": _("on or off"),
        "given": _("given by a case or a governance model"),
        "together": _("shares that together could exceed 1"),
    }[reason]
