"""The names of rules: methods of agents that say what they answer, in the words of `agents/column.py`.

Invariant: they are read from the text of a version, so that a version that cannot be loaded has its
rules too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from scenarios.files import text_of

ANSWERS = ("Truth", "Share", "Amount", "Number", "Channel")
"""What rules declare that they answer."""


@cache
def rules_of(code: Path) -> Mapping[str, tuple[str, ...]]:
    """The rules of gongzhi's agents by name, with what each takes (self left out)."""
    return dict(sorted(one for file in sorted((code / "agents").glob("*.py")) for one in _of_file(file)))


def _of_file(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        tree = ast.parse(text_of(file))
    except SyntaxError:  # told where the file is compared
        return
    for kind in tree.body:
        for one in kind.body if isinstance(kind, ast.ClassDef) else ():
            if isinstance(one, ast.FunctionDef) and one.name[0] != "_" and _answers(one.returns):
                yield one.name, tuple(each.arg for each in one.args.args[1:])


def _answers(returns: ast.expr | None) -> bool:
    """Whether a method says that it answers as rules do."""
    said = ast.unparse(returns) if returns is not None else ""
    return any(word in said for word in ANSWERS)
