"""A document on a terminal or in a log: tables and sentences, without its pictures.

Invariant: no word is cut, whatever the width and the encoding of the terminal.
"""

import os
from collections.abc import Iterable
from io import StringIO
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table as Grid
from rich.text import Text

from experiments.encoding import sayable
from results.document.blocks import Block, Cell, Command, Heading, Paragraph, Points, Table


def print_tables(blocks: Iterable[Block]) -> None:
    """Print tables, sentences and lists to standard output."""
    console = Terminal(markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = USUAL_WIDTH
    _print(blocks, console)


def as_text(blocks: Iterable[Block]) -> str:
    """The same as text, without colours, whatever there is to print on."""
    page = StringIO()
    console = Terminal(file=page, width=USUAL_WIDTH, force_jupyter=False, markup=False, emoji=False)
    _print(blocks, console)
    return page.getvalue().rstrip("\n")


def _print(blocks: Iterable[Block], console: "Terminal") -> None:
    for block in blocks:
        match block:
            case Heading(text=text):
                console.print(text, style="bold", highlight=False)
            case Paragraph(text) | Command(text):
                console.print(text, highlight=False, soft_wrap=True)
            case Points(texts):
                for text in texts:
                    console.print(f"- {text}", highlight=False, soft_wrap=True)
            case Table():
                console.print_table(block)


USUAL_WIDTH = 120
"""Columns where there is no terminal."""

LEAST = 14
"""Columns of a terminal that a column of a table has at least, if it has so many letters."""


class Terminal(Console):
    """A console on which no word is cut: long ones are folded, and a table that a narrow terminal has no room
    for is as wide as it must be. What names hold is no markup.
    """

    def print_table(self, table: Table) -> None:
        """Print a table at a width at which it can be read."""
        grid, usual = self._grid(table), self.width
        try:
            self.width = max(usual, self._least(grid))
            self.print(grid)
        finally:
            self.width = usual

    def on_broken_pipe(self) -> None:
        """Leave it to the command to say nothing where nobody listens."""
        raise BrokenPipeError

    def render_str(self, text: str, **how: Any) -> Text:
        """Text in marks that the encoding has, so that every line of a table is as long as the others."""
        return super().render_str(sayable(text, self.encoding), **how)

    def _grid(self, table: Table) -> Grid:
        """The table as rich lays it out."""
        grid = Grid(title=table.title or None, title_justify="left", title_style="bold", pad_edge=False)
        grid.caption = table.caption or None
        if not table.lines:
            grid.box = None
        for place, head in enumerate(table.heads):
            is_number = place not in table.left
            grid.add_column(
                head,
                justify="right" if is_number else "left",
                overflow="fold",
                no_wrap=place in table.whole,
                min_width=table.least if is_number else None,
            )
        for place, row in enumerate(table.rows):
            if place in table.sections:
                grid.add_section()
            grid.add_row(*map(self._cell, row))
        return grid

    def _cell(self, cell: str | Cell) -> str | Text:
        if isinstance(cell, str):
            return cell
        text, below = self.render_str(cell.text), self.render_str(cell.below)
        (below if cell.below else text).stylize(cell.style)
        return Text("\n").join((text, below)) if cell.below else text

    def _least(self, grid: Grid) -> int:
        """The width at which every column of a table has LEAST columns or all that it holds."""
        unbounded, least = self.options.update(max_width=10_000), 1
        for column in grid.columns:
            cells = (column.header, *column.cells)
            widest = max(Measurement.get(self, unbounded, cell).maximum for cell in cells)
            least += (widest if column.no_wrap else min(widest, LEAST)) + 3
        return least
