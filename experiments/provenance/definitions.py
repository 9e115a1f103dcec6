"""What a file defines, name by name: rules as `Class.method`, functions, numbers; and which of it is another
than it was.

Invariant: as for the key of a run, a comment, a docstring or the layout makes nothing another.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from experiments.provenance.imports import OF_FILE, OF_PROJECT
from experiments.provenance.syntax import plain

LETTERS = 6
"""As many letters of SHA-256 as tell two versions of one name apart."""

REST = ""
"""The name of what a file, or a class, says besides: imports, what a class builds on."""

DEFINITIONS = "definitions"
"""Where a store keeps, by file and name, the digests of what its runs went through."""


class Definition(NamedTuple):
    """What a file defines by a name: the digest of it, and the line on which it begins."""

    digest: str
    line: int


type Defined = Mapping[str, Mapping[str, Definition]]
"""What is defined, by file and name."""


class Redefined(NamedTuple):
    """What is another than it was: the file, the name there (empty: the rest of the file), the line where it
    stands now (None: it is gone).
    """

    file: str
    name: str
    line: int | None

    def said(self) -> str:
        """As in `Hesitant.takes_part (agents/hesitant.py:12)`."""
        file = self.file.removeprefix(f"{OF_PROJECT}/").removeprefix(f"{OF_FILE}/")
        where = file if self.line is None else f"{file}:{self.line}"
        return f"{self.name} ({where})" if self.name else file


@cache
def definitions(text: str) -> Mapping[str, Definition]:
    """What a source text defines, by name; SyntaxError if it has none."""
    found: dict[str, list[ast.stmt]] = {}
    for name, statement in _named(ast.parse(text).body):
        found.setdefault(name, []).append(statement)
    return {
        name: Definition(
            sha256("".join(map(plain, each)).encode()).hexdigest()[:LETTERS], min(one.lineno for one in each)
        )
        for name, each in found.items()
    }


def _named(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, ast.stmt]]:
    """Every statement with the name that it defines."""
    for one in body:
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
            continue
        if isinstance(one, ast.ClassDef) and not inside:
            yield from _named(one.body, f"{one.name}.")
            head = ast.ClassDef(one.name, one.bases, one.keywords, [], one.decorator_list, type_params=[])
            yield one.name, ast.copy_location(head, one)
        else:
            yield inside + (_name(one) or REST) if _name(one) or not inside else inside[:-1], one


def _name(statement: ast.stmt) -> str:
    """The name that a statement defines; empty where it defines none."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return statement.name
    if isinstance(statement, ast.Assign):
        target: ast.expr | None = statement.targets[0]
    else:
        target = statement.target if isinstance(statement, ast.AnnAssign) else None
    return target.id if isinstance(target, ast.Name) else ""


def digests_of(now: Defined) -> dict[str, dict[str, str]]:
    """The digests alone, as a store keeps them."""
    return {file: {name: one.digest for name, one in each.items()} for file, each in sorted(now.items())}


def redefined(before: object, now: Defined) -> list[Redefined]:
    """What is another than it was, by file and line; of a file that is new or gone, the file. None where a
    store does not say what it was, as old ones do not.
    """
    if not isinstance(before, dict):
        return []
    found = []
    for file in sorted({**before, **now}):
        old, new = before.get(file), now.get(file)
        if old is None or new is None:
            found.append(Redefined(file, REST, None))
            continue
        names = [
            name for name in {**old, **new} if old.get(name) != (new[name].digest if name in new else None)
        ]
        each = [Redefined(file, name, new[name].line if name and name in new else None) for name in names]
        found += sorted(each, key=lambda one: (one.line or 0, one.name))
    return found
