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
    """What a part says, the line it begins in, whether it is a method, what it takes (self left out), and of
    what is given a name its value as it is written.
    """

    text: str
    line: int
    method: bool = False
    takes: tuple[str, ...] = ()
    value: str = ""


def code_parts(text: str) -> dict[str, CodePart]:
    """The parts of a source text by name, `Class.method` or `function`; SyntaxError if it is no Python."""
    found: dict[str, CodePart] = {}
    for name, part in _parts(ast.parse(text)):
        before = found.get(name)
        found[name] = part if before is None else before._replace(text=f"{before.text}\n{part.text}")
    return found


def _parts(tree: ast.Module) -> Iterator[tuple[str, CodePart]]:
    if imports := _imports(tree):
        yield IMPORTS, imports
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


def _imports(tree: ast.Module) -> CodePart | None:
    """The imports that something is done with, in whatever order they stand; None if there is none."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = [one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom)]
    found = {
        f"{plain(name)} of {getattr(one, 'level', 0)}{getattr(one, 'module', '')}"
        for one in lines
        for name in one.names
        if (name.asname or name.name).partition(".")[0] in {*used, "*"}
    }
    return CodePart(", ".join(sorted(found)), lines[0].lineno) if found else None


def _named(one: ast.stmt, method: bool) -> Iterator[tuple[str, CodePart]]:
    """A statement under each name that it gives something; nothing of one that is only a text."""
    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
        takes = tuple(each.arg for each in (*one.args.posonlyargs, *one.args.args))
        yield one.name, CodePart(plain(one), one.lineno, method, takes[1:] if method else takes)
    elif isinstance(one, ast.Assign | ast.AnnAssign):
        targets = one.targets if isinstance(one, ast.Assign) else [one.target]
        value = ast.unparse(one.value) if one.value is not None else ""
        for target in targets:
            yield ast.unparse(target), CodePart(plain(one), one.lineno, value=value)
    elif not _says_nothing(one):
        yield REST, CodePart(plain(one), one.lineno)


def _says_nothing(one: ast.stmt) -> bool:
    """Whether a statement is an import, which is looked at elsewhere, a bare text or `pass`."""
    text = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
    return text or isinstance(one, ast.Import | ast.ImportFrom | ast.Pass)
