"""Edits: what differs between two versions of the code and the data that a run goes through, named one
by one.

Invariant: what changes no run is no edit: comments, docstrings, layout, names, texts and sources.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from experiments.errors import ArgumentError, python_problem
from experiments.trial.code_parts import HEAD, IMPORTS, CodePart, code_parts
from experiments.trial.data_parts import data_parts
from experiments.trial.rule_names import rules_of
from experiments.trial.versions import CodeVersion, TwoVersions
from scenarios.files import text_of
from scenarios.language import _
from scenarios.project_folder import PACKAGES

RULE, INSTRUMENT, OUTCOME, CODE, READER = "rule", "instrument", "outcome", "code", "reader"
PARAMETER, RANGE, CASE, GOVERNANCE, ISSUE = "parameter", "range", "case", "governance", "issue"
CHANGED, ADDED, REMOVED = "changed", "added", "removed"
PROJECT_CODE = {folder: package.replace(".", "/") for package, folder in PACKAGES.items()}
"""By folder of a project, the folder of gongzhi whose modules its files are."""

CODE_FOLDERS = ("agents", "model", "model/instruments", "model/outcomes", "scenarios")
DATA_FOLDERS = {
    "scenarios/cases": CASE,
    "scenarios/governance": GOVERNANCE,
    "cases": CASE,
    "governance": GOVERNANCE,
}
DATA_FILES = {
    **{"scenarios/parameters.yaml": PARAMETER, "parameters.yaml": PARAMETER},
    **{"scenarios/outcomes.yaml": OUTCOME, "scenarios/issues.yaml": ISSUE},
}
RANGES = ("range", "possible", "prior", "kind", "set_by", "unit")
"""What the ledger says of a parameter beside its default: it decides which values are taken or sampled."""


class Edit(NamedTuple):
    """One thing that is not alike in both versions.

    Attributes:
        what: a rule, an instrument, an outcome, other code, what reads scenarios, a parameter's default
            or its range, a value of a case, of a governance model or of the catalogue of issues.
        name: `Class.method`, a function, the key of a parameter, the path of a value.
        how: changed, added or removed.
        file, line: where it stands, as seen from the folder of the version (that compared with, if removed).
        before, now, unit: of values what they were and are; the unit of a parameter.
        stem: the name of the file without its ending: of an instrument, a case, a governance model its id.
        method, takes: of code, whether it is a method, and what it takes.
    """

    what: str
    name: str
    how: str
    file: str
    line: int | None = None
    before: object = None
    now: object = None
    unit: str = ""
    stem: str = ""
    method: bool = False
    takes: tuple[str, ...] = ()


def edits(versions: TwoVersions) -> tuple[Edit, ...]:
    """All that differs, code before data; ArgumentError if a file of either cannot be read."""
    before, now = (files_of(version) for version in versions[:2])
    rules = {*rules_of(versions.before.code), *rules_of(versions.now.code)}
    found: list[Edit] = []
    for name in sorted({*before, *now}, key=lambda one: (one.endswith(".yaml"), one)):
        found += edits_of_file(name, before.get(name), now.get(name), rules)
    return tuple(found)


def files_of(version: CodeVersion) -> dict[str, Path]:
    """The files that runs go through, by their names: those of a project after `project/`."""
    found: dict[str, Path] = {}
    for folder in CODE_FOLDERS:
        found |= _in_folder(version.code, folder, "*.py", "")
    for folder in ("scenarios/cases", "scenarios/governance"):
        found |= _in_folder(version.code, folder, "*.yaml", "")
    found |= {
        name: version.code / name for name in DATA_FILES if (version.code / name).is_file() and "/" in name
    }
    if version.project is not None:
        for folder in PROJECT_CODE:
            found |= _in_folder(version.project, folder, "*.py", "project/")
        for folder in ("cases", "governance"):
            found |= _in_folder(version.project, folder, "*.yaml", "project/")
        found |= _in_folder(version.project, ".", "parameters.yaml", "project/")
    if version.rules is not None:
        found[f"rules/{version.rules.name}"] = version.rules
    return found


def _in_folder(top: Path, folder: str, pattern: str, prefix: str) -> dict[str, Path]:
    files = sorted((top / folder).glob(pattern)) if (top / folder).is_dir() else []
    return {prefix + file.relative_to(top).as_posix(): file for file in files if file.name[0] not in "._"}


def edits_of_file(name: str, before: Path | None, now: Path | None, rules: Collection[str]) -> Iterator[Edit]:
    """What differs in one file (None: it is not there), by its name; ArgumentError if it cannot be read."""
    texts = [text_of(file) if file is not None else "" for file in (before, now)]
    if texts[0] == texts[1]:
        return
    if not name.endswith(".yaml"):
        yield from _worth_naming(list(_of_code(name, texts[0], texts[1], rules)))
    elif before is None or now is None:
        how = ADDED if before is None else REMOVED
        yield Edit(_sort_of_data(name), "", how, name.removeprefix("project/"), stem=Path(name).stem)
    else:
        yield from _of_data(name, *texts)


def _worth_naming(found: list[Edit]) -> list[Edit]:
    """The edits of a file of code without the imports, and the heads of new classes, that go with others."""
    heads = f" ({HEAD})"
    owners = {one.name.partition(".")[0] for one in found if "." in one.name}
    kept = [
        one
        for one in found
        if one.name != IMPORTS
        and not (one.how != CHANGED and one.name.endswith(heads) and one.name.removesuffix(heads) in owners)
    ]
    return kept or found


def _of_code(name: str, before: str, now: str, rules: Collection[str]) -> Iterator[Edit]:
    one, other = (_read(name, text, code_parts) for text in (before, now))
    what, stem = _sort_of_code(name), Path(name).stem
    for part in dict.fromkeys((*other, *one)):
        if not _alike(one.get(part), other.get(part)):
            found = other.get(part) or one[part]
            is_rule = found.method and part.rpartition(".")[2] in rules
            kind = CODE if what == RULE and not is_rule else what
            where = (name.removeprefix("project/").removeprefix("rules/"), found.line)
            how = _how(part in one, part in other)
            edit = Edit(kind, part, how, *where, stem=stem, method=found.method, takes=found.takes)
            values = [side.value if side else None for side in (one.get(part), other.get(part))]
            yield edit._replace(before=values[0], now=values[1])


def _alike(one: CodePart | None, other: CodePart | None) -> bool:
    return one is not None and other is not None and one.text == other.text


def _sort_of_code(name: str) -> str:
    parts = name.split("/")
    if parts[0] in ("agents", "rules") or parts[:2] == ["project", "agents"]:
        return RULE
    if "instruments" in parts:
        return INSTRUMENT
    if "outcomes" in parts:
        return OUTCOME
    return READER if parts[0] == "scenarios" else CODE


def _of_data(name: str, before: str, now: str) -> Iterator[Edit]:
    one, other = (_read(name, text, data_parts) for text in (before, now))
    plain, what = name.removeprefix("project/"), _sort_of_data(name)
    for path in dict.fromkeys((*other, *one)):
        if path not in one or path not in other or one[path] != other[path]:
            edit = Edit(
                what, path, _how(path in one, path in other), plain,
                before=one.get(path), now=other.get(path), stem=Path(name).stem,
            )  # fmt: skip
            yield _of_parameter(edit, {**one, **other}) if what == PARAMETER else _of_value(edit)


def _sort_of_data(name: str) -> str:
    plain = name.removeprefix("project/")
    return DATA_FILES.get(plain) or DATA_FOLDERS[plain.rpartition("/")[0]]


def _of_parameter(edit: Edit, values: Mapping[str, object]) -> Edit:
    """An edit of the ledger by the key of its parameter: of its default, or of its range and the like."""
    key, _dot, last = edit.name.rpartition(".")
    unit = str(values.get(f"{key}.unit", ""))
    if last == "default":
        return edit._replace(name=key, unit=unit)
    return edit._replace(what=RANGE, name=f"{key}.{last}" if last in RANGES else edit.name, unit=unit)


def _of_value(edit: Edit) -> Edit:
    name = edit.name.removeprefix("parameters.").removesuffix(".value")
    return edit._replace(name=name)


def _how(before: bool, now: bool) -> str:
    return CHANGED if before and now else ADDED if now else REMOVED


def _read[P](name: str, text: str, parts: Callable[[str], dict[str, P]]) -> dict[str, P]:
    try:
        return parts(text) if text else {}
    except SyntaxError as error:
        where, problem = f"{name}:{error.lineno}", python_problem(error)
        raise ArgumentError(
            _("{where}: this is no Python: {problem}", where=where, problem=problem)
        ) from None
    except ValueError as error:
        raise ArgumentError(_("{file}: this is no YAML: {problem}", file=name, problem=error)) from None
