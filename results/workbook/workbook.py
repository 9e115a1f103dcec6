"""The workbook of a finished folder: a first sheet that explains, one that says what every column holds, and
a sheet a table with headings and units in the language chosen.

Invariant: a heading names one column; what does not fit into a sheet is said before anything is written.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from experiments.errors import ArgumentError
from experiments.export.folder_tables import folder_tables
from experiments.export.table_file import finished
from results.workbook.cells import HEADING, LOOKED_AT, TITLE, cell, rows_of, set_widths
from results.workbook.explanation import Sheet, explanation
from scenarios import codebook
from scenarios.contents import NO_UNIT
from scenarios.language import _, pick

ENDING = ".xlsx"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""What a sheet holds, its heading included."""

LONGEST_NAME = 31
"""Letters of the name of a sheet."""


def write_workbook(folder: Path, file: Path, names: Sequence[str] | None = None) -> Path:
    """Write the workbook of a folder's tables (of those named, if some are); ArgumentError if one does not
    fit into a sheet or is not there, FolderError if the folder cannot be read or the file not be written.
    """
    with finished(file, (ENDING,)) as unfinished:
        tables = folder_tables(folder, names)
        for name, table in tables.items():
            _check_size(name, table)
        fill(Workbook(write_only=True), folder, tables).save(unfinished)
    return file


def with_front(folder: Path, file: Path, front: Mapping[str, Callable[[Any], None]]) -> None:
    """Write the same into `file` behind sheets that stand before it (title and what fills it), without the
    tables that fit into no sheet.
    """
    book = Workbook(write_only=True)
    for title, filled in front.items():
        sheet = book.create_sheet(title)
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        filled(sheet)
    tables = {name: table for name, table in folder_tables(folder).items() if _fits(table)}
    fill(book, folder, tables).save(file)


def fill(book: Any, folder: Path, tables: Mapping[str, pd.DataFrame]) -> Any:
    """Add the two sheets that explain and a sheet a table; return the book."""
    sheets = _named(tables, book.sheetnames)
    _explain(book, explanation(folder, sheets))
    _list_columns(book, sheets)
    for sheet in sheets:
        _add(book, sheet)
    return book


def _fits(table: pd.DataFrame) -> bool:
    return len(table) < MOST_ROWS and len(table.columns) <= MOST_COLUMNS


def _check_size(name: str, table: pd.DataFrame) -> None:
    if not _fits(table):
        raise ArgumentError(
            _(
                "The table {name} has {rows} rows and {columns} columns; a sheet holds {most} rows with its "
                "heading and {widest} columns. Name the others with --tables, and read this one from its "
                "Parquet or CSV file.",
                name=name,
                rows=len(table),
                columns=len(table.columns),
                most=MOST_ROWS,
                widest=MOST_COLUMNS,
            )
        )


def _named(tables: Mapping[str, pd.DataFrame], front: Sequence[str]) -> list[Sheet]:
    """The sheets, each with a title of its own and a heading for every column."""
    taken = {title.casefold() for title in (*front, _("about"), _("columns"))}
    sheets = []
    for name, table in tables.items():
        title, number = _title(pick(codebook.table(name).name)), 1
        while title.casefold() in taken:
            number += 1
            title = f"{_title(name)[: LONGEST_NAME - 3]} {number}"
        taken.add(title.casefold())
        sheets.append(Sheet(title, name, table, headings(name, [str(one) for one in table.columns])))
    return sheets


def _title(text: str) -> str:
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in text)[:LONGEST_NAME]


def headings(table: str, names: Sequence[str]) -> list[str]:
    """A heading for every column: title and unit in the language chosen, the id too where two are alike."""
    found = [_heading(table, name) for name in names]
    count = Counter(found)
    return [text if count[text] == 1 else f"{text} [{name}]" for text, name in zip(found, names, strict=True)]


def _heading(table: str, name: str) -> str:
    column = codebook.column(table, name)
    title = pick(column.name)
    if column.unit == NO_UNIT:
        return title
    return _("{title} ({unit})", title=title, unit=pick(codebook.unit_in_both(column.unit)))


def _explain(book: Any, lines: Sequence[Sequence[object]]) -> None:
    """The first sheet: the first line is a title, and lines of several cells a table."""
    sheet = book.create_sheet(_("about"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 16
    sheet.column_dimensions["C"].width = 100
    for number, line in enumerate(lines):
        font = TITLE if number == 0 else None
        sheet.append([cell(sheet, value, font, wrapped=len(line) > 1) for value in line])


def _list_columns(book: Any, sheets: Sequence[Sheet]) -> None:
    """The second sheet: what every column of every sheet holds."""
    sheet = book.create_sheet(_("columns"))
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (24, 32, 28, 24, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    words = (_("sheet"), _("heading"), _("column in files"), _("unit"), _("what it is"))
    sheet.append([cell(sheet, word, HEADING) for word in words])
    for one in sheets:
        for name, heading in zip(one.table.columns, one.headings, strict=True):
            column = codebook.column(one.name, str(name))
            unit = "" if column.unit == NO_UNIT else pick(codebook.unit_in_both(column.unit))
            sheet.append([cell(sheet, text) for text in (one.title, heading, name, unit, pick(column.text))])


def _add(book: Any, one: Sheet) -> None:
    """The sheet of a table, its heading kept in view."""
    sheet = book.create_sheet(one.title)
    sheet.freeze_panes = "A2"
    first = one.table.head(LOOKED_AT)
    set_widths(sheet, one.headings, (first.iloc[:, place] for place in range(len(first.columns))))
    sheet.append([cell(sheet, text, HEADING) for text in one.headings])
    for row in rows_of(sheet, one.table):
        sheet.append(row)
