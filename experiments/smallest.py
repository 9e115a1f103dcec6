"""The smallest difference of interest: what the file of outcomes says, unless somebody says otherwise.

The rule it holds: what is too small to matter is for those to say who will use the answer, and before it is
seen; whatever they say stands in the table beside every verdict.
"""

import math
import unicodedata
from collections.abc import Iterable, Mapping

from experiments.arguments import ArgumentError
from scenarios import read
from scenarios.language import _
from scenarios.problems import listed, nearest
from scenarios.read import OutcomeEntry


def stated(settings: Iterable[str]) -> dict[str, float]:
    """The values of `--smallest OUTCOME=VALUE`; of an outcome given twice the later one holds."""
    return dict(_parsed(setting) for setting in settings)


def _parsed(setting: str) -> tuple[str, float]:
    name, equals, given = unicodedata.normalize("NFKC", setting).partition("=")
    if not equals:
        message = _(
            "{text} is no smallest difference; write OUTCOME=VALUE, as in conflict_index=0.2.", text=setting
        )
        raise ArgumentError(message)
    return known(name.strip()), quantity(given, f"--smallest {name.strip()}")


def known(name: str) -> str:
    """The outcome of that id; ArgumentError, with the nearest one, if there is none."""
    entries = read.outcome_entries()
    if name not in entries:
        message = _("There is no outcome {name}; there are: {known}.", name=name, known=listed(entries))
        raise ArgumentError(message + nearest(name, entries))
    return name


def quantity(text: str, option: str, below: float = math.inf) -> float:
    """A number above 0 and below `below`, else ArgumentError."""
    try:
        value = float(unicodedata.normalize("NFKC", text))
    except ValueError:
        value = math.nan
    if not 0 < value < below:
        allowed = _("above 0") if math.isinf(below) else _("above 0 and below {most}", most=f"{below:g}")
        raise ArgumentError(
            _(
                "{option} must be a number {allowed}, not {value}.",
                option=option,
                allowed=allowed,
                value=text.strip() or '""',
            )
        )
    return value


def entries(smallest: Mapping[str, float]) -> dict[str, OutcomeEntry]:
    """All outcomes, these with another smallest difference of interest."""
    return {
        name: entry.model_copy(update={"smallest": smallest[name]}) if name in smallest else entry
        for name, entry in read.outcome_entries().items()
    }
