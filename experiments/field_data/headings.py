"""Which column is which: by the names that people use or a mapping of one's own; what is left out, and why.

Invariant: a column is read only where its heading is known or mapped; of a column left out no cell goes any
further, and a heading that says who somebody is is said by its sort.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.field_data.personal_data import (
    looks_like_a_name,
    personal_column,
    personal_heading,
    told,
    told_word,
)
from experiments.field_data.personal_patterns import Sort
from experiments.field_data.raw_table import RawTable
from scenarios.language import _
from scenarios.problems import listed, nearest

type Known = Mapping[str, Sequence[str]]
"""By field the headings that people give it."""


class LeftOut(NamedTuple):
    """A column that is not read: its heading as it may be shown; what personal data it holds, if any."""

    heading: str
    sort: Sort | None


class Columns(NamedTuple):
    """By field the place of its column and its heading; what is left out; names that stand in the table."""

    places: Mapping[str, int]
    headings: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    names: frozenset[str]


def plain(heading: str) -> str:
    """A heading without what people write differently: width, case, spaces, numbers before, units behind."""
    text = unicodedata.normalize("NFKC", heading).lower()
    text = re.sub(r"[(（\[【].*?[)）\]】]", "", text)
    text = re.sub(r"^\s*\d+\s*[.、．]\s*", "", text)
    return re.sub(r"[\s_\-:：*?？/、]+", "", text)


def fields_of(known: Known, mapping: Mapping[str, str]) -> dict[str, str]:
    """By plain heading the field; the mapping's headings come first."""
    found = {plain(heading): field for field, headings in known.items() for heading in headings}
    return {**found, **{plain(heading): field for field, heading in mapping.items()}}


def heading_test(known: Known, mapping: Mapping[str, str]) -> Callable[[str], bool]:
    """Whether a cell is a heading of that sort of table, or one of personal data."""
    fields = fields_of(known, mapping)
    return lambda cell: bool(cell) and plain(cell) in fields


def columns_of(table: RawTable, known: Known, mapping: Mapping[str, str]) -> Columns:
    """What each column is. ArgumentError if two are the same, or a heading of the mapping is not there."""
    fields = fields_of(known, mapping)
    places: dict[str, int] = {}
    left_out: list[LeftOut] = []
    names: set[str] = set()
    for place, heading in enumerate(table.headings):
        field = fields.get(plain(heading))
        if field is not None and (field not in mapping or plain(mapping[field]) == plain(heading)):
            if field in places:
                _refuse_twice(table, field, (places[field], place))
            places[field] = place
            continue
        cells = table.column(place)
        sort = personal_heading(heading) or personal_column(cells)
        if sort == "name":
            names |= {cell for cell in cells if looks_like_a_name(cell)}
        if heading or sort:
            left_out.append(LeftOut(_as_shown(heading), sort))
    _check_mapping(table, fields, mapping, places)
    headings = {field: told(table.headings[place]) for field, place in places.items()}
    return Columns(places, headings, tuple(left_out), frozenset(names))


def cell(table_row: Sequence[str], columns: Columns, field: str) -> str:
    """What stands in a row under a field; empty where there is no such column."""
    place = columns.places.get(field, -1)
    return table_row[place] if 0 <= place < len(table_row) else ""


def _as_shown(heading: str) -> str:
    """A heading as it may be shown: cells that stand in place of one may be personal data."""
    return told(heading) if personal_heading(heading) else told_word(heading)


def _refuse_twice(table: RawTable, field: str, places: Collection[int]) -> None:
    headings = listed(told(table.headings[place]) for place in places)
    message = _(
        "{file}: the columns {headings} are both read as {field}; say with --columns FILE which one it is.",
        file=table.file,
        headings=headings,
        field=field,
    )
    raise ArgumentError(message)


def _check_mapping(
    table: RawTable, fields: Collection[str], mapping: Mapping[str, str], places: Mapping[str, int]
) -> None:
    for field, heading in mapping.items():
        if field not in places:
            shown = [told(one) if plain(one) in fields else _as_shown(one) for one in table.headings if one]
            message = _(
                "{file} has no column {heading}, which --columns gives for {field}; it has: {headings}.",
                file=table.file,
                heading=_as_shown(heading),
                field=field,
                headings=listed(shown),
            )
            raise ArgumentError(message + nearest(heading, shown))
