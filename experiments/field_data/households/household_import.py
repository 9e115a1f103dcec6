"""A household table becomes part of a case: its people as they are, or what they say together.

Invariant: with a fault nothing is written, unless the faulty rows are to be left out.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from experiments.errors import ArgumentError
from experiments.field_data.faulty_rows import refuse_faulty
from experiments.field_data.households.household_columns import FIELDS, KNOWN
from experiments.field_data.households.household_shares import case_values
from experiments.field_data.households.household_table import Households, households_csv, read_households
from experiments.field_data.import_report import ImportReport, begun, finished
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.own_case import OwnCase, own_case, written_of
from experiments.field_data.requested_table import requested_table
from experiments.field_data.ties.moved_ties import moved_ties, ties_csv
from scenarios.language import _

type Written = tuple[dict[Path, str], dict[str, str | None], tuple[str, ...]]
"""Tables beside the case, keys of the case, None for those that go, and remarks."""


def import_households(request: ImportRequest) -> ImportReport:
    """Read the table and write the case; ArgumentError if the table cannot be read or rows are faulty."""
    case = own_case(request.case, request.like)
    table, columns, mapping = requested_table(request, KNOWN)
    found = read_households(table, columns, mapping)
    refuse_faulty(table.file, found.faults, request.leave_out_faulty and bool(found.rows))
    if not found.rows:
        raise ArgumentError(_("{file} has no household in it.", file=table.file))
    values = case_values(found.rows, _("household table, {day}", day=date.today()))
    tables, keys, remarks = _summed(case) if request.summed else _as_they_are(case, found)
    report = replace(
        begun("households", table, case, columns),
        rows=len(found.rows),
        faults=found.faults,
        figures=_figures(found),
        remarks=(*_remarks(request, found), *remarks),
    )
    return finished(report, values, keys, tables)


def _summed(case: OwnCase) -> Written:
    """What becomes of people that the case had as they are: it has them no longer."""
    if case.is_new or "households" not in written_of(case.text, case).keys:
        return {}, {}, ()
    remark = _("The households that the case had one by one, and the ties between them, are taken out of it.")
    return {}, {"households": None, "ties": None}, (remark,)


def _as_they_are(case: OwnCase, found: Households) -> Written:
    """The table of households, and the ties of the case by its rows."""
    file = case.beside("households.csv")
    tables = {file: households_csv(found.rows)}
    keys: dict[str, str | None] = {"households": file.name}
    moved = moved_ties(case, [one.dwelling.name for one in found.rows])
    if moved is None:
        return tables, keys, ()
    ties = case.beside("ties.csv")
    if moved.pairs is None:
        return tables, {**keys, "ties": None}, (moved.remark,)
    return {**tables, ties: ties_csv(moved.pairs)}, {**keys, "ties": ties.name}, (moved.remark,)


def _figures(found: Households) -> dict[str, str]:
    """How much of the table is filled."""
    count = len(found.rows)
    filled = {field: sum(field in one.known for one in found.rows) for field in FIELDS[4:]}
    return {
        _("cells filled in {field}", field=field): f"{number} / {count}" for field, number in filled.items()
    }


def _remarks(request: ImportRequest, found: Households) -> tuple[str, ...]:
    remarks = []
    if request.summed:
        remarks.append(_("Summed up: the case has the shares, and its people are drawn from them."))
    else:
        remarks.append(
            _("As they are: every row is a household of the case; what a row leaves open is drawn as usual.")
        )
    nowhere = sum(not one.dwelling.building for one in found.rows)
    if 0 < nowhere < len(found.rows):
        remarks.append(
            _(
                "{count} rows name no building, though others do: they stand together as one building. Were "
                "cells merged, fill them in every row.",
                count=nowhere,
            )
        )
    if any("hardship" in one.known for one in found.rows):
        remarks.append(
            _("Benefits say who is in hardship, not how much people bear: no parameter is set by them.")
        )
    return tuple(remarks)
