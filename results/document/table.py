"""A table on a page, beside the blocks of `results/document/blocks.py`.

The rule it holds: the first column names the row, every other cell is a number with its interval or a word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from experiments.bilingual import markdown_table
from experiments.markdown import plain
from results.document.blocks import Block, Paragraph, html, markdown

LINE = "border-bottom:1px solid #ccc;padding:.15rem .5rem;vertical-align:top;text-align:"


@dataclass(frozen=True)
class Table:
    """Heads of the columns, and rows of as many cells."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def page_markdown(blocks: Iterable[Block | Table], folder: Path) -> str:
    """The page as Markdown to lie in `folder`."""
    parts = []
    for is_table, some in groupby(blocks, key=lambda block: isinstance(block, Table)):
        if is_table:
            parts += [_markdown(one) for one in some if isinstance(one, Table)]
        else:
            parts.append(markdown([one for one in some if not isinstance(one, Table)], folder).rstrip("\n"))
    return "\n\n".join(parts) + "\n"


def _markdown(table: Table) -> str:
    return markdown_table(list(map(plain, table.heads)), [list(map(plain, row)) for row in table.rows])


def page_html(title: str, blocks: Sequence[Block | Table]) -> str:
    """The page as one HTML file; every table takes the place of a paragraph that stands for it."""
    tables = [block for block in blocks if isinstance(block, Table)]
    places = {id(table): f"[table {number}]" for number, table in enumerate(tables)}
    plain = [Paragraph(places[id(one)]) if isinstance(one, Table) else one for one in blocks]
    page = html(title, plain)
    for table in tables:
        page = page.replace(f"<p>{places[id(table)]}</p>", _html(table))
    return page


def _html(table: Table) -> str:
    head = "".join(_cell("th", place, text) for place, text in enumerate(table.heads))
    rows = "\n".join(
        "<tr>" + "".join(_cell("td", place, text) for place, text in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    style = "border-collapse:collapse;font-size:.85rem"
    return f'<table style="{style}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'


def _cell(kind: str, place: int, text: str) -> str:
    return f'<{kind} style="{LINE}{"right" if place else "left"}">{escape(text)}</{kind}>'
