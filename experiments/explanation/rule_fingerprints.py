"""Whether a rule is the one that its words were written for: a fingerprint of all the code it goes through.

`python -m experiments.explanation.rule_fingerprints` writes the fingerprints of the rules as they are into
`scenarios/rules.yaml`, for whoever has changed a rule for good and read its words again.

Invariant: the words of `scenarios/rules.yaml` are told of the code they were written for and of no
other. A rule whose code was changed speaks for itself, by its docstring.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from textwrap import dedent
from types import CodeType, FunctionType
from typing import Any

from agents.actor import Actor
from agents.attribute import Looked
from experiments.recording.recorder import who_decides
from scenarios.rules import FILE, rule_words
from scenarios.shipped import shipped

LETTERS = 12
HOUSE = "agents."
HEAD = re.compile(r"(?P<before>^  (?P<rule>\w+\.\w+):\n    code: )'\w*'", re.MULTILINE)


_known: dict[tuple[type[Actor], str], str] = {}
"""Fingerprints found before: a rule's code does not change while it is loaded."""


def fingerprint(kind: type[Actor], rule: str) -> str:
    """What the code of a class's rule comes to: its own versions, `super()` may reach any, and all they use.

    Layout, comments and docstrings leave it as it is; so does another parameter in a parameter's place, for
    classes differ by those. A number in the place of a parameter or of a state does not. Empty where the
    source of some of it cannot be read.
    """
    if (kind, rule) not in _known:
        _known[kind, rule] = _taken(kind, rule)
    return _known[kind, rule]


def _taken(kind: type[Actor], rule: str) -> str:
    found: dict[str, str] = {}
    try:
        _collect(kind, rule, found)
    except (OSError, TypeError, SyntaxError):
        return ""
    text = "\n".join(f"{name}\n{found[name]}" for name in sorted(found))
    return sha256(text.encode()).hexdigest()[:LETTERS]


def used_names(kind: type[Actor], rule: str) -> list[str]:
    """The names of a class that a rule goes through, itself first; none where the source cannot be read."""
    found: dict[str, str] = {}
    try:
        _collect(kind, rule, found)
    except (OSError, TypeError, SyntaxError):
        return []
    return list(found)


def standing() -> dict[str, str]:
    """The fingerprint of every rule that has words, as the classes of `agents/` have it, by its id."""
    found = {}
    for kind in _kinds():
        for rule in rule_words().rules:
            who, _dot, name = rule.partition(".")
            if who == who_decides(kind) and hasattr(kind, name):
                found[rule] = fingerprint(kind, name)
    return found


def _kinds() -> list[type[Actor]]:
    modules = [import_module(HOUSE + name) for name in sorted(shipped("agents"))]
    classes = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    return [one for one in classes if issubclass(one, Actor) and hasattr(one, "kind")]


def _collect(kind: type[Actor], name: str, found: dict[str, str]) -> None:
    """Add a method or number of the class, and what its versions use, by the names in their code."""
    lines = [parent for parent in kind.__mro__ if issubclass(parent, Actor) and name in vars(parent)]
    if name in found or not lines:
        return
    versions = [_unwrapped(vars(parent)[name]) for parent in lines]
    if not isinstance(versions[0], FunctionType):
        found[name] = _plain(versions[0])
        return
    functions = [version for version in versions if isinstance(version, FunctionType)]
    found[name] = "\n".join(_source(function) for function in functions)
    for function in functions:
        for used in _names(function.__code__):
            _collect(kind, used, found)
            _collect_global(function, used, found)


def _collect_global(function: FunctionType, name: str, found: dict[str, str]) -> None:
    """Add a function or number of the house that a rule names, such as `logistic`."""
    there = function.__globals__.get(name)
    if name in found or there is None:
        return
    if isinstance(there, FunctionType) and there.__module__.startswith(HOUSE):
        found[name] = _source(there)
        for used in _names(there.__code__):
            _collect_global(there, used, found)
    elif isinstance(there, int | float | str):
        found[name] = repr(there)


def _unwrapped(version: Any) -> Any:
    """The function of a method, of a property or of a class's own method."""
    return version.fget if isinstance(version, property) else getattr(version, "__func__", version)


def _plain(value: Any) -> str:
    """What an attribute of a class is to its rules: a state, a parameter, or its value."""
    return type(value).__name__ if isinstance(value, Looked) else repr(value)


def _source(function: FunctionType) -> str:
    """A function as it is written, without its docstring, comments and layout."""
    [tree] = ast.parse(dedent(inspect.getsource(function))).body
    if isinstance(tree, ast.FunctionDef) and ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    return ast.unparse(tree)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _names(part)


def main() -> None:
    """Write the fingerprints of the code as it is into the words of the rules."""
    text, now = FILE.read_text(encoding="utf-8"), standing()
    written = HEAD.sub(lambda head: f"{head['before']}'{now[head['rule']]}'", text)
    FILE.write_text(written, encoding="utf-8")
    for rule, entry in rule_words().rules.items():
        if entry.code != now[rule]:
            print(f"{rule}: {entry.code} -> {now[rule]}. Do its words in {FILE.name} still hold?")


if __name__ == "__main__":
    main()
