"""The case that imported tables go into: a file that is there and is amended, or a new one.

Invariant: comments, order and other keys of a file that is there stay as they are; the case and the tables
beside it are written at once or not at all.
"""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from experiments.errors import ArgumentError
from experiments.new.several_files import write_all
from experiments.statistics.contrasts import Result
from scenarios import read
from scenarios.files import open_data, read_data, shown
from scenarios.language import _
from scenarios.names import is_path
from scenarios.project import project

ASSUMPTION = "assumption"
SET_BY = ("case", "either")
"""Who may set the parameters that belong to a case."""

USUAL = "minzhu"
"""The case that a new one is made from where no other is named."""


class OwnValue(NamedTuple):
    """A parameter's value as a table gives it: with its 95 % interval, the rows it rests on, its source."""

    key: str
    value: float
    low: float | None
    high: float | None
    rows: int
    source: str


def estimated(key: str, found: Result, source: str) -> OwnValue | None:
    """The value of a parameter as it was counted, its interval cut to what is possible; None if it is not
    possible itself. `source`: which table it is, its n is put behind.
    """
    entry = read.ledger()[key]
    if not entry.least <= found.value <= entry.most:
        return None
    low, high = max(found.low, entry.least), min(found.high, entry.most)
    return OwnValue(key, found.value, low, high, found.n, f"{source}, n={found.n}")


class OwnCase(NamedTuple):
    """The file of a case: whether it is there, its text, and the case that it builds on if it is new."""

    file: Path
    text: str
    is_new: bool
    like: str | None

    @property
    def name(self) -> str:
        """What it is called, and its tables begin with."""
        return self.file.stem

    @property
    def reference(self) -> str:
        """What to write on the command line to get it."""
        here = project()
        return (
            self.name if here is not None and self.file.parent == here.folder / "cases" else shown(self.file)
        )

    def beside(self, ending: str) -> Path:
        """The file beside it of that name: `ours-ties.csv` for `ties.csv`."""
        return self.file.with_name(f"{self.name}-{ending}")


def own_case(name: str, like: str | None) -> OwnCase:
    """The case of that name in the project, or here where there is no project; or the file of that path.

    ArgumentError if it is gongzhi's own, or cannot be called so; ScenarioError if it cannot be read.
    """
    file = _file(name)
    if file.exists():
        if like is not None:
            message = _("{file} is there already and is amended; --like is for a new case.", file=shown(file))
            raise ArgumentError(message)
        data = open_data(file)
        data.mapping(data.document.data)
        return OwnCase(file, "\n".join(data.lines), is_new=False, like=None)
    parent = read.case(like or USUAL)
    way = os.path.relpath(Path.cwd() / parent.file, file.parent) if parent.file else parent.id
    return OwnCase(file, _new_text(file.stem, way), is_new=True, like=parent.id)


def _file(name: str) -> Path:
    if is_path(name):
        return Path.cwd() / name.strip()
    _check_name(name)
    here = project()
    return (here.folder / "cases" if here is not None else Path.cwd()) / f"{name}.yaml"


def _check_name(name: str) -> None:
    """ArgumentError unless a case of one's own can be called so."""
    from experiments.new.free_name import check_name

    here = project()
    if here is None or not (here.folder / "cases" / f"{name}.yaml").exists():
        check_name("case", name)


def _new_text(name: str, parent: str) -> str:
    remark = _("A case made of tables of its own; what they do not say is as in {case}.", case=parent)
    return f'# {remark}\nextends: {parent}\nname: "{name}"\n'


def amended(case: OwnCase, values: Mapping[str, OwnValue], keys: Mapping[str, object]) -> str:
    """The text of the case with these parameters and these keys of its own, without those that are None; all
    else as it was.

    ArgumentError if the file is of a form in which nothing can be put.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    editor = YAML()
    editor.preserve_quotes, editor.width = True, 100_000
    content: Any = editor.load(case.text)
    if not isinstance(content, CommentedMap):
        raise ArgumentError(_("{file} must hold keys and values.", file=shown(case.file)))
    for key, value in keys.items():
        if value is None:
            content.pop(key, None)
        else:
            content[key] = value
    parameters = content.get("parameters") or CommentedMap()
    if values:
        parameters.fa.set_block_style()
        for key, given in values.items():
            parameters[key] = _entry(given)
        content["parameters"] = parameters
    target = io.StringIO()
    editor.dump(content, target)
    return target.getvalue()


def _entry(given: OwnValue) -> dict[str, object]:
    entry: dict[str, object] = {"value": _plain(given.value), "grade": "survey", "source": given.source}
    if given.low is not None and given.high is not None and given.low < given.high:
        entry["range"] = [_plain(given.low), _plain(given.high)]
    return entry


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else float(f"{value:.4g}")


def write_case(case: OwnCase, text: str, tables: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write the tables and the case over those that are there; FolderError, and all is as it was, if one
    cannot be written.
    """
    contents = {file: content.encode() for file, content in {**tables, case.file: text}.items()}
    write_all({}, contents)
    return tuple(contents)


class WrittenCase(NamedTuple):
    """What a case says, itself or by the one it builds on: its keys, parameter values and grades."""

    keys: Mapping[str, Any]
    values: Mapping[str, float]
    grades: Mapping[str, str]


def written_of(text: str, case: OwnCase) -> WrittenCase:
    """What a case of that text says, before anybody has checked whether it holds together."""
    content = read_data(case.file, text).document.data
    written = content if isinstance(content, dict) else {}
    values: dict[str, float] = {}
    grades: dict[str, str] = {}
    if parent := written.get("extends"):
        name = str(case.file.parent / parent) if is_path(parent) else parent
        for key, given in read.case(name).parameters.items():
            values[key], grades[key] = given.value, given.grade
    for key, given in (written.get("parameters") or {}).items():
        values[key] = given["value"] if isinstance(given, dict) else given
        grades[key] = given.get("grade", ASSUMPTION) if isinstance(given, dict) else ASSUMPTION
    return WrittenCase(written, values, grades)


def assumed_in(text: str, case: OwnCase) -> tuple[str, ...]:
    """The parameters that a case of that text has, by itself, by those it builds on or by the ledger, on an
    assumption alone.
    """
    grades = {key: entry.grade for key, entry in read.ledger().items() if entry.set_by in SET_BY}
    return tuple(
        key for key, grade in {**grades, **written_of(text, case).grades}.items() if grade == ASSUMPTION
    )
