"""A record of one month: every question that every agent was asked, what it was shown, its draw, its answer.

The rule it holds: questions are told apart by who is asked, by which rule and how many times before in the
month (or about which issue), never by the order in which a world happens to ask them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.column import BoolArray, FloatArray, IntArray
from agents.table import Rows, Table, Version
from experiments.explanation.rule_probe import DRAW, arguments, who_decides
from model.issues import OPEN
from scenarios.rules import RuleEntry, rule_words

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

PER_ISSUE = "chooses_channel"
"""The rule that is asked once for every issue that nobody knows of."""

ISSUES, NOISE = "Burden.issues", "Burden.noise"
"""What instruments add to the weight of open issues: shown together with it, told apart here."""


class Asked(NamedTuple):
    """One rule asked of some rows at once.

    Attributes:
        order: the place among all questions of the month; who, rule: WHO.rule is the rule's id.
        table: the number of the table in the world's list; rows: (n,) who was asked.
        item: (n,) the key of the issue asked about, else how often this row was asked before this month.
        shown: by the keys of `scenarios/rules.yaml`, (n,) what each was shown; draw: (n,) or None.
        answer: (k, n) the numbers answered; chosen: (n,) which choice that is, None where it is none.
    """

    order: int
    who: str
    rule: str
    table: int
    rows: IntArray
    item: npt.NDArray[np.uint64]
    shown: Mapping[str, FloatArray]
    draw: FloatArray | None
    answer: FloatArray
    chosen: IntArray | None

    @property
    def id(self) -> str:
        """The rule's id."""
        return f"{self.who}.{self.rule}"


class Recorder:
    """A witness that writes down everything asked in a month."""

    def __init__(self, world: Neighbourhood) -> None:
        self._world = world
        self._number = {id(table): number for number, table in enumerate(world.tables())}
        self.asked: list[Asked] = []
        self._times: dict[tuple[int, str], IntArray] = {}

    def turn_page(self) -> list[Asked]:
        """Return what was asked since the last page, and begin a new one."""
        asked, self.asked = self.asked, []
        self._times.clear()
        return asked

    def __call__(
        self, table: Table, version: Version, given: tuple[Any, ...], rows: Rows, answer: Any
    ) -> None:
        """Write down one question to many rows."""
        number, rule = self._number[id(table)], version.rule.__name__
        whose = np.arange(len(table)) if isinstance(rows, slice) else np.array(rows)
        who = who_decides(version.kind)
        named = dict(zip(arguments(version.kind, rule), given, strict=True))
        draw = named.pop(DRAW, None)
        shown = {key: _column(part, whose) for key, part in _flat(who, rule, named).items()}
        if ISSUES in shown:
            noise = np.broadcast_to(np.asarray(self._world.extra_weight, dtype=float), (len(table),))
            shown[NOISE] = noise[whose]
        answers = answer if isinstance(answer, tuple) else (answer,)
        numbers = np.stack([_column(part, whose) for part in answers])
        self.asked.append(
            Asked(
                order=len(self.asked),
                who=who,
                rule=rule,
                table=number,
                rows=whose,
                item=self._items(number, version, whose),
                shown=shown,
                draw=None if draw is None else _column(draw, whose),
                answer=numbers,
                chosen=_chosen(rule_words().rules[f"{who}.{rule}"], numbers[0], f"{who}.{rule}", shown),
            )
        )

    def _items(self, table: int, version: Version, rows: IntArray) -> npt.NDArray[np.uint64]:
        rule = version.rule.__name__
        if rule == PER_ISSUE:
            return issues_asked_about(self._world, version)
        never = np.zeros(len(self._world.tables()[table]), dtype=np.int64)
        times = self._times.setdefault((table, rule), never)
        found = times[rows].astype(np.uint64)
        times[rows] += 1
        return found


def issues_asked_about(world: Neighbourhood, version: Version) -> npt.NDArray[np.uint64]:
    """The keys of the issues about which a version of the rule asks their holders now, in their order."""
    issues, kind = world.issues, world.households.columns["kind"]
    untold = np.flatnonzero(issues.is_in(OPEN))
    mine = np.isin(kind[issues.reporter[untold]], version.members)
    return issues.key[untold[mine]]


def _flat(who: str, rule: str, named: Mapping[str, Any]) -> dict[str, Any]:
    """What was shown, field by field, under the keys of the words."""
    found: dict[str, Any] = {}
    for name, part in named.items():
        if hasattr(part, "_fields"):
            found |= {f"{type(part).__name__}.{field}": getattr(part, field) for field in part._fields}
        else:
            found[f"{who}.{rule}.{name}"] = part
    return found


def _column(part: Any, rows: IntArray) -> FloatArray:
    """A copy, one number a row asked."""
    return np.broadcast_to(np.asarray(part, dtype=float), (len(rows),)).copy()


def _chosen(
    entry: RuleEntry, numbers: FloatArray, rule: str, shown: Mapping[str, FloatArray]
) -> IntArray | None:
    if not entry.answers():
        return None
    if entry.yes_below is not None:
        below: BoolArray = numbers < shown[f"{rule}.{entry.yes_below}"]
        return below.astype(np.int64)
    return numbers.astype(np.int64)
