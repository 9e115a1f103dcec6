"""How two governance models differ, as a list of sentences in both languages."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from scenarios.contents import NO_UNIT, Ledger
from scenarios.entries import Adopted, Governance, Parameter, Text
from scenarios.language import msgid, said_in
from scenarios.problems import number

UNSAID = (NO_UNIT, "0 to 1")
"""Units that say nothing beside a number."""

type Sides = tuple[float | None, float | None]


class Difference(NamedTuple):
    """One difference: an instrument that only one adopts, other settings of one that both adopt, or another
    value of a parameter that is no instrument's.

    Attributes:
        subject: the instrument, or the key of the parameter.
        values: key → the value on either side, None where a side leaves it as the case has it; empty for an
            instrument that only one adopts.
    """

    what: Literal["only first", "only second", "settings", "value"]
    subject: str
    values: Mapping[str, Sides]
    sentence: Text


def differences_between(a: Governance, b: Governance, ledger: Ledger) -> list[Difference]:
    """First what only `a` adopts, then what only `b` adopts, then what both have but not alike."""
    ours, theirs = ({one.kind: one for one in model.instruments} for model in (a, b))
    only_a = [_only(a, one, ledger, first=True) for kind, one in ours.items() if kind not in theirs]
    only_b = [_only(b, one, ledger, first=False) for kind, one in theirs.items() if kind not in ours]
    shared = [(one, theirs[kind]) for kind, one in ours.items() if kind in theirs]
    settings = [
        _settings(a, b, values, one.kind, ledger)
        for one, other in shared
        if (values := _apart(one, other, ledger))
    ]
    return only_a + only_b + settings + list(_values(a, b, ledger))


def _only(model: Governance, adopted: Adopted, ledger: Ledger, first: bool) -> Difference:
    sentence = _both(
        msgid('Only "{model}" adopts "{instrument}": {sentence}'),
        model=model.name,
        instrument=ledger.sections[adopted.kind].name,
        sentence=adopted.sentence,
    )
    return Difference("only first" if first else "only second", adopted.kind, {}, sentence)


def _apart(a: Adopted, b: Adopted, ledger: Ledger) -> dict[str, Sides]:
    """The settings, by key, that are not the same once those left out are taken from the ledger."""
    keys = [f"{a.kind}.{key}" for key in {**a.settings, **b.settings}]
    sides = {key: (_setting(a, key, ledger), _setting(b, key, ledger)) for key in keys}
    return {key: (one, other) for key, (one, other) in sides.items() if one != other}


def _setting(adopted: Adopted, key: str, ledger: Ledger) -> float:
    return float(adopted.settings.get(key.partition(".")[2], ledger.parameters[key].default))


def _settings(
    a: Governance, b: Governance, values: dict[str, Sides], kind: str, ledger: Ledger
) -> Difference:
    parts = [_compared(a, b, ledger.parameters[key], sides) for key, sides in values.items()]
    sentence = _both(
        msgid('Both adopt "{instrument}", but not alike: {settings}.'),
        instrument=ledger.sections[kind].name,
        settings=Text(zh="；".join(part.zh for part in parts), en="; ".join(part.en for part in parts)),
    )
    return Difference("settings", kind, values, sentence)


def _values(a: Governance, b: Governance, ledger: Ledger) -> Iterator[Difference]:
    """Values of parameters outside the instruments, which a governance model may also set."""
    for key in {**a.parameters, **b.parameters}:
        one, other = (model.parameters[key].value if key in model.parameters else None for model in (a, b))
        if one != other:
            compared = _compared(a, b, ledger.parameters[key], (one, other))
            sentence = Text(zh=f"{compared.zh}。", en=f"{compared.en}.")
            yield Difference("value", key, {key: (one, other)}, sentence)


def _compared(a: Governance, b: Governance, parameter: Parameter, sides: Sides) -> Text:
    first, second = (_value(parameter, value) for value in sides)
    return _both(
        msgid('{name} is {first} in "{a}" and {second} in "{b}"'),
        name=_with_unit(parameter),
        a=a.name,
        b=b.name,
        first=first,
        second=second,
    )


def _with_unit(parameter: Parameter) -> Text:
    if parameter.unit in UNSAID or parameter.kind == "flag":
        return parameter.name
    unit = Text(zh=said_in("zh", parameter.unit), en=said_in("en", parameter.unit))
    return _both(msgid("{name} ({unit})"), name=parameter.name, unit=unit)


def _value(parameter: Parameter, value: float | None) -> Text:
    if value is None:
        return _both(msgid("as the case has it"))
    if parameter.kind == "flag":
        return _both(msgid("yes") if value else msgid("no"))
    return Text(zh=number(value), en=number(value))


def _both(message: str, **values: Text) -> Text:
    """The message in both languages, each filled in with its own side of the values; in a third one that a
    value is in, the English message with that.
    """
    further = dict.fromkeys(code for value in values.values() for code, _words in value.more)
    sides = {
        code: {name: value.said_in(code) or value.en for name, value in values.items()} for code in further
    }
    return Text(
        zh=said_in("zh", message, **{name: value.zh for name, value in values.items()}),
        en=said_in("en", message, **{name: value.en for name, value in values.items()}),
        more=tuple((code, said_in("en", message, **side)) for code, side in sides.items()),
    )
