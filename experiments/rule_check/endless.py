"""Loops that nothing ends: a rule with one would keep a run, and whoever only asks it, waiting for ever.

Invariant: a loop is named only where it is sure that it does not end once it has begun.
"""

import ast
from collections.abc import Iterable, Iterator

from experiments.rule_check.impurity import Spot
from experiments.rule_check.rule_file import FUNCTIONS, RuleFile

WITHOUT_END = ("itertools.count", "itertools.cycle")
CLOSED = (*FUNCTIONS, ast.ClassDef, ast.Lambda)
"""What stands in a loop without being done by it."""

LEAVING = (ast.Return, ast.Raise, ast.Assert, ast.Yield, ast.YieldFrom, ast.Await)
PLAIN = (
    *(ast.Constant, ast.Name, ast.expr_context, ast.UnaryOp, ast.unaryop, ast.BoolOp, ast.boolop),
    *(ast.Compare, ast.cmpop, ast.Tuple, ast.List),
)
"""What a condition is made of that is the same each time, if its names stay."""


def endless(nodes: Iterable[ast.AST], file: RuleFile) -> Iterator[Spot]:
    """The loops among some nodes that nothing ends."""
    for node in nodes:
        if isinstance(node, ast.While) and _stays(node) and not _leaves(node.body):
            yield Spot(node.lineno, "endless", f"while {ast.unparse(node.test)}")
        elif isinstance(node, ast.For) and _never_done(node.iter, file) and not _leaves(node.body):
            yield Spot(node.lineno, "endless", f"for … in {ast.unparse(node.iter)}")
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp):
            for part in node.generators:
                if _never_done(part.iter, file):
                    yield Spot(node.lineno, "endless", f"for … in {ast.unparse(part.iter)}")


def _stays(loop: ast.While) -> bool:
    """Whether the condition remains true: it holds no name, or none that the loop has to do with."""
    parts = list(ast.walk(loop.test))
    if not all(isinstance(one, PLAIN) for one in parts):
        return False
    names = {one.id for one in parts if isinstance(one, ast.Name)}
    if not names:
        return _is_true(loop.test)
    done = [node for part in loop.body for node in ast.walk(part)]
    touched = {one.id for one in done if isinstance(one, ast.Name)}
    return not names & touched and not any(isinstance(one, ast.Call) for one in done)


def _is_true(test: ast.expr) -> bool:
    """Whether a condition without names may hold: then it always does."""
    try:
        return bool(ast.literal_eval(test))
    except ValueError:  # such as 1 < 2 or not 0: nobody writes one that never holds
        return True


def _leaves(body: Iterable[ast.AST], inner: bool = False) -> bool:
    """Whether something in the body of a loop leaves it; `inner`: in the body of a loop in it."""
    for node in body:
        if isinstance(node, LEAVING) or (isinstance(node, ast.Break) and not inner):
            return True
        if isinstance(node, CLOSED):
            continue
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            head = [node.test] if isinstance(node, ast.While) else [node.iter]
            if _leaves(node.body, inner=True) or _leaves([*head, *node.orelse], inner):
                return True
        elif _leaves(ast.iter_child_nodes(node), inner):
            return True
    return False


def _never_done(iterated: ast.expr, file: RuleFile) -> bool:
    return isinstance(iterated, ast.Call) and file.full(ast.unparse(iterated.func)) in WITHOUT_END
