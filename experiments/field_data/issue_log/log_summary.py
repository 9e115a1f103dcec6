"""A log summed up: entries by month, and what share of them was told to whom, done in time, repeated.

Invariant: the months are whole ones, from the first to the last entry or as asked for; months in which
nothing was told count as such. An entry told again is a contact, but no new issue.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from experiments.field_data.issue_log.log_categories import DISPUTES, is_demand, is_issue
from experiments.field_data.issue_log.log_days import month_name, month_number
from experiments.field_data.issue_log.log_entries import LogEntry
from experiments.field_data.issue_log.log_statistics import monthly_rate, share_by_month
from experiments.statistics.contrasts import Result
from scenarios.issue_words import PETITION

SOON, YEAR = 3, 12
"""Months within which the model calls a demand done in time, and any issue done at all."""

FEWEST = 10
"""Entries on which a share may rest."""


@dataclass(frozen=True)
class LogSummary:
    """What is counted of the entries of a span of months, `first` to `last` by number."""

    entries: tuple[LogEntry, ...]
    first: int
    last: int

    @property
    def months(self) -> int:
        """How many months the log spans."""
        return self.last - self.first + 1

    @property
    def span(self) -> str:
        """The months in words: 2023-01 to 2024-12, with a dash."""
        return f"{month_name(self.first)}–{month_name(self.last)}"

    @property
    def issues(self) -> list[LogEntry]:
        """Entries that are demands or disputes, those told again included."""
        return [one for one in self.entries if is_issue(one.meaning)]

    @property
    def new(self) -> list[LogEntry]:
        """Those that are not said to be told again."""
        return [one for one in self.issues if not one.repeat]

    def by_month(self, entries: Iterable[LogEntry], last: int | None = None) -> list[int]:
        """How many of these there are in each month, up to the month of number `last`."""
        end = self.last if last is None else last
        counts = [0] * max(0, end - self.first + 1)
        for one in entries:
            if self.first <= (month := month_number(one.told)) <= end:
                counts[month - self.first] += 1
        return counts

    def rate(self, entries: Iterable[LogEntry]) -> Result:
        """How many of these there are a month."""
        return monthly_rate(self.by_month(entries))

    def share(
        self, of: Sequence[LogEntry], which: Callable[[LogEntry], bool], last: int | None = None
    ) -> Result | None:
        """The share of these for which something holds; None if there are too few."""
        wholes = self.by_month(of, last)
        if sum(wholes) < FEWEST:
            return None
        return share_by_month(self.by_month(filter(which, of), last), wholes)

    def demands(self) -> list[LogEntry]:
        """New ordinary demands."""
        return [one for one in self.new if is_demand(one.meaning)]

    def demand_share(self) -> Result | None:
        """The share of new issues that are ordinary demands."""
        return self.share(self.new, lambda one: is_demand(one.meaning))

    def channels(self) -> set[str]:
        """The doors that the log knows of."""
        return {one.channel for one in self.issues if one.channel}

    def in_time(self) -> Result | None:
        """The share of new demands that were done within three months, those of the last three left out."""
        known = [one for one in self.demands() if _says_when(one)]
        return self.share(known, lambda one: _done_within(one, SOON), self.last - SOON)

    def resolved(self) -> Result | None:
        """The share of new issues that were done within a year, those of the last year left out."""
        known = [one for one in self.new if _says_when(one)]
        return self.share(known, lambda one: _done_within(one, YEAR), self.last - YEAR)

    def unsatisfied(self) -> Result | None:
        """The share of what is done and was asked about that did not satisfy."""
        asked = [one for one in self.issues if one.is_done and one.satisfied is not None]
        return self.share(asked, lambda one: not one.satisfied)

    def days(self) -> list[int]:
        """Days from telling to done, of what is done."""
        return sorted((one.closed - one.told).days for one in self.new if one.closed and one.is_done)

    def petition_months(self) -> int:
        """Months with a collective petition."""
        return sum(
            count > 0 for count in self.by_month(one for one in self.entries if one.meaning == PETITION)
        )

    def disputes(self) -> dict[str, int]:
        """New disputes by kind."""
        return {kind: sum(one.meaning == kind for one in self.new) for kind in sorted(DISPUTES)}


def _says_when(entry: LogEntry) -> bool:
    """Whether it is known that it is not done, or when it was."""
    return entry.closed is not None or entry.is_done is False or entry.result is None


def _done_within(entry: LogEntry, months: int) -> bool:
    if entry.closed is None or entry.is_done is False:
        return False
    return month_number(entry.closed) - month_number(entry.told) <= months
