"""The households of a case as they are: one row a household, in the order of their doors.

A cell that is empty is drawn as without a file. Invariant: what is kept holds nothing but the columns named
here, and its digest tells every cell.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from scenarios.language import _, msgid
from scenarios.problems import number
from scenarios.table_file import PERSONAL, Fault, Row, TableFile, open_table

PLACES = ("building", "stairwell", "floor", "door")
COLUMNS = (
    *PLACES,
    *("age", "owner", "party", "online", "area", "hardship", "use", "isolated", "off_site"),
)
"""The columns that a file of households may have."""

WORDS = ("building", "stairwell", "door", "use")
FLAGS = ("owner", "party", "online", "isolated", "off_site")
NUMBERS: Mapping[str, tuple[float, float, bool]] = {
    "floor": (1, 200, True),
    "age": (16, 120, False),
    "area": (5, 2000, False),
    "hardship": (0, 1, False),
    **dict.fromkeys(FLAGS, (0, 1, True)),
}
"""Of each column of numbers the least and the most, and whether they are whole."""

USES = ("home", "shop")
LONGEST_WORD = 20
GROUND = 1

type Cell = str | float | None


class Wrong(NamedTuple):
    """A cell that is not allowed: what is, in words."""

    allowed: str


class GivenHouseholds(BaseModel):
    """Households as a file gives them. `columns`: those that give anything, (households,) cells each: words
    for building, stairwell, door and use (empty: not given), else numbers (None: not given).
    """

    model_config = ConfigDict(frozen=True)

    file: str
    count: int
    columns: Mapping[str, tuple[Cell, ...]]
    digest: str

    def column(self, name: str) -> tuple[Cell, ...]:
        """The cells of a column, all of them None where the file gives none."""
        return self.columns.get(name, (None,) * self.count)

    def given(self) -> dict[str, int]:
        """For how many households each column is given."""
        return {name: sum(cell not in (None, "") for cell in column) for name, column in self.columns.items()}


def read_households(file: Path, name: str) -> GivenHouseholds:
    """The households in a file, called `name` by the file that names it; ScenarioError that lists every cell
    that is wrong.
    """
    table = open_table(file, COLUMNS)
    faults: list[Fault] = []
    columns = {column: tuple(_cells(table, column, faults)) for column in table.columns}
    table.refuse(faults)
    kept = {
        column: columns[column]
        for column in COLUMNS
        if any(cell not in (None, "") for cell in columns.get(column, ()))
    }
    found = GivenHouseholds(file=name, count=len(table.rows), columns=kept, digest=_digest(table, kept))
    table.refuse([*_out_of_order(table, found), *_not_possible(table, found)])
    return found


def _digest(table: TableFile, columns: Mapping[str, tuple[Cell, ...]]) -> str:
    content = json.dumps([len(table.rows), columns], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _cells(table: TableFile, column: str, faults: list[Fault]) -> Iterator[Cell]:
    """What the cells of a column say; those that are wrong are added to the faults."""
    for row in table.rows:
        cell = row.cells[column]
        found = _words(column, cell) if column in WORDS else _number(column, cell)
        if isinstance(found, Wrong):
            faults.append(Fault(row.number, column, cell, found.allowed))
            found = None
        yield found


def _words(column: str, cell: str) -> "str | Wrong":
    if column == "use":
        word = cell.casefold()
        return word if not word or word in USES else Wrong(_("home, shop or nothing"))
    if PERSONAL.search(cell) or len(cell) > LONGEST_WORD:
        return Wrong(_("a word or number of at most {most} letters", most=LONGEST_WORD))
    return cell


def _number(column: str, cell: str) -> "float | Wrong | None":
    """The number in a cell, None where it is empty."""
    if not cell:
        return None
    low, high, whole = NUMBERS[column]
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if low <= value <= high and (not whole or value == int(value)):
        return value
    if column in FLAGS:
        return Wrong(_("1, 0 or nothing"))
    bounds = {"low": number(low), "high": number(high)}
    most = msgid("a whole number from {low} to {high}, or nothing")
    return Wrong(_(most if whole else msgid("a number from {low} to {high}, or nothing"), **bounds))


def _out_of_order(table: TableFile, found: GivenHouseholds) -> Iterator[Fault]:
    """Rows apart from their stairwell or after a higher floor of it, and flats that come twice."""
    seen: set[tuple[Cell, ...]] = set()
    flats: dict[tuple[Cell, ...], int] = {}
    before: tuple[Cell, ...] | None = None
    highest = 0.0
    for row, building, stairwell, floor, door in _places(table, found):
        here = (building or "", stairwell or "")
        if here != before:
            if stairwell and here in seen:
                together = _("the rows of a stairwell stand together")
                yield Fault(row.number, "stairwell", str(stairwell), together)
            seen.add(here)
            before, highest = here, 0.0
        if isinstance(floor, float) and stairwell:
            if floor < highest:
                rising = _("the floors of a stairwell from below")
                yield Fault(row.number, "floor", row.cells["floor"], rising)
            highest = max(highest, floor)
        flat = (*here, floor, door)
        if door and floor and (first := flats.setdefault(flat, row.number)) != row.number:
            yield Fault(row.number, "door", str(door), _("a door of its own; row {row} has it", row=first))


def _places(table: TableFile, found: GivenHouseholds) -> Iterator[tuple[Row, Cell, Cell, Cell, Cell]]:
    return zip(table.rows, *(found.column(name) for name in PLACES), strict=True)


def _not_possible(table: TableFile, found: GivenHouseholds) -> Iterator[Fault]:
    """Shops that do not lie on the ground floor."""
    for row, use, floor in zip(table.rows, found.column("use"), found.column("floor"), strict=True):
        if use == "shop" and floor != GROUND:
            yield Fault(row.number, "use", "shop", _("home; a shop needs floor 1"))
