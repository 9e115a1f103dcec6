"""Days as logs write them: 2024-03-01, 2024/3/1 12:30, 2024年3月1日, 20240301, or a spreadsheet's number."""

import re
from datetime import date, timedelta

_PARTS = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)")
_TIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_FIRST = date(1899, 12, 30)
"""The day that a spreadsheet numbers 0."""

OLDEST = date(1990, 1, 1)


def day_in(text: str) -> date | None:
    """The day that a cell names, its time of day left out; None if it names none, or one that cannot be."""
    written = text.strip()
    found = _PARTS.match(written) or _TIGHT.fullmatch(written)
    try:
        if found:
            day = date(*map(int, found.groups()))
        elif serial := _SERIAL.fullmatch(written):
            day = _FIRST + timedelta(days=int(serial[1]))
        else:
            return None
    except ValueError:
        return None
    return day if OLDEST <= day <= date.today() else None


def month_number(day: date) -> int:
    """Months since the year 0, so that two of them can be subtracted."""
    return day.year * 12 + day.month - 1


def month_name(number: int) -> str:
    """The month of that number, as 2024-03."""
    return f"{number // 12}-{number % 12 + 1:02d}"


def month_in(text: str) -> int | None:
    """The number of a month written as 2024-03; None if it is none."""
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", text.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return int(found[1]) * 12 + int(found[2]) - 1
