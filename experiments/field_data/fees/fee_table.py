"""What households, or months, owed and paid: a row for each month and household, or a column for each month.

Invariant: who a household is stays here; what leaves is sums.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.field_data.column_mapping import ColumnMapping
from experiments.field_data.faulty_rows import FaultyCell, faulty
from experiments.field_data.headings import Columns, cell
from experiments.field_data.raw_table import RawRow, RawTable
from experiments.field_data.written_number import number_in
from scenarios.language import _

_HEADINGS = {
    "month": "月份|月|账期|年月|费用月份|所属月份|缴费月份|month|period|date",
    "dwelling": "房屋|房号|门牌|住户|户号|地址|楼栋房号|房间|household|dwelling|flat|door|address",
    "due": "应收|应缴|应交|应收金额|应缴金额|应收费用|due|billed|charged",
    "paid": "实收|实缴|已缴|已收|实收金额|实缴金额|已交|缴费情况|是否缴费|是否已缴|paid|collected|received",
    "area": "面积|建筑面积|计费面积|area|m2|sqm",
}
KNOWN = {field: words.split("|") for field, words in _HEADINGS.items()}
"""By field the names that people give its column."""

_MONTH = re.compile(r"(?:((?:19|20)\d\d)[-/.年]?)?(1[0-2]|0?[1-9])月?份?(?:[-/.]\d{1,2}|\d{2}日?)?")
_NOTHING = ("", "-", "/", "—")
_PAID = ("是", "已缴", "已交", "缴清", "√", "✓", "y", "yes", "true", "paid")
_OWED = ("否", "未缴", "未交", "欠费", "欠", "×", "n", "no", "false", "unpaid")
MOST = 10_000_000


class Payment(NamedTuple):
    """What was due in a month and what was paid of it, in yuan, or 1 and whether it was; of whom."""

    month: str
    household: str
    due: float
    paid: float
    area: float | None


class Payments(NamedTuple):
    """The payments of a table, what is wrong in it, and how many rows are sound."""

    rows: tuple[Payment, ...]
    faults: tuple[FaultyCell, ...]
    sound: int


class _WrongSum(ValueError):
    """A cell that is no sum of money."""


def month_of(text: str) -> str | None:
    """A month as 2025-03, or 03 where no year is said; None if it is none."""
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if found is None or not (found[1] or "月" in text):
        return None
    return f"{found[1] + '-' if found[1] else ''}{int(found[2]):02d}"


def read_payments(table: RawTable, columns: Columns, mapping: ColumnMapping) -> Payments:
    """The payments of a table; ArgumentError if two of its columns are the same month."""
    months = {
        place: month
        for place, heading in enumerate(table.headings)
        if (month := month_of(heading)) is not None and place not in columns.places.values()
    }
    if twice := [month for month, count in Counter(months.values()).items() if count > 1]:
        message = _("{file} has more than one column for the month {month}.", file=table.file, month=twice[0])
        raise ArgumentError(message)
    found: list[Payment] = []
    sound = 0
    faults: list[FaultyCell] = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        if row.is_total:
            continue
        reader = _RowReader(row, columns, mapping)
        payments = list(reader.wide(months, table) if months else reader.long())
        for one in payments:
            if seen.setdefault((one.month, one.household), row.number) != row.number:
                reader.wrong(
                    "month",
                    _("that month of that household is in row {row}", row=seen[one.month, one.household]),
                )
        faults += reader.faults
        found += [] if reader.faults else payments
        sound += not reader.faults
    return Payments(tuple(found), tuple(faults), sound)


class _RowReader:
    """One row, read cell by cell; `faults` is what was wrong."""

    def __init__(self, row: RawRow, columns: Columns, mapping: ColumnMapping) -> None:
        self.row, self._columns, self._mapping = row, columns, mapping
        self.faults: list[FaultyCell] = []

    def wide(self, months: Mapping[int, str], table: RawTable) -> Iterator[Payment]:
        """A payment for each column that is a month and holds anything."""
        due = self._sum("due")
        for place, month in months.items():
            text = self.row.cells[place] if place < len(self.row.cells) else ""
            paid = self._read(text if text not in _NOTHING else "0", table.headings[place], due)
            if paid is not None:
                yield Payment(month, self._household(), due or max(1.0, paid), paid, self._sum("area"))

    def long(self) -> Iterator[Payment]:
        """The payment of the row."""
        month, due = month_of(self._text("month")), self._sum("due")
        if month is None:
            self.wrong("month", _("allowed are months as 2025-03 or 2025年3月"))
            return
        paid = self._read(self._text("paid") or "0", self._columns.headings["paid"], due)
        if paid is not None and not self.faults:
            yield Payment(month, self._household(), 1.0 if due is None else due, paid, self._sum("area"))

    def wrong(self, field: str, allowed: str) -> None:
        """Note a fault of a field."""
        heading = self._columns.headings.get(field, field)
        self.faults.append(faulty(self.row.number, heading, self._text(field), allowed, self._columns.names))

    def _household(self) -> str:
        return self._text("dwelling")

    def _text(self, field: str) -> str:
        text = cell(self.row.cells, self._columns, field)
        return self._mapping.words.get(field, {}).get(text, text)

    def _sum(self, field: str) -> float | None:
        text = self._text(field)
        if text in _NOTHING:
            return None
        try:
            return _amount(text)
        except _WrongSum:
            self.wrong(field, _("allowed are numbers from {low} to {high}", low=0, high=MOST))
            return None

    def _read(self, text: str, heading: str, due: float | None) -> float | None:
        """What was paid: a sum, or whether all was."""
        word = text.lower()
        if word in _PAID or word in _OWED:
            return (1.0 if due is None else due) * (word in _PAID)
        try:
            paid = _amount(text)
        except _WrongSum:
            allowed = _("allowed are sums from {low} to {high}, yes and no", low=0, high=MOST)
            self.faults.append(faulty(self.row.number, heading, text, allowed, self._columns.names))
            return None
        return paid if due is not None else float(paid > 0)


def _amount(text: str) -> float:
    found = number_in(text.strip().removeprefix("¥").removeprefix("￥").removesuffix("元"))
    if found is None or found > MOST:
        raise _WrongSum
    return found
