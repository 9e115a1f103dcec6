"""The table that a request names, with what its columns are and the mapping that was given of them."""

from collections.abc import Callable
from typing import NamedTuple

from experiments.field_data.column_mapping import ColumnMapping, read_mapping
from experiments.field_data.headings import Columns, Known, columns_of, heading_test
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.raw_table import RawTable, read_raw_table


class RequestedTable(NamedTuple):
    """A table, its columns, and a mapping of one's own."""

    table: RawTable
    columns: Columns
    mapping: ColumnMapping


def requested_table(
    request: ImportRequest, known: Known, also: Callable[[str], bool] = lambda _cell: False
) -> RequestedTable:
    """Read the table of a request. `known`: by field the headings that people give it; `also`: what else is
    a heading. ArgumentError or ScenarioError if the file or the mapping cannot be read.
    """
    mapping = read_mapping(request.columns, known)
    is_heading = heading_test(known, mapping.columns)
    table = read_raw_table(request.file, lambda text: is_heading(text) or also(text), request.sheet)
    return RequestedTable(table, columns_of(table, known, mapping.columns), mapping)
