"""Coverage: every actor, system, problem, number, demand and claim of the seeds, and where it stands here.

`python -m results.evidence.coverage` checks that whatever scenarios/coverage.yaml names exists and writes
docs/seeds.md.
"""

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from experiments.markdown import markdown_table
from experiments.patterns.evaluate import patterns
from experiments.patterns.measurements import measurable
from scenarios import read
from scenarios.entries import Entry, Text, Words
from scenarios.files import DataFile, open_data
from scenarios.fixed import Fixed

ROOT = Path(__file__).resolve().parents[2]
FILE, PAGE = ROOT / "scenarios/coverage.yaml", ROOT / "docs/seeds.md"
Several = Annotated[list[Words], Field(min_length=1)]


class Row(Entry):
    """One thing that the seeds describe: which seeds, the files, where in the data, and its tests."""

    name: Text
    seeds: Words
    files: Several
    where: Several
    tests: Several
    note: Text | None = None


class Mechanism(Row):
    """A system of the seeds that is a mechanism of its own."""

    kind: Literal["mechanism"]


class SettingOf(Row):
    """A system of the seeds that is another mechanism with other settings; `of` says which, as in `where`."""

    kind: Literal["setting"]
    of: Several


class Part(Entry):
    """One list of the seeds: its rows by number."""

    title: Text
    rows: Mapping[str, Row]


def coverage(file: Path = FILE) -> Mapping[str, Part]:
    """The parts of the table; ScenarioError if a row lacks a file, a place or a test."""
    data = open_data(file)
    content = data.mapping(data.document.data)
    return Fixed({name: _part(data, name) for name in content})


def _part(data: DataFile, name: str) -> Part:
    block = data.part(data.mapping(data.document.data), name)
    written = data.part(block, "rows", (name,))
    rows = {
        key: data.build(_sort(name, row), data.mapping(row, (name, "rows", key)), (name, "rows", key))
        for key, row in written.items()
    }
    title = data.build(Text, data.part(block, "title", (name,)), (name, "title"))
    return Part(title=title, rows=Fixed(rows))


def _sort(part: str, row: Mapping[str, object]) -> type[Row]:
    """Which sort of row it is: each system says whether it is a mechanism of its own."""
    if part != "systems":
        return Row
    return SettingOf if row.get("kind") == "setting" else Mechanism


def missing(parts: Mapping[str, Part]) -> Iterator[str]:
    """What rows name and what does not exist."""
    known = _known()
    for part, one in parts.items():
        for key, row in one.rows.items():
            for named in _absent(row, known):
                yield f"{part} {key}: {named}"


def _absent(row: Row, known: Mapping[str, Collection[str]]) -> Iterator[str]:
    yield from (file for file in row.files if not (ROOT / file).is_file())
    for place in (*row.where, *_others(row)):
        kind, _colon, name = place.partition(":")
        if name not in known.get(kind, ()):
            yield place
    for test in row.tests:
        file, _colons, name = test.partition("::")
        if name not in tests_in(ROOT / file):
            yield test


def _others(row: Row) -> Collection[str]:
    """The mechanisms of which it is a setting."""
    return row.of if isinstance(row, SettingOf) else ()


def _known() -> Mapping[str, Collection[str]]:
    kinds = [section.id for section in read.sections().values() if section.instrument]
    return {
        "case": read.cases(),
        "governance": read.governance_models(),
        "instrument": kinds,
        "key": read.ledger(),
        "issue": [kind.id for kind in read.issue_kinds()],
        "outcome": read.outcome_entries(),
        "observation": measurable().observations,
        "pattern": patterns(),
    }


@cache
def tests_in(file: Path) -> frozenset[str]:
    """The names of the test functions of a file; none if there is no such file."""
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def page(parts: Mapping[str, Part]) -> str:
    """The page in both languages."""
    lines = [
        "# 种子文本与本项目 The seed documents and this project",
        "五份种子文本（S0–S4）中的每一个行动者、制度、问题、数字、需求和因果论断，在哪些文件里，"
        "由哪些案例、方案、手段、参数或观测体现，由哪些测试看守。\n"
        "Every actor, system, problem, number, demand and causal claim of the five seed documents "
        "(S0 to S4): in which files it stands, by which case, governance model, instrument, parameter "
        "or observation it is there, and which tests watch over it.",
        "每项制度注明：它是单独的机制，还是另一机制的设置（注明是哪一个）。"
        "由若干手段组成的治理模式，是这些手段的设置。\n"
        "Every system says whether it is a mechanism of its own or a setting of another, and of which; "
        "a governance model that only puts instruments together is a setting of these.",
        "由 `python -m results.evidence.coverage` 按 `scenarios/coverage.yaml` 生成（请勿手改）。 "
        "Made by `python -m results.evidence.coverage` from `scenarios/coverage.yaml` (do not edit).",
    ]
    for part in parts.values():
        lines += [f"## {part.title.zh} {part.title.en} ({len(part.rows)})", _table(part)]
    return "\n\n".join(lines) + "\n"


def _table(part: Part) -> str:
    heads = ["#", "名称", "name", "种子 seed", "文件 files", "在哪里 where", "测试 tests", "说明 note"]
    cells = [_cells(key, row) for key, row in part.rows.items()]
    if any(isinstance(row, Mechanism | SettingOf) for row in part.rows.values()):
        heads.insert(4, "机制或设置 mechanism or setting")
        for found, row in zip(cells, part.rows.values(), strict=True):
            found.insert(4, _kind(row))
    return markdown_table(heads, cells)


def _kind(row: Row) -> str:
    """What it is, in both languages."""
    if not isinstance(row, SettingOf):
        return "单独的机制<br>mechanism of its own"
    of = "<br>".join(f"`{one}`" for one in row.of)
    return f"以下机制的设置<br>setting of<br>{of}"


def _cells(key: str, row: Row) -> list[str]:
    note = f"{row.note.zh}<br>{row.note.en}" if row.note else ""
    files, where = ("<br>".join(f"`{one}`" for one in found) for found in (row.files, row.where))
    tests = "<br>".join(
        f"`{Path(file).name}` {name}" for file, _colons, name in (one.partition("::") for one in row.tests)
    )
    return [key, row.name.zh, row.name.en, row.seeds, files, where, tests, note]


def main() -> None:
    """Check the table and write the page; ends with an error that lists what does not exist."""
    parts = coverage()
    if absent := list(missing(parts)):
        sys.exit("\n".join(absent))
    PAGE.write_text(page(parts), encoding="utf-8")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
