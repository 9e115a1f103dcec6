"""The parts of a file of code by name: its functions, the methods and attributes of its classes, its
constants.

Invariant: two parts are alike that differ in comments, docstrings, layout or place alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from experiments.provenance.syntax import plain

IMPORTS, REST, HEAD = "import", "other statements", "class"
"""What the parts are called that have no name: imports, other statements; and the head of a class."""


class CodePart(NamedTuple):
    """What a part says, the line it begins in, whether it is a method, and what it takes (self left out)."""

    text: str
    line: int
    method: bool = False
    takes: tuple[str, ...] = ()


def code_parts(text: str) -> dict[str, CodePart]:
    """The parts of a source text by name, `Class.method` or `function`; SyntaxError if it is no Python."""
    found: dict[str, CodePart] = {}
    for name, part in _parts(ast.parse(text)):
        before = found.get(name)
        found[name] = part if before is None else before._replace(text=f"{before.text}\n{part.text}")
    return found


def _parts(tree: ast.Module) -> Iterator[tuple[str, CodePart]]:
    for one in tree.body:
        if isinstance(one, ast.ClassDef):
            head = ast.ClassDef(
                one.name, one.bases, one.keywords, [], one.decorator_list, type_params=one.type_params
            )
            yield f"{one.name} ({HEAD})", CodePart(plain(head), one.lineno)
            for member in one.body:
                yield from ((f"{one.name}.{name}", part) for name, part in _named(member, method=True))
        else:
            yield from _named(one, method=False)


def _named(one: ast.stmt, method: bool) -> Iterator[tuple[str, CodePart]]:
    """A statement under each name that it gives something; nothing of one that is only a text."""
    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
        takes = tuple(each.arg for each in (*one.args.posonlyargs, *one.args.args))
        line = min([one.lineno, *(each.lineno for each in one.decorator_list)])
        yield one.name, CodePart(plain(one), line, method, takes[1:] if method else takes)
    elif isinstance(one, ast.Assign | ast.AnnAssign):
        targets = one.targets if isinstance(one, ast.Assign) else [one.target]
        for target in targets:
            yield ast.unparse(target), CodePart(plain(one), one.lineno)
    elif isinstance(one, ast.Import | ast.ImportFrom):
        yield IMPORTS, CodePart(plain(one), one.lineno)
    elif not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)) and not isinstance(
        one, ast.Pass
    ):
        yield REST, CodePart(plain(one), one.lineno)
