"""A table holds the agents of related kinds as columns; a row becomes a Mesa agent when somebody asks for it.

``Table.decide(rule, ...)`` is how the month asks agents: it evaluates one rule on every row, a cohort at a
time, each class with its own version. Classes that share a version are asked together, so that the usual
month has one call a rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agents import answer as checking
from agents import failure, rulebook
from agents.answer import Unfit
from agents.attribute import Looked
from agents.column import IntArray
from agents.further_draws import FurtherDraws
from agents.given import each, merged, taken
from agents.own_states import OwnStates
from agents.rule_error import RuleError
from agents.sheet import Sheet
from agents.version import Version, versions
from scenarios.language import _
from scenarios.rules import agent_name

if TYPE_CHECKING:
    from agents.actor import Actor

type Rows = IntArray | slice
type Rule = Callable[..., Any]
type Witness = Callable[[Table, Version, tuple[Any, ...], Rows, Any], None]
"""Sees every rule that is asked, before its answer is carried out: the table, the rule's version, what was
given, which rows, the answers. It must change nothing.
"""

EVERY_ROW = slice(None)


class _Read(dict[str, Any]):
    """What rules of a cohort read, by name: columns, and parameters from when they are first read.

    A dictionary of its own, for every rule looks up several; columns and parameters are changed in place.
    """

    __slots__ = ("parameter",)

    def __init__(self, columns: Mapping[str, Any], parameter: Callable[[str], Any]) -> None:
        super().__init__(columns)
        self.parameter = parameter

    def __missing__(self, name: str) -> Any:
        found = self[name] = self.parameter(name)
        return found


class Table(Sheet):
    """Rows of agents that live in compounds, one NumPy column an attribute; a subclass declares its columns.

    Attributes:
        classes: the agent classes of this table; column ``kind`` holds each row's place in it.
        compound: (rows,) the compound of each row, ascending.
        one_by_one: ask agent by agent even where a rule could take the whole cohort (slow; for students and
            tests).
    """

    __slots__ = (
        *("_parameters", "_present", "_read", "_values", "_versions", "_views"),
        *("classes", "compound", "further_draw", "make", "one_by_one", "own_states", "witness"),
    )

    kind: IntArray

    def __init__(
        self,
        classes: Sequence[type[Actor]],
        compound: IntArray,
        values: Mapping[str, float | npt.NDArray[np.float64]],
        columns: Mapping[str, npt.NDArray[Any]],
        one_by_one: bool = False,
    ) -> None:
        """Lay out the rows; ``values`` maps each ledger key to one number or to one a compound.

        RuleError if a class names a column or a key that there is not, or misspells a rule.
        """
        self.classes = list(classes)
        self.compound = compound
        self.one_by_one = one_by_one
        self.columns = {"kind": np.zeros(len(compound), dtype=np.int8), **columns}
        kept = None if type(self) is Table else self.columns  # a bare table, as in tests, need not keep all
        for kind in self.classes:
            rulebook.check(kind, values, kept)
        self.own_states = OwnStates(self.classes)
        own = {name: start[self.columns["kind"]] for name, start in self.own_states.starts.items()}
        self.columns = own | self.columns
        self._values = values
        self._parameters: dict[str, float | npt.NDArray[np.float64]] = {}
        self._read = _Read(self.columns, self.parameter)
        self._views: dict[str, Any] = {}
        self._versions: dict[str, list[Version]] = {}
        self._present: dict[int, Actor] = {}
        self.make: Callable[[Table, int], Actor] | None = None
        self.further_draw: Callable[[Any, str], Any] | None = None
        self.witness: Witness | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.compound)

    def name_of(self, row: int) -> str:
        """Whose row it is, for a message."""
        kind = self.classes[int(self.columns["kind"][row])]
        word = agent_name(kind.kind, kind.words)
        return f"{word} {row + 1}" if len(self) > 1 else word

    def parameter(self, name: str) -> float | npt.NDArray[np.float64]:
        """Return parameter ``name`` of every row: one float where all rows agree, else (rows,) values."""
        found = self._parameters.get(name)
        if found is None:
            found = self._parameters[name] = self._gather(name)
        return found

    def _gather(self, name: str, rows: Rows = EVERY_ROW) -> float | npt.NDArray[np.float64]:
        having = next(kind for kind in self.classes if hasattr(kind, name))
        given = [self._value_of(getattr(kind, name, getattr(having, name))) for kind in self.classes]
        if all(isinstance(value, float) and value == given[0] for value in given):
            return given[0]
        if all(isinstance(value, float) for value in given):
            return np.array(given)[self.columns["kind"][rows]]
        count = max(len(value) for value in given if not isinstance(value, float))
        by_kind = np.stack([np.broadcast_to(value, (count,)) for value in given])
        return by_kind[self.columns["kind"][rows], self.compound[rows]]

    def _value_of(self, given: Looked | float) -> float | npt.NDArray[np.float64]:
        """Return the ledger's value of a parameter, or the number that a class has put in its place."""
        return self._values[given.key] if isinstance(given, Looked) else float(given)

    def view(self, name: str) -> Any:
        """Return a memoryview of a column or of a parameter's column, or the parameter's one float."""
        found = self._views.get(name)
        if found is None:
            source: Any = self.columns[name] if name in self.columns else self.parameter(name)
            found = self._views[name] = source if isinstance(source, float) else memoryview(source)
        return found

    def rows_changed_kind(self, rows: IntArray) -> None:
        """Bring the parameters that depend on a row's class up to date for ``rows`` (after turnover)."""
        for name, column in self._parameters.items():
            if not isinstance(column, float):
                column[rows] = self._gather(name, rows)

    def all_rows(self) -> IntArray:
        """Return the numbers of all rows."""
        return np.arange(len(self))

    def rows_by_class(self) -> list[tuple[type[Actor], IntArray]]:
        """Return each class that has rows, with them."""
        found = [
            (kind, np.flatnonzero(self.columns["kind"] == number)) for number, kind in enumerate(self.classes)
        ]
        return [(kind, rows) for kind, rows in found if len(rows)]

    def agent(self, row: int) -> Actor:
        """Return the agent of a row, made now if nobody asked before."""
        found = self._present.get(row)
        if found is None:
            if self.make is None:
                raise LookupError("this table belongs to no world, so it has no agents")
            found = self._present[row] = self.make(self, row)
        return found

    def depart(self, rows: IntArray) -> None:
        """Tell the agents of these rows, where somebody holds one, that they have moved out."""
        if self._present:
            for row in rows.tolist():
                gone = self._present.pop(row, None)
                if gone is not None:
                    gone.depart()

    def versions(self, name: str) -> list[Version]:
        """Return each different version of a rule; classes share one if all the code they use is the same."""
        found = self._versions.get(name)
        if found is None:
            found = self._versions[name] = versions(self.classes, name)
        return found

    def decide(self, rule: Rule, *given: Any, rows: Rows = EVERY_ROW) -> Any:
        """Ask every row, or the rows named, and return one answer a row.

        Args:
            rule: the method as the most general class writes it; each class answers with its own version.
            given: what is seen and the draw: arrays of one value a row asked, floats that hold for all, or
                named tuples of these.
            rows: which rows are asked.

        Returns:
            An array with one answer a row asked, or a tuple of such arrays where the rule returns a tuple.

        Raises:
            RuleError: a version answers what the rule does not declare, or stops with an error.
        """
        name = rule.__name__
        versions = self._versions.get(name) or self.versions(name)
        if len(versions) == 1:
            return self._ask(versions[0], given, rows)
        kinds = self.columns["kind"][rows]
        count = len(kinds)
        answers: list[tuple[IntArray, Any]] = []
        for version in versions:
            places = np.flatnonzero(np.isin(kinds, version.members))
            if len(places):
                chosen = places if isinstance(rows, slice) else rows[places]
                answers.append(
                    (places, self._ask(version, tuple(taken(part, places) for part in given), chosen))
                )
        return merged(answers, count) if answers else checking.nobodys(versions[0].declaration)

    def _ask(self, version: Version, given: tuple[Any, ...], rows: Rows) -> Any:
        count = len(self.compound) if isinstance(rows, slice) else len(rows)
        answers: list[Any] | None = None
        shown = given
        try:
            if version.further is not None:
                shown = self.with_further_draws(version.further, given)
            if self.one_by_one or version.one_by_one:
                answers = []
                self._ask_one_by_one(version.rule, shown, rows, count, answers)
                answer = checking.of_each(answers, version.declaration)
            else:
                posing = self.posing(version.kind, rows)
                answer = checking.of_cohort(version.rule(posing, *shown), version.declaration, count)
        except Unfit as error:
            raise self._misfit(version, rows, error) from None
        except Exception as error:
            who = self._at(rows, None if answers is None else len(answers))
            raise failure.stopped(version.kind, version.rule, shown, who, error) from error
        if self.witness is not None:
            self.witness(self, version, given, rows, answer)
        return answer

    def with_further_draws(self, further: FurtherDraws, given: tuple[Any, ...]) -> tuple[Any, ...]:
        """What a version of a rule is shown that takes further draws: what was given, then these."""
        if self.further_draw is None:
            raise LookupError("this table belongs to no world, so its rules have no further draws")
        return (*given, *(self.further_draw(given[further.place], name) for name in further.names))

    def _misfit(self, version: Version, rows: Rows, error: Unfit) -> RuleError:
        return failure.misfit(version.rule, version.declaration, self._at(rows, error.place), error.came)

    def _at(self, rows: Rows, place: int | None) -> str:
        """Who was asked (the agent at a place among ``rows``, or all of them), and in which month."""
        numbers = self.all_rows()[rows].tolist()
        one = numbers[place] if place is not None and place < len(numbers) else None
        who = _("all who were asked") if one is None else self.name_of(one)
        if self.make is None or not len(self):
            return who
        month = self.agent(one or 0).model.month
        if month > 0:
            return _("{who} in month {month}", who=who, month=month)
        last = _("the last month before the start")
        return f"{who}, " + (last if month == 0 else _("{months} months before the start", months=-month))

    def posing(self, kind: type[Actor], rows: Rows) -> Actor:
        """Return an object of the class in place of all of ``rows``: what it reads are columns."""
        many = kind.__new__(kind)
        own = many.__dict__  # to set an attribute looks its name up
        own["_table"], own["_row"], own["_view"] = self, rows, self._read.__getitem__
        return many

    def _ask_one_by_one(
        self, rule: Rule, given: tuple[Any, ...], rows: Rows, count: int, answers: list[Any]
    ) -> None:
        """Put the answer of one agent after another into ``answers``: where one stops, they say at whom."""
        numbers = range(count) if isinstance(rows, slice) else rows.tolist()
        columns = zip(*(each(part) for part in given), strict=False) if given else itertools.repeat(())
        for row, mine in zip(numbers, columns, strict=False):
            answers.append(rule(self.agent(row), *mine))


def one_by_one(rule: Rule) -> Rule:
    """Mark a rule written for one agent in plain Python, with ``if``: it is called agent by agent."""
    rule.one_by_one = True  # type: ignore[attr-defined]
    return rule
