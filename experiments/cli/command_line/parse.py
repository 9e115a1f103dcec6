"""What a user types after a verb, read: numbers, names, lists of them, settings.

Invariant: below the command line there are values and no text to be read. What is wrong is said in one
sentence that names the option, the value seen and the values allowed.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from experiments.errors import ArgumentError, between, unambiguous
from scenarios.language import _
from scenarios.names import narrow

if TYPE_CHECKING:
    from experiments.explanation.run_lookup import PastRun
    from scenarios.pattern import Role
    from scenarios.read import Case, Governance, OutcomeEntry


def whole(text: str, option: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, else ArgumentError; digits of every script are digits."""
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    return between(value, option, low, high, text)


def whole_number(option: str, low: int, high: int) -> Callable[[str], int]:
    """What reads the whole number of an option."""
    return lambda text: whole(text, option, low, high)


def whole_within(text: str, option: str, bounds: Callable[[], tuple[int, int]]) -> int:
    """A whole number whose bounds come from what else is asked for, and are checked there."""
    try:
        return int(text)
    except ValueError:
        return whole(text, option, *bounds())


def number(text: str, option: str, most: float = math.inf) -> float:
    """A number from 0 to `most`, else ArgumentError."""
    value = _float(text)
    if not 0 <= value <= most or math.isinf(value):
        seen = {"option": option, "value": _seen(text)}
        if math.isinf(most):
            raise ArgumentError(_("{option} must be a number, 0 or more, not {value}.", **seen))
        raise ArgumentError(
            _("{option} must be a number from 0 to {most}, not {value}.", **seen, most=f"{most:g}")
        )
    return value


def quantity(text: str, option: str, below: float = math.inf) -> float:
    """A number above 0 and below `below`, in digits of any width, else ArgumentError."""
    value = _float(narrow(text))
    if not 0 < value < below:
        allowed = _("above 0") if math.isinf(below) else _("above 0 and below {most}", most=f"{below:g}")
        raise ArgumentError(
            _(
                "{option} must be a number {allowed}, not {value}.",
                option=option,
                allowed=allowed,
                value=_seen(text),
            )
        )
    return value


def from_nought(option: str, most: float = math.inf) -> Callable[[str], float]:
    """What reads the number of an option, from 0 to `most`."""
    return lambda text: number(text, option, most)


def positive(option: str, below: float = math.inf) -> Callable[[str], float]:
    """What reads the number of an option, above 0 and below `below`."""
    return lambda text: quantity(str(text), option, below)


def yuan(option: str) -> Callable[[str], float]:
    """What reads the amount of an option: yuan per household and month, 0 or more."""

    def read(text: str) -> float:
        value = _float(narrow(text))
        if not (math.isfinite(value) and value >= 0):
            message = _(
                "{option} must be yuan per household and month, 0 or more, not {value}.",
                option=option,
                value=_seen(text),
            )
            raise ArgumentError(message)
        return value

    return read


def strengths(text: str) -> tuple[float, ...]:
    """Levels of strength above 0, up to 1, each once and in order."""
    found = set()
    for part in words(text) or ("",):
        value = _float(narrow(part))
        if not 0 < value <= 1:
            message = _(
                "--strengths must be numbers above 0, up to 1, as in 0.5,1, not {value}.", value=part or '""'
            )
            raise ArgumentError(message)
        found.add(value)
    return tuple(sorted(found))


def words(*texts: str) -> tuple[str, ...]:
    """The words of one or more texts, with commas between them, Chinese ones too."""
    return tuple(part.strip() for text in texts for part in re.split("[,，、]", text) if part.strip())


def groups(text: str) -> tuple[tuple[str, ...], ...]:
    """The names of `a+b,c`, group by group."""
    return tuple(tuple(part.split("+")) for part in words(unicodedata.normalize("NFKC", text)))


def setting(text: str) -> tuple[str, float]:
    """The parameter and the value of `--set`, else ScenarioError."""
    from scenarios.read import parse_override

    return parse_override(text)


def smallest(text: str, further: "Mapping[str, OutcomeEntry] | None" = None) -> tuple[str, float]:
    """The outcome and the difference of `--smallest OUTCOME=VALUE`, else ArgumentError; further: outcomes
    that there are besides.
    """
    from experiments.design.smallest_effect import NO_MORE, known

    name, equals, given = narrow(text).partition("=")
    if not equals:
        message = _(
            "{text} is no smallest difference; write OUTCOME=VALUE, as in conflict_index=0.2.", text=text
        )
        raise ArgumentError(message)
    return known(name.strip(), further or NO_MORE), quantity(given, f"--smallest {name.strip()}")


