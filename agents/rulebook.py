"""The rulebook: which rules a class of agents has, and what is wrong with a class before anybody asks it.

Invariant: a class that says what the model would never hear (a misspelt rule, a parameter without a
ledger key, a state without a column, a rule that takes other things than the month shows) is refused by name.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from traceback import extract_tb
from types import CodeType, FunctionType
from typing import Any

from agents.answer import Declared, declared, in_words
from scenarios.language import _
from scenarios.problems import nearest

HOUSE = Path(__file__).resolve().parents[1]
OURS = frozenset(f"{__package__}.{file.stem}" for file in Path(__file__).parent.glob("*.py"))
"""The modules of our rules; a project's lie in the same package."""

ONE_NUMBER_ONLY = (
    "truth value of an",
    "converted to Python scalars",
    "0-dimensional arrays can be converted",
)
"""What NumPy says of a whole column in the place of one number."""

DRAW = ("draw", "luck")
"""What a rule calls its draw: ``draw``, or ``luck`` in files written before; nothing but a rule has one."""

OLDER = (("part_", "participation_"), ("home_", "belonging_"))
"""How names of parameters began in files written before, and how they begin now."""

ALIKE = 0.75
"""From which likeness on a name that nobody uses is taken for a misspelt one."""


class RuleError(ValueError):
    """A rule, or a class of agents, is wrong; its text is the one message for the user and says which."""


class Looked:
    """What a class declares and a table looks up: an attribute's column or a parameter's value."""

    __slots__ = ("key", "name")

    key: str
    name: str


def rule_at(rule: Any, line: int | None = None) -> str:
    """A rule by name, file and line: ``Resident.takes_part (agents/resident.py:171)``."""
    code = rule.__code__
    name = rule.__qualname__.rpartition("<locals>.")[2]
    return f"{name} ({at(code.co_filename, line or code.co_firstlineno)})"


def at(file: str, line: int) -> str:
    """A place in a file, from the project's folder where it lies there."""
    path = Path(file)
    inside = path.is_absolute() and path.resolve().is_relative_to(HOUSE)
    return f"{path.resolve().relative_to(HOUSE).as_posix() if inside else file}:{line}"


def code_of(kind: type, name: str) -> tuple[Any, ...]:
    """What tells the version of a rule that holds for a class from others: all the code that it uses."""
    return tuple(_what_it_uses(kind, name, {}).items())


def _what_it_uses(kind: type, name: str, found: dict[str, Any]) -> dict[str, Any]:
    """Collect a rule and, by the names in its code, every method and constant of the class that it uses.

    All versions along the classes' line are collected, for ``super()`` may reach any of them. Attributes and
    parameters stay apart, for they are looked up row by row.
    """
    versions = [vars(parent)[name] for parent in kind.__mro__ if name in vars(parent)]
    if name in found or not versions or isinstance(versions[0], Looked):
        return found
    found[name] = tuple(id(version) for version in versions)
    for used in (used for version in versions for used in _names_of(version)):
        _what_it_uses(kind, used, found)
    return found


def _names_of(member: Any) -> list[str]:
    """The names that a method, property or static method mentions."""
    function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
    return _names_in(function.__code__) if isinstance(function, FunctionType) else []


def _names_in(code: CodeType) -> list[str]:
    """List the names that a function's code mentions, inner functions included."""
    inner = [name for part in code.co_consts if isinstance(part, CodeType) for name in _names_in(part)]
    return [*code.co_names, *inner]


def what_it_answers(kind: type, name: str) -> Declared:
    """What the version of a rule that holds for a class has to answer: as the most general class declares."""
    versions = [vars(parent)[name] for parent in kind.__mro__ if name in vars(parent)]
    found = next((one for one in map(declared, reversed(versions)) if one is not None), None)
    if found is None:
        raise RuleError(
            _(
                "{rule} does not say what it answers: write -> Truth, Share, Amount or Number of "
                "agents/column.py after its arguments.",
                rule=rule_at(versions[-1]),
            )
        )
    return found


def check(kind: type, keys: Mapping[str, Any], columns: Mapping[str, Any] | None) -> None:
    """RuleError if a class names a column or a ledger key that there is not, or misspells a rule."""
    for name, given in looked(kind).items():
        if hasattr(given, "key") and given.key not in keys:
            problem = _("the ledger has no parameter {key}.", key=repr(given.key)) + nearest(given.key, keys)
        elif not hasattr(given, "key") and columns is not None and name not in columns:
            known = _("no household or institution keeps a state {name}.", name=repr(name))
            problem = known + nearest(name, columns)
        else:
            continue
        raise RuleError(f"{_attribute_at(kind, name)}: {problem}")
    check_names(kind)


def looked(kind: type) -> Mapping[str, Looked]:
    """The states and parameters of a class by name."""
    return _looked(kind)


@cache
def _looked(kind: type) -> Mapping[str, Looked]:
    found: dict[str, Looked] = {}
    for parent in reversed(kind.__mro__):
        found |= {
            name: member for name, member in vars(parent).items() if name in found or _is_looked(member)
        }
    return {name: member for name, member in found.items() if _is_looked(member)}


def _is_looked(member: object) -> bool:
    return isinstance(member, Looked)


