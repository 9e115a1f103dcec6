"""Answers to a questionnaire become part of a case: a value with a range for each parameter answered.

Invariant: what several people answer is one value, their mean, with a range in which all of them lie; what a
case may not set is named and not written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from experiments.errors import ArgumentError
from experiments.field_data.answers.answer_sheet import KNOWN, Answer, knower_name, read_answers
from experiments.field_data.faulty_rows import refuse_faulty
from experiments.field_data.headings import Columns
from experiments.field_data.import_report import ImportReport, begun, finished
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.own_case import SET_BY, OwnCase, OwnValue, own_case, written_of
from experiments.field_data.raw_table import RawTable
from experiments.field_data.requested_table import requested_table
from scenarios import read
from scenarios.language import _
from scenarios.problems import ScenarioError, listed, number
from scenarios.resolve import check_parts


def import_answers(request: ImportRequest) -> ImportReport:
    """Read the answers and write the case; ArgumentError if they cannot be read or rows are faulty."""
    case = own_case(request.case, request.like)
    table, columns, _mapping = requested_table(request, KNOWN)
    _check_columns(table, columns)
    answers, faults = read_answers(table, columns)
    refuse_faulty(table.file, faults, request.leave_out_faulty and bool(answers))
    if not answers:
        raise ArgumentError(_("{file} holds no answer yet.", file=table.file))
    values = list(_values(answers))
    report = begun("answers", table, case, columns)
    of_place = tuple(one for one in values if _is_of_place(one.key))
    elsewhere = [one for one in values if not _is_of_place(one.key)]
    _check_together(table, case, of_place)
    report = replace(report, rows=len(answers), faults=tuple(faults), remarks=tuple(_remarks(elsewhere)))
    return finished(report, of_place, {}, {})


def _check_columns(table: RawTable, columns: Columns) -> None:
    """ArgumentError unless there are parameters and answers."""
    if "key" in columns.places and "likely" in columns.places:
        return
    raise ArgumentError(
        _(
            "{file} is no answer sheet: it needs the columns 参数 and 最可能 (parameter, most likely), as "
            "gongzhi questionnaire writes them.",
            file=table.file,
        )
    )


def _values(answers: Sequence[Answer]) -> Iterator[OwnValue]:
    """One value for each parameter, of all who answered."""
    for key in dict.fromkeys(one.key for one in answers):
        same = [one for one in answers if one.key == key]
        value = sum(one.value for one in same) / len(same)
        who = listed(dict.fromkeys(knower_name(one.who) for one in same))
        source = _(
            "answers to a questionnaire, {who}, {day}, n={count}", who=who, day=date.today(), count=len(same)
        )
        low, high = min(one.low for one in same), max(one.high for one in same)
        if read.ledger()[key].kind != "number":
            value, low, high = round(value), round(low), round(high)
        yield OwnValue(key, value, low, high, len(same), source)


def _check_together(table: RawTable, case: OwnCase, answered: Sequence[OwnValue]) -> None:
    """ArgumentError if shares of one whole, some answered and some of the case as it was, exceed it."""
    values = {key: entry.default for key, entry in read.ledger().items()}
    values |= {
        key: one for key, one in written_of(case.text, case).values.items() if isinstance(one, int | float)
    }
    try:
        check_parts(values | {one.key: one.value for one in answered})
    except ScenarioError as error:
        raise ArgumentError(f"{table.file}: {error}") from None


def _is_of_place(key: str) -> bool:
    """Whether a case may set it."""
    return read.ledger()[key].set_by in SET_BY


def _remarks(elsewhere: Sequence[OwnValue]) -> Iterator[str]:
    yield _("An answer is what somebody believes: nothing was counted, and its range is what was answered.")
    if elsewhere:
        lines = listed(f"{one.key}: {number(float(f'{one.value:.4g}'))}" for one in elsewhere)
        yield _(
            "These belong to governance models and not to a place; put them into the parameters of your "
            "study or governance model: {lines}.",
            lines=lines,
        )
