"""What a user types of a city: how it shares staff and money, where a governance model begins first, and what
it is judged by.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from experiments.cli.command_line import parse
from experiments.errors import ArgumentError
from scenarios.language import _

if TYPE_CHECKING:
    from scenarios.entries import Allocation, Start


def allocations(text: str) -> tuple["Allocation", ...]:
    """The rules of `--allocation A,B` by which a city shares staff and money, each once."""
    from scenarios.allocation import ALLOCATIONS

    return parse.some_of("--allocation", text, {rule: rule for rule in ALLOCATIONS})


def starts(text: str) -> tuple["Start", ...]:
    """The words of `--start A,B` on when a governance model begins in which district, each once."""
    from scenarios.city_starts import STARTS

    return parse.some_of("--start", text, {rule: rule for rule in STARTS})


def smallest(text: str) -> tuple[str, float]:
    """The outcome, perhaps one of cities alone, and the difference of `--smallest OUTCOME=VALUE`."""
    from scenarios import catalogue

    return parse.smallest(text, catalogue.city_outcomes())


def primary(text: str) -> tuple[str, ...]:
    """The outcomes of `--primary A,B`, each once; perhaps of cities alone."""
    from scenarios import catalogue

    return parse.primary(text, catalogue.city_outcomes())


def check_of_city(outcomes: Iterable[str]) -> None:
    """ArgumentError if one of these outcomes is measured of cities alone."""
    from scenarios import catalogue

    if found := next((name for name in outcomes if name in catalogue.city_outcomes()), None):
        raise ArgumentError(_("{outcome} is measured of cities; none of the cases is one.", outcome=found))
