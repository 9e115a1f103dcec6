"""A table as people have it: CSV in any of the usual encodings and with any of the usual separators, or the
sheet of an Excel file; its cells as text, its rows by the numbers that a spreadsheet shows.

Invariant: a file that cannot be read is one message, which holds nothing of what is in the file.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.field_data.excel_sheet import EXCEL, excel_sheet, unpacked_size
from experiments.field_data.held_file import HeldFile, TableLimits, limits_of
from experiments.field_data.personal_data import safe_file
from scenarios.language import _
from scenarios.names import narrow

SEPARATORS = ",;\t，；|"
MOST_COLUMNS = 500
HEADER_WITHIN = 30
"""Rows at the top among which the headings are looked for: titles and remarks stand above them."""

TOTALS = frozenset(["合计", "总计", "小计", "total", "sum"])
"""Words that a row of totals has in one of its cells."""

_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_WHOLE = re.compile(r"[0-9]{1,15}\.0")


class RawRow(NamedTuple):
    """A row: its number in the spreadsheet, and its cells."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_total(self) -> bool:
        """Whether it sums up others."""
        return not TOTALS.isdisjoint(text.lower() for text in self.cells)


class RawTable(NamedTuple):
    """A table: the file as it may be shown, the headings and their row, the rows below that hold anything;
    how many other sheets the file has.
    """

    file: str
    header_row: int
    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]
    other_sheets: int = 0

    def column(self, place: int) -> list[str]:
        """The cells of a column, empty where a row ends before it."""
        return [row.cells[place] if place < len(row.cells) else "" for row in self.rows]


def read_raw_table(
    file: Path | HeldFile, is_heading: Callable[[str], bool], sheet: str | None = None
) -> RawTable:
    """The table in a file; `is_heading`: whether a cell is a heading that somebody knows.

    The row with the most such cells among the first ones is that of the headings; they may take two rows.
    ArgumentError if the file cannot be read, holds no such row or nothing below it.
    """
    name = safe_file(file)
    most, others = limits_of(file), 0
    if file.suffix.lower() in EXCEL:
        rows, others = _excel_rows(raw_bytes(file, name), name, sheet, most)
    else:
        _refuse_old_excel(file, name)
        if sheet is not None:
            raise ArgumentError(_("--sheet is for Excel files; {file} is none.", file=name))
        rows = _csv_rows(_text(file, name), name, most)
    return _with_header(name, rows, is_heading, others if sheet is None else 0)


def _with_header(
    name: str, rows: Sequence[RawRow], is_heading: Callable[[str], bool], others: int
) -> RawTable:
    known = [sum(map(is_heading, row.cells)) for row in rows[:HEADER_WITHIN]]
    if not any(known):
        message = _(
            "{file} has no row of headings that are known, among its first {rows} rows. Name the columns "
            "in the first row, or say with --columns FILE what each is.",
            file=name,
            rows=HEADER_WITHIN,
        )
        raise ArgumentError(message + other_sheets(others))
    place = known.index(max(known))
    headings, last = rows[place].cells, place
    if place + 1 < len(known) and _goes_on(is_heading, headings, rows[place + 1]):
        headings, last = _over(headings, rows[place + 1].cells), place + 1
    elif place and known[place - 1]:
        headings = _over(rows[place - 1].cells, headings)
    if not rows[last + 1 :]:
        raise ArgumentError(_("{file} has headings and no row below them.", file=name))
    return RawTable(name, rows[last].number, headings, tuple(rows[last + 1 :]), others)


def other_sheets(count: int) -> str:
    """A sentence on the sheets of the file that were not read; nothing if there are none."""
    if not count:
        return ""
    return " " + _("{count} other sheets were not read; --sheet NAME reads another.", count=count)


def _goes_on(is_heading: Callable[[str], bool], upper: Sequence[str], row: RawRow) -> bool:
    """Whether a row holds headings and nothing else, none below a heading that is known."""
    return all(
        is_heading(below) and (above == below or not is_heading(above))
        for above, below in zip_longest(upper, row.cells, fillvalue="")
        if below
    )


