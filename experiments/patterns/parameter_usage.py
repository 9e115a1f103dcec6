"""Readers: which files of the model read which parameter, found in the code itself.

Invariant: a parameter counts as read where its key stands in code that uses it. A key that a class
gives a name (`sensitivity = Parameter("elderly.sensitivity")`) counts only if that name is used somewhere.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from scenarios import read
from scenarios.files import text_of
from scenarios.project_folder import modules, project_folder

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("agents", "model")
DECLARED = ("Parameter", "Setting")
"""Calls that give a key a name in a class."""


class ParameterUse(NamedTuple):
    """A file that holds a key, and the name that the key has there; empty where it is used as it stands."""

    file: str
    name: str


def readers() -> Mapping[str, tuple[str, ...]]:
    """For every key of the ledger the files that read it, in order of their paths, gongzhi's before those of
    the project; none where nobody does.
    """
    return _readers(ROOT, project_folder(), tuple(read.ledger()))


@cache
def _readers(root: Path, project: Path | None, keys: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    places: dict[str, set[ParameterUse]] = {key: set() for key in keys}
    used: set[str] = set()
    ours = sorted(file for package in PACKAGES for file in (root / package).rglob("*.py"))
    for file in (*ours, *modules().values()):
        tree = ast.parse(text_of(file))
        used |= set(_used(tree))
        base = root if file.is_relative_to(root) or project is None else project
        for pattern, name in _keys(tree):
            for key in places:
                if re.fullmatch(pattern, key):
                    places[key].add(ParameterUse(file.relative_to(base).as_posix(), name))
    return {
        key: tuple(sorted({place.file for place in found if not place.name or place.name in used}))
        for key, found in places.items()
    }


def _used(tree: ast.AST) -> Iterator[str]:
    """Names of attributes that a file uses, `table.parameter("name")` among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "parameter":
            yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))


def _keys(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Patterns of keys in a file, each with the name that it is given, if it is."""
    names = dict(_named(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (
                re.escape(part.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
                else ".+"
                for part in node.values
            )
            pattern = "".join(parts)
            if re.search("[a-z]", pattern):  # `f"{module}.{name}"` is no key, and would be all of them
                yield pattern, ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            yield re.escape(node.value), names.get(node, "")


def _named(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The strings in `name = Parameter("key")`, each with the name."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and node.value.args):
            continue
        if getattr(node.value.func, "id", "") in DECLARED and isinstance(node.targets[0], ast.Name):
            yield node.value.args[0], node.targets[0].id
