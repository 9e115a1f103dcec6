"""What a rule asked by columns must not do with one: take it for one number, or look along it at others.

A rule marked @one_by_one meets numbers, and may do as it likes.
"""

import ast
from collections.abc import Iterator

from experiments.rule_check.columns_in_function import ColumnsIn
from experiments.rule_check.impurity import Spot
from experiments.rule_check.rule_file import ReachedFunction, RuleFile

OF_ORDER = (
    "cumsum cumprod cummax cummin sort sorted argsort roll shift diff unique searchsorted flip rank rolling"
)
OF_ALL = "mean sum min max median std var average percentile quantile prod ptp argmax argmin nanmean nansum"
OF_PLACES = (
    "len index enumerate list tuple set iter next zip map reversed range tolist nonzero flatnonzero take item"
)
OF_OTHERS = (
    "bincount histogram shuffle permutation count_nonzero argwhere convolve interp dot all any partition"
)
ALONG = frozenset(" ".join((OF_ORDER, OF_ALL, OF_PLACES, OF_OTHERS)).split())
"""Functions and methods whose answer for one agent hangs on the others of the column."""

SIZES = {"size", "shape", "nbytes"}
BY_NUMBER = {"float", "int", "bool", "round", "complex", "divmod", "pow", "str", "format"}


def unordered(node: ast.AST) -> Iterator[Spot]:
    """Where something goes through a set."""
    sets = {
        target.id
        for one in ast.walk(node)
        if isinstance(one, ast.Assign) and _is_set(one.value)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    for one in ast.walk(node):
        if isinstance(one, ast.For | ast.comprehension):
            named = isinstance(one.iter, ast.Name) and one.iter.id in sets
            if named or _is_set(one.iter):
                yield Spot(one.iter.lineno, "unordered", ast.unparse(one.iter))


def _is_set(value: ast.expr) -> bool:
    made = isinstance(value, ast.Call) and ast.unparse(value.func) in ("set", "frozenset")
    return made or isinstance(value, ast.Set | ast.SetComp)


def _is_size(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in SIZES


class AlongTheColumn:
    """What one function does with its columns that none allows."""

    def __init__(self, one: ReachedFunction, file: RuleFile, columns: ColumnsIn) -> None:
        self._one, self._file, self._columns = one, file, columns

    def found(self) -> Iterator[Spot]:
        """All of it, in no order."""
        for node in ast.walk(self._one.node):
            for part in self._truths(node):
                yield Spot(part.lineno, "one-number", ast.unparse(part))
            for code, taken in self._taken(node):
                yield Spot(taken.lineno, code, ast.unparse(taken))

    def _truths(self, node: ast.AST) -> list[ast.expr]:
        """The columns that a part of the syntax takes for one truth."""
        holds = self._columns.holds
        if isinstance(node, ast.BoolOp):
            return [node] if any(map(holds, node.values)) else []
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return [node] if holds(node.operand) else []
        if isinstance(node, ast.Compare):
            wrong = len(node.ops) > 1 or any(type(one).__name__.endswith("In") for one in node.ops)
            return [node] if wrong and holds(node) else []
        parts: list[ast.expr] = []
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            parts = [node.test]
        elif isinstance(node, ast.Match):
            parts = [node.subject]
        elif isinstance(node, ast.comprehension):
            parts = node.ifs
        return [one for one in parts if holds(one) and not self._truths(one)]

    def _taken(self, node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
        """The columns of which one place, or the length, is taken."""
        part: ast.expr | None = None
        if isinstance(node, ast.Call):
            yield from self._handed(node)
        elif isinstance(node, ast.For | ast.comprehension) and not isinstance(node.iter, ast.Call):
            part = node.iter
        elif (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)) or _is_size(node):
            assert isinstance(node, ast.Subscript | ast.Attribute)
            part = node.value
        if part is not None and self._columns.holds(part) and not self._columns.is_situation(part):
            yield "others", node if isinstance(node, ast.expr) else part

    def _handed(self, node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
        """What is done with a column that is handed to a function, or by a method of a column."""
        module, _dot, name = self._file.full(ast.unparse(node.func)).rpartition(".")
        columns = [one for one in node.args if self._columns.holds(one)]
        of = node.func.value if isinstance(node.func, ast.Attribute) else None
        if (of is not None and self._columns.is_me(of)) or name in self._file.functions:
            return
        several = name in ("max", "min") and len(node.args) > 1
        method = of is not None and self._columns.holds(of) and not self._columns.is_situation(of)
        function = module in ("", "numpy") and not all(map(self._columns.is_situation, columns))
        if columns and (module == "math" or (not module and (name in BY_NUMBER or several))):
            yield "one-number", node
        elif name in ALONG and (method or function):
            yield "others", node
