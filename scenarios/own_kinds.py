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
from scenarios.files import shown
from scenarios.language import pick
from scenarios.project import rule_files
from scenarios.rules import rule_words
from scenarios.shipped import is_shipped
from scenarios.words import in_one_language

AGENTS = Path(__file__).parents[1] / "agents"
RESIDENTS = ("elderly", "established", "young", "landlord")
"""The kinds of residents that are shipped."""

INSTITUTIONS = (
    *("property_firm", "residents_committee", "party_committee", "street_office", "construction_company"),
    *("owners_committee", "social_organisation", "representative"),
)
"""The kinds of institutions."""

SHIPPED = ("resident", *RESIDENTS, *INSTITUTIONS)
"""The kinds of agents that are no user's own."""


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

    def shown(self) -> str:
        """The file as it is shown: of ours from the folder of gongzhi, else from where one stands."""
        return f"agents/{self.file.name}" if self.file.parent == AGENTS else shown(self.file)

    @property
    def shipped(self) -> bool:
        """Whether it comes with gongzhi."""
        return self.file.parent == AGENTS and is_shipped("agents", self.file.stem)


def shipped_kinds() -> dict[str, KindInFile]:
    """The kinds of residents that come with gongzhi."""
    files = (AGENTS / name for name in ("elderly.py", "established.py", "young.py", "landlord.py"))
    return _by_kind(files, RESIDENTS)


def own_kinds() -> dict[str, KindInFile]:
    """The kinds of residents of the user's own: of the project's files of rules, and of the file chosen."""
    found = _by_kind(rule_files().values())
    return {kind: one for kind, one in found.items() if kind not in SHIPPED and one.bases}


def kind_words(kind: str) -> Text | None:
    """The words for a kind of residents of the user's own; None where its file gives none."""
    found = own_kinds().get(kind)
    return found.words if found else None


def name_of_kind(kind: str) -> str:
    """The name of a kind of agents; of one of the user's own what its file calls it, else its word there."""
    found = rule_words().agents.get(kind) or kind_words(kind)
    return pick(found) if found else kind


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
    """The classes that no other of the file derives from, with what they have of others in it."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    bases = {base for node in classes.values() for base in _bases(node)}
    for node in classes.values():
        line = [node, *_above(node, classes)]
        said = dict(one for part in reversed(line) for one in _assigned(part))
        kind = _literal(said.get("kind"))
        if isinstance(kind, str) and node.name not in bases and not node.name.startswith("_"):
            yield KindInFile(
                *(kind, node.name, tuple(_bases(node)), file, node.lineno),
                methods=tuple(dict.fromkeys(name for part in line for name in _methods(part))),
                place=_place(said.get("place")),
                words=_words(_literal(said.get("words"))),
                text=(ast.get_docstring(node) or "").strip(),
            )


def _bases(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(base) for base in node.bases]


def _above(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    """The classes of the file that a class derives from, the nearest first; each once."""
    for name in _bases(node):
        if (base := classes.get(name)) is not None and base.lineno < node.lineno:
            yield base
            yield from _above(base, classes)


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
    """What a class calls its kind, in one language or more; None where it says nothing."""
    found = in_one_language(value) if isinstance(value, dict) else None
    return found if isinstance(found, Text) else None
