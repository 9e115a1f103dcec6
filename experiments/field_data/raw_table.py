"""A table as people have it: CSV in any of the usual encodings and with any of the usual separators, or the
sheet of an Excel file; its cells as text, its rows by the numbers that a spreadsheet shows.

Invariant: a file that cannot be read is one message, which holds nothing of what is in the file.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.field_data.personal_data import safe_file
from scenarios.language import _
from scenarios.names import narrow

EXCEL = (".xlsx", ".xlsm")
SEPARATORS = ",;\t，；|"
MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 100_000_000, 200_000, 500
HEADER_WITHIN = 30
"""Rows at the top among which the headings are looked for: titles and remarks stand above them."""


class RawRow(NamedTuple):
    """A row: its number in the spreadsheet, and its cells."""

    number: int
    cells: tuple[str, ...]


class RawTable(NamedTuple):
    """A table: the file as it may be shown, the headings and their row, the rows below that hold anything."""

    file: str
    header_row: int
    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]

    def column(self, place: int) -> list[str]:
        """The cells of a column, empty where a row ends before it."""
        return [row.cells[place] if place < len(row.cells) else "" for row in self.rows]


def read_raw_table(file: Path, is_heading: Callable[[str], bool], sheet: str | None = None) -> RawTable:
    """The table in a file; `is_heading`: whether a cell is a heading that somebody knows.

    The row with the most such cells among the first ones is that of the headings. ArgumentError if the file
    cannot be read, holds no such row or nothing below it.
    """
    name = safe_file(file)
    if file.suffix.lower() in EXCEL:
        rows = list(_excel_rows(file, name, sheet))
    else:
        _refuse_old_excel(file, name)
        if sheet is not None:
            raise ArgumentError(_("--sheet is for Excel files; {file} is none.", file=name))
        rows = _csv_rows(_text(file, name), name)
    return _with_header(name, rows, is_heading)


def _with_header(name: str, rows: Sequence[RawRow], is_heading: Callable[[str], bool]) -> RawTable:
    known = [sum(map(is_heading, row.cells)) for row in rows[:HEADER_WITHIN]]
    if not any(known):
        raise ArgumentError(
            _(
                "{file} has no row of headings that are known, among its first {rows} rows. Name the columns "
                "in the first row, or say with --columns FILE what each is.",
                file=name,
                rows=HEADER_WITHIN,
            )
        )
    place = known.index(max(known))
    if not rows[place + 1 :]:
        raise ArgumentError(_("{file} has headings and no row below them.", file=name))
    return RawTable(name, rows[place].number, rows[place].cells, tuple(rows[place + 1 :]))


def _filled(rows: Iterator[Sequence[object]], name: str) -> Iterator[RawRow]:
    """The rows that hold anything; ArgumentError if there are more than are taken."""
    for number, row in enumerate(rows, 1):
        cells = tuple(_cell(cell) for cell in row[:MOST_COLUMNS])
        if number > MOST_ROWS:
            raise ArgumentError(_("{file} has more than {most} rows.", file=name, most=MOST_ROWS))
        if any(cells):
            yield RawRow(number, cells)


def _cell(value: object) -> str:
    """A cell as text: whole numbers without a point, dates as 2024-03-01."""
    from datetime import date, datetime

    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return " ".join(narrow(str(value)).replace("\u3000", " ").split())


def _text(file: Path, name: str) -> str:
    content = raw_bytes(file, name)
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ArgumentError(
        _("{file} is no text in UTF-8 or GB18030; save it as CSV UTF-8, or as an Excel file.", file=name)
    )


def raw_bytes(file: Path, name: str) -> bytes:
    """What is in a file; ArgumentError, which calls it `name`, if it cannot be had or is too large."""
    try:
        if ordinary := S_ISREG(file.stat().st_mode):
            with file.open("rb") as source:
                content = source.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ArgumentError(_("{file} does not exist.", file=name)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or _("no such name is possible")
        raise ArgumentError(_("{file} cannot be read ({reason}).", file=name, reason=why)) from None
    if not ordinary:
        reason = _("it is not an ordinary file")
        raise ArgumentError(_("{file} cannot be read ({reason}).", file=name, reason=reason))
    if len(content) > MOST_BYTES:
        raise ArgumentError(
            _("{file} is too large; the most is {most} MB.", file=name, most=MOST_BYTES // 1_000_000)
        )
    return content


def _csv_rows(text: str, name: str) -> list[RawRow]:
    csv.field_size_limit(MOST_BYTES)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        return list(_filled(iter(rows), name))
    except csv.Error:
        raise ArgumentError(_("{file} cannot be read as CSV.", file=name)) from None


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most columns, alike in most of them."""
    head = "\n".join(text.splitlines()[:HEADER_WITHIN])

    def worth(separator: str) -> int:
        widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=separator) if row]
        usual = max(widths, key=widths.count, default=1)
        return (usual - 1) * widths.count(usual)

    return max(SEPARATORS, key=worth)


def _refuse_old_excel(file: Path, name: str) -> None:
    if file.suffix.lower() in (".xls", ".et", ".ods", ".numbers"):
        raise ArgumentError(
            _("{file} is of an older or another spreadsheet; save it as .xlsx or as CSV.", file=name)
        )


def _excel_rows(file: Path, name: str, sheet: str | None) -> Iterator[RawRow]:
    """The rows of a sheet, the first one if none is named."""
    import warnings
    from zipfile import BadZipFile

    import openpyxl

    content = io.BytesIO(raw_bytes(file, name))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(content, read_only=True, data_only=True)
        except (BadZipFile, KeyError, ValueError, OSError):
            raise ArgumentError(
                _("{file} is no Excel file (.xlsx), or is locked by a password.", file=name)
            ) from None
        names = [one.title for one in book.worksheets]
        if sheet is not None and sheet not in names:
            raise ArgumentError(
                _("{file} has no sheet of that name; it has {count} sheets.", file=name, count=len(names))
            )
        page = book.worksheets[0] if sheet is None else book[sheet]
        page.reset_dimensions()  # what other programs write of them is often wrong
        yield from _filled(iter(page.iter_rows(values_only=True)), name)
