"""Outcomes of a project's own: formulas of other outcomes, and classes that look at each month.

A file `outcomes/NAME.yaml` holds formulas by the id of the outcome; a file `outcomes/NAME.py` holds the class
that measures the outcome NAME and says in plain values what the entry of a shipped one says. Invariant:
reading the class runs none of it, and an outcome that no code computes is refused.
"""

import ast
from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from scenarios.entries import OutcomeEntry
from scenarios.files import DataFile, open_data, shown, text_of
from scenarios.formula import Formula, FormulaError, formula
from scenarios.language import _
from scenarios.problems import ScenarioError, in_words, nearest
from scenarios.project import shadowed
from scenarios.words import in_one_language

MEASURED = "Outcome"
"""The class that a measured outcome is made from (`model/outcome.py`)."""

COLUMNS = frozenset(
    [
        *("key", "case", "governance", "cost", "point", "replicate", "seed", "month", "compound", "outcome"),
        *("given_days", "given_yuan", "price_days", "price_yuan"),
    ]
)
"""What tables of runs hold beside outcomes."""

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
        if file.stem in COLUMNS:
            problem = _("is the name of another column of a table of runs; give it another name")
            raise ScenarioError(_("{key} {problem}.", key=shown(file), problem=problem))
        found[file.stem] = measured_outcome(file)
    known, written = {**shipped, **found}, dict[str, _Written]()
    for file in formulas:
        data = open_data(file)
        if data.document.data is not None:
            entries = data.mapping(data.document.data)
            written |= _written(data, entries, (), {*known, *written})
    return found | _by_formulas(written, known)


def written_formulas(
    data: DataFile, written: Mapping[str, Any], path: tuple[str, ...], known: Mapping[str, OutcomeEntry]
) -> dict[str, OutcomeEntry]:
    """Outcomes by formula as a file writes them at a path: `id: formula`, or keys of their own."""
    return _by_formulas(_written(data, written, path, known), known)


class _Written(NamedTuple):
    """What a file says of an outcome by formula, and where."""

    data: DataFile
    path: tuple[str, ...]
    content: dict[str, Any]

    def read(self, known: Collection[str]) -> Formula:
        """Its formula; ScenarioError if it has none, or if what it names is not known."""
        if not isinstance(text := self.content.get("formula"), str):
            self.data.fail((*self.path, "formula"), _("is missing; nothing else computes this outcome"))
        try:
            return formula(text, known)
        except FormulaError as error:
            self.data.fail(self.place, str(error), error.advice)

    @property
    def place(self) -> tuple[str, ...]:
        """Where the formula itself stands."""
        inside = (*self.path, "formula")
        return inside if inside in self.data.document.places else self.path


def _written(
    data: DataFile, written: Mapping[str, Any], path: tuple[str, ...], known: Collection[str]
) -> dict[str, _Written]:
    found: dict[str, _Written] = {}
    for name, entry in written.items():
        here = (*path, name)
        if name in known:
            data.fail(here, _("is an outcome already; give it another name"))
        if name in COLUMNS:
            data.fail(here, _("is the name of another column of a table of runs; give it another name"))
        if not name.isidentifier():
            data.fail(here, _("must be made of letters, digits and _, and not begin with a digit"))
        content = {"formula": entry} if isinstance(entry, str) else dict(data.mapping(entry, here))
        found[name] = _Written(data, here, content)
    return found


def _by_formulas(
    written: Mapping[str, _Written], known: Mapping[str, OutcomeEntry]
) -> dict[str, OutcomeEntry]:
    """The outcomes of these formulas, each after those that it is made of, wherever they are written."""
    names = {**known, **written}
    read = {name: one.read(names) for name, one in written.items()}
    found: dict[str, OutcomeEntry] = {}
    for name in _ordered(written, read):
        found[name] = _by_formula(written[name], name, read[name], {**known, **found})
    return found


def _ordered(written: Mapping[str, _Written], read: Mapping[str, Formula]) -> list[str]:
    """These formulas, each after those it names; ScenarioError if one is made of itself."""
    try:
        return list(
            TopologicalSorter(
                {name: [one for one in found.names if one in read] for name, found in read.items()}
            ).static_order()
        )
    except CycleError as error:
        around = error.args[1][::-1]
        first = written[around[0]]
        first.data.fail(first.place, _("is made of itself: {path}", path=" → ".join(around)))


def _by_formula(
    written: _Written, name: str, read: Formula, known: Mapping[str, OutcomeEntry]
) -> OutcomeEntry:
    data, path = written.data, written.path
    content = {**written.content, "formula": read.text}
    content.setdefault("name", name)
    content.setdefault("text", read.text)
    content.setdefault("unit", _unit(read, known))
    for key in content:
        if key not in WRITTEN:
            data.fail((*path, key), _("is unknown"), nearest(key, WRITTEN))
    return data.build(OutcomeEntry, _entry(name, content), path)


def _unit(read: Formula, known: Mapping[str, OutcomeEntry]) -> str:
    """The unit of a formula that says none: that of its outcomes where it only adds or takes away such as
    have one unit, else the formula.
    """
    units = {known[name].unit for name in read.names}
    return units.pop() if len(units) == 1 and read.is_a_sum else read.text


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
    except ValidationError as error:
        wrong = error.errors()[0]
        key = str(wrong["loc"][0])
        line = next((line for name, _value, line in _assigned(node) if name == key), node.lineno)
        raise ScenarioError(_where(file, line, key, in_words(wrong, TOLD))) from None


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
    each finds what it is made of, whatever the order of the entries.
    """
    waiting = {name: formula(entry.formula, known) for name, entry in entries.items() if entry.formula}
    found: dict[str, Formula] = {}
    while ready := {
        name: read
        for name, read in waiting.items()
        if name not in found and all(one in columns or one in found for one in read.names)
    }:
        found |= ready
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
