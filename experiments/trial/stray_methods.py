"""Stray methods: methods of agents that override no rule and that nothing calls, which the model never asks.

Invariant: a method that anything in the code of the rules mentions is none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple

from experiments.trial.edits import ADDED, CHANGED, RULE, Edit
from experiments.trial.versions import CodeVersion
from scenarios.files import text_of

ALIKE = 0.3
"""How alike a name must be where several rules take the same."""


class StrayMethod(NamedTuple):
    """A method that nothing asks, and the rule that was probably meant (empty if none comes near)."""

    edit: Edit
    meant: str


def stray_methods(edits: Sequence[Edit], version: CodeVersion) -> tuple[StrayMethod, ...]:
    """Those among the edits of rules in the working copy."""
    written = [one for one in edits if one.what == RULE and one.method and one.how in (ADDED, CHANGED)]
    named = [(one, one.name.rpartition(".")[2]) for one in written]
    named = [(one, name) for one, name in named if not name.startswith("_")]
    if not named:
        return ()
    rules = _rules(version.code)
    mentioned = _mentioned(version)
    return tuple(
        StrayMethod(one, _meant(name, one.takes, rules))
        for one, name in named
        if name not in {*rules, *mentioned}
    )


def _meant(name: str, takes: Sequence[str], rules: Mapping[str, tuple[str, ...]]) -> str:
    """The rule that takes the same things, and of several the one whose name is most alike."""
    same = [rule for rule, shown in rules.items() if shown == tuple(takes)]
    if len(same) == 1:
        return same[0]
    near = get_close_matches(name, same or rules, 1, ALIKE)
    return near[0] if near else ""


@cache
def _rules(code: Path) -> Mapping[str, tuple[str, ...]]:
    """The rules of gongzhi's agents, with what each takes: methods that say what they answer."""
    return {
        one.name: tuple(each.arg for each in one.args.args[1:])
        for file in sorted((code / "agents").glob("*.py"))
        for kind in ast.parse(text_of(file)).body
        if isinstance(kind, ast.ClassDef)
        for one in kind.body
        if isinstance(one, ast.FunctionDef) and one.args.args[:1] and one.args.args[0].arg == "self"
        if one.returns is not None and not one.name.startswith("_") and not one.decorator_list
    }


def _mentioned(version: CodeVersion) -> set[str]:
    """Every attribute that the code of the rules mentions."""
    return {
        node.attr
        for file in _files(version)
        for node in ast.walk(ast.parse(text_of(file)))
        if isinstance(node, ast.Attribute)
    }


def _files(version: CodeVersion) -> Iterator[Path]:
    for package in ("agents", "model"):
        yield from sorted((version.code / package).rglob("*.py"))
    if version.project is not None:
        yield from sorted(
            file for part in ("agents", "instruments") for file in (version.project / part).glob("*.py")
        )
    if version.rules is not None:
        yield version.rules
