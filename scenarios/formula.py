"""A formula: an outcome worked out from others, as in `participation_month / cost_total`.

It may hold names of outcomes, numbers, `+ - * / **`, brackets and the functions of FUNCTIONS. Invariant:
reading one runs nothing, whoever wrote it.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.language import _
from scenarios.problems import listed, nearest

type Values = NDArray[np.float64]

LONGEST = 500
FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "abs": (1, np.abs),
    "exp": (1, np.exp),
    "log": (1, np.log),
    "sqrt": (1, np.sqrt),
    "min": (2, np.minimum),
    "max": (2, np.maximum),
}
"""By name how many things each takes, and what it makes of them."""

SIGNS: Mapping[type[ast.operator], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}

_SUM = ast.BinOp | ast.Add | ast.Sub
"""What a sum is made of, beside names."""


class FormulaError(ValueError):
    """A formula is wrong; `str` of it ends the sentence that begins with where it stands, and `advice` is
    a sentence to come after it, or empty.
    """

    def __init__(self, problem: str, advice: str = "") -> None:
        """Keep what is wrong apart from what to do about it."""
        super().__init__(problem)
        self.advice = advice


class Formula(NamedTuple):
    """A formula that was read."""

    text: str
    tree: ast.expr

    @property
    def names(self) -> tuple[str, ...]:
        """The outcomes it is made of, each once."""
        return tuple(dict.fromkeys(_names(self.tree)))

    @property
    def is_a_sum(self) -> bool:
        """Whether it only adds outcomes, or takes them away from each other."""
        return all(isinstance(node, ast.Name | ast.Load | _SUM) for node in ast.walk(self.tree))

    def values(self, columns: Mapping[str, Values]) -> Values:
        """Its value in every row: NaN where one of its outcomes is, or where no number comes of it."""
        with np.errstate(all="ignore"):
            found: Values = np.asarray(_value(self.tree, columns), dtype=float)
        return np.where(np.isfinite(found), found, np.nan)


def formula(text: str, known: Collection[str]) -> Formula:
    """The formula in a text; FormulaError if it is none, or names what is no outcome."""
    if len(text) > LONGEST:
        raise FormulaError(_("is longer than {most} letters", most=LONGEST))
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(_("is {text}, which is no formula", text=repr(text))) from None
    for node in ast.walk(tree):
        _check(node, text)
    found = Formula(text.strip(), tree)
    for name in found.names:
        if name not in known:
            problem = _(
                "names {name}, which is no outcome; there are: {known}", name=name, known=listed(known)
            )
            raise FormulaError(problem, nearest(name, known))
    if not found.names:
        raise FormulaError(_("is {text}, which names no outcome", text=repr(text)))
    return found


def _check(node: ast.AST, text: str) -> None:
    """FormulaError unless this part of a formula may be in one."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        count, _function = FUNCTIONS.get(name, (0, None))
        if not count or len(node.args) != count or node.keywords:
            known = listed(f"{one}({', '.join('ab'[:size])})" for one, (size, _f) in FUNCTIONS.items())
            raise FormulaError(
                _("holds {part}; of functions there are {known}", part=ast.unparse(node), known=known)
            )
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise FormulaError(_("holds {part}, which is no number", part=ast.unparse(node)))
    elif not isinstance(
        node, ast.Name | ast.Load | ast.BinOp | ast.UnaryOp | ast.UAdd | ast.USub | ast.operator
    ) or (isinstance(node, ast.operator) and type(node) not in SIGNS):
        part = ast.unparse(node) if isinstance(node, ast.expr) else type(node).__name__
        raise FormulaError(
            _("holds {part}; a formula has names of outcomes, numbers, + - * / ** and brackets", part=part)
        )


def _names(tree: ast.expr) -> Iterator[str]:
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and id(node) not in functions:
            yield node.id


def _value(node: ast.expr, columns: Mapping[str, Values]) -> Any:
    match node:
        case ast.Constant(value=value):
            return np.float64(value)  # type: ignore[arg-type]
        case ast.Name(id=name):
            return columns[name]
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, columns)
            return np.negative(value) if isinstance(op, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right):
            return SIGNS[type(op)](_value(left, columns), _value(right, columns))
        case ast.Call(func=ast.Name(id=name), args=args):
            return FUNCTIONS[name][1](*(_value(one, columns) for one in args))
    raise AssertionError(ast.dump(node))
