"""What gongzhi's own classes of agents have, read from their files: rules with their arguments, states,
parameters.

Invariant: nothing is imported for it, so that a rule is looked at as soon as it is saved.
"""

import ast
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple

import agents
from agents.rulebook import ALIKE
from scenarios.files import text_of

FOLDER = Path(agents.__file__).resolve().parent
ROOT = "agents.actor.Actor"
DECLARED = ("State", "Parameter")


class Shipped(NamedTuple):
    """A class of ours: what it builds on, its methods by name, its states and parameters."""

    bases: tuple[str, ...]
    methods: Mapping[str, ast.FunctionDef]
    declared: frozenset[str]


@cache
def shipped() -> Mapping[str, Shipped]:
    """Every class of agents of ours by its full name, general ones first."""
    files = sorted(FOLDER.glob("*.py"))
    every = dict(one for file in files for one in _classes_of(file))
    found = {ROOT: every[ROOT]}
    while more := {
        name: one for name, one in every.items() if name not in found and found.keys() & one.bases
    }:
        found |= more
    return found


def _classes_of(file: Path) -> Iterator[tuple[str, Shipped]]:
    tree = ast.parse(text_of(file))
    names = imported(tree)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            own = f"agents.{file.stem}.{node.name}"
            written = [ast.unparse(base) for base in node.bases]
            bases = tuple(names.get(base, f"agents.{file.stem}.{base}") for base in written)
            methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
            yield own, Shipped(bases, methods, frozenset(declared(node)))


def imported(tree: ast.AST) -> dict[str, str]:
    """What each imported name of a file stands for, in full."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                found[one.asname or one.name.partition(".")[0]] = (
                    one.name if one.asname else one.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return found


def declared(node: ast.ClassDef) -> Iterator[str]:
    """The states and parameters that a class declares."""
    for one in node.body:
        called = one.value.func if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) else None
        if isinstance(one, ast.Assign) and called and ast.unparse(called).rpartition(".")[2] in DECLARED:
            yield from (target.id for target in one.targets if isinstance(target, ast.Name))


@cache
def rules() -> Mapping[str, ast.FunctionDef]:
    """The rules that the model asks, by name, each as the most general class writes it."""
    found: dict[str, ast.FunctionDef] = {}
    for name, one in shipped().items():
        if name != ROOT:
            for rule, method in one.methods.items():
                if not rule.startswith("_") and method.returns is not None:
                    found.setdefault(rule, method)
    return found


@cache
def arguments(rule: str) -> tuple[str, ...]:
    """What a rule of ours is given, without itself."""
    return tuple(one.arg for one in rules()[rule].args.args[1:])


@cache
def method_names() -> frozenset[str]:
    """The names of all methods of our classes, helpers too."""
    return frozenset(name for own, one in shipped().items() if own != ROOT for name in one.methods)


def spelled_nearly(name: str) -> list[str]:
    """The rule whose name looks most like this one; none where no name does."""
    return get_close_matches(name, list(rules()), 1, ALIKE)
