"""The cells of a sheet: numbers as numbers, yes or no as such, words as words whatever they begin with.

Invariant: no cell is a formula, and none is an error value; what is undefined is an empty cell.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

LONGEST = 32_767
"""Letters that a cell may hold."""

EXACT = 10**15
"""Whole numbers from which a spreadsheet rounds; they are written as words."""

WIDEST, NARROWEST, LOOKED_AT = 40, 8, 50
"""Widths of columns, in letters, and rows that they are made for."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
HEADING, TITLE = Font("Calibri", 11, bold=True), Font("Calibri", 14, bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def value_of(value: object) -> object:
    """A value as a cell holds it: None where it is undefined."""
    if value is None or value is pd.NA:
        return None
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else (None if math.isnan(plain) else str(plain))
    if isinstance(plain, bool) or (isinstance(plain, int) and abs(plain) < EXACT):
        return plain
    text = _CONTROL.sub(" ", str(plain))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def cell(sheet: Any, value: object, font: Font | None = None, wrapped: bool = False) -> Any:
    """A cell; what begins like a formula or an error value is words all the same."""
    held = value_of(value)
    if isinstance(held, str) or font is not None or wrapped:
        found = WriteOnlyCell(sheet, held)
        if isinstance(held, str):
            found.data_type = "s"
        if font is not None:
            found.font = font
        if wrapped:
            found.alignment = WRAPPED
        return found
    return held


def rows_of(sheet: Any, table: pd.DataFrame) -> Iterator[list[Any]]:
    """The rows of a table as cells."""
    columns = [table.iloc[:, place].tolist() for place in range(len(table.columns))]
    for row in zip(*columns, strict=True):
        yield [cell(sheet, value) for value in row]


def set_widths(sheet: Any, headings: Sequence[str], columns: Iterable[Iterable[object]]) -> None:
    """Make every column as wide as its heading and first rows, up to a limit."""
    for place, (heading, values) in enumerate(zip(headings, columns, strict=True), 1):
        texts = [heading, *(_shown(value) for value in values)]
        width = min(max(max(map(width_of, texts)) + 2, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def width_of(text: str) -> int:
    """How many letters wide a text is: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
