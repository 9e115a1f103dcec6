"""The rules of a file asked in small worlds: by columns, one by one, twice and among others; nothing written,
no random number drawn, and a draw that matters.

Invariant: what is asked is the file as it lies there, in a world that nobody sees afterwards.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from agents.actor import Actor
from experiments.errors import about_rules
from experiments.provenance.chosen_rules import chosen_rules
from experiments.rule_check.impurity import Problem, problem
from experiments.rule_check.question import Question
from experiments.rule_check.rule_file import RuleFile
from experiments.rule_check.shaken_worlds import WAYS, rules_of, shaken_world, table_of
from model.case_rules import classes_in
from model.kinds import INSTITUTIONS, KINDS
from model.neighbourhood import Neighbourhood
from scenarios.project_folder import modules

LINE = re.compile(r":(\d+)\)?")


class Asked(NamedTuple):
    """What asking showed: the problems, and the rules that were asked, as `Class.method`."""

    problems: list[Problem]
    rules: tuple[str, ...]


def asked(read: RuleFile, wrong: Collection[str]) -> Asked:
    """Ask the rules of a file that go through its code; `wrong`: those that are not asked any more."""
    try:
        with loaded(read) as module:
            return _Asking(read, module, wrong).all()
    except (Exception, SystemExit) as error:
        return Asked([_refused(read, error)], ())


@contextmanager
def loaded(read: RuleFile) -> Iterator[ModuleType]:
    """The file as a module: one of ours or of the project's by its name, any other as a file of rules."""
    file = read.file.resolve()
    if read.ours or file in modules().values():
        yield import_module(f"agents.{file.stem}")
    else:
        with chosen_rules(file):
            yield import_module(f"agents.{file.stem}")


def _refused(read: RuleFile, error: BaseException) -> Problem:
    """A file that cannot be loaded, or a class that no world takes."""
    said = about_rules(error) or f"{type(error).__name__}: {error}"
    found = re.search(re.escape(read.file.name) + LINE.pattern, said)
    return problem(read.name, int(found[1]) if found else 1, "", "refused", problem=_shortly(read, said))


def _shortly(read: RuleFile, said: object) -> object:
    """A message with the file called as it was named."""
    return said.replace(str(read.file.resolve()), read.name) if isinstance(said, str) else said


class _Asking:
    """The worlds, and what the answers were so far."""

    def __init__(self, read: RuleFile, module: ModuleType, wrong: Collection[str]) -> None:
        self._read, self._wrong = read, wrong
        self._own = {
            one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__
        }
        shipped = any(self._own & set(kind.__mro__) for kind in (*KINDS.values(), *INSTITUTIONS.values()))
        self._kinds: Mapping[str, type[Actor]] = {} if shipped else classes_in(module)
        self._module = module
        self._found: dict[str, Problem] = {}
        self._moved: dict[str, bool] = {}

    def all(self) -> Asked:
        """Ask every rule, in each sort of world."""
        for way in WAYS:
            world = shaken_world(way, tuple(self._kinds.items()))
            for kind in self._classes(world):
                for rule in self._rules(kind):
                    self._ask(kind, rule, world)
        own = {method.rule: method.node.lineno for method in self._read.methods()}
        idle = [
            problem(self._read.name, own[name], name, "draw-idle", what="draw")
            for name, moved in self._moved.items()
            if not moved and name in own and name not in self._found
        ]
        return Asked([*self._found.values(), *idle], tuple(self._moved))

    def _classes(self, world: Neighbourhood) -> list[type[Actor]]:
        """The classes of the world that the file says something of."""
        if self._kinds:
            return list(self._kinds.values())
        every = [kind for table in world.tables() for kind in table.classes if self._own & set(kind.__mro__)]
        return [kind for kind in every if kind in self._own] or every[:1]

    def _rules(self, kind: type[Actor]) -> Iterator[str]:
        """The rules of a class that go through the file."""
        file = Path(self._module.__file__ or "")
        for name in rules_of(kind):
            question = Question(kind, name)
            if question.goes_through(file) and not set(self._names(question)) & set(self._wrong):
                yield name

    def _names(self, question: Question) -> list[str]:
        return [f"{one.__name__}.{question.rule}" for one in question.owners]

    def _ask(self, kind: type[Actor], rule: str, world: Neighbourhood) -> None:
        question = Question(kind, rule)
        name = self._names(question)[0]
        if name in self._found:
            return
        seen = question.ask(table_of(kind, world), world)
        if seen.code:
            line = seen.line or self._line(question)
            words = {each: _shortly(self._read, one) for each, one in seen.words.items()}
            self._found[name] = problem(self._read.name, line, name, seen.code, **words)
        self._moved[name] = self._moved.get(name, False) or seen.moved

    def _line(self, question: Question) -> int:
        """Where the rule stands, or else the class."""
        for method in self._read.methods():
            if method.owner is not None and method.rule == self._names(question)[0]:
                return method.node.lineno
        owner: Any = self._read.classes.get(question.kind.__name__)
        return owner.lineno if owner else 1
