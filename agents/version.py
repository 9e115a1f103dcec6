"""Versions of a rule: classes of one table may each have one, and share it where all its code is the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from agents import rulebook
from agents.answer import Declared
from agents.further_draws import FurtherDraws, further_draws

if TYPE_CHECKING:
    from agents.actor import Actor
    from agents.table import Rule


class Version(NamedTuple):
    """One version of a rule: the function, a class that has it, the numbers of all classes that share it,
    what it has to answer, the further draws that it takes, and whether it is asked agent by agent.
    """

    rule: Rule
    kind: type[Actor]
    members: list[int]
    declaration: Declared
    further: FurtherDraws | None = None
    one_by_one: bool = False


def versions(classes: Sequence[type[Actor]], name: str) -> list[Version]:
    """Each different version of a rule; classes share one if all the code they use is the same."""
    by_code: dict[tuple[Any, ...], Version] = {}
    for index, kind in enumerate(classes):
        if hasattr(kind, name):
            declaration, further = rulebook.what_it_answers(kind, name), further_draws(kind, name)
            rule = getattr(kind, name)
            alone = getattr(rule, "one_by_one", False)
            version = Version(rule, kind, [], declaration, further, alone)
            by_code.setdefault(rulebook.code_of(kind, name), version).members.append(index)
    return list(by_code.values())
