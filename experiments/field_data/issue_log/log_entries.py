"""The entries of a log, read row by row: when, what, to whom, what became of it.

Invariant: whoever wrote, and what they wrote freely, is read nowhere; every faulty row is named, all at once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from experiments.field_data.column_mapping import ColumnMapping
from experiments.field_data.faulty_rows import FaultyCell, faulty
from experiments.field_data.headings import Columns, cell
from experiments.field_data.issue_log.log_categories import CategoryWords
from experiments.field_data.issue_log.log_days import day_in
from experiments.field_data.raw_table import RawRow, RawTable
from scenarios.issue_words import Words, known_words, plain
from scenarios.language import _

_HEADINGS = {
    "date": "受理时间|受理日期|登记时间|登记日期|来电时间|来电日期|上报时间|上报日期|反映时间|反映日期|"
    "诉求时间|诉求日期|日期|时间|发生时间|工单时间|创建时间|接单时间|派单时间|date|reported|received|opened|created",
    "category": "诉求类别|诉求类型|类别|类型|问题类别|问题类型|事件类别|事件类型|诉求分类|"
    "问题分类|分类|二级分类|三级分类|事项|事项类别|诉求事项|工单类型|category|kind|type|topic",
    "channel": "来源|渠道|来源渠道|诉求来源|受理渠道|反映渠道|工单来源|反映方式|受理方式|channel|source|via",
    "closed": "办结时间|办结日期|办理时间|完成时间|完成日期|解决时间|解决日期|结案时间|结案日期|回复时间|"
    "处理时间|closed|resolved on|done|completed|date closed",
    "result": "办理结果|处理结果|是否解决|是否办结|办结情况|办理情况|办理状态|处理状态|状态|结果|解决情况|"
    "result|status|outcome|resolved",
    "satisfaction": "满意度|是否满意|满意情况|回访结果|回访满意度|群众评价|评价|"
    "satisfaction|satisfied|rating",
    "repeat": "是否重复|重复|重复件|重复诉求|是否重复诉求|repeat|repeated|duplicate",
}

KNOWN: Mapping[str, Sequence[str]] = {field: words.split("|") for field, words in _HEADINGS.items()}

NEEDED = ("date", "category")
"""Without these columns a log says nothing."""

ANSWERS = ("channel", "result", "satisfaction", "repeat")
"""Columns whose words have a few meanings."""


class LogEntry(NamedTuple):
    """One entry; None where the log does not say, or in a word that nobody knows."""

    told: date
    meaning: str | None
    channel: str | None
    closed: date | None
    result: str | None
    satisfied: bool | None
    repeat: bool | None

    @property
    def is_done(self) -> bool | None:
        """Whether the books call it done; None if they do not say."""
        if self.result is not None:
            return self.result == "done"
        return None if self.closed is None else True


class ReadLog(NamedTuple):
    """All entries, the faults, and by column how often each word was met, with what it was taken for."""

    entries: tuple[LogEntry, ...]
    faults: tuple[FaultyCell, ...]
    words: Mapping[str, Mapping[tuple[str, str | None], int]]


class LogReader:
    """Reads the rows of a log; `own`: categories of one's own."""

    def __init__(self, table: RawTable, columns: Columns, mapping: ColumnMapping, own: Words) -> None:
        self._table, self._columns = table, columns
        known = known_words()
        given = {
            field: {plain(word): meant for word, meant in some.items()}
            for field, some in mapping.words.items()
        }
        self._categories = CategoryWords(known["categories"], {**given.get("category", {}), **own})
        self._answers = {field: {**known[field], **given.get(field, {})} for field in ANSWERS}
        self._words: dict[str, Counter[tuple[str, str | None]]] = {
            field: Counter() for field in ("category", *ANSWERS)
        }
        self._faults: list[FaultyCell] = []

    def read(self) -> ReadLog:
        """All rows that are sound, and what is wrong with the others."""
        entries = tuple(entry for row in self._table.rows if (entry := self._entry(row)) is not None)
        return ReadLog(entries, tuple(self._faults), self._words)

    def _entry(self, row: RawRow) -> LogEntry | None:
        before = len(self._faults)
        told, closed = self._day(row, "date"), self._day(row, "closed")
        if told and closed and closed < told:
            self._fault(row, "closed", _("it must not lie before the entry's own day"))
        category = cell(row.cells, self._columns, "category")
        if not category:
            self._fault(row, "category", _("a category is needed"))
        if told is None or len(self._faults) > before:
            return None
        meaning = self._categories.meaning(category)
        self._words["category"][category, meaning] += 1
        channel, result, satisfaction, repeat = (self._answer(row, field) for field in ANSWERS)
        satisfied = {"yes": True, "no": False}.get(satisfaction or "")
        return LogEntry(
            told, meaning, channel, closed, result, satisfied, None if repeat is None else repeat == "yes"
        )

    def _day(self, row: RawRow, field: str) -> date | None:
        text = cell(row.cells, self._columns, field)
        day = day_in(text)
        if day is None and (text or field == "date"):
            self._fault(row, field, _("a day not after today is needed, as in 2024-03-01"))
        return day

    def _answer(self, row: RawRow, field: str) -> str | None:
        """What a word means; a mark from 1 to 5, or to 100, says whether it satisfied."""
        text = cell(row.cells, self._columns, field)
        if not text:
            return None
        meaning = self._answers[field].get(plain(text))
        if meaning is None and field == "satisfaction":
            meaning = _mark(text)
        self._words[field][text, meaning] += 1
        return meaning

    def _fault(self, row: RawRow, field: str, allowed: str) -> None:
        text = cell(row.cells, self._columns, field)
        heading = self._columns.headings.get(field, field)
        self._faults.append(faulty(row.number, heading, text, allowed, self._columns.names))


def _mark(text: str) -> str | None:
    """Up to 5 a mark of 3 or more satisfies, up to 100 one of 60 or more."""
    digits = text.removesuffix("分").removesuffix("星")
    if not digits.isdigit() or not 1 <= int(digits) <= 100:
        return None
    return "yes" if int(digits) >= (3 if int(digits) <= 5 else 60) else "no"


def unknown_words(log: ReadLog, field: str) -> Iterator[tuple[str, int]]:
    """The words of a column that nobody knows, the most frequent first."""
    found = ((word, count) for (word, meaning), count in log.words[field].items() if meaning is None)
    return iter(sorted(found, key=lambda one: (-one[1], one[0])))
