"""What a rule writes, keeps or reaches for: itself, what it was given, others, names outside it."""

import ast
from collections.abc import Iterator

from experiments.rule_check.impurity import Spot
from experiments.rule_check.names_in_function import BEHIND, HIDDEN, NamesIn, Whose, is_kept, kept_names
from experiments.rule_check.rule_file import FUNCTIONS, ReachedFunction, RuleFile

CHANCE = {"random", "rng"}
"""Generators that Mesa gives an agent."""

GROWING = {"append", "appendleft", "add", "update", "extend", "setdefault", "insert"}
"""Methods that change what they are methods of, and that no column has."""

CHANGING = GROWING | {
    *("pop", "popitem", "popleft", "clear", "remove", "discard", "sort", "reverse", "rotate", "fill", "put"),
    *("resize", "partition", "itemset", "setfield", "__setitem__", "__setattr__", "__iadd__"),
}

INTO_FIRST = {
    *("copyto", "put", "place", "putmask", "fill_diagonal", "at", "shuffle", "heappush", "setattr"),
    *("delattr", "__setattr__", "__delattr__"),
}
"""Functions that change what they are given first."""

LOOKING = {"getattr", "hasattr", "setattr", "delattr", "vars", "__getattribute__", "__setattr__"}
"""Functions that find what an agent has by its name, or all of it."""

CACHES = {"cache", "lru_cache", "cached_property"}

WRITTEN: dict[Whose, str] = {
    **{"me": "writes-self", "state": "writes-self", "given": "writes-given", "model": "writes-others"},
    **{"file": "memory", "class": "memory", "hidden": "memory"},
}
"""The sort of impurity, by whose it is what is written."""


class WrittenBy:
    """What one function writes, keeps and reaches for."""

    def __init__(self, one: ReachedFunction, file: RuleFile) -> None:
        self._one, self._file, self._names = one, file, NamesIn(one, file)
        self._kept = set(kept_names(one.owner)) if one.owner else set[str]()

    def found(self) -> Iterator[Spot]:
        """All of it, in no order."""
        yield from self._marks()
        yield from self._defaults()
        for node in ast.walk(self._one.node):
            if isinstance(node, ast.Global | ast.Nonlocal):
                kind = "global" if isinstance(node, ast.Global) else "nonlocal"
                yield Spot(node.lineno, "rebinds", f"{kind} {', '.join(node.names)}")
            elif isinstance(node, ast.Attribute):
                yield from self._attribute(node)
            elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                yield from self._write(node.value, node)
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                yield from self._in_place(node.target)
            elif isinstance(node, ast.Call):
                yield from self._call(node)

    def _marks(self) -> Iterator[Spot]:
        """Decorators that keep answers."""
        for inner in (one for one in ast.walk(self._one.node) if isinstance(one, FUNCTIONS)):
            for mark in inner.decorator_list:
                called = mark.func if isinstance(mark, ast.Call) else mark
                if self._file.full(ast.unparse(called)).rpartition(".")[2] in CACHES:
                    yield Spot(mark.lineno, "cache", f"@{ast.unparse(mark)}")

    def _defaults(self) -> Iterator[Spot]:
        """Defaults that can be changed."""
        every = self._one.node.args
        plain = zip(every.defaults[::-1], [*every.posonlyargs, *every.args][::-1], strict=False)
        named = zip(every.kw_defaults, every.kwonlyargs, strict=True)
        for value, argument in [*plain, *named]:
            if value is not None and is_kept(value):
                yield Spot(value.lineno, "mutable-default", argument.arg)

    def _attribute(self, node: ast.Attribute) -> Iterator[Spot]:
        whose, written = self._names.whose(node.value), ast.unparse(node)
        if not isinstance(node.ctx, ast.Load):
            hidden = whose == "me" and (node.attr.startswith("_") or node.attr in self._kept)
            if whose != "own":
                yield Spot(node.lineno, "memory" if hidden else WRITTEN[whose], written)
        elif whose == "me" and node.attr in CHANCE:
            yield Spot(node.lineno, "random", written)
        elif (whose == "me" and node.attr in HIDDEN) or (whose in ("me", "class") and node.attr in BEHIND):
            yield Spot(node.lineno, "reaches", written)

    def _write(self, to: ast.expr, node: ast.expr) -> Iterator[Spot]:
        """Something is changed."""
        whose = self._names.whose(to)
        if whose != "own":
            yield Spot(node.lineno, WRITTEN[whose], ast.unparse(to))

    def _in_place(self, target: ast.Name) -> Iterator[Spot]:
        """`x += 1` changes a column itself; a number it does not, nor what a helper may have been handed."""
        columns = bool(self._one.me) and not self._one.one_by_one
        if columns and self._names.whose(target) in ("state", "given", "model"):
            yield from self._write(target, target)

    def _call(self, node: ast.Call) -> Iterator[Spot]:
        name = ast.unparse(node.func).rpartition(".")[2]
        of = self._names.whose(node.func.value) if isinstance(node.func, ast.Attribute) else "own"
        first = node.args[0] if node.args else None
        if isinstance(node.func, ast.Attribute) and name in CHANGING and of != "own":
            grown = of == "state" and name in GROWING
            yield Spot(node.lineno, WRITTEN["hidden" if grown else of], ast.unparse(node.func.value))
        elif first is not None and name in INTO_FIRST:
            yield from self._write(first, node)
        elif first is not None and name == "next" and self._names.whose(first) in ("file", "class", "hidden"):
            yield Spot(node.lineno, "memory", ast.unparse(first))
        if name in LOOKING and first is not None and self._is_hidden(first, node.args[1:]):
            yield Spot(node.lineno, "reaches", ast.unparse(node))
        for one in node.keywords:
            if one.arg == "out":
                yield from self._write(one.value, one.value)

    def _is_hidden(self, of: ast.expr, further: list[ast.expr]) -> bool:
        """Whether `getattr(self, "model")` or `vars(self)` stands there, or a name that may be any."""
        if self._names.whose(of) not in ("me", "class"):
            return False
        name = further[0] if further else None
        return not isinstance(name, ast.Constant) or name.value in HIDDEN | CHANCE | BEHIND
