"""What an import did: what was read, mapped and left out, what the case has of it, what is still assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from experiments.field_data.faulty_rows import FaultyCell
from experiments.field_data.headings import Columns, LeftOut
from experiments.field_data.own_case import OwnCase, OwnValue, amended, assumed_in, write_case
from experiments.field_data.raw_table import RawTable, other_sheets


@dataclass(frozen=True)
class ImportReport:
    """What became of a table. `rows`: those read; `read`: by field the heading; `figures`: what the table
    as a whole shows, by name; `values`: what the case has of it; `remarks`: sentences on how it was read;
    `assumed`: parameters of the case that still rest on assumptions; `tables`: more of what it shows;
    `other_sheets`: how many sheets of the file were not read.
    """

    sort: str
    table: str
    case: OwnCase
    rows: int
    read: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    faults: tuple[FaultyCell, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    values: tuple[OwnValue, ...] = ()
    remarks: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    tables: tuple["ReportTable", ...] = ()
    other_sheets: int = 0


class ReportTable(NamedTuple):
    """A table of a report: its title, headings and rows."""

    title: str
    headings: tuple[str, ...]
    rows: list[list[str]]


def begun(sort: str, table: RawTable, case: OwnCase, columns: Columns) -> ImportReport:
    """The report as far as the table is read."""
    read, left_out = dict(columns.headings), columns.left_out
    return ImportReport(
        sort, table.file, case, len(table.rows), read, left_out, other_sheets=table.other_sheets
    )


def as_object(report: ImportReport) -> dict[str, Any]:
    """The same for programs."""
    return {
        "what": report.sort,
        "table": report.table,
        "case": report.case.reference,
        "new": report.case.is_new,
        "like": report.case.like,
        "rows": report.rows,
        "read": dict(report.read),
        "left_out": [{"column": one.heading, "personal": one.sort} for one in report.left_out],
        "faulty": [one._asdict() for one in report.faults],
        "figures": dict(report.figures),
        "values": [one._asdict() for one in report.values],
        "remarks": list(report.remarks),
        "assumed": list(report.assumed),
        "files": [str(file) for file in report.files],
        "tables": [one._asdict() for one in report.tables],
    }


def finished(
    report: ImportReport,
    values: tuple[OwnValue, ...],
    keys: Mapping[str, object],
    tables: Mapping[Path, str],
) -> ImportReport:
    """Write the case with these values and keys, and the tables beside it; the report with what became of
    them. FolderError if something cannot be written.
    """
    text = amended(report.case, {one.key: one for one in values}, keys)
    files = write_case(report.case, text, tables)
    remarks = (*report.remarks, *filter(None, [other_sheets(report.other_sheets).strip()]))
    assumed = assumed_in(text, report.case)
    return replace(report, values=values, files=files, remarks=remarks, assumed=assumed)
