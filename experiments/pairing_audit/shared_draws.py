"""Shared draws: how many draws and decisions two worlds share, month by month.

Invariant: only decisions given the same draw are compared; one that is made in one world alone (its
issue, its newcomer, its meeting exists only there) is counted apart. Names of streams that hold a number
(`trade after 12`) are counted together (`trade after N`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.column import KeyArray
from experiments.recording.code_line import CodeLine
from experiments.recording.recorder import NOBODY, MonthRecord, RuleCall, StreamDraw

STREAM_COLUMNS = ("stream", "at", "both", "only_a", "only_b", "first_month")
DECISION_COLUMNS = ("rule", "stream", "at", "month", "both", "different", "only_a", "only_b")


def family(stream: str) -> str:
    """The name of a stream without its numbers."""
    return re.sub(r"-?\d+", "N", stream)


class Shared(NamedTuple):
    """Draws of a family of streams: made in both worlds, in one of them only, and the first month of that."""

    at: CodeLine
    both: int = 0
    only_a: int = 0
    only_b: int = 0
    first_month: int | None = None


class Streams:
    """The draws of two worlds, family by family.

    A number that is keyed without the month (that of a mediation) may serve the two worlds in different
    months: it counts once, however often it is drawn.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._monthly: dict[str, Shared] = {}
        self._standing: dict[tuple[str, int], tuple[KeyArray, KeyArray]] = {}

    def take(self, month: int, a: MonthRecord, b: MonthRecord) -> None:
        """Count a month of both."""
        one, other = _by_stream(a.draws), _by_stream(b.draws)
        at = {draw.stream: draw.at for draw in (*b.draws, *a.draws)}
        for key in sorted(one.keys() | other.keys()):
            mine, theirs = one.get(key, NOBODY), other.get(key, NOBODY)
            name = family(key[0])
            before = self._monthly.get(name, Shared(at[key[0]][0]))
            if before.first_month is None and not np.array_equal(mine, theirs):
                before = before._replace(first_month=month)
            if key[1] == month:
                before = _counted(before, mine, theirs)
            else:
                known = self._standing.get(key, (NOBODY, NOBODY))
                self._standing[key] = (np.union1d(known[0], mine), np.union1d(known[1], theirs))
            self._monthly[name] = before

    @property
    def families(self) -> dict[str, Shared]:
        """What was counted so far."""
        found = dict(self._monthly)
        for (stream, _month), (mine, theirs) in self._standing.items():
            found[family(stream)] = _counted(found[family(stream)], mine, theirs)
        return found

    def by_file(self) -> dict[str, tuple[str, ...]]:
        """The families drawn in each file."""
        return _grouped((one.at.file, name) for name, one in self.families.items())

    def by_function(self, file: str) -> dict[str, tuple[str, ...]]:
        """The families drawn in each function of a file."""
        mine = {name: one.at for name, one in self.families.items() if one.at.file == file}
        return _grouped(
            (f"{at.file} {at.function.partition('.<locals>')[0]}", name) for name, at in mine.items()
        )

    def table(self) -> pd.DataFrame:
        """A row for each family, in the order of the code (columns: STREAM_COLUMNS)."""
        rows = [(name, str(one.at), *one[1:]) for name, one in sorted(self.families.items(), key=_place)]
        return pd.DataFrame(rows, columns=list(STREAM_COLUMNS)).astype({"first_month": "Int64"})


def _counted(before: Shared, mine: KeyArray, theirs: KeyArray) -> Shared:
    """With the draws of two sorted sets added."""
    both = len(np.intersect1d(mine, theirs, assume_unique=True))
    counts = (before.both + both, before.only_a + len(mine) - both, before.only_b + len(theirs) - both)
    return Shared(before.at, *counts, before.first_month)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for group, name in sorted(pairs):
        found.setdefault(group, []).append(name)
    return {group: tuple(names) for group, names in found.items()}