def pilot_folder(text: str) -> Path:
    """The folder of `--study`, whose own outcomes are known from then on."""
    from experiments.execution.results import bring_outcomes

    bring_outcomes(Path(text))
    return Path(text)


def primary(text: str, further: "Mapping[str, OutcomeEntry] | None" = None) -> tuple[str, ...]:
    """The outcomes of `--primary A,B`, each once; further: those that there are besides."""
    from experiments.design.smallest_effect import NO_MORE, known

    if not (names := words(text)):
        raise ArgumentError(_("--primary names no outcome."))
    return tuple(dict.fromkeys(known(name, further or NO_MORE) for name in names))


def under(text: str) -> tuple[str, ...]:
    """From what `--under posterior,prior` draws, each once."""
    return some_of("--under", text, {name: name for name in ("posterior", "prior")})


def some_of[T: str](option: str, text: str, known: Mapping[str, T]) -> tuple[T, ...]:
    """Those of the known words that an option names, each once; ArgumentError if it names another."""
    from scenarios.problems import listed, nearest

    for word in (named := words(text) or ("",)):
        if word not in known:
            message = _(
                "{option} must be one or more of {known}, not {value}.",
                option=option,
                known=listed(known),
                value=word or '""',
            )
            raise ArgumentError(message + nearest(word, known))
    return tuple(dict.fromkeys(known[word] for word in named))


def difference(text: str) -> tuple[str, str]:
    """The two governance models of `--difference A,B`."""
    sides = [part.strip() for part in re.split("[,，、]", text)]
    if len(sides) != 2 or not all(sides):
        raise ArgumentError(_("--difference must be A,B for B minus A, not {value}.", value=text))
    return sides[0], sides[1]


def shard(text: str) -> tuple[int, int]:
    """The part of a study that `--shard K/N` names, and how many there are."""
    parts = re.fullmatch(r"\s*(\d+)\s*[/／]\s*(\d+)\s*", text)
    if parts is None or not 1 <= int(parts[1]) <= int(parts[2]):
        raise ArgumentError(_("--shard must be K/N with K from 1 to N, as in 2/8, not {value}.", value=text))
    return int(parts[1]), int(parts[2])


def past_run(text: str) -> "PastRun":
    """The run in `DIR`, `DIR#case/governance/replicate` or `DIR#KEY`; a wide `＃` is one too."""
    from experiments.explanation.run_lookup import past_run as found

    if Path(text).exists():
        return found(Path(text))
    folder, mark, which = text.replace("＃", "#").rpartition("#")
    return found(Path(folder), which.strip()) if mark else found(Path(text))


def role(text: str) -> "Role":
    """The role of patterns: I, C or V."""
    from scenarios.pattern import Role

    for known in get_args(Role):
        if text == known:
            return known
    raise ArgumentError(_("There is no role {role}; the roles are I, C and V.", role=text or '""'))


def pair_to_follow(text: str) -> tuple["Governance", "Governance"]:
    """The two governance models whose worlds part."""
    found = governance_models(text) if len(words(text)) > 1 else []
    if len(found) != 2:
        raise ArgumentError(_("Two governance models part: give A,B instead of {value}.", value=text))
    return found[0], found[1]


def pair_to_audit(text: str) -> tuple["Governance", "Governance"]:
    """The two governance models of an audit."""
    from scenarios import read

    found = governance_models(text)
    if len(found) != 2:
        message = _("An audit takes two governance models, as in {example}; here are {count}.")
        example = ",".join(list(read.governance_models())[:2])
        raise ArgumentError(message.format(example=example, count=len(found)))
    return found[0], found[1]


def case(name: str) -> "Case":
    """The case of that name, or in that file."""
    from scenarios import read

    return read.case(name)


def cases(names: Sequence[str]) -> list["Case"]:
    """The cases named, each once; names may also be joined by commas."""
    found = unambiguous([case(name) for name in words(*names) or names])
    return list({one.id: one for one in found}.values())


def governance(name: str) -> "Governance":
    """The governance model of that name, or in that file."""
    from scenarios import read

    return read.governance(name)


def governance_models(names: str) -> list["Governance"]:
    """The governance models named, at least two; one named twice is compared with itself."""
    return at_least_two(some_governance_models(names))


def some_governance_models(names: str) -> list["Governance"]:
    """The governance models named."""
    return unambiguous([governance(name) for name in words(names)])


def at_least_two(found: list["Governance"]) -> list["Governance"]:
    """The sides of a comparison; ArgumentError if there are not two."""
    from scenarios import read

    if len(found) < 2:
        raise ArgumentError(
            _(
                "A comparison needs at least two governance models, as in --governance {example}.",
                example=",".join(list(read.governance_models())[:2]),
            )
        )
    return found


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _seen(text: str) -> str:
    return text.strip() or '""'
