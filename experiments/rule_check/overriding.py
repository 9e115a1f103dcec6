"""Whether what a class says reaches the model: a method that no rule is, a draw that is never looked at, a
constructor that never runs.
"""

import ast
from collections.abc import Iterator

from experiments.rule_check.impurity import Spot
from experiments.rule_check.rule_file import ReachedFunction, RuleFile, names_in
from experiments.rule_check.shipped_rules import arguments, declared, method_names, rules, spelled_nearly
from scenarios.rules import NEXT

NEVER = ("__init__", "__new__", "__post_init__", "step", "advance")
"""What Mesa or Python would call on agents that are made one by one."""

DRAWS = ("draw", "luck")
"""What rules call their draw: `luck` in files written before."""


def unheard(one: ReachedFunction, file: RuleFile) -> Iterator[Spot]:
    """What of a method of a class of agents the model never hears."""
    node = one.node
    if file.ours or one.owner is None or one.owner.name not in file.agents:
        return
    if node.name in NEVER:
        yield Spot(node.lineno, "never-run", f"{node.name}()")
    elif node.name in rules():
        for name in _ignored(one):
            yield Spot(node.lineno, "draw-ignored", name)
    elif not node.name.startswith("_") and not _has_a_use(node.name, one.owner, file):
        near = spelled_nearly(node.name)
        if near or any(each.arg in DRAWS for each in one.given):
            yield Spot(node.lineno, "no-rule", node.name, near[0] if near else "")


def _ignored(one: ReachedFunction) -> Iterator[str]:
    """The draws that a rule is given and never looks at; one whose name begins with _ is left on purpose."""
    used = names_in(ast.walk(one.node))
    given = [each.arg for each in one.given]
    for name, shown in zip(given, arguments(one.node.name), strict=False):
        if shown == "draw" and name not in used and not name.startswith("_"):
            yield name


def _has_a_use(name: str, owner: ast.ClassDef, file: RuleFile) -> bool:
    """Whether a method is the new value of a state of its own, a helper of ours, or used in the file."""
    of_state = name.startswith(NEXT) and name.removeprefix(NEXT) in set(declared(owner))
    used = any(isinstance(one, ast.Attribute) and one.attr == name for one in ast.walk(file.tree))
    return of_state or used or name in method_names()
