"""Coverage: every actor, system, problem, number, demand and claim of the seeds, and where it stands here.

`python -m results.evidence.coverage` checks that whatever scenarios/coverage.yaml names exists and writes
docs/seeds.md.
"""

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

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
        key: data.build(Row, data.mapping(row, (name, "rows", key)), (name, "rows", key))
        for key, row in written.items()
    }
    title = data.build(Text, data.part(block, "title", (name,)), (name, "title"))
    return Part(title=title, rows=Fixed(rows))


def missing(parts: Mapping[str, Part]) -> Iterator[str]:
    """What rows name and what does not exist."""
    known = _known()
    for part, one in parts.items():
        for key, row in one.rows.items():
            for named in _absent(row, known):
                yield f"{part} {key}: {named}"


def _absent(row: Row, known: Mapping[str, Collection[str]]) -> Iterator[str]:
    yield from (file for file in row.files if not (ROOT / file).is_file())
    for place in row.where:
        kind, _colon, name = place.partition(":")
        if name not in known.get(kind, ()):
            yield place
    for test in row.tests:
        file, _colons, name = test.partition("::")
        if name not in tests_in(ROOT / file):
            yield test


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
        "由 `python -m results.evidence.coverage` 按 `scenarios/coverage.yaml` 生成（请勿手改）。 "
        "Made by `python -m results.evidence.coverage` from `scenarios/coverage.yaml` (do not edit).",
    ]
    for part in parts.values():
        lines += [f"## {part.title.zh} {part.title.en} ({len(part.rows)})", _table(part)]
    return "\n\n".join(lines) + "\n"


def _table(part: Part) -> str:
    heads = ("#", "名称", "name", "种子 seed", "文件 files", "在哪里 where", "测试 tests", "说明 note")
    return markdown_table(heads, [_cells(key, row) for key, row in part.rows.items()])


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
