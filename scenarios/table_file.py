"""A table in a CSV file beside a case file: its cells by row and column, and all that is wrong at once.

Lines before that of the columns that begin with # are notes. Rows are numbered as a spreadsheet numbers them:
the first line of the file is row 1. A cell in which a telephone or identity number may stand is never shown.
"""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple, NoReturn

from scenarios.files import shown, text_of
from scenarios.language import _
from scenarios.names import narrow
from scenarios.problems import ScenarioError, listed, nearest
from scenarios.problems import shown as in_quotes
from scenarios.spreadsheet import from_cell

MOST_BYTES = 50_000_000
"""How large a table may be; 200 000 households have a fifth of it."""

LONGEST = 20
"""Letters of a cell that a message shows."""

PERSONAL = re.compile(r"(?:\d[\s-]*){11}")
"""As many digits as a telephone number has, with or without spaces and hyphens."""


class Fault(NamedTuple):
    """A cell that is wrong: its row, its column, the value seen, and what is allowed in words."""

    row: int
    column: str
    value: str
    allowed: str

    def __str__(self) -> str:
        """The cell in a line of a message."""
        seen = _("is empty") if not self.value else _("is {value}", value=_visible(self.value))
        where = _("row {row}, {column}", row=self.row, column=self.column)
        return _("{where} {seen}; allowed: {allowed}", where=where, seen=seen, allowed=self.allowed)


class Row(NamedTuple):
    """A row of a table: its number in a spreadsheet, and its cells by column, without outer spaces."""

    number: int
    cells: dict[str, str]


class TableFile(NamedTuple):
    """A table as it was read: the columns that its file has, and its rows."""

    file: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def refuse(self, faults: Sequence[Fault]) -> None:
        """ScenarioError that names every cell that is wrong, if there is one."""
        if faults:
            heading = _("{file}: {count} cells are wrong.", file=shown(self.file), count=len(faults))
            raise ScenarioError("\n".join([heading, *(f"  {fault}" for fault in sorted(faults))]))


def open_table(file: Path, known: Sequence[str], needed: Sequence[str] = ()) -> TableFile:
    """The table in a CSV file; ScenarioError if it is not in UTF-8, has other columns than those known, or
    lacks one that is needed.
    """
    try:
        lines = list(csv.reader(StringIO(text_of(file, MOST_BYTES)), strict=True))
    except csv.Error as error:
        _fail(file, _("it is no CSV file ({problem}).", problem=str(error)))
    notes = next((place for place, line in enumerate(lines) if not line or line[0][:1] != "#"), len(lines))
    head = [narrow(from_cell(cell)).strip() for cell in lines[notes]] if lines[notes:] else []
    while head and not head[-1] and not any(len(line) >= len(head) and line[-1].strip() for line in lines):
        head.pop()
    _check_columns(file, head, known, needed)
    rows, faults = [], []
    for number, line in enumerate(lines[notes + 1 :], notes + 2):
        if any(cell.strip() for cell in line[len(head) :]):
            allowed = _("as many cells as there are columns, {count}", count=len(head))
            faults.append(Fault(number, str(len(head) + 1), line[len(head)], allowed))
        if line:
            cells = [narrow(from_cell(cell)).strip() for cell in line]
            rows.append(Row(number, dict(zip(head, cells + [""] * len(head), strict=False))))
    found = TableFile(file, tuple(head), tuple(rows))
    found.refuse(faults)
    if not rows:
        _fail(file, _("it has no rows."))
    return found


def _check_columns(file: Path, head: list[str], known: Sequence[str], needed: Sequence[str]) -> None:
    if not any(head):
        _fail(file, _("it is empty."))
    unknown = [name for name in head if name not in known]
    if unknown:
        names = listed(_visible(name) for name in unknown)
        advice = nearest(unknown[0], known)
        message = _("unknown columns: {names}; allowed are: {allowed}.", names=names, allowed=listed(known))
        _fail(file, message + advice)
    if twice := sorted({name for name in head if head.count(name) > 1}):
        _fail(file, _("columns that appear twice: {names}.", names=listed(twice)))
    if missing := [name for name in needed if name not in head]:
        _fail(file, _("columns that are missing: {names}.", names=listed(missing)))


def _visible(value: str) -> str:
    """A cell in quotation marks, as far as it may be shown."""
    if PERSONAL.search(value):
        return _("a number as long as a telephone number, not shown here")
    return in_quotes(value if len(value) <= LONGEST else value[:LONGEST] + "…")


def _fail(file: Path, problem: str) -> NoReturn:
    raise ScenarioError(_("{file}: {problem}", file=shown(file), problem=problem))
