"""Rows in which something is wrong: all named at once, each with row, column, value and what is allowed.

Invariant: a value is shown only where it holds nothing personal; nothing is taken of a table with faulty rows
unless they are to be left out, and then they are named all the same.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.field_data.personal_data import holds_somebody, told
from scenarios.language import _
from scenarios.problems import shown


class FaultyCell(NamedTuple):
    """What is wrong with a row: its number in the spreadsheet, the heading, the value as it may be shown
    (None if it may not, empty if nothing stands there), and what is allowed instead.
    """

    row: int
    column: str
    value: str | None
    allowed: str

    def sentence(self) -> str:
        """The fault as a line of its own."""
        if self.value is None:
            value = _("holds personal data, which is not shown")
        elif self.value:
            value = shown(self.value)
        else:
            value = _("is empty")
        return _(
            "row {row}, {column}: {value}; {allowed}",
            row=self.row,
            column=self.column,
            value=value,
            allowed=self.allowed,
        )


def faulty(row: int, column: str, value: str, allowed: str, names: Collection[str] = ()) -> FaultyCell:
    """The fault of a cell; its value is kept only if it holds nothing personal."""
    personal = holds_somebody(value, names) or told(value, names) != value
    return FaultyCell(row, told(column), None if personal else value, allowed)


class FaultyRows(ArgumentError):
    """A table of which nothing is taken: how many rows are faulty, and what is wrong with each."""

    def __init__(self, head: str, faults: Sequence[FaultyCell], advice: str) -> None:
        super().__init__("\n".join([head, *(f"  {fault.sentence()}" for fault in faults), advice]))
        self.head, self.faults = head, tuple(faults)


def refuse_faulty(file: str, faults: Sequence[FaultyCell], leave_out: bool) -> None:
    """FaultyRows that names all faults, unless the rows are to be left out."""
    if not faults or leave_out:
        return
    rows = len({fault.row for fault in faults})
    head = _("{file}: {rows} rows are faulty; nothing was imported.", file=file, rows=rows)
    raise FaultyRows(head, faults, _("Mend them, or leave them out with --leave-out-faulty."))
