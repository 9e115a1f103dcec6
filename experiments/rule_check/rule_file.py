"""A file of rules as it is written: its classes of agents, and every function that a rule of theirs goes
through.

Invariant: nothing of the file is run.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.rule_check.shipped_rules import FOLDER, imported, shipped
from scenarios.files import shown, text_of
from scenarios.language import _

BY_ONE = "one_by_one"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
type Function = ast.FunctionDef | ast.AsyncFunctionDef


class ReachedFunction(NamedTuple):
    """A function that a rule goes through: the class that it stands in (None: outside), the rule that leads
    to it, and whether that is asked one by one.
    """

    node: Function
    owner: ast.ClassDef | None
    rule: str
    one_by_one: bool

    @property
    def name(self) -> str:
        """`Class.method`, or the function."""
        return f"{self.owner.name}.{self.node.name}" if self.owner else self.node.name

    @property
    def me(self) -> str:
        """What the agent is called in it; empty where it has none."""
        marks = {ast.unparse(mark) for mark in self.node.decorator_list}
        alone = self.owner is None or "staticmethod" in marks
        first = [*self.node.args.posonlyargs, *self.node.args.args]
        return "" if alone or not first else first[0].arg

    @property
    def given(self) -> list[ast.arg]:
        """Its arguments without the agent."""
        every = self.node.args
        found = [*every.posonlyargs, *every.args, *every.kwonlyargs]
        further = [one for one in (every.vararg, every.kwarg) if one is not None]
        return found[bool(self.me) :] + further


class RuleFile:
    """The file read. ScenarioError if it cannot be read, ArgumentError if it is no Python or holds no class
    of agents.
    """

    def __init__(self, file: Path) -> None:
        self.file, self.name = file, shown(Path.cwd() / file)
        try:
            self.tree = ast.parse(text_of(file))
        except SyntaxError as error:
            raise ArgumentError(
                _(
                    "{where}: this is no Python: {problem}",
                    where=f"{self.name}:{error.lineno}",
                    problem=error.msg,
                )
            ) from None
        self.imports = imported(self.tree)
        self.classes = {one.name: one for one in self.tree.body if isinstance(one, ast.ClassDef)}
        self.functions = {one.name: one for one in self.tree.body if isinstance(one, FUNCTIONS)}
        if not self.agents:
            raise ArgumentError(
                _(
                    "{file} holds no class of agents; write one as class Mine(ElderlyResident).",
                    file=self.name,
                )
            )

    @property
    def ours(self) -> bool:
        """Whether it is one of gongzhi's own."""
        return self.file.resolve().parent == FOLDER

    @cached_property
    def agents(self) -> dict[str, ast.ClassDef]:
        """The classes of agents: those that build on one of gongzhi's, of a project, or of this file."""
        found: dict[str, ast.ClassDef] = {}
        while more := {
            name: one
            for name, one in self.classes.items()
            if name not in found and any(self._is_agent(base, found) for base in self.bases(one))
        }:
            found |= more
        return found

    def bases(self, one: ast.ClassDef) -> list[str]:
        """What a class builds on, in full where it is imported."""
        written = [ast.unparse(base) for base in one.bases]
        return [self.full(base) for base in written]

    def full(self, dotted: str) -> str:
        """A dotted name with what its beginning stands for."""
        first, dot, rest = dotted.partition(".")
        return self.imports.get(first, first) + dot + rest

    def _is_agent(self, base: str, known: Mapping[str, ast.ClassDef]) -> bool:
        module = base.rpartition(".")[0]
        of_others = module.startswith("agents.") and not (FOLDER / f"{module[7:]}.py").exists()
        return base in known or base in shipped() or of_others

    @cached_property
    def globals(self) -> set[str]:
        """The names that the file itself binds outside its functions."""
        nodes = (one for node in self.tree.body for one in at_loading(node, classes=False))
        bound = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        return bound | self.classes.keys() | self.functions.keys()

    @cached_property
    def loose(self) -> list[ast.stmt]:
        """What the file does when it is loaded, but for imports and what only runs it as a program."""
        kept = (ast.Import, ast.ImportFrom)
        return [one for one in self.tree.body if not isinstance(one, kept) and not _as_program(one)]

    def methods(self) -> Iterator[ReachedFunction]:
        """Every method of its classes of agents."""
        for owner in self.agents.values():
            for node in owner.body:
                if isinstance(node, FUNCTIONS):
                    alone = any(ast.unparse(mark).endswith(BY_ONE) for mark in node.decorator_list)
                    yield ReachedFunction(node, owner, f"{owner.name}.{node.name}", alone)

    def reached(self) -> list[ReachedFunction]:
        """The methods, and after them each function and method of the file that they, or what is done when it
        is loaded, mention.
        """
        mentioned = {name for node in self.loose for name in names_in(at_loading(node))}
        waiting = [*sorted(self.methods(), key=lambda one: one.one_by_one), *self._named(mentioned, "", True)]
        found: dict[int, ReachedFunction] = {}
        while waiting:
            one = waiting.pop(0)
            if found.setdefault(id(one.node), one) is one:
                waiting += self._named(names_in(ast.walk(one.node)), one.rule, one.one_by_one)
        return list(found.values())

    def _named(self, names: set[str], rule: str, one_by_one: bool) -> Iterator[ReachedFunction]:
        for name in sorted(names):
            if name in self.functions:
                yield ReachedFunction(self.functions[name], None, rule or name, one_by_one)
            elif name in self.classes and name not in self.agents:
                owner = self.classes[name]
                for node in owner.body:
                    if isinstance(node, FUNCTIONS):
                        yield ReachedFunction(node, owner, rule or f"{name}.{node.name}", True)


def _as_program(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def at_loading(node: ast.AST, classes: bool = True) -> Iterator[ast.AST]:
    """A part of the file and what is in it that is done when the file is loaded: of a function its decorators
    and defaults, not its body; without what stands inside classes unless these are asked for.
    """
    yield node
    parts = ast.iter_child_nodes(node)
    if isinstance(node, (*FUNCTIONS, ast.Lambda)):
        marks = [] if isinstance(node, ast.Lambda) else node.decorator_list
        defaults = [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
        parts = iter([*marks, *defaults])
    if classes or not isinstance(node, ast.ClassDef):
        for inner in parts:
            yield from at_loading(inner, classes)


def names_in(nodes: Iterable[ast.AST]) -> set[str]:
    """The names among some nodes."""
    return {one.id for one in nodes if isinstance(one, ast.Name)}
