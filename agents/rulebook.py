"""The rulebook: which rules a class of agents has, and what is wrong with a class before anybody asks it.

Invariant: a class that says what the model would never hear (a misspelt rule, a parameter without a
ledger key, a state without a column, a rule that takes other things than the month shows) is refused by name.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from agents import further_draws, own_states
from agents.answer import Declared, declared
from agents.attribute import Looked, is_looked, looked
from agents.further_draws import DRAW, draws_of, fits, named_draws
from agents.rule_error import RuleError, attribute_at, rule_at, takes, wrong_arguments
from scenarios.language import _
from scenarios.problems import nearest
from scenarios.rules import NEXT

OURS = frozenset(f"{__package__}.{file.stem}" for file in Path(__file__).parent.glob("*.py"))
"""The modules of our rules; a project's lie in the same package."""

OLDER = (("part_", "participation_"), ("home_", "belonging_"))
"""How names of parameters began in files written before, and how they begin now."""

ALIKE = 0.75
"""From which likeness on a name that nobody uses is taken for a misspelt one."""


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


def is_ours(kind: type) -> bool:
    """Whether a class comes with gongzhi."""
    return kind.__module__ in OURS


def _names_of(member: Any) -> list[str]:
    """The names that a method, property or static method mentions."""
    function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
    return _names_in(function.__code__) if isinstance(function, FunctionType) else []


def _names_in(code: CodeType) -> list[str]:
    """List the names that a function's code mentions, inner functions included."""
    inner = [name for part in code.co_consts if isinstance(part, CodeType) for name in _names_in(part)]
    return [*code.co_names, *inner]


def what_it_answers(kind: type, name: str) -> Declared:
    """What the version of a rule that holds for a class has to answer: as the most general class declares;
    any number where that is the new value of a state of its own.
    """
    versions = [vars(parent)[name] for parent in kind.__mro__ if name in vars(parent)]
    found = next((one for one in map(declared, reversed(versions)) if one is not None), None)
    if found is None and name.startswith(NEXT):
        return own_states.ANY
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
        elif (
            columns is not None
            and not hasattr(given, "key")
            and (name in columns) == own_states.is_own(given)
        ):
            problem = _unfit_state(name, columns)
        else:
            continue
        raise RuleError(f"{attribute_at(kind, name)}: {problem}")
    further_draws.check_form(kind)
    check_names(kind)
    own_states.check(kind)
    further_draws.check_use(kind)


def _unfit_state(name: str, columns: Mapping[str, Any]) -> str:
    """What is wrong with a state that nobody keeps, or with one of one's own that is kept already."""
    if name in columns:
        return _("that state is kept of all; call your own something else.")
    return _(
        "no household or institution keeps a state {name}; say what one of your own begins with, as in "
        "State(0.0).",
        name=repr(name),
    ) + nearest(name, columns)


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
                _check_override(parent, name, member, versions[-1], draws_of(kind))
            elif not (name.startswith(("_", NEXT)) or name in used or own_states.is_own(member)):
                _check_name(parent, name, member, line[place:])


def _check_override(kind: type, name: str, member: Any, first: Any, draws: Sequence[str]) -> None:
    """A rule takes what the rule takes that it overrides; a parameter gives way to a number or another."""
    if isinstance(first, FunctionType):
        shown = list(inspect.signature(first).parameters)
        if not isinstance(member, FunctionType):
            raise RuleError(_("{where}: {name} is a rule.", where=attribute_at(kind, name), name=name))
        if not takes(member, len(shown)) and not fits(member, shown, draws):
            raise RuleError(wrong_arguments(member, shown) + named_draws(member, shown))
    elif hasattr(first, "key") and not (is_looked(member) or _is_finite(member)):
        problem = _("must be a number or a Parameter, and is {came}.", came=repr(member))
        raise RuleError(f"{attribute_at(kind, name)} {problem}")


def _is_finite(member: Any) -> bool:
    return isinstance(member, int | float) and math.isfinite(member)


def _check_name(kind: type, name: str, member: Any, general: Iterable[type]) -> None:
    """A name that nothing uses is all right unless it looks like one that the model would."""
    method = isinstance(member, FunctionType)
    house = list(_ours(general, rules=method))
    near = get_close_matches(_spelled_out(name), house, 1, ALIKE)
    is_rule = method and any(name in DRAW for name in inspect.signature(member).parameters)
    if near or (is_rule and kind.__module__ not in OURS):
        where = rule_at(member) if method else attribute_at(kind, name)
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
                if isinstance(member, FunctionType) and declared(member) if rules else is_looked(member):
                    yield name
