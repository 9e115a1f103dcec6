"""States of one's own: what a class keeps of its agents beside what its table keeps of all.

``fear = State(0.2)`` makes a column that begins at 0.2, again for every household that moves in. A method
``next_fear(self, month)`` says what it is after the month; without one it stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agents.attribute import Looked, looked
from agents.column import LARGEST, Answer, BoolArray, IntArray
from agents.given import taken
from agents.rule_error import RuleError, attribute_at, rule_at, takes, wrong_arguments
from scenarios.language import _
from scenarios.problems import nearest
from scenarios.rules import NEXT

if TYPE_CHECKING:
    from agents.actor import Actor
    from agents.perceptions import Month
    from agents.table import Table

SHOWN = ("self", "month")
"""What such a rule is asked with."""

ANY = Answer(-LARGEST, LARGEST)
"""What it has to answer where it does not say: a number."""

NOT_STATES = frozenset(("model", "unique_id", "pos"))
"""What an agent has besides what classes say."""


def own_states(kind: type) -> Mapping[str, float]:
    """The states of one's own of a class, and what each begins with."""
    return {name: given.default or 0.0 for name, given in looked(kind).items() if is_own(given)}


def is_own(given: Any) -> bool:
    """Whether a member of a class is a state that says what it begins with."""
    return isinstance(given, Looked) and getattr(given, "default", None) is not None


def next_rules(kind: type) -> Iterator[str]:
    """The names of the rules that give states of a class their new values."""
    named = (name for name in dir(kind) if name.startswith(NEXT))
    return (name for name in named if isinstance(getattr(kind, name), FunctionType))


@cache
def check(kind: type) -> None:
    """RuleError if a state of one's own has no number to begin with or a name that is taken, or if a rule
    gives the new value of a state that there is not, or takes other things than the month.
    """
    for name, given in looked(kind).items():
        if is_own(given):
            _check_start(kind, name, given.default)
            _check_free(kind, name)
    for name in next_rules(kind):
        _check_next(kind, name)


def _check_start(kind: type, name: str, start: Any) -> None:
    if not isinstance(start, int | float) or not math.isfinite(start):
        problem = _("must begin with a number, as in State(0.0), and begins with {came}.", came=repr(start))
        raise RuleError(f"{attribute_at(kind, name)} {problem}")


def _check_free(kind: type, name: str) -> None:
    others = [vars(one)[name] for one in kind.__mro__ if name in vars(one)]
    if name.startswith("_") or name in NOT_STATES or not all(map(is_own, others)):
        problem = _("that name is taken; call your state something else.")
        raise RuleError(f"{attribute_at(kind, name)}: {problem}")


def _check_next(kind: type, name: str) -> None:
    rule, known = getattr(kind, name), own_states(kind)
    if name.removeprefix(NEXT) not in known:
        problem = _(
            "{where}: the class keeps no state {state} of its own; write {state} = State(0.0) in it.",
            where=rule_at(rule),
            state=name.removeprefix(NEXT),
        )
        raise RuleError(problem + nearest(name, (NEXT + one for one in known)))
    if not takes(rule, len(SHOWN)):
        raise RuleError(wrong_arguments(rule, SHOWN))


class OwnStates:
    """The states of one's own that the classes of one table have.

    Attributes:
        starts: state → (classes,) what it begins with, 0 for a class without it, where nobody reads it.
        kept: state → (classes,) which classes keep it.
        rules: state → the rule that gives its new value, for those that some class has one for.
    """

    __slots__ = ("kept", "rules", "starts")

    def __init__(self, classes: Sequence[type[Actor]]) -> None:
        """Find the states; RuleError if a name is a state of one class and something else of another."""
        self.starts: dict[str, npt.NDArray[np.float64]] = {}
        self.kept: dict[str, BoolArray] = {}
        self.rules: dict[str, str] = {}
        if not any(map(own_states, classes)):
            return
        for kind in classes:
            for name in own_states(kind):
                if name not in self.starts:
                    self.starts[name] = _starts(classes, name)
                    self.kept[name] = np.array([name in own_states(one) for one in classes])
            self.rules |= {name.removeprefix(NEXT): name for name in next_rules(kind)}

    def begin(self, table: Table, rows: IntArray) -> None:
        """Let the agents of these rows begin anew."""
        for name, start in self.starts.items():
            table.columns[name][rows] = start[table.columns["kind"][rows]]

    def become(self, table: Table, rows: IntArray, before: IntArray) -> None:
        """Let the agents of these rows, who were of other classes before, begin what they did not keep."""
        for name, start in self.starts.items():
            new = rows[~self.kept[name][before]]
            table.columns[name][new] = start[table.columns["kind"][new]]

    def turn(self, table: Table, month: Month) -> None:
        """Give every state that has a rule its new value; all rules see the states as they were.

        Args:
            month: what happened to each row, columns or floats.
        """
        answered = [(state, *_asked(table, rule, month)) for state, rule in self.rules.items()]
        for state, rows, answer in answered:
            table.columns[state][rows] = answer


def some_turn(tables: Iterable[Table]) -> bool:
    """Whether some class of these tables has a rule that gives a state of its own a new value."""
    return any(table.own_states.rules for table in tables)


def _starts(classes: Sequence[type[Actor]], name: str) -> npt.NDArray[np.float64]:
    for kind in classes:
        if hasattr(kind, name) and name not in own_states(kind):
            problem = _("another class of this world keeps a state of that name; call one of them otherwise.")
            raise RuleError(f"{attribute_at(kind, name)}: {problem}")
    return np.array([own_states(kind).get(name, 0.0) for kind in classes])


def _asked(table: Table, name: str, month: Month) -> tuple[IntArray, Any]:
    """Ask everybody who has the rule: rows, and the answers."""
    having = [number for number, kind in enumerate(table.classes) if hasattr(kind, name)]
    rows = np.flatnonzero(np.isin(table.columns["kind"], having))
    rule = getattr(table.classes[having[0]], name)
    return rows, table.decide(rule, taken(month, rows), rows=rows)
