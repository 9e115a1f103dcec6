"""A table of fees becomes part of a case: what share is collected, how sure that is, and at what price.

Invariant: a household's months hang together, so that the interval is over households where they are known
and over months where they are not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from experiments.errors import ArgumentError
from experiments.field_data.faulty_rows import refuse_faulty
from experiments.field_data.fees.fee_table import KNOWN, Payment, month_of, read_payments
from experiments.field_data.headings import Columns
from experiments.field_data.import_report import ImportReport, begun, finished
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.own_case import OwnValue, estimated, own_case
from experiments.field_data.raw_table import RawTable
from experiments.field_data.requested_table import requested_table
from experiments.statistics.contrasts import Result
from experiments.statistics.survey_intervals import mean_of, ratio_of, share_of
from scenarios import read
from scenarios.language import _

ENOUGH_MONTHS = 6
"""Months from which on a household that always, or never, paid is told."""


def import_fees(request: ImportRequest) -> ImportReport:
    """Read the fees and write the case; ArgumentError if they cannot be read or rows are faulty."""
    case = own_case(request.case, request.like)
    table, columns, mapping = requested_table(request, KNOWN, lambda text: month_of(text) is not None)
    _check_columns(table, columns)
    found = read_payments(table, columns, mapping)
    is_due = any(one.due for one in found.rows)
    refuse_faulty(table.file, found.faults, request.leave_out_faulty and is_due)
    if not is_due:
        raise ArgumentError(_("{file} has no fee in it that was due.", file=table.file))
    source = _("table of fees, {day}", day=date.today())
    report = begun("fees", table, case, columns)
    left_out = tuple(one for one in report.left_out if month_of(one.heading) is None)
    report = replace(
        report,
        rows=found.sound,
        left_out=left_out,
        faults=found.faults,
        figures=_figures(found.rows),
        remarks=_remarks(found.rows),
    )
    return finished(report, tuple(_values(found.rows, source)), {}, {})


def _check_columns(table: RawTable, columns: Columns) -> None:
    """ArgumentError unless there are months and what was paid."""
    if any(month_of(heading) for heading in table.headings) or {"month", "paid"} <= columns.places.keys():
        return
    raise ArgumentError(
        _(
            "{file} says for no month what was paid: it needs a column for each month, or the columns 月份, "
            "应收 and 实收 (month, due, paid).",
            file=table.file,
        )
    )


def _values(payments: Sequence[Payment], source: str) -> Iterator[OwnValue]:
    """The parameters that the fees give."""
    estimates = {"fee.collection_start": _collection(payments)}
    prices = [one.due / one.area for one in payments if one.area and one.due > 1]
    if prices:
        estimates["fee.price"] = mean_of(prices)
    for key, one in estimates.items():
        if (value := estimated(key, one, source)) is not None:
            yield value


def _collection(payments: Sequence[Payment]) -> Result:
    known = len({one.household for one in payments}) > 1
    sums: dict[str, list[float]] = {}
    for one in payments:
        mine = sums.setdefault(one.household if known else one.month, [0.0, 0.0])
        mine[0] += one.paid
        mine[1] += one.due
    return ratio_of([paid for paid, _due in sums.values()], [due for _paid, due in sums.values()])


def _figures(payments: Sequence[Payment]) -> dict[str, str]:
    """By name what the table shows."""
    rate = _collection(payments)
    months = sorted({one.month for one in payments})
    found = {
        _("months covered"): f"{len(months)} ({months[0]} – {months[-1]})",
        _("collection rate, 95 % interval"): _in_percent(rate),
    }
    paid: dict[str, list[bool]] = {}
    for one in payments:
        paid.setdefault(one.household, []).append(one.paid >= one.due * 0.99)
    long = [months for months in paid.values() if len(months) >= ENOUGH_MONTHS]
    if len(paid) > 1 and long:
        for name, count in (
            (_("households that paid every month"), sum(all(months) for months in long)),
            (_("households that paid in no month"), sum(not any(months) for months in long)),
        ):
            found[name] = _in_percent(share_of(count, len(long)))
    return found


def _in_percent(found: Result) -> str:
    return f"{found.value:.1%} [{found.low:.1%}, {found.high:.1%}]"


def _remarks(payments: Sequence[Payment]) -> tuple[str, ...]:
    entry = read.ledger()["fee.collection_start"]
    beyond: tuple[str, ...] = ()
    if not entry.least <= _collection(payments).value <= entry.most:
        beyond = (
            _(
                "More was paid than was due, as where fees are paid in advance or arrears later: the case "
                "has no collection rate of it. Put what was paid to the months that it was paid for."
            ),
        )
    return (
        *beyond,
        _(
            "Who paid every month, or in none, may still do otherwise in other circumstances: the shares of "
            "those who always and who never pay are not set by it."
        ),
        _("A month that is left empty counts as not paid."),
    )
