"""A document as Markdown.

Invariant: what a name holds is text, never a link, a picture or a heading.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from experiments.markdown import fenced, markdown_table, plain
from results.document.blocks import Block, Cell, Command, Heading, Paragraph, Picture, Points, Table


def markdown(blocks: Sequence[Block], folder: Path) -> str:
    """The document as Markdown to lie in `folder`; pictures are linked."""
    return "\n\n".join(_block(block, folder) for block in blocks) + "\n"


def _block(block: Block, folder: Path) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {plain(text)}"
        case Paragraph(text):
            return plain(text)
        case Points(texts):
            return "\n".join(f"- {plain(text)}" for text in texts)
        case Command(text):
            return fenced(text)
        case Picture(file, text):
            return f"![{plain(text)}]({address(file.relative_to(folder))})"
        case Table(heads, rows):
            return markdown_table(list(map(plain, heads)), [list(map(_cell, row)) for row in rows])


def _cell(cell: str | Cell) -> str:
    return plain(cell if isinstance(cell, str) else f"{cell.text} {cell.below}")


def address(file: Path) -> str:
    """A relative path as a link names it: of what is no letter only that which cannot end the link stays."""
    return "".join(mark if mark.isalnum() or mark in "/._-+" else quote(mark) for mark in file.as_posix())
