"""The syntax of a source text: what it says without comments, docstrings and layout, and what it imports.

Invariant: only the standard library is used, and every version of Python that runs the model says
the same of the same text (`ast.dump` does not: 3.13 leaves out what 3.12 writes).
"""

import ast
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

LOADERS = {
    "__import__", "eval", "exec", "exec_module", "import_module", "load_module", "load_source", "run_module",
    "run_path", "spec_from_file_location",
}  # fmt: skip
"""What loads code that no import statement names."""

SEARCH = {"meta_path", "modules", "path", "path_hooks"}
"""What of `sys` changes where modules are found."""

MEMBERS = LOADERS - {"eval", "exec"}
"""Those that are so called as parts of other things too; a table's `eval` is its own."""


class Import(NamedTuple):
    """An import: the module as it is written, how many dots stand before it, what is taken from it."""

    line: int
    module: str
    level: int = 0
    names: tuple[str, ...] = ()


class Loader(NamedTuple):
    """Something that loads code otherwise, and how the name begins that it is given, if that is known."""

    line: int
    name: str
    given: str = ""


class Syntax(NamedTuple):
    """What a text says, what it imports when it is run, and what loads code besides."""

    text: str
    imports: tuple[Import, ...]
    loaders: tuple[Loader, ...]


@cache
def syntax(text: str, words: frozenset[str] = frozenset()) -> Syntax:
    """The syntax of a source text; SyntaxError if it has none. words: attributes of classes that only say
    something of them, and are left out unless the text uses them itself.
    """
    tree = ast.parse(text)
    _leave_out(tree, words)
    nodes = list(_run(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    followed = {id(call.func) for call in calls if _literal(call)}
    given = {id(call.func): _beginning(call) for call in calls}
    return Syntax(
        plain(tree),
        tuple(one for node in nodes for one in _imports(node)),
        tuple(
            Loader(node.lineno, _loader(node), given.get(id(node), ""))
            for node in nodes
            if isinstance(node, ast.expr | ast.ImportFrom) and id(node) not in followed and _loader(node)
        ),
    )


def _leave_out(tree: ast.Module, words: frozenset[str]) -> None:
    """Take from the classes of a tree what they say by attributes of these names."""
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for one in tree.body:
        if isinstance(one, ast.ClassDef):
            one.body = [each for each in one.body if not _says(each, words - used)] or [ast.Pass()]


def _says(statement: ast.stmt, words: frozenset[str]) -> bool:
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.target, ast.Name) and statement.target.id in words
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return bool(targets) and all(isinstance(one, ast.Name) and one.id in words for one in targets)


def plain(value: object) -> str:
    """A part of a tree as text; what is empty is left out, and so are bare strings in a body."""
    if isinstance(value, list):
        return f"[{','.join(map(plain, value))}]"
    if not isinstance(value, ast.AST):
        return repr(value)
    parts = []
    for name in value._fields:
        part = getattr(value, name, None)
        if name == "body" and isinstance(part, list):
            part = [statement for statement in part if not _is_text(statement)]
        if isinstance(value, ast.JoinedStr) and isinstance(part, list):
            part = _pieces(part)
        if part is not None and part != []:
            parts.append(f"{name}={plain(part)}")
    return f"{type(value).__name__}({','.join(parts)})"


def _pieces(values: list[ast.expr]) -> list[object]:
    """The pieces of an f-string; 3.12 cuts its text otherwise than 3.13, and leaves empty pieces."""
    found: list[object] = []
    for one in values:
        text = one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else None
        if text is None:
            found.append(one)
        elif found and isinstance(found[-1], str):
            found[-1] += text
        elif text:
            found.append(text)
    return found


def _is_text(statement: object) -> bool:
    """A bare string: the docstring of a module, class, function or attribute."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node of a tree but those that are there for type checkers alone."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        checked = isinstance(node, ast.If) and _for_types(node.test)
        waiting += node.orelse if isinstance(node, ast.If) and checked else ast.iter_child_nodes(node)


def _for_types(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def _imports(node: ast.AST) -> Iterator[Import]:
    """The modules that a statement imports, or a call with a name that stands there in full."""
    if isinstance(node, ast.Import):
        yield from (Import(node.lineno, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield Import(node.lineno, node.module or "", node.level, tuple(alias.name for alias in node.names))
    elif isinstance(node, ast.Call) and (name := _literal(node)):
        yield Import(node.lineno, name)


def _literal(call: ast.Call) -> str:
    """The module in `import_module("module")`; empty where it is anything else."""
    if _loader(call.func) not in ("import_module", "__import__") or len(call.args) != 1 or call.keywords:
        return ""
    found = call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
    return found if isinstance(found, str) and not found.startswith(".") else ""


def _loader(node: ast.AST) -> str:
    """The loader that a name or an attribute is, or that is imported under another name; empty if none."""
    if isinstance(node, ast.ImportFrom):
        hidden = {one.name for one in node.names if one.asname} & LOADERS
        searched = {one.name for one in node.names} & SEARCH if node.module == "sys" else set[str]()
        return next(iter(sorted(hidden | {f"sys.{name}" for name in searched})), "")
    if isinstance(node, ast.Name) and node.id in LOADERS:
        return node.id
    if isinstance(node, ast.Attribute):
        of_sys = isinstance(node.value, ast.Name) and node.value.id == "sys"
        if node.attr in MEMBERS or (of_sys and node.attr in SEARCH):
            return f"sys.{node.attr}" if of_sys else node.attr
    return ""


def _beginning(call: ast.Call) -> str:
    """How the text begins that a call is given."""
    first: ast.AST | None = next(iter(call.args), None)
    if isinstance(first, ast.JoinedStr):
        first = next(iter(first.values), None)
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
