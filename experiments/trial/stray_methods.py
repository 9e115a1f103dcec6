"""Stray methods: methods of agents that override no rule and that nothing calls, which the model never asks.

Invariant: a method that anything in the code of the rules mentions is none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from experiments.trial.edits import ADDED, CHANGED, Edit
from experiments.trial.rule_names import rules_of
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
    written = [one for one in edits if _of_agents(one) and one.method and one.how in (ADDED, CHANGED)]
    named = [(one, one.name.rpartition(".")[2]) for one in written]
    named = [(one, name) for one, name in named if not name.startswith("_")]
    if not named:
        return ()
    rules = rules_of(version.code)
    mentioned = _mentioned(version)
    return tuple(
        StrayMethod(one, _meant(name, one.takes, rules))
        for one, name in named
        if name not in {*rules, *mentioned}
    )


def _of_agents(edit: Edit) -> bool:
    """Whether it stands in a file of agents: of gongzhi, of a project, or a file of rules."""
    return edit.file.startswith("agents/") or "/" not in edit.file


def _meant(name: str, takes: Sequence[str], rules: Mapping[str, tuple[str, ...]]) -> str:
    """The rule that takes the same things, and of several the one whose name is most alike."""
    same = [rule for rule, shown in rules.items() if shown == tuple(takes)]
    if len(same) == 1:
        return same[0]
    near = get_close_matches(name, same or rules, 1, ALIKE)
    return near[0] if near else ""


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
