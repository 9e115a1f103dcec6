"""Which arguments of a function are columns: all of a rule, those of a helper where it is handed one."""

import ast
from collections.abc import Mapping, Sequence

from experiments.rule_check.columns_in_function import ColumnsIn
from experiments.rule_check.rule_file import FUNCTIONS, Function, ReachedFunction, RuleFile
from experiments.rule_check.shipped_rules import method_names
from scenarios.rules import NEXT

ROUNDS = 4
"""How many helpers may call each other one inside another until the last is looked at."""

type Handed = Mapping[int, set[str]]


def columns_handed(file: RuleFile, reached: Sequence[ReachedFunction]) -> Handed:
    """The names of the arguments that are columns, by the `id` of each function's node."""
    found = {id(one.node): set(_from_the_model(one)) for one in reached}
    for _round in range(ROUNDS):
        before = {name: set(columns) for name, columns in found.items()}
        for one in reached:
            if not one.one_by_one:
                _hand_on(one, file, found)
        if found == before:
            break
    return found


def _from_the_model(one: ReachedFunction) -> list[str]:
    """The arguments of a function that the model itself, or a rule of ours, calls."""
    asked = one.owner is not None and (one.node.name in method_names() or one.node.name.startswith(NEXT))
    return [each.arg for each in one.given] if asked else []


def _hand_on(one: ReachedFunction, file: RuleFile, found: dict[int, set[str]]) -> None:
    columns = ColumnsIn(one, file, found[id(one.node)])
    for call in ast.walk(one.node):
        target = _called(call, one, file) if isinstance(call, ast.Call) else None
        if target is None or id(target) not in found:
            continue
        assert isinstance(call, ast.Call)
        names = [each.arg for each in target.args.args]
        if isinstance(call.func, ast.Attribute) and names[:1] == [one.me]:
            names = names[1:]
        handed = [*zip(names, call.args, strict=False)]
        handed += [(each.arg, each.value) for each in call.keywords if each.arg]
        found[id(target)] |= {name for name, value in handed if columns.holds(value)}


def _called(call: ast.Call, one: ReachedFunction, file: RuleFile) -> Function | None:
    """The function of this file that is called, by its name or as a method of the agent."""
    if isinstance(call.func, ast.Name):
        return file.functions.get(call.func.id)
    if isinstance(call.func, ast.Attribute) and one.owner and ast.unparse(call.func.value) == one.me:
        waiting = [one.owner]
        while waiting:
            owner = waiting.pop(0)
            for node in owner.body:
                if isinstance(node, FUNCTIONS) and node.name == call.func.attr:
                    return node
            waiting += [file.classes[base] for base in file.bases(owner) if base in file.classes]
    return None
