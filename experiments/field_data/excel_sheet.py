"""The sheet of an Excel file: the first that is shown, or the one that is named; its cells with those merged.

Invariant: what stands once beside several rows, because cells were merged downwards, is of all these rows.
"""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from experiments.errors import ArgumentError
from scenarios.language import _

EXCEL = (".xlsx", ".xlsm")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')


class ExcelSheet(NamedTuple):
    """Its rows, each with all its cells, and how many other sheets there are."""

    rows: Iterator[Sequence[object]]
    others: int


def unpacked_size(content: bytes) -> int:
    """How many bytes a packed file comes to; 0 if it is none."""
    if not is_zipfile(io.BytesIO(content)):
        return 0
    with ZipFile(io.BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist())


def excel_sheet(content: bytes, name: str, sheet: str | None) -> ExcelSheet:
    """The sheet of that name, without one the first that is not hidden. ArgumentError, which calls the file
    `name`, if it is no Excel file or has no such sheet.
    """
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        except (BadZipFile, KeyError, ValueError, OSError):
            raise ArgumentError(
                _("{file} is no Excel file (.xlsx), or is locked by a password.", file=name)
            ) from None
        names = [one.title for one in book.worksheets]
        if sheet is not None and sheet not in names:
            raise ArgumentError(
                _("{file} has no sheet of that name; it has {count} sheets.", file=name, count=len(names))
            )
    shown = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
    page: Any = shown[0] if sheet is None else book[sheet]
    page.reset_dimensions()  # what other programs write of them is often wrong
    return ExcelSheet(_filled_down(page.iter_rows(values_only=True), _merged(content, page)), len(names) - 1)


def _merged(content: bytes, page: Any) -> dict[int, list[tuple[int, int]]]:
    """The cells merged downwards: by their first row, from 1, the places of columns and the last rows."""
    from openpyxl.utils import column_index_from_string

    with ZipFile(io.BytesIO(content)) as archive:
        path = getattr(page, "_worksheet_path", "").lstrip("/")
        sheet = archive.read(path) if path in archive.namelist() else b""
    found: dict[int, list[tuple[int, int]]] = {}
    for left, first, right, last in _MERGED.findall(sheet):
        if left == right:
            found.setdefault(int(first), []).append((column_index_from_string(left.decode()) - 1, int(last)))
    return found


def _filled_down(
    rows: Iterator[Sequence[object]], merged: dict[int, list[tuple[int, int]]]
) -> Iterator[Sequence[object]]:
    """The rows, with what merged cells hold in each row that they cover."""
    going: dict[int, tuple[int, object]] = {}
    for number, row in enumerate(rows, 1):
        begun = merged.get(number, ())
        going = {place: one for place, one in going.items() if one[0] >= number}
        if going:
            wide = [*row, *[None] * (max(going) + 1 - len(row))]
            for place, (_last, value) in going.items():
                wide[place] = value
            row = wide
        yield row
        going |= {place: (last, row[place]) for place, last in begun if place < len(row)}
