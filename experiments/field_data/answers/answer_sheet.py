"""The answer sheet of a questionnaire: a row for each question, with room for the answer; how it is read.

Invariant: what is read back is known by its heading, in either language, and remarks are never read.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import pandas as pd

from experiments.errors import ArgumentError
from experiments.field_data.faulty_rows import FaultyCell, faulty
from experiments.field_data.headings import Columns, cell, columns_of, heading_test
from experiments.field_data.raw_table import RawRow, RawTable, read_raw_table
from experiments.field_data.written_number import number_in
from experiments.store.tables import for_spreadsheets
from scenarios import read
from scenarios.entries import Parameter
from scenarios.known_by import KNOWERS, Knower, known_by
from scenarios.language import _, pick
from scenarios.problems import nearest, number

Sure = Literal["sure", "fairly", "guess"]

_HEADINGS = {
    "key": "参数|参数名|key|parameter",
    "lowest": "最低|最小|lowest|minimum|least",
    "likely": "最可能|取值|答案|most likely|likely|value|answer",
    "highest": "最高|最大|highest|maximum|most",
    "sure": "把握程度|把握|有多大把握|how sure|sure|confidence",
    "who": "谁来回答|回答者|who answers|who",
}
KNOWN = {field: words.split("|") for field, words in _HEADINGS.items()}
"""By field the headings that it may have."""

_SURE: dict[Sure, str] = {
    "sure": "有把握|很有把握|确定|sure|certain|yes",
    "fairly": "较有把握|大致|比较有把握|fairly|fairly sure|",
    "guess": "只是估计|估计|猜测|guess|a guess|no",
}
SURE = {word: sure for sure in get_args(Sure) for word in _SURE[sure].split("|")}
"""By word how sure somebody is; who says nothing is fairly sure."""

WIDTH: dict[Sure, float] = {"sure": 0.05, "fairly": 0.2, "guess": 1.0}
"""Where no lowest and highest are given: how far the range reaches to either side, as a part of the plausible
range; a guess is no narrower than that range itself.
"""


FILLED = ("lowest", "likely", "highest", "sure")
"""The fields that somebody fills in."""

OF_A_WHOLE = ("none", "share", "0 to 1")
"""Units, or how they begin, in which a percentage says something."""


class Answer(NamedTuple):
    """What somebody answered: the range that it may lie in, and who."""

    key: str
    low: float
    value: float
    high: float
    who: Knower


def sheet(keys: Sequence[str]) -> str:
    """The sheet for these parameters as CSV."""
    table = pd.DataFrame([_row(read.ledger()[key]) for key in keys])
    safe = for_spreadsheets(table)
    text = safe.to_csv(index=False, lineterminator="\n")
    return "\ufeff" + text


def check_unanswered(file: Path) -> None:
    """ArgumentError if a file is there that holds anything but questions without an answer."""
    if file.is_file() and not _is_blank(file):
        message = _(
            "{file} holds answers, which are not written over; name another page with --out.", file=file
        )
        raise ArgumentError(message)


def _is_blank(file: Path) -> bool:
    try:
        table = read_raw_table(file, heading_test(KNOWN, {}))
        columns = columns_of(table, KNOWN, {})
    except ArgumentError:  # whatever it is, it is no sheet of ours
        return False
    filled = (cell(row.cells, columns, field) for row in table.rows for field in FILLED)
    return "key" in columns.places and not any(filled)


def _row(entry: Parameter) -> dict[str, str]:
    """A question's row, in the language chosen."""
    return {
        _("parameter"): entry.key,
        _("who answers"): knower_name(known_by(entry.key)),
        _("question"): f"{pick(entry.name)}: {pick(entry.text)}",
        _("unit"): _(entry.unit),
        _("believed at least"): number(entry.low),
        _("believed at most"): number(entry.high),
        _("lowest"): "",
        _("most likely"): "",
        _("highest"): "",
        _("how sure"): "",
        _("remarks"): "",
    }


def knower_name(knower: str) -> str:
    """Who knows something, in words."""
    return {
        "residents": _("residents"),
        "committee": _("residents' committee"),
        "firm": _("property firm"),
        "street": _("street office"),
        "records": _("records and surveys"),
    }[knower]


def read_answers(table: RawTable, columns: Columns) -> tuple[list[Answer], list[FaultyCell]]:
    """The answers of a sheet, rows without one left out; and what is wrong in it."""
    answers: list[Answer] = []
    faults: list[FaultyCell] = []
    for row in table.rows:
        texts = {field: cell(row.cells, columns, field) for field in KNOWN}
        if not any(texts[field] for field in ("lowest", "likely", "highest")):
            continue
        found = list(_faults(row, columns, texts))
        faults += found
        if not found:
            answers.append(_answer(texts))
    return answers, faults


def _faults(row: RawRow, columns: Columns, texts: dict[str, str]) -> Iterator[FaultyCell]:
    def wrong(field: str, allowed: str) -> FaultyCell:
        return faulty(row.number, columns.headings.get(field, field), texts[field], allowed)

    if (entry := read.ledger().get(texts["key"])) is None:
        allowed = _("it must be the key of a parameter, as the questionnaire has it")
        yield wrong("key", allowed + nearest(texts["key"].lower(), read.ledger()))
        return
    if texts["sure"].lower() not in SURE:
        yield wrong("sure", _("allowed are: sure, fairly sure, a guess"))
    low, high, unit = number(entry.least), number(entry.most), _(entry.unit)
    allowed = _("it must be a number from {low} to {high} ({unit})", low=low, high=high, unit=unit)
    given_in = {field: texts[field] for field in ("lowest", "likely", "highest") if texts[field]}
    numbers = {field: _value_of(entry, text) for field, text in given_in.items()}
    bad = [field for field, one in numbers.items() if one is None or not entry.least <= one <= entry.most]
    yield from (wrong(field, allowed) for field in bad)
    given = [one for one in numbers.values() if one is not None]
    if not bad and given != sorted(given):
        order = _("lowest, most likely and highest must not fall")
        yield wrong(next(iter(numbers)), order)


def _value_of(entry: Parameter, text: str) -> float | None:
    """The number that an answer is; None if it is none, or a percentage of what has no whole."""
    whole = entry.unit.startswith(OF_A_WHOLE) or entry.most <= 1
    return value_in(text) if whole or not text.strip().endswith(("%", "％")) else None


def _answer(texts: dict[str, str]) -> Answer:
    """The answer of a row in which nothing is wrong; a range not given follows from how sure one is."""
    entry, sure = read.ledger()[texts["key"]], SURE[texts["sure"].lower()]
    low, value, high = (value_in(texts[field]) for field in ("lowest", "likely", "highest"))
    ends = [one for one in (low, high) if one is not None]
    middle = sum(ends) / len(ends) if value is None else value
    reach = WIDTH[sure] * (entry.high - entry.low)
    least = max(middle - reach, entry.least) if low is None else low
    most = min(middle + reach, entry.most) if high is None else high
    return Answer(entry.key, least, middle, most, _knower(texts))


def _knower(texts: dict[str, str]) -> Knower:
    for one in KNOWERS:
        if texts["who"] in (one, knower_name(one)):
            return one
    return known_by(texts["key"])


def value_in(text: str) -> float | None:
    """The number that an answer is: also one below 0, or a percentage; None if it is none."""
    written = text.strip().replace("％", "%").replace("−", "-")
    sign = -1.0 if written.startswith("-") else 1.0
    found = number_in(written.lstrip("+-").removesuffix("%"))
    if found is None:
        return None
    return sign * found / (100.0 if written.endswith("%") else 1.0)
