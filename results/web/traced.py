"""Traced numbers: every number in a report's sentences knows from which cell of which table it comes.

A number is put into a sentence as ordinary text between two marks that no language uses; when the sentence
becomes HTML, the marks become an element that names table, row and column. Invariant: what is shown
is made from the cell it names, so a test can go back from every number of a page to the store. A number that
is made of several columns of one row says so: `comparison[…] difference / mean_a`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from results.web.markup import Markup, tag, together

OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{OPEN}(\\d+){MIDDLE}([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True)
class Cell:
    """Where a number comes from: a table, what picks the row or rows, the column, and how rows are pooled."""

    table: str
    where: Mapping[str, object]
    column: str
    value: float
    pooled: str = ""

    def address(self) -> str:
        """The same as one line: `comparison[case=minzhu, a=baseline] difference`."""
        rows = ", ".join(f"{key}={value}" for key, value in self.where.items())
        column = f"{self.pooled}({self.column})" if self.pooled else self.column
        return f"{self.table}[{rows}] {column}"


@dataclass(frozen=True)
class TracedNumber:
    """A number as it is shown, and the cell it is from."""

    text: str
    cell: Cell

    def __str__(self) -> str:
        return self.text


type Trace = Callable[[TracedNumber], str]
"""Puts a number into a sentence: `str` puts its text alone, `Numbers.trace` one that a page can follow."""


@dataclass
class Numbers:
    """The numbers of one page, in the order in which they were put into sentences."""

    cells: list[Cell] = field(default_factory=list)

    def put(self, text: str, cell: Cell) -> str:
        """The text, marked as coming from the cell."""
        self.cells.append(cell)
        return f"{OPEN}{len(self.cells) - 1}{MIDDLE}{text}{CLOSE}"

    def trace(self, number: TracedNumber) -> str:
        """The same of a number that knows its cell."""
        return self.put(number.text, number.cell)

    def shown(self, sentence: str) -> Markup:
        """The sentence as HTML."""
        parts: list[str] = []
        last = 0
        for found in _MARKED.finditer(sentence):
            cell = self.cells[int(found[1])]
            parts += [sentence[last : found.start()], self._element(found[2], cell)]
            last = found.end()
        return together(*parts, sentence[last:])

    def _element(self, text: str, cell: Cell) -> Markup:
        return tag("data", text, value=repr(cell.value), title=cell.address(), data_from=cell.address())


def plain(sentence: str) -> str:
    """The sentence without its marks."""
    return _MARKED.sub(r"\2", sentence)
