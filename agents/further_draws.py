"""Further draws: more random numbers of one decision, which a class asks for by name.

Where a class says ``draws = ("asked",)``, any rule of it that has a draw may take a further argument
``asked``: another uniform number in [0, 1), made of the first one and the name. It belongs to the decision as
the first draw does: it is the same for a cohort and for one agent, and whatever else is drawn.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

from agents.rule_error import RuleError, attribute_at
from scenarios.language import _
from scenarios.problems import nearest

DRAW = ("draw", "luck")
"""What a rule calls its draw: ``draw``, or ``luck`` in files written before; nothing but a rule has one."""


class FurtherDraws(NamedTuple):
    """What a version of a rule takes besides what it is given: the names, in order; ``place``: where among
    what it is given the first draw is.
    """

    place: int
    names: tuple[str, ...]


def further_draws(kind: type, name: str) -> FurtherDraws | None:
    """The further draws that the version of a rule which holds for a class takes; None if there is none."""
    if not draws_of(kind):
        return None
    versions = [vars(parent)[name] for parent in kind.__mro__ if name in vars(parent)]
    shown = _arguments(versions[-1])
    names = tuple(one for one in _arguments(versions[0])[len(shown) :] if one in draws_of(kind))
    place = next((place for place, one in enumerate(shown) if one in DRAW), 0)
    return FurtherDraws(place - 1, names) if place and names else None


def draws_of(kind: type) -> Sequence[str]:
    """What a class calls its further draws."""
    found: Sequence[str] = getattr(kind, "draws", ())
    return found


def fits(rule: FunctionType, shown: Sequence[str], draws: Sequence[str]) -> bool:
    """Whether a rule takes what it is shown, self and a draw included, and then further draws by name."""
    own = _arguments(rule)
    further = own[len(shown) :]
    return len(own) > len(shown) and any(one in DRAW for one in shown) and set(further) <= set(draws)


def named_draws(rule: FunctionType, shown: Sequence[str]) -> str:
    """How a rule that has a draw is to say that it takes more of them; empty for any other."""
    further = _arguments(rule)[len(shown) :]
    if not further or not any(one in DRAW for one in shown):
        return ""
    named = "".join(f'"{one}", ' for one in further).strip().removesuffix("," if len(further) > 1 else "")
    return " " + _("For further draws name them in the class: {draws}.", draws=f"draws = ({named})")


def check_form(kind: type) -> None:
    """RuleError if what a class says of its further draws is no list of names."""
    named = draws_of(kind)
    if isinstance(named, str) or not isinstance(named, tuple | list) or not all(map(_is_name, named)):
        problem = _("must be names, as in {example}, and is {came}.", example='("asked",)', came=repr(named))
        raise RuleError(f"{attribute_at(kind, 'draws')} {problem}")


@cache
def check_use(kind: type) -> None:
    """RuleError if none of a class's rules takes one of its further draws."""
    known = set(_all_arguments(kind)) if draws_of(kind) else set()
    for name in draws_of(kind):
        if name not in known:
            problem = _("no rule takes a further argument {name}.", name=repr(name)) + nearest(name, known)
            raise RuleError(f"{attribute_at(kind, 'draws')}: {problem}")


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and name.isidentifier() and name not in DRAW


def _all_arguments(kind: type) -> Iterator[str]:
    """What rules of a class take beyond what the most general version of each takes."""
    for parent in kind.__mro__:
        for name, member in vars(parent).items():
            if isinstance(member, FunctionType):
                first = next(vars(one)[name] for one in reversed(kind.__mro__) if name in vars(one))
                if isinstance(first, FunctionType):
                    yield from _arguments(member)[len(_arguments(first)) :]


def _arguments(rule: Any) -> list[str]:
    """What a rule takes by position, self first."""
    by_position = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    found = inspect.signature(rule).parameters.values() if isinstance(rule, FunctionType) else ()
    return [one.name for one in found if one.kind in by_position]
