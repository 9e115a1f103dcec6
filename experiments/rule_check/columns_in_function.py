"""Which values in a function are columns: its arguments, the agent's states and parameters, and whatever is
made of them.
"""

import ast
from collections.abc import Collection, Iterator

from experiments.rule_check.rule_file import ReachedFunction, RuleFile
from experiments.rule_check.shipped_rules import declared, rules

TELLING = {"isinstance", "hasattr", "callable", "type", "issubclass", "len"}
"""What asks of which type something is, and answers the same for all."""


class ColumnsIn:
    """The columns in one function; `given`: its arguments that are some."""

    def __init__(self, one: ReachedFunction, file: RuleFile, given: Collection[str]) -> None:
        self._one, self._file, self._columns = one, file, set(given)
        self._situations = self._shown()
        self._plain = set(self._constants())
        for _again in range(2):
            for node in ast.walk(one.node):
                self._bind(node)

    def _shown(self) -> set[str]:
        """The arguments that are, or may be, several things: one of them may be taken by its place."""
        given = [each.arg for each in self._one.given]
        if self._one.node.name not in rules():
            return set(given)
        known = rules()[self._one.node.name].args.args[1:]
        kinds = [ast.unparse(each.annotation) if each.annotation else "" for each in known]
        return {name for name, kind in zip(given, kinds, strict=False) if kind != "Column"}

    def _constants(self) -> Iterator[str]:
        """The attributes of the class that are no columns: what it names beside states and parameters."""
        waiting = [self._one.owner] if self._one.owner else []
        while waiting:
            owner = waiting.pop()
            own = set(declared(owner))
            for node in owner.body:
                if isinstance(node, ast.Assign | ast.AnnAssign):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    names = {one.id for one in targets if isinstance(one, ast.Name)}
                    yield from names - own
            waiting += [
                self._file.classes[one] for one in self._file.bases(owner) if one in self._file.classes
            ]

    def _bind(self, node: ast.AST) -> None:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
            targets = [node.target]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr) and self.holds(
            node.value
        ):
            parts = [each for one in targets for each in (one.elts if isinstance(one, ast.Tuple) else [one])]
            self._columns |= {one.id for one in parts if isinstance(one, ast.Name)}

    def holds(self, node: ast.expr | None) -> bool:
        """Whether a value differs from agent to agent."""
        if node is None or isinstance(node, ast.Constant | ast.Lambda):
            return False
        if isinstance(node, ast.Name):
            return node.id in self._columns
        if isinstance(node, ast.Attribute):
            return self._of_me(node.attr) if self.is_me(node.value) else self.holds(node.value)
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.Compare) and all(isinstance(one, ast.Is | ast.IsNot) for one in node.ops):
            return False
        return any(self.holds(one) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))

    def is_me(self, node: ast.expr) -> bool:
        """Whether it is the agent."""
        return isinstance(node, ast.Name) and bool(self._one.me) and node.id == self._one.me

    def is_situation(self, node: ast.expr) -> bool:
        """Whether it is an argument that holds several things, or a tuple or list written out."""
        named = isinstance(node, ast.Name) and node.id in self._situations
        return named or isinstance(node, ast.Tuple | ast.List | ast.GeneratorExp)

    def _of_me(self, name: str) -> bool:
        return name not in self._plain and not name.startswith("_") and name != "kind"

    def _called(self, node: ast.Call) -> bool:
        if ast.unparse(node.func).rpartition(".")[2] in TELLING:
            return False
        if isinstance(node.func, ast.Attribute):
            of_me = self.is_me(node.func.value) or ast.unparse(node.func.value).startswith("super(")
            if of_me or self.holds(node.func.value):
                return True
        return any(self.holds(one) for one in (*node.args, *(each.value for each in node.keywords)))
