"""One rule asked in a small world, in every way in which the answer must be the same."""

import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents import rulebook
from agents.actor import Actor
from agents.rule_error import RuleError
from agents.table import Table
from experiments.explanation.decision import put_back
from experiments.recording.recorder import arguments as arguments_of
from experiments.recording.recorder import who_decides
from experiments.recording.world_fingerprint import changed, fingerprint
from experiments.rule_check.shaken_worlds import members_of, situation, types_of
from experiments.rule_check.shipped_rules import arguments, rules
from model.neighbourhood import Neighbourhood
from scenarios.language import _

TIMES = 3
"""In how many situations a draw is moved."""

DRAWS = np.linspace(0.0, 0.999, 9)
AT = re.compile(r":(\d+)\)")
"""Where a message of a rule says its line."""

type Answers = tuple[npt.NDArray[Any], ...]


class AnswersSeen(NamedTuple):
    """What the answers showed: the sort of impurity (empty: none) with its words, its line where that is
    known, and whether the draw moved an answer.
    """

    code: str = ""
    words: Mapping[str, object] = {}
    line: int | None = None
    moved: bool = True


class Question:
    """A rule of a class."""

    def __init__(self, kind: type[Actor], rule: str) -> None:
        self.kind, self.rule = kind, rule
        self.owners = [one for one in kind.__mro__ if rule in vars(one)]

    def goes_through(self, file: Path) -> bool:
        """Whether code or numbers of that file have a part in it."""
        names = {str(name) for name, _versions in rulebook.code_of(self.kind, self.rule)} | {self.rule}
        names |= {name for owner in self.owners for name in _mentioned(vars(owner)[self.rule])}
        return any(
            name in vars(one)
            for one in self.kind.__mro__
            if _file_of(one) == file.resolve()
            for name in names
        )

    def ask(self, table: Table, world: Neighbourhood) -> AnswersSeen:
        """Ask it in every way."""
        rng = np.random.default_rng(len(self.rule))
        members = members_of(self.kind, table)
        given = self._situation(len(members), rng)
        before, shown = fingerprint(world), [one.tobytes() for one in _flat(given)]
        try:
            with put_back(world) as rolled:
                many = self._answers(table, given, members)
                again = self._answers(table, given, members)
                drew = rolled()
            if written := changed(before, fingerprint(world)):
                return AnswersSeen("writes", {"what": ", ".join(written)})
            if shown != [one.tobytes() for one in _flat(given)]:
                return AnswersSeen("writes-given", {"what": _("what it is shown")})
            if drew:
                return AnswersSeen("rolls")
            if (place := _differing(many, again)) is not None:
                return AnswersSeen("asked-twice", self._words(table, members, place, many, again))
            return self._other_ways(table, given, members, many) or self._moved(table, members, rng)
        except RuleError as error:
            line = AT.search(str(error))
            code = "stops" if error.__cause__ is not None else "undeclared"
            return AnswersSeen(code, {"problem": str(error)}, int(line[1]) if line else None)

    def _situation(self, count: int, rng: np.random.Generator) -> list[Any]:
        """What the month might give it; further draws it gets without being given them."""
        types = types_of(self.kind, self.rule)
        words = [
            f"{who_decides(self.kind)}.{self.rule}.{name}" for name in arguments_of(self.kind, self.rule)
        ]
        return situation(types, count, rng, words)

    def _answers(self, table: Table, given: list[Any], rows: Any, one_by_one: bool = False) -> Answers:
        table.one_by_one = one_by_one
        try:
            found = table.decide(getattr(self.kind, self.rule), *given, rows=rows)
        finally:
            table.one_by_one = False
        return found if isinstance(found, tuple) else (found,)

    def _other_ways(self, table: Table, given: list[Any], rows: Any, many: Answers) -> AnswersSeen | None:
        """One by one, and among others only."""
        single = self._answers(table, given, rows, one_by_one=True)
        if (place := _differing(many, single, roughly=True)) is not None:
            return AnswersSeen("two-ways", self._words(table, rows, place, many, single))
        some = np.arange(len(rows))[::-2]
        part = self._answers(table, [_at(one, some) for one in given], rows[some])
        whole = tuple(one[some] for one in many)
        if (place := _differing(whole, part, roughly=True)) is not None:
            return AnswersSeen("who-else", self._words(table, rows[some], place, whole, part))
        return None

    def _words(self, table: Table, rows: Any, place: int, one: Answers, other: Answers) -> dict[str, object]:
        a, b = (", ".join(str(each[place].item()) for each in answers) for answers in (one, other))
        return {"a": a, "b": b, "who": table.name_of(int(rows[place]))}

    def _moved(self, table: Table, rows: Any, rng: np.random.Generator) -> AnswersSeen:
        """Whether another draw gives anybody another answer."""
        place = self._draw()
        if place is None:
            return AnswersSeen()
        for _time in range(TIMES):
            given = self._situation(len(rows), rng)
            first: Answers | None = None
            for draw in DRAWS:
                given[place] = np.full(len(rows), draw)
                found = self._answers(table, given, rows)
                first = found if first is None else first
                if _differing(first, found) is not None:
                    return AnswersSeen()
        return AnswersSeen(moved=False)

    def _draw(self) -> int | None:
        """The place of its draw; None where it has none, does without on purpose, or hands it to another."""
        if self.rule not in rules() or "draw" not in arguments(self.rule):
            return None
        place = arguments(self.rule).index("draw")
        function = vars(self.owners[0])[self.rule]
        names = [name for name in inspect.signature(function).parameters if name != "self"]
        if place >= len(names) or names[place].startswith("_") or "super" in _mentioned(function):
            return None
        others = set(_mentioned(function)) & set(rules())
        return None if others else place


def _mentioned(function: Any) -> tuple[str, ...]:
    return function.__code__.co_names if isinstance(function, FunctionType) else ()


def _file_of(kind: type) -> Path | None:
    try:
        return Path(inspect.getfile(kind)).resolve()
    except (OSError, TypeError):
        return None


def _flat(given: list[Any]) -> Iterator[npt.NDArray[Any]]:
    for one in given:
        yield from one if isinstance(one, tuple) else (one,)


def _at(part: Any, places: Any) -> Any:
    return type(part)(*(one[places] for one in part)) if isinstance(part, tuple) else part[places]


def _differing(one: Answers, other: Answers, roughly: bool = False) -> int | None:
    """The first place at which two answers are not the same."""
    for a, b in zip(one, other, strict=True):
        if len(a) != len(b):
            return 0
        first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
        same = np.isclose(first, second, rtol=1e-12, atol=1e-9) if roughly else first == second
        if not (same | (np.isnan(first) & np.isnan(second))).all():
            return int(np.flatnonzero(~same)[0])
    return None
