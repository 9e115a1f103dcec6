"""What a document is made of: headings, paragraphs, lists, tables, pictures and command lines.

Invariant: a block says what is told; how it looks is for `terminal.py`, `markdown.py` and `html.py` to say.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from scenarios.language import _


@dataclass(frozen=True)
class Heading:
    """A heading; 1 is the page's title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of sentences."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    texts: Sequence[str]


@dataclass(frozen=True)
class Command:
    """A command line."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A figure, by its SVG file; `text` says what it shows."""

    file: Path
    text: str


class Cell(NamedTuple):
    """A cell that stands out on a terminal: its text, a word below it, and the style of that word or, where
    there is none, of the text.
    """

    text: str
    below: str = ""
    style: str = ""


@dataclass(frozen=True)
class Table:
    """Heads of the columns, and rows of as many cells.

    The columns `left` hold words, all others numbers. For a terminal: `title` and `caption`, whether there
    are `lines`, before which rows a section begins, columns that are never folded, and how wide the columns
    of numbers are at `least`.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    title: str = ""
    caption: str = ""
    lines: bool = True
    left: Collection[int] = (0,)
    sections: Collection[int] = ()
    whole: Collection[int] = ()
    least: int | None = None


type Block = Heading | Paragraph | Points | Command | Picture | Table

BLANK = Paragraph("")
"""An empty line on a terminal."""


def lines(texts: Iterable[str]) -> Iterator[Paragraph]:
    """Sentences, each in a paragraph of its own."""
    return map(Paragraph, texts)


def closing(
    command: str, files: str, reading: Sequence[str] = (), cannot_tell: Sequence[str] = ()
) -> Iterator[Block]:
    """How a summary ends: how to read it, what it cannot tell, and how to make it again."""
    for heading, texts in ((_("How to read this"), reading), (_("What this cannot tell"), cannot_tell)):
        if texts:
            yield Heading(2, heading)
            yield Points(texts)
    yield Heading(2, _("To make it again"))
    yield Command(command)
    yield Paragraph(files)