@cache
def check_names(kind: type) -> None:
    """RuleError if what a class says beyond the general one of its sort is not what the model would hear."""
    line = kind.__mro__
    general = max((place for place, parent in enumerate(line) if "kind" in vars(parent)), default=0)
    own = line[:general]
    used = {name for parent in own for member in vars(parent).values() for name in _names_of(member)}
    for place, parent in enumerate(own, 1):
        for name, member in vars(parent).items():
            versions = [vars(one)[name] for one in line[place:] if name in vars(one)]
            if not name.startswith("_") and versions:
                _check_override(parent, name, member, versions[-1])
            elif not name.startswith("_") and name not in used:
                _check_name(parent, name, member, line[place:])


def _check_override(kind: type, name: str, member: Any, first: Any) -> None:
    """A rule takes what the rule takes that it overrides; a parameter gives way to a number or another."""
    if isinstance(first, FunctionType):
        shown = list(inspect.signature(first).parameters)
        if not isinstance(member, FunctionType):
            raise RuleError(_("{where}: {name} is a rule.", where=_attribute_at(kind, name), name=name))
        if not takes(member, len(shown)):
            raise RuleError(wrong_arguments(member, shown))
    elif hasattr(first, "key") and not (_is_looked(member) or _is_finite(member)):
        problem = _("must be a number or a Parameter, and is {came}.", came=repr(member))
        raise RuleError(f"{_attribute_at(kind, name)} {problem}")


def _is_finite(member: Any) -> bool:
    return isinstance(member, int | float) and math.isfinite(member)


def _check_name(kind: type, name: str, member: Any, general: Iterable[type]) -> None:
    """A name that nothing uses is all right unless it looks like one that the model would."""
    method = isinstance(member, FunctionType)
    house = list(_ours(general, rules=method))
    near = get_close_matches(_spelled_out(name), house, 1, ALIKE)
    is_rule = method and any(name in DRAW for name in inspect.signature(member).parameters)
    if near or (is_rule and kind.__module__ not in OURS):
        where = rule_at(member) if method else _attribute_at(kind, name)
        problem = _("{where} overrides nothing: the model asks for no {name}.", where=where, name=name)
        raise RuleError(problem + nearest(name, near or house))


def _spelled_out(name: str) -> str:
    """A parameter's name as it is now, where it begins as in files written before."""
    found = (long + name.removeprefix(short) for short, long in OLDER if name.startswith(short))
    return next(found, name)


def _ours(kinds: Iterable[type], rules: bool) -> Iterator[str]:
    """The rules, or the states and parameters, that our classes give."""
    for kind in kinds:
        if kind.__module__ in OURS:
            for name, member in vars(kind).items():
                if isinstance(member, FunctionType) and declared(member) if rules else _is_looked(member):
                    yield name


def takes(rule: Any, count: int) -> bool:
    """Whether a rule can be called with so many things, self included."""
    try:
        inspect.signature(rule).bind(*range(count))
    except TypeError:
        return False
    return True


def wrong_arguments(rule: Any, shown: Iterable[str]) -> str:
    """The message for a rule that takes other things than it is shown."""
    return _(
        "{rule} takes {own}; the month asks it with {shown}.",
        rule=rule_at(rule),
        own=f"({', '.join(inspect.signature(rule).parameters)})",
        shown=f"({', '.join(shown)})",
    )


def _attribute_at(kind: type, name: str) -> str:
    """Where a class gives an attribute its value: ``Frail.move_out (frail.py:12)``."""
    owner = next(parent for parent in kind.__mro__ if name in vars(parent))
    try:
        lines, first = inspect.getsourcelines(owner)
        file = inspect.getsourcefile(owner) or owner.__module__
    except (OSError, TypeError):
        return f"{owner.__name__}.{name} ({owner.__module__})"
    place = next((i for i, line in enumerate(lines) if re.match(rf"\s+{name}\b", line)), 0)
    return f"{owner.__name__}.{name} ({at(file, first + place)})"


def misfit(rule: Any, declaration: Declared, who: str, came: str) -> RuleError:
    """The error of a rule that answers what it may not."""
    words = {"rule": rule_at(rule), "who": who, "came": came, "expected": in_words(declaration)}
    return RuleError(_("{rule} answers {came} for {who}; it must answer {expected}.", **words))


def stopped(kind: type, rule: Any, shown: tuple[Any, ...], who: str, error: Exception) -> RuleError:
    """The error of a rule that could not be asked, or raised one itself; the line is the rule's own."""
    if isinstance(error, TypeError) and not takes(rule, len(shown) + 1):
        names = (one._fields if hasattr(one, "_fields") else () for one in shown)
        each = [type(one).__name__ if fields else "…" for one, fields in zip(shown, names, strict=True)]
        return RuleError(wrong_arguments(rule, ["self", *each]))
    inside = [
        frame for frame in extract_tb(error.__traceback__) if frame.filename == rule.__code__.co_filename
    ]
    words = {"rule": rule_at(rule, inside[-1].lineno if inside else None), "who": who}
    return RuleError(_("{rule} stopped for {who}: {problem}", problem=_reason(kind, error), **words))


def _reason(kind: type, error: Exception) -> str:
    """Why a rule stopped, and what to write instead where that is known."""
    message = str(error)
    if any(words in message for words in ONE_NUMBER_ONLY):
        return _(
            "it treats a whole column as one number (by if, and, or, not, math). Mark it @one_by_one, "
            "or use where, exp, log, clip, & and | (agents/column.py)."
        )
    if isinstance(error, AttributeError) and error.name:
        fields = getattr(type(error.obj), "_fields", None)
        near = nearest(error.name, fields if fields is not None else looked(kind))
        return _("there is no {name}.", name=repr(error.name)) + near
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
