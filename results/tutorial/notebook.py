"""Notebooks made of chapters of the tutorial, so that nothing is written twice.

Prose becomes cells of text, Python cells of code, a command `.venv/bin/gongzhi …` a line `!gongzhi …`,
a file of the page one that its cell writes. Outputs are left out: whoever runs the notebook sees their own.
There is one notebook a language, with the same code in both.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from results.tutorial.fenced_blocks import FILE, GONGZHI, Block, parts
from scenarios.language import Language

TUTORIAL = Path(__file__).resolve().parents[2] / "docs/tutorial"
type Cell = dict[str, Any]


class Notebook(NamedTuple):
    """A notebook: the name of its file, its title in English and Chinese, and the chapters it holds."""

    name: str
    titles: dict[Language, str]
    chapters: tuple[str, ...]


NOTEBOOKS = (
    Notebook(
        "first-run",
        {"en": "First run, change a rule", "zh": "第一次运行，改一条规则"},
        ("1-first-run", "2-read-a-rule", "3-change-it"),
    ),
    Notebook(
        "sweep",
        {"en": "A sweep and an honest comparison", "zh": "一次扫描，诚实地比较"},
        ("5-a-sweep", "6-compare-honestly"),
    ),
)
LANGUAGES: tuple[Language, ...] = ("en", "zh")

OPENING: dict[Language, str] = {
    "en": "Made of the chapters of the [tutorial](README.md). Run the cells from top to bottom (Shift-Enter) "
    "and predict before you run. Lines that begin with `!` are commands, as a terminal takes them.",
    "zh": "由[教程](README.zh.md)的章节生成。请从上到下逐格运行（Shift-Enter），先预测再运行。"
    "以 `!` 开头的行是命令，与在终端里输入的一样。",
}

FIRST_CODE = """import os
import sys

import gongzhi

# Files lie in the folder of gongzhi, and its command is that of this Python.
os.chdir(os.path.dirname(gongzhi.__file__))
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
os.environ.update(GONGZHI_LANG="{language}", COLUMNS="120")"""

WAYS = re.compile(r"^(\[(中文|English)\]\(.*|(Next: |下一章：)\[.*)$\n?", flags=re.MULTILINE)
"""The lines of a chapter that lead to other pages."""


def text_of(notebook: Notebook, language: Language) -> str:
    """Return the file of a notebook, as JSON."""
    cells = [*_opening(notebook, language), *_chapters(notebook, language)]
    for number, cell in enumerate(cells):
        cell["id"] = f"{notebook.name}-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def path_of(notebook: Notebook, language: Language) -> Path:
    """Return where a notebook lies."""
    return TUTORIAL / f"{notebook.name}.{language}.ipynb"


def chapter_path(chapter: str, language: Language) -> Path:
    """Return the page of a chapter."""
    return TUTORIAL / f"{chapter}{'.zh' if language == 'zh' else ''}.md"


def _opening(notebook: Notebook, language: Language) -> Iterator[Cell]:
    yield _prose(f"# {notebook.titles[language]}\n\n{OPENING[language]}")
    yield _code(FIRST_CODE.format(language=language))


def _chapters(notebook: Notebook, language: Language) -> Iterator[Cell]:
    for chapter in notebook.chapters:
        page = chapter_path(chapter, language).read_text(encoding="utf-8")
        yield from _cells(WAYS.sub("", page))


def _cells(page: str) -> Iterator[Cell]:
    """Yield the cells of a page; a block that is no code of ours stays with the prose around it."""
    kept = ""
    for prose, block in parts(page):
        kept += prose
        source = block and as_code(block)
        if block and not source and block.language != "text":
            kept += f"```{block.language}\n{block.text}```"
        if source or not block:
            if kept.strip():
                yield _prose(re.sub(r"\n{3,}", "\n\n", kept).strip())
            kept = ""
        if source:
            yield _code(source)


def as_code(block: Block) -> str:
    """Return what a cell of code holds in place of a block, empty if the block is none."""
    text = block.text.rstrip("\n")
    if found := FILE.match(block.text):
        appends = "-a " if found[1] == "append to" else ""
        return f"%%writefile {appends}{found[2]}\n{text[found.end() :]}"
    if block.language == "python":
        return text
    if block.language == "sh" and GONGZHI in text:
        joined = text.replace("\\\n", " ")
        return re.sub(rf"^{re.escape(GONGZHI)}", "!gongzhi", joined, flags=re.MULTILINE)
    return ""


def _prose(source: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def _code(source: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
