"""The households of a table: every cell read, every fault found, in the order of their dwellings.

Invariant: a household holds what the case's table of households may hold and nothing else; a row with a fault
gives none.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from experiments.field_data.column_mapping import ColumnMapping
from experiments.field_data.faulty_rows import FaultyCell, faulty
from experiments.field_data.headings import Columns, cell
from experiments.field_data.households.dwelling import Dwelling, dwelling_in, floor_of
from experiments.field_data.households.household_columns import FIELDS, PLACE
from experiments.field_data.households.household_values import Value, WrongCell, parser
from experiments.field_data.personal_data import holds_somebody, safe
from experiments.field_data.raw_table import RawRow, RawTable
from scenarios.language import _

FEWEST_ROWS = 3
"""Rows in which the name of a building stands at least."""

SAME = {"tenant": "owner", "resident": "off_site", "born": "age"}
"""Columns that say the same as another: their field here."""


class Household(NamedTuple):
    """A household: its row in the spreadsheet, its dwelling, and by field what is known of it."""

    row: int
    dwelling: Dwelling
    known: Mapping[str, Value]


class Households(NamedTuple):
    """The households in the order of their dwellings, and what is wrong with other rows."""

    rows: tuple[Household, ...]
    faults: tuple[FaultyCell, ...]


def read_households(table: RawTable, columns: Columns, mapping: ColumnMapping) -> Households:
    """The households of a table; rows of totals are none."""
    found: list[Household] = []
    faults: list[FaultyCell] = []
    first: dict[str, int] = {}
    usual = _usual(table, columns)
    for row in table.rows:
        if row.is_total:
            continue
        known, wrong = _cells(row, columns, mapping, usual)
        household = Household(row.number, _dwelling(known), known)
        wrong = wrong or [*_misplaced(household, columns, first)]
        faults += wrong
        if not wrong:
            found.append(household)
    return Households(tuple(sorted(found, key=lambda one: one.dwelling.order())), tuple(faults))


def _usual(table: RawTable, columns: Columns) -> frozenset[str]:
    """The names of buildings and stairwells that may look like somebody's: they stand in several rows."""
    counts = Counter(
        text
        for field in ("building", "stairwell")
        if field in columns.places
        for text in table.column(columns.places[field])
    )
    return frozenset(
        text
        for text, count in counts.items()
        if count >= FEWEST_ROWS and text not in columns.names and safe(text) == text
    )


def _cells(
    row: RawRow, columns: Columns, mapping: ColumnMapping, usual: Collection[str]
) -> tuple[dict[str, Value], list[FaultyCell]]:
    """By field what a row says, and what is wrong in it."""
    known: dict[str, Value] = {}
    wrong: list[FaultyCell] = []
    for field in columns.places:
        text = cell(row.cells, columns, field)
        meant = mapping.words.get(field, {}).get(text, text)
        try:
            if text and text not in usual and holds_somebody(text, columns.names):
                raise WrongCell(_("this column is for something else"))
            value = parser(field)(meant)
        except WrongCell as error:
            wrong.append(faulty(row.number, columns.headings[field], text, str(error), columns.names))
        else:
            if value is not None:
                known[SAME.get(field, field)] = value
    return known, wrong


def _dwelling(known: Mapping[str, Value]) -> Dwelling:
    """The dwelling by its columns, where they are silent by its address."""
    building, stairwell, door = (str(known.get(field) or "") for field in ("building", "stairwell", "door"))
    whole = dwelling_in(str(known.get("address") or door)) or Dwelling()
    if whole.building and not known.get("address"):
        door = ""
    door = door or whole.door
    floor = known.get("floor")
    level = int(floor) if isinstance(floor, float | int) else whole.floor or floor_of(door)
    return Dwelling(building or whole.building, stairwell or whole.stairwell, level, door)


def _misplaced(household: Household, columns: Columns, first: dict[str, int]) -> Iterator[FaultyCell]:
    """What is wrong with where a household lives; `first` remembers in which row each dwelling was."""
    column = next((columns.headings[field] for field in ("door", "address") if field in columns.places), None)
    if column is None:
        return
    name = household.dwelling.name
    if not household.dwelling.door:
        yield FaultyCell(household.row, column, "", _("every household needs its dwelling"))
    elif name in first:
        allowed = _("that dwelling is in row {row} already", row=first[name])
        yield faulty(household.row, column, name, allowed)
    else:
        first[name] = household.row


def households_csv(households: Sequence[Household]) -> str:
    """The table of households that a case has: what is not known stays empty."""
    target = io.StringIO()
    writer = csv.DictWriter(target, FIELDS, lineterminator="\n")
    writer.writeheader()
    for one in households:
        place = {**dict(zip(PLACE, one.dwelling, strict=True)), "floor": one.dwelling.floor or None}
        writer.writerow({field: _written({**one.known, **place}.get(field)) for field in FIELDS})
    return target.getvalue()


def _written(value: object) -> str:
    from scenarios.spreadsheet import in_cell

    if isinstance(value, float | int):
        return f"{value:g}"
    return in_cell(str(value)) if value else ""
