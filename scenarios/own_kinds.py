"""Kinds of residents as files of rules write them, read without running them: id, words, place, rules.

Invariant: nothing of a file is executed, so that whoever lists kinds, or reads a case or a store, is safe
from what a file does. What a file works out when it runs is therefore not seen here.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from scenarios.entries import Text
from scenarios.project import rule_files

AGENTS = Path(__file__).parents[1] / "agents"
RESIDENTS = ("resident", "elderly", "established", "young", "landlord")
"""The kinds of residents that are shipped: households in general, and those that there are."""


class KindInFile(NamedTuple):
    """A kind of residents as its file writes it: the class that gives it, what it is of, where it stands."""

    kind: str
    name: str
    bases: tuple[str, ...]
    file: Path
    line: int
    methods: tuple[str, ...]
    place: Mapping[str, Any] | None
    words: Text | None
    text: str

    @property
    def shipped(self) -> bool:
        """Whether it comes with gongzhi."""
        return self.file.parent == AGENTS


def shipped_kinds() -> dict[str, KindInFile]:
    """The kinds of residents that come with gongzhi."""
    files = (AGENTS / name for name in ("elderly.py", "established.py", "young.py", "landlord.py"))
    return _by_kind(files, RESIDENTS)


def own_kinds() -> dict[str, KindInFile]:
    """The kinds of residents of the user's own: of the project's files of rules, and of the file chosen."""
    found = _by_kind(rule_files().values())
    return {kind: one for kind, one in found.items() if kind not in shipped_kinds() and one.bases}


def kind_words(kind: str) -> Text | None:
    """The words for a kind of residents of the user's own; None where its file gives none."""
    found = own_kinds().get(kind)
    return found.words if found else None


def _by_kind(files: Iterable[Path], only: Iterable[str] = ()) -> dict[str, KindInFile]:
    found = (one for file in files if file.is_file() for one in _read(file, file.stat().st_mtime_ns))
    return {one.kind: one for one in found if not only or one.kind in only}


@lru_cache(maxsize=256)
def _read(file: Path, _stamp: int) -> tuple[KindInFile, ...]:
    try:
        tree = ast.parse(file.read_text(encoding="utf-8-sig"))
    except (SyntaxError, ValueError, OSError):
        return ()  # whoever imports the file says what is wrong with it
    return tuple(_kinds(tree, file))


def _kinds(tree: ast.Module, file: Path) -> Iterator[KindInFile]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            said = dict(_assigned(node))
            kind = _literal(said.get("kind"))
            if isinstance(kind, str):
                yield KindInFile(
                    *(kind, node.name, tuple(map(ast.unparse, node.bases)), file, node.lineno),
                    methods=tuple(_methods(node)),
                    place=_place(said.get("place")),
                    words=_words(_literal(said.get("words"))),
                    text=(ast.get_docstring(node) or "").strip(),
                )


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for line in node.body:
        if isinstance(line, ast.Assign):
            yield from ((one.id, line.value) for one in line.targets if isinstance(one, ast.Name))
        elif isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
            yield line.target.id, line.value


def _methods(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.FunctionDef) and not line.name.startswith("_"):
            yield line.name


def _literal(value: ast.expr | None) -> Any:
    try:
        return None if value is None else ast.literal_eval(value)
    except ValueError:
        return None


def _place(call: ast.expr | None) -> Mapping[str, Any] | None:
    """What ``Some(0.04, of="upper")`` or ``OneA("stairwell")`` says, as a case writes it."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name | ast.Attribute):
        return None
    name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
    fields = {"Some": ("share", "of"), "OneA": ("one_a", "of")}.get(name)
    if fields is None:
        return None
    given = {key: _literal(value) for key, value in zip(fields, call.args, strict=False)}
    named = {"whole": "one_a"}
    given |= {named.get(word.arg, word.arg): _literal(word.value) for word in call.keywords if word.arg}
    return {"of": "all"} | given


def _words(value: object) -> Text | None:
    if not isinstance(value, dict):
        return None
    either = [text for text in (value.get("zh"), value.get("en")) if isinstance(text, str) and text]
    return Text(zh=value.get("zh") or either[0], en=value.get("en") or either[0]) if either else None
