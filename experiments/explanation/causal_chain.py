"""The chain: who or what passed the difference on to whom, link by link, as far as it can be traced.

Invariant: a link is told only where what the household was shown differs and something that differs
reaches it: an issue that only one world has, a neighbour touched before, an institution. What reaches many at
once is one link. Where nothing can be named, that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.column import BoolArray
from experiments.explanation.agent_lookup import door
from experiments.explanation.differences import DIRECT, INSTITUTION, ISSUE, NEIGHBOURS
from experiments.explanation.issue_month import on_the_books
from experiments.explanation.paired_month import PairedMonth
from model.issues import COMPOUND, STAIRWELL, kinds
from scenarios.rules import rule_words

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

LONGEST = 10
TOGETHER = 3
"""More households than these, touched at one moment by issues or neighbours, are one link."""

GOVERNANCE = "governance"
WAYS = ("own", "stairwell", "compound")
"""How an issue reaches a household, the nearest first."""

NEWS = ".trusts"
"""The rule that is shown what became of issues."""

type Reached = Mapping[int, tuple[str, str, int]]
"""By row: channel, rule and order of the first answer that differs."""


class Link(NamedTuple):
    """One link: in a month something reached `doors` (of `reached` households) through a channel, first seen
    in `rule` ("" where no answer shows it).

    Attributes:
        source: the door or institution it came from ("" where none can be named).
        by: "tie" or "stairwell" between neighbours; "own", "stairwell" or "compound" of an issue.
        issue, kind: the issue's key, and what it is about.
    """

    month: int
    channel: str
    doors: tuple[str, ...]
    reached: int
    rule: str
    source: str = ""
    by: str = ""
    issue: int | None = None
    kind: str = ""


class Chain:
    """The first links, gathered month by month."""

    def __init__(self) -> None:
        self.links: tuple[Link, ...] = ()

    def follow(self, paired: PairedMonth, reached: Reached, before: BoolArray) -> None:
        """Add what this month passed on; `before`: (rows,) households touched in earlier months."""
        if len(self.links) < LONGEST and reached:
            touched = before.copy()
            for link, rows in _links(paired, reached, touched):
                self.links = (*self.links, link)[:LONGEST]
                touched[list(rows)] = True


def _links(paired: PairedMonth, reached: Reached, touched: BoolArray) -> Iterator[tuple[Link, list[int]]]:
    ways = sorted(((order, channel, rule), row) for row, (channel, rule, order) in reached.items())
    for (_order, channel, rule), group in groupby(ways, key=lambda way: way[0]):
        rows = [row for _way, row in group]
        apart = channel in (ISSUE, NEIGHBOURS) and len(rows) <= TOGETHER
        parts = [[row] for row in rows] if apart else [rows]
        for some in parts:
            yield _link(paired, channel, rule, some, touched), some


def _link(paired: PairedMonth, channel: str, rule: str, rows: list[int], touched: BoolArray) -> Link:
    world = paired.worlds[0]
    doors = tuple(door(world, row) for row in rows[:TOGETHER])
    plain = Link(paired.month, channel, doors, len(rows), rule)
    if channel == ISSUE:
        return _by_issue(paired, plain, rows[0])
    if channel == NEIGHBOURS and len(rows) == 1:
        return _by_neighbour(paired, plain, rows[0], touched)
    if channel == INSTITUTION:
        named = _by_issue(paired, plain, rows[0]) if len(rows) == 1 and not paired.levers else plain
        return named if named.by == WAYS[0] else plain._replace(source=_institution(paired, rule, rows[0]))
    if channel == DIRECT and not rule:
        return plain._replace(source=GOVERNANCE if paired.levers else "")
    return plain


def _by_issue(paired: PairedMonth, plain: Link, row: int) -> Link:
    """Name the issue that differs and reaches the household: its own first, then its stairwell's; the widest
    first where it reaches many at once.
    """
    ways = WAYS if plain.reached == 1 else WAYS[::-1]
    news = plain.rule.endswith(NEWS)
    nearest = sorted((ways.index(way), raised, key) for key, raised, way in _issues_near(paired, row, news))
    if not nearest:
        return plain
    place, _raised, key = nearest[0]
    books = _books(paired, key)
    source = "" if ways[place] == "own" else door(paired.worlds[0], int(books["reporter"]))
    return plain._replace(source=source, by=ways[place], issue=key, kind=kinds().all[int(books["kind"])].id)


def _issues_near(paired: PairedMonth, row: int, news: bool) -> Iterator[tuple[int, int, str]]:
    """Issues that differ and touch the household: key, month raised, and how it touches. News of what became
    of an issue reaches the stairwell and the compound whatever its scale.
    """
    compounds = paired.worlds[0].compounds
    for key in sorted(paired.issues.only_a | paired.issues.only_b | paired.issues.otherwise):
        books = _books(paired, key)
        if books["compound"] != compounds.of_row[row]:
            continue
        if row in _parties(paired, key):
            yield key, int(books["raised"]), "own"
        elif (news or books["scale"] == STAIRWELL) and books["stairwell"] == compounds.stair_of_row[row]:
            yield key, int(books["raised"]), "stairwell"
        elif news or books["scale"] == COMPOUND:
            yield key, int(books["raised"]), "compound"


def _parties(paired: PairedMonth, key: int) -> set[int]:
    """Rows of its holder and of the other party, who may be another neighbour in either world."""
    only_a, only_b, _both = paired.issues
    where = zip(paired.worlds, (only_b, only_a), strict=True)
    books = [on_the_books(world, key) for world, without in where if key not in without]
    return {int(one[name]) for one in books for name in ("reporter", "partner")}


def _books(paired: PairedMonth, key: int) -> Mapping[str, int | float]:
    one, other = paired.worlds
    return on_the_books(other if key in paired.issues.only_b else one, key)


def _by_neighbour(paired: PairedMonth, plain: Link, row: int, touched: BoolArray) -> Link:
    """Name a neighbour touched before: an acquaintance in either world, or somebody of the stairwell."""
    known = np.concatenate([_acquaintances(world, row) for world in paired.worlds])
    compounds = paired.worlds[0].compounds
    beside = np.flatnonzero(touched & (compounds.stair_of_row == compounds.stair_of_row[row]))
    for rows, by in ((known[touched[known]], "tie"), (beside[beside != row], "stairwell")):
        if len(rows):
            return plain._replace(source=door(paired.worlds[0], int(rows.min())), by=by)
    return plain


def _acquaintances(world: Neighbourhood, row: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    one, other = world.ties.ends
    return np.concatenate((other[one == row], one[other == row])).astype(np.int64)


def _institution(paired: PairedMonth, rule: str, row: int) -> str:
    """Which institution shows through what the household was shown otherwise; else governance as a whole, if
    it moves anything otherwise.
    """
    for found in paired.clear:
        if found.rule == rule and found.table == 0:
            mine = found.rows == row
            shown = [rule_words().shown.get(key) for key, where in found.shown.items() if where[mine].any()]
            named = [measure.of for measure in shown if measure is not None and measure.of is not None]
            if named:
                return named[0]
    return GOVERNANCE if paired.levers else ""
