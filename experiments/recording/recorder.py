"""A record of what one world draws and what its rules answer, in the order in which the month does it.

Invariant: recording changes nothing, and what is kept of a month is forgotten when the next begins. Calls of
a rule are told apart by who decides, by which rule and how many times before in the month (or about which
issue), or by the draw that they were given, never by the order in which a world happens to make them.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.actor import Actor
from agents.column import BoolArray, FloatArray, IntArray, KeyArray
from agents.table import Rows, Table, Witness
from agents.version import Version
from agents.voter import Voter
from experiments.execution.simulate import STOPS, RunError, in_one_line
from experiments.recording.code_line import NOWHERE, CodeLine, code_lines, named
from model.streams import uniform
from scenarios.rules import RuleEntry, rule_entry

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

DRAW = "draw"
"""What rules call the draw of a decision."""

PER_ISSUE = ("chooses_channel", "urgency")
"""The rules that are evaluated once for every issue: that its holder may tell somebody of, that waits."""

ISSUES, NOISE = "Burden.issues", "Burden.noise"
"""What instruments add to the weight of open issues: shown together with it, told apart here."""

NOBODY: KeyArray = np.zeros(0, dtype=np.uint64)


class StreamDraw(NamedTuple):
    """One drawing from a stream: for whom (n keys), the month it is keyed by, and the lines that drew."""

    stream: str
    month: int
    identity: KeyArray
    at: tuple[CodeLine, ...]


class RuleCall(NamedTuple):
    """One rule evaluated for some rows at once.

    Attributes:
        rule: its id, WHO.rule; table: the number of the table in the world's list; rows: (n,) who decides.
        answer: (k, n) the numbers answered, k for a rule that answers several things at once.

    With what was shown:
        order: the place among all calls of the month.
        item: (n,) the key of the issue decided about, and how often before this month, added up; where it is
            about none, how often before this month for this row.
        shown: by the keys of `scenarios/rules.yaml`, (n,) what each was shown; draw: (n,) or None.
        chosen: (n,) which choice the answer is, None where it is none.

    With draws:
        at: where the rule is written; stream: that of the draw it was given; None where it was given none.
        key: (n,) the draw's bits; without a draw the issue's key, the household's identity, or the row.
    """

    rule: str
    table: int
    rows: IntArray
    answer: FloatArray
    order: int = 0
    item: KeyArray = NOBODY
    shown: Mapping[str, FloatArray] = {}
    draw: FloatArray | None = None
    chosen: IntArray | None = None
    at: CodeLine = NOWHERE
    stream: str | None = None
    key: KeyArray = NOBODY

    @property
    def name(self) -> str:
        """What the rule is called in the code."""
        return self.rule.partition(".")[2]


class MonthRecord(NamedTuple):
    """What was recorded of one month, in order."""

    events: Sequence[StreamDraw | RuleCall]

    @property
    def draws(self) -> list[StreamDraw]:
        """The draws alone."""
        return [event for event in self.events if isinstance(event, StreamDraw)]

    @property
    def calls(self) -> list[RuleCall]:
        """The rules evaluated."""
        return [event for event in self.events if isinstance(event, RuleCall)]


class Recorder:
    """A witness of one world: records every rule evaluated, with what each row was shown or, if `draws`, with
    every draw and the stream from which a rule got its own.
    """

    def __init__(self, world: Neighbourhood | None = None, draws: bool = False) -> None:
        """Begin with an empty page; a world that is yet to be built is given later."""
        self.world = world
        self._keeps_draws = draws
        self._events: list[StreamDraw | RuleCall] = []
        self._times: dict[tuple[int, str], IntArray] = {}
        self._of_issues: Counter[tuple[str, int]] = Counter()
        self._no_draw: set[tuple[int, int]] = set()
        self._paused = False

    def turn_page(self) -> MonthRecord:
        """Return what was recorded since the last page, and begin a new one."""
        events, self._events = self._events, []
        self._times.clear()
        self._of_issues.clear()
        return MonthRecord(events)

    def hear(self, identity: KeyArray, stream: str, month: int) -> None:
        """Record a draw."""
        if not self._paused:
            self._events.append(StreamDraw(stream, month, identity.copy(), code_lines(sys._getframe(1))))

    def __call__(
        self, table: Table, version: Version, given: tuple[Any, ...], rows: Rows, answer: Any
    ) -> None:
        """Record one rule evaluated for many rows."""
        whose = table.all_rows()[rows]
        if not len(whose):
            return
        rule = f"{who_decides(version.kind)}.{version.rule.__name__}"
        several = [_column(part, whose) for part in (answer if isinstance(answer, tuple) else (answer,))]
        numbers = np.array(several, dtype=float)
        call = RuleCall(rule, self._numbers[id(table)], whose, numbers)
        more = self._with_stream if self._keeps_draws else self._with_shown
        self._events.append(more(call, table, version, given))

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {id(table): number for number, table in enumerate(self._there.tables())}

    @property
    def _there(self) -> Neighbourhood:
        assert self.world is not None
        return self.world

    def _with_shown(self, call: RuleCall, table: Table, version: Version, given: tuple[Any, ...]) -> RuleCall:
        """The call with what was shown."""
        named = dict(zip(arguments(version.kind, call.name), given, strict=True))
        draw = named.pop(DRAW, None)
        shown = {key: _column(part, call.rows).copy() for key, part in _flat(call.rule, named).items()}
        if ISSUES in shown:
            noise = np.broadcast_to(np.asarray(self._there.extra_weight, dtype=float), (len(table),))
            shown[NOISE] = noise[call.rows]
        return call._replace(
            order=len(self._events),
            item=self._items(call, table, version),
            shown=shown,
            draw=None if draw is None else _column(draw, call.rows).copy(),
            chosen=_chosen(rule_entry(call.rule), call, shown),
        )

    def _items(self, call: RuleCall, table: Table, version: Version) -> KeyArray:
        if call.name in PER_ISSUE:
            return self._told_apart(call.name, issues_decided_about(self._there, table, version))
        never = np.zeros(len(table), dtype=np.int64)
        times = self._times.setdefault((call.table, call.name), never)
        found = times[call.rows].astype(np.uint64)
        times[call.rows] += 1
        return found

    def _told_apart(self, rule: str, issues: KeyArray) -> KeyArray:
        """The keys of issues; of one that is asked about again this month, as by mediators and then by the
        committee, the next number.
        """
        found = [key + self._of_issues[rule, key] for key in issues.tolist()]
        self._of_issues.update((rule, key) for key in issues.tolist())
        return np.array(found, dtype=np.uint64)

    def _with_stream(
        self, call: RuleCall, table: Table, version: Version, given: tuple[Any, ...]
    ) -> RuleCall:
        """The call with the stream of its draw."""
        stream, draw = self._draw(version, given)
        if draw is not None:
            key: KeyArray = draw.view(np.uint64)
        elif call.name in PER_ISSUE:
            key = issues_decided_about(self._there, table, version)
        elif table is self._there.households:
            key = self._there.population.key[call.rows].copy()
        else:
            key = call.rows.astype(np.uint64)
        code = version.rule.__code__
        at = CodeLine(named(code.co_filename), code.co_firstlineno, code.co_qualname)
        return RuleCall(call.rule, call.table, call.rows, call.answer, at=at, stream=stream, key=key)

    def _draw(self, version: Version, given: Sequence[Any]) -> tuple[str | None, FloatArray | None]:
        """The argument that is a draw of this month, and its stream."""
        for place, part in enumerate(given):
            known = (id(version.rule), place)
            if known in self._no_draw or not isinstance(part, np.ndarray) or part.dtype != np.float64:
                continue
            stream = self._stream_of(part)
            if stream is not None:
                return stream, part.copy()
            self._no_draw.add(known)
        return None, None

    def _stream_of(self, draw: FloatArray) -> str | None:
        """The stream that gave these numbers this month; the last draws are tried first."""
        for event in reversed(self._events):
            if isinstance(event, StreamDraw) and len(event.identity):
                self._paused = True
                drawn = uniform(event.identity, event.stream, event.month)
                self._paused = False
                if (drawn == draw[0]).any():
                    return event.stream
        return None


def advance(world: Neighbourhood) -> None:
    """Simulate one month; RunError if the model stops."""
    try:
        world.step()
    except STOPS as error:
        raise RunError(None, in_one_line(error)) from error


@contextmanager
def witnessed(tables: Iterable[Table], witness: Witness) -> Iterator[None]:
    """Let the witness see the rules evaluated for these tables meanwhile."""
    before = [(table, table.witness) for table in tables]
    try:
        for table, _before in before:
            table.witness = witness
        yield
    finally:
        for table, earlier in before:
            table.witness = earlier


def who_decides(kind: type[Actor]) -> str:
    """The part of a rule's id that says who: all households share one, every institution has its own."""
    return "household" if issubclass(kind, Voter) else kind.kind