def _over(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """The headings of two rows: the lower one where there are both."""
    return tuple(below or above for above, below in zip_longest(upper, lower, fillvalue=""))


def _filled(rows: Iterator[Sequence[object]], name: str, most: int) -> Iterator[RawRow]:
    """The rows that hold anything; ArgumentError if there are more than are taken."""
    found = 0
    for number, row in enumerate(rows, 1):
        cells = tuple(_cell(cell) for cell in row[:MOST_COLUMNS])
        found += any(cells)
        if found > most:
            raise ArgumentError(_("{file} has more than {most} rows.", file=name, most=most))
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
    text = " ".join(_UNSEEN.sub("", narrow(str(value))).split())
    return text[:-2] if _WHOLE.fullmatch(text) else text  # as other programs write whole numbers


def _text(file: Path | HeldFile, name: str) -> str:
    content = raw_bytes(file, name)
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.lstrip("\ufeff")  # in GB18030, or twice in UTF-8
    raise ArgumentError(
        _("{file} is no text in UTF-8 or GB18030; save it as CSV UTF-8, or as an Excel file.", file=name)
    )


def raw_bytes(file: Path | HeldFile, name: str) -> bytes:
    """What is in a file; ArgumentError, which calls it `name`, if it cannot be had or is too large."""
    most = limits_of(file).size
    if isinstance(file, HeldFile):
        return _no_larger(file.content, name, most)
    try:
        if ordinary := S_ISREG(file.stat().st_mode):
            with file.open("rb") as source:
                content = source.read(most + 1)
    except FileNotFoundError:
        raise ArgumentError(_("{file} does not exist.", file=name)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or _("no such name is possible")
        raise ArgumentError(_("{file} cannot be read ({reason}).", file=name, reason=why)) from None
    if not ordinary:
        reason = _("it is not an ordinary file")
        raise ArgumentError(_("{file} cannot be read ({reason}).", file=name, reason=reason))
    return _no_larger(content, name, most)


def _no_larger(content: bytes, name: str, most: int) -> bytes:
    if len(content) > most:
        raise ArgumentError(
            _("{file} is too large; the most is {most} MB.", file=name, most=most // 1_000_000)
        )
    return content


def _csv_rows(text: str, name: str, most: TableLimits) -> list[RawRow]:
    usual = csv.field_size_limit(most.size)  # for all readers of this process
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        return list(_filled(iter(rows), name, most.rows))
    except csv.Error:
        raise ArgumentError(_("{file} cannot be read as CSV.", file=name)) from None
    finally:
        csv.field_size_limit(usual)


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most columns, alike in most of them."""
    head = "\n".join(text.splitlines()[:HEADER_WITHIN])

    def worth(separator: str) -> int:
        widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=separator) if row]
        usual = max(widths, key=widths.count, default=1)
        return (usual - 1) * widths.count(usual)

    return max(SEPARATORS, key=worth)


def _refuse_old_excel(file: Path | HeldFile, name: str) -> None:
    if file.suffix.lower() in (".xls", ".et", ".ods", ".numbers"):
        raise ArgumentError(
            _("{file} is of an older or another spreadsheet; save it as .xlsx or as CSV.", file=name)
        )


def _excel_rows(content: bytes, name: str, sheet: str | None, most: TableLimits) -> tuple[list[RawRow], int]:
    """The rows of a sheet, and how many other sheets there are; ArgumentError if the file is damaged."""
    try:
        if unpacked_size(content) > most.unpacked:
            raise ArgumentError(
                _("{file} is too large; the most is {most} MB.", file=name, most=most.unpacked // 1_000_000)
            )
        page = excel_sheet(content, name, sheet)
        return list(_filled(page.rows, name, most.rows)), page.others
    except ArgumentError:
        raise
    except Exception:  # whatever ZIP, XML or openpyxl make of what is damaged in the middle
        raise ArgumentError(
            _("{file} is a damaged Excel file; open it in its program and save it again.", file=name)
        ) from None
