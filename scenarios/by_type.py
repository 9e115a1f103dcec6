"""Values by type of compound: `issues.rate@street` is what `issues.rate` is at compounds of the type street.

Invariant: what is said of a type holds over what is said of all, at compounds of that type and nowhere else.
"""

from collections.abc import Collection, Iterable, Mapping

from scenarios.entries import Parameter
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, nearest, number

AT = "@"
"""Between a parameter and the type that a value of it is for."""


def parameter_of(key: str) -> str:
    """The parameter that a key is about."""
    return key.partition(AT)[0]


def is_of_type(key: str) -> bool:
    """Whether a key is about one type alone."""
    return AT in key


def at_type[T](values: Mapping[str, T], kind: str) -> dict[str, T]:
    """The values as they hold at a type of compound."""
    own = {parameter_of(key): value for key, value in values.items() if key.endswith(AT + kind)}
    return {key: value for key, value in values.items() if AT not in key} | own


def check_types(keys: Iterable[str], known: Collection[str]) -> None:
    """ScenarioError if a key is for a type that is not among those known."""
    for key in keys:
        _parameter, at, kind = key.partition(AT)
        if at and kind not in known:
            types = listed(sorted(known))
            message = _(
                "{key}: no case is of type {kind}; known are: {known}.", key=key, kind=kind, known=types
            )
            raise ScenarioError(message + nearest(kind, known))


def default_in_words(parameter: Parameter) -> str:
    """What a parameter is where nothing else is given, and at which types of compounds it is another."""
    of_types = [f"{_(kind)} {number(value)}" for kind, value in parameter.by_type.items()]
    if not of_types:
        return number(parameter.default)
    return _("{value} ({of_types})", value=number(parameter.default), of_types=_(", ").join(of_types))
