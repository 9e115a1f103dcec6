"""What a user types of a city: how it shares staff and money, and where a governance model begins first."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.cli.command_line import parse
from experiments.errors import ArgumentError
from scenarios.language import _

if TYPE_CHECKING:
    from scenarios.entries import Allocation, Start


def allocations(text: str) -> tuple["Allocation", ...]:
    """The rules of `--allocation A,B` by which a city shares staff and money, each once."""
    from scenarios.allocation import ALLOCATIONS

    return _some_of("--allocation", text, {rule: rule for rule in ALLOCATIONS})


def starts(text: str) -> tuple["Start", ...]:
    """The words of `--start A,B` on when a governance model begins in which district, each once."""
    from scenarios.city_starts import STARTS

    return _some_of("--start", text, {rule: rule for rule in STARTS})


def _some_of[T: str](option: str, text: str, known: Mapping[str, T]) -> tuple[T, ...]:
    from scenarios.problems import listed, nearest

    for word in (named := parse.words(text) or ("",)):
        if word not in known:
            message = _(
                "{option} must be one or more of {known}, not {value}.",
                option=option,
                known=listed(known),
                value=word or '""',
            )
            raise ArgumentError(message + nearest(word, known))
    return tuple(dict.fromkeys(known[word] for word in named))