def _place(entry: tuple[str, Shared]) -> tuple[CodeLine, str]:
    return entry[1].at, entry[0]


def _by_stream(draws: Iterable[StreamDraw]) -> dict[tuple[str, int], KeyArray]:
    """Who drew from each stream, each once."""
    found: dict[tuple[str, int], list[KeyArray]] = {}
    for draw in draws:
        found.setdefault((draw.stream, draw.month), []).append(draw.identity)
    return {key: np.unique(np.concatenate(parts)) for key, parts in found.items()}


class Decisions:
    """The decisions of two worlds on the draws they were given, rule by rule and month by month."""

    def __init__(self) -> None:
        """Begin with none."""
        self.counts: dict[tuple[str, str, int], NDArray[np.int64]] = {}
        self.known: dict[str, CodeLine] = {}

    def take(self, month: int, a: MonthRecord, b: MonthRecord) -> None:
        """Compare a month of both: a rule that is asked with draws of two streams, for each of them."""
        one, other = _by_rule(a.calls), _by_rule(b.calls)
        self.known |= {event.rule: event.at for event in (*b.calls, *a.calls) if event.stream is not None}
        for asked in sorted(one.keys() | other.keys()):
            counts = np.array(compared(one.get(asked), other.get(asked)))
            self.counts[*asked, month] = self.counts.get((*asked, month), 0) + counts

    def table(self) -> pd.DataFrame:
        """A row for each rule and month (columns: DECISION_COLUMNS)."""
        return pd.DataFrame(self._rows(), columns=list(DECISION_COLUMNS))

    def _rows(self) -> Iterator[tuple[object, ...]]:
        for (rule, stream, month), counts in sorted(self.counts.items()):
            yield rule, stream, str(self.known[rule]), month, *counts.tolist()


Answers = tuple[KeyArray, NDArray[np.float64]]
"""Draws, each once, and the last answer given on each: (n, k)."""


def _by_rule(calls: Iterable[RuleCall]) -> dict[tuple[str, str], Answers]:
    """What was answered last on each draw, by rule and family of streams."""
    found: dict[tuple[str, str], list[RuleCall]] = {}
    for event in calls:
        if event.stream is not None:
            found.setdefault((event.rule, family(event.stream)), []).append(event)
    return {asked: last_answers(events) for asked, events in found.items()}


def last_answers(events: Iterable[RuleCall]) -> Answers:
    """Those who decided, sorted, and what each answered last (a petition asks in several sweeps)."""
    parts = list(events)
    key = np.concatenate([event.key for event in parts])
    answer = np.concatenate([event.answer.T for event in parts])
    found, place = np.unique(key[::-1], return_index=True)
    return found, answer[::-1][place]


def compared(one: Answers | None, other: Answers | None) -> tuple[int, int, int, int]:
    """How many decided in both worlds, otherwise in the other, only in the first, only in the second."""
    if one is None or other is None:
        return 0, 0, len(one[0]) if one else 0, len(other[0]) if other else 0
    _same, here, there = np.intersect1d(one[0], other[0], assume_unique=True, return_indices=True)
    different = int((one[1][here] != other[1][there]).any(axis=1).sum())
    return len(here), different, len(one[0]) - len(here), len(other[0]) - len(here)


def by_rule(decisions: pd.DataFrame) -> pd.DataFrame:
    """The months summed up: a row for each rule, with the share of the decisions on the same draw that differ
    and the first month in which any does; what differs most first.
    """
    sums = decisions.groupby(["rule", "stream", "at"], sort=False, as_index=False)[
        ["both", "different", "only_a", "only_b"]
    ].sum()
    first = decisions[decisions["different"] > 0].groupby("rule")["month"].min()
    sums["share_different"] = sums["different"] / sums["both"].where(sums["both"] > 0)
    sums["first_month"] = sums["rule"].map(first).astype("Int64")
    return sums.sort_values(
        ["share_different", "rule"], ascending=[False, True], na_position="last", ignore_index=True
    )
