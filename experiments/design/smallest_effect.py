"""The smallest differences of interest and the primary outcomes: what the file of outcomes says, unless
somebody says otherwise.

The rule it holds: what is too small to matter, and what a comparison is made for, is for those to say who
will use the answer, and before it is seen; whatever they say stands in the table beside every verdict.
"""

import math
from collections.abc import Collection, Iterable, Mapping

from experiments.errors import ArgumentError
from scenarios import read
from scenarios.language import _
from scenarios.names import narrow
from scenarios.problems import listed, nearest
from scenarios.read import OutcomeEntry


def stated(settings: Iterable[str]) -> dict[str, float]:
    """The values of `--smallest OUTCOME=VALUE`; of an outcome given twice the later one holds."""
    return dict(_parsed(setting) for setting in settings)


def _parsed(setting: str) -> tuple[str, float]:
    name, equals, given = narrow(setting).partition("=")
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
        value = float(narrow(text))
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


def primary(text: str | None) -> tuple[str, ...]:
    """The outcomes of `--primary A,B`, each once; none if it is not given."""
    if text is None:
        return ()
    names = [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if not names:
        raise ArgumentError(_("--primary names no outcome."))
    return tuple(dict.fromkeys(map(known, names)))


def entries(smallest: Mapping[str, float], primary: Collection[str] = ()) -> dict[str, OutcomeEntry]:
    """All outcomes, these with another smallest difference of interest; if any are named as primary, they
    alone are.
    """
    found = dict(read.outcome_entries())
    for name, value in smallest.items():
        found[name] = found[name].model_copy(update={"smallest": value})
    if primary:
        found = {name: entry.model_copy(update={"primary": name in primary}) for name, entry in found.items()}
    return found
