"""What each name in a function stands for: the agent, something given to it, the model behind it, a name of
the file, or something of the function's own making.
"""

import ast
from collections.abc import Iterator
from typing import Literal

from experiments.rule_check.rule_file import ReachedFunction, RuleFile

HIDDEN = {
    *("model", "_table", "_row", "_view", "unique_id", "pos", "row", "compound", "remove", "depart"),
    *("door", "acquaintances", "stairwell_neighbours", "neighbours"),
}
"""What an agent has of Mesa and of its table, and no rule needs."""

BEHIND = {
    *("__class__", "__dict__", "__getattribute__", "__getattr__", "__getstate__", "__reduce__", "__dir__"),
    *("__reduce_ex__", "__mro__", "__bases__", "__base__", "__subclasses__", "__globals__", "__module__"),
}
"""What Python has of everything, and by which one comes to all the rest."""

VIEWS = {"asarray", "ravel", "reshape", "view", "squeeze", "transpose", "atleast_1d", "iter"}
"""What gives the same numbers back, not others."""

type Whose = Literal["me", "state", "hidden", "given", "model", "class", "file", "own"]


class NamesIn:
    """Whose it is what an expression in one function stands for."""

    def __init__(self, one: ReachedFunction, file: RuleFile) -> None:
        self._file = file
        self._kept = set(kept_names(one.owner)) if one.owner else set[str]()
        self._names: dict[str, Whose] = {each.arg: "given" for each in one.given}
        if one.me:
            marks = {ast.unparse(mark) for mark in one.node.decorator_list}
            self._names[one.me] = "class" if "classmethod" in marks else "me"
        for node in ast.walk(one.node):
            self._bind(node)

    def _bind(self, node: ast.AST) -> None:
        """Learn what a name stands for from what it is given first."""
        pairs: list[tuple[ast.expr, ast.expr]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.For | ast.comprehension):
            pairs = [(node.target, node.iter)]
        elif isinstance(node, ast.arg):
            self._names.setdefault(node.arg, "own")
        for target, value in pairs:
            for each in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(each, ast.Name) and each.id not in self._names:
                    self._names[each.id] = self.whose(value)

    def whose(self, node: ast.expr) -> Whose:
        """Whose it is; `own` of what the function makes itself."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id, "file" if node.id in self._file.globals else "own")
        if isinstance(node, ast.Attribute):
            return self.member(self.whose(node.value), node.attr)
        if isinstance(node, ast.Subscript | ast.Starred):
            return self.whose(node.value)
        return self._called(node) if isinstance(node, ast.Call) else "own"

    def member(self, of: Whose, name: str) -> Whose:
        """Whose an attribute is of something that is somebody's."""
        if of != "me" or name == "__dict__":
            return of
        if name == "__class__":
            return "class"
        if name in HIDDEN:
            return "model"
        return "hidden" if name in self._kept or name.startswith("_") else "state"

    def _called(self, node: ast.Call) -> Whose:
        name = ast.unparse(node.func).rpartition(".")[2]
        first = node.args[0] if node.args else None
        of = self.whose(node.func.value) if isinstance(node.func, ast.Attribute) else "own"
        if name == "type" and first is not None:
            return "class" if self.whose(first) in ("me", "class") else "own"
        if name in ("vars", "getattr", "super"):
            return self.whose(first) if first is not None else "me"
        if name in VIEWS:
            return self.whose(first) if first is not None and of == "own" else of
        return "model" if of == "model" else "own"


KEPT = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKERS = {
    *("list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict"),
    *("count", "cycle"),
}


def kept_names(owner: ast.ClassDef) -> Iterator[str]:
    """The attributes of a class that hold something that can be changed."""
    for node in owner.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and is_kept(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.id for one in targets if isinstance(one, ast.Name))


def is_kept(value: ast.expr) -> bool:
    """Whether an expression makes something that can be changed later, such as a list."""
    made = isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in MAKERS
    return made or isinstance(value, KEPT)
