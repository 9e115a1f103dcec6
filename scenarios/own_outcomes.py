"""Outcomes of a project's own: formulas of other outcomes, and classes that look at each month.

A file `outcomes/NAME.yaml` holds formulas by the id of the outcome; a file `outcomes/NAME.py` holds the class
that measures the outcome NAME and says in plain values what the entry of a shipped one says. Invariant:
reading the class runs none of it, and an outcome that no code computes is refused.
"""

import ast
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from scenarios.contents import in_one_language
from scenarios.entries import OutcomeEntry
from scenarios.files import DataFile, open_data, shown, text_of
from scenarios.formula import Formula, FormulaError, formula
from scenarios.language import _
from scenarios.problems import ScenarioError, nearest
from scenarios.project import shadowed

MEASURED = "Outcome"
"""The class that a measured outcome is made from (`model/outcome.py`)."""

TOLD = ("name", "unit", "direction", "smallest")
WRITTEN = ("formula", *TOLD, "text")


def of_ones_own(entry: OutcomeEntry) -> bool:
    """Whether an outcome is not gongzhi's, but a project's or a study's."""
    return entry.measured or entry.formula is not None


def own_outcomes(
    measured: Iterable[Path], formulas: Iterable[Path], shipped: Mapping[str, OutcomeEntry]
) -> dict[str, OutcomeEntry]:
    """The outcomes of a project's files by id; ScenarioError if one is taken, or nothing computes it."""
    found: dict[str, OutcomeEntry] = {}
    for file in measured:
        if file.stem in shipped:
            raise shadowed(file, "outcomes.yaml")
        found[file.stem] = measured_outcome(file)
    for file in formulas:
        data = open_data(file)
        if data.document.data is not None:
            written = data.mapping(data.document.data)
            found |= written_formulas(data, written, (), {**shipped, **found})
    return found


def written_formulas(
    data: DataFile, written: Mapping[str, Any], path: tuple[str, ...], known: Mapping[str, OutcomeEntry]
) -> dict[str, OutcomeEntry]:
    """Outcomes by formula as a file writes them at a path: `id: formula`, or keys of their own."""
    found: dict[str, OutcomeEntry] = {}
    for name, entry in written.items():
        here = (*path, name)
        if name in known:
            data.fail(here, _("is an outcome already; give it another name"))
        if not name.isidentifier():
            data.fail(here, _("must be made of letters, digits and _, and not begin with a digit"))
        content = {"formula": entry} if isinstance(entry, str) else dict(data.mapping(entry, here))
        found[name] = _by_formula(data, name, content, here, {**known, **found})
    return found


def _by_formula(
    data: DataFile,
    name: str,
    content: dict[str, Any],
    path: tuple[str, ...],
    known: Mapping[str, OutcomeEntry],
) -> OutcomeEntry:
    if not isinstance(text := content.get("formula"), str):
        data.fail((*path, "formula"), _("is missing; nothing else computes this outcome"))
    try:
        read = formula(text, known)
    except FormulaError as error:
        data.fail((*path, "formula") if (*path, "formula") in data.document.places else path, str(error))
    content |= {"formula": read.text}
    content.setdefault("name", name)
    content.setdefault("text", read.text)
    content.setdefault("unit", _unit(read, known))
    for key in content:
        if key not in WRITTEN:
            data.fail((*path, key), _("is unknown"), nearest(key, WRITTEN))
    return data.build(OutcomeEntry, _entry(name, content), path)


def _unit(read: Formula, known: Mapping[str, OutcomeEntry]) -> str:
    """The unit of a formula that says none: that of its outcomes where there is but one, else the formula."""
    units = {known[name].unit for name in read.names}
    return units.pop() if len(units) == 1 and len(read.names) == 1 else read.text


def _entry(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of an entry from what its author says."""
    texts = {key: in_one_language(content[key]) for key in ("name", "text")}
    return {"direction": 0, "smallest": 0, **content, **texts, "id": name}


def measured_outcome(file: Path) -> OutcomeEntry:
    """What the class in a Python file says of its outcome; ScenarioError if it does not say it plainly."""
    try:
        tree = ast.parse(text_of(file))
    except SyntaxError as error:
        raise ScenarioError(
            _("{file}, line {line}: {problem}", file=shown(file), line=error.lineno or 1, problem=error.msg)
        ) from None
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_outcome(node)]
    if len(classes) != 1:
        raise ScenarioError(
            _(
                "{file}: must hold one class of {general}; it holds {count}.",
                file=shown(file),
                general=f"model.outcome.{MEASURED}",
                count=len(classes),
            )
        )
    return _told_by(file, classes[0])


def _is_outcome(node: ast.ClassDef) -> bool:
    names = (base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases)
    return MEASURED in names


def _told_by(file: Path, node: ast.ClassDef) -> OutcomeEntry:
    content: dict[str, Any] = {"name": file.stem, "text": ast.get_docstring(node) or file.stem}
    for name, value, line in _assigned(node):
        if name in TOLD:
            try:
                content[name] = ast.literal_eval(value)
            except ValueError:
                problem = _("must be a plain value, so that it is known before the class is loaded")
                raise ScenarioError(_where(file, line, name, problem)) from None
    if not any(isinstance(one, ast.FunctionDef) and one.name in ("month", "take") for one in node.body):
        raise ScenarioError(
            _where(file, node.lineno, node.name, _("has no method month; nothing computes this outcome"))
        )
    if "unit" not in content:
        raise ScenarioError(_where(file, node.lineno, node.name, _("does not say its unit")))
    try:
        return OutcomeEntry.model_validate(_entry(file.stem, content) | {"measured": True})
    except ValueError as error:
        said = " ".join(str(error).splitlines()[1:3]).strip()
        words = _("is not as an outcome is: {problem}", problem=said)
        raise ScenarioError(_where(file, node.lineno, node.name, words)) from None


def _assigned(node: ast.ClassDef) -> Iterable[tuple[str, ast.expr, int]]:
    for one in node.body:
        if isinstance(one, ast.Assign):
            yield from (
                (target.id, one.value, one.lineno) for target in one.targets if isinstance(target, ast.Name)
            )
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value is not None:
            yield one.target.id, one.value, one.lineno


def _where(file: Path, line: int, name: str, problem: str) -> str:
    return _(
        "{file}, line {line}: {name} {problem}.", file=shown(file), line=line, name=name, problem=problem
    )


def formulas_of(
    entries: Mapping[str, OutcomeEntry], columns: Collection[str], known: Collection[str]
) -> dict[str, Formula]:
    """The formulas of those of the outcomes that can be worked out from these columns, in an order in which
    each finds what it is made of.
    """
    found: dict[str, Formula] = {}
    for name, entry in entries.items():
        if entry.formula is not None:
            read = formula(entry.formula, known)
            if all(one in columns or one in found for one in read.names):
                found[name] = read
    return found


def needed(names: Iterable[str], entries: Mapping[str, OutcomeEntry]) -> tuple[str, ...]:
    """These outcomes and all that their formulas are made of, however far away."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            entry = entries.get(name)
            waiting += formula(entry.formula, entries).names if entry and entry.formula else ()
    return tuple(found)