def arguments(kind: type[Actor], rule: str) -> list[str]:
    """What the arguments of a rule are called by the class that first has it."""
    versions = [vars(parent)[rule] for parent in kind.__mro__ if rule in vars(parent)]
    return [name for name in inspect.signature(versions[-1]).parameters if name != "self"]


def issues_decided_about(world: Neighbourhood, table: Table, version: Version) -> KeyArray:
    """The keys of the issues about which a version of the rule asks their holders, or committees, now, in
    their order.
    """
    issues = world.issues
    whose = issues.reporter if table is world.households else issues.compound
    mine = np.isin(table.columns["kind"][whose[issues.asked]], version.members)
    return issues.key[issues.asked[mine]]


def _flat(rule: str, named: Mapping[str, Any]) -> dict[str, Any]:
    """What was shown, field by field, under the keys of the words."""
    found: dict[str, Any] = {}
    for name, part in named.items():
        if hasattr(part, "_fields"):
            found |= {f"{type(part).__name__}.{field}": getattr(part, field) for field in part._fields}
        else:
            found[f"{rule}.{name}"] = part
    return found


def _column(part: Any, rows: IntArray) -> FloatArray:
    """One number a row, to be copied by whoever keeps it."""
    column = np.asarray(part, dtype=float)
    return column if column.ndim else np.broadcast_to(column, (len(rows),))


def _chosen(entry: RuleEntry, call: RuleCall, shown: Mapping[str, FloatArray]) -> IntArray | None:
    if not entry.answers():
        return None
    if entry.yes_below is not None:
        below: BoolArray = call.answer[0] < shown[f"{call.rule}.{entry.yes_below}"]
        return below.astype(np.int64)
    return call.answer[0].astype(np.int64)
