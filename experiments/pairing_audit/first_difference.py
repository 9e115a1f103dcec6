"""The first difference: what two worlds of the same draws do otherwise first.

Invariant: what both worlds do is laid side by side in the order in which the month does it, and the
first draw, decision or state that differs is named, with who it was.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.column import KeyArray
from agents.table import Table
from experiments.explanation.agent_lookup import door
from experiments.recording.code_line import CodeLine
from experiments.recording.paired_run import Side
from experiments.recording.recorder import NOBODY, MonthRecord, RuleCall, StreamDraw
from model.neighbourhood import Neighbourhood

What = Literal["draw", "decision", "state"]


class KeyOwner(NamedTuple):
    """Who or what a draw or a decision is of: the kind of agent, "issue" (then of the household that raised
    it), "compound" or "something"; the door of a household; the compound in a district.
    """

    kind: str
    door: str = ""
    compound: int | None = None


class FirstDifference(NamedTuple):
    """What goes otherwise.

    Attributes:
        what: a draw that one world alone makes; a decision on the same draw with another answer; a state that
            a rule without a draw computes.
        name: of the stream or the rule; stream: whose draw the decision was given.
        only: which world alone draws; answers: what the two say (the first of several answers).
        how_many, of: how many of those who decide in both worlds, or draw in either, go otherwise.
    """

    what: What
    month: int
    name: str
    at: CodeLine
    who: KeyOwner
    how_many: int
    of: int
    stream: str | None = None
    only: Side | None = None
    answers: tuple[float, float] | None = None


class FirstDifferences:
    """The first difference of each sort between two worlds."""

    def __init__(self, a: Neighbourhood, b: Neighbourhood) -> None:
        """Begin with worlds that are alike."""
        self._worlds = {"a": a, "b": b}
        self.first: FirstDifference | None = None
        self.of_sort: dict[What, FirstDifference] = {}

    def take(self, month: int, a: MonthRecord, b: MonthRecord) -> None:
        """Look through a month of both, until every sort has been found."""
        if len(self.of_sort) == 3:
            return
        for one, other in aligned(a.events, b.events):
            found = self._draws(month, one, other) or self._answers(month, one, other)
            if found is not None:
                self.first = self.first or found
                self.of_sort.setdefault(found.what, found)

    def _draws(
        self, month: int, one: StreamDraw | RuleCall | None, other: StreamDraw | RuleCall | None
    ) -> FirstDifference | None:
        event = one or other
        if not isinstance(event, StreamDraw):
            return None
        mine, theirs = (_who(draw) for draw in (one, other))
        alone = {"a": mine[~np.isin(mine, theirs)], "b": theirs[~np.isin(theirs, mine)]}
        side: Side = "a" if len(alone["a"]) else "b"
        if not len(alone[side]):
            return None
        who = owner(self._worlds[side], int(alone[side][0]))
        many, of = len(alone["a"]) + len(alone["b"]), len(np.union1d(mine, theirs))
        return FirstDifference("draw", month, event.stream, event.at[0], who, many, of, event.stream, side)

    def _answers(
        self, month: int, one: StreamDraw | RuleCall | None, other: StreamDraw | RuleCall | None
    ) -> FirstDifference | None:
        if not (isinstance(one, RuleCall) and isinstance(other, RuleCall)):
            return None
        _key, here, there = np.intersect1d(one.key, other.key, return_indices=True)
        differ = np.flatnonzero((one.answer[:, here] != other.answer[:, there]).any(axis=0))
        if not len(differ):
            return None
        first, second = here[differ[0]], there[differ[0]]
        column = int(np.flatnonzero(one.answer[:, first] != other.answer[:, second])[0])
        answers = (float(one.answer[column, first]), float(other.answer[column, second]))
        who = of_row(self._worlds["a"], self._worlds["a"].tables()[one.table], int(one.rows[first]))
        what: What = "state" if one.stream is None else "decision"
        found = FirstDifference(what, month, one.rule, one.at, who, len(differ), len(here), one.stream)
        return found._replace(answers=answers)


def _who(event: StreamDraw | RuleCall | None) -> KeyArray:
    return event.identity if isinstance(event, StreamDraw) else NOBODY


def aligned(
    a: Sequence[StreamDraw | RuleCall], b: Sequence[StreamDraw | RuleCall]
) -> Iterator[tuple[StreamDraw | RuleCall | None, StreamDraw | RuleCall | None]]:
    """What both worlds do in pairs, what one does alone beside None, in the order of the month."""
    names_a, names_b = list(_numbered(a)), list(_numbered(b))
    place_b = {name: place for place, name in enumerate(names_b)}
    done = 0
    for name, event in zip(names_a, a, strict=True):
        place = place_b.get(name, -1)
        if place < done:
            yield event, None
            continue
        yield from ((None, extra) for extra in b[done:place])
        yield event, b[place]
        done = place + 1
    yield from ((None, extra) for extra in b[done:])


def _numbered(events: Sequence[StreamDraw | RuleCall]) -> Iterator[tuple[str, str, int, int]]:
    """A name for each event that it has in the other world too: what it is, and how many such came before."""
    before: dict[tuple[str, str, int], int] = {}
    for event in events:
        name = (
            ("draw", event.stream, event.month) if isinstance(event, StreamDraw) else ("rule", event.rule, 0)
        )
        before[name] = before.get(name, -1) + 1
        yield *name, before[name]


def of_row(world: Neighbourhood, table: Table, row: int) -> KeyOwner:
    """Who sits in a row of a table."""
    kind = table.classes[int(table.columns["kind"][row])].kind
    compound = int(table.compound[row]) + 1 if world.compounds.count > 1 else None
    return KeyOwner(kind, door(world, row) if table is world.households else "", compound)


def owner(world: Neighbourhood, identity: int) -> KeyOwner:
    """Whose key it is: a household's, an issue's, a compound's, or something else's."""
    row = _place(world.population.key, identity)
    if row is not None:
        return of_row(world, world.households, row)
    issue = _place(world.issues.key, identity)
    if issue is not None:
        home = of_row(world, world.households, int(world.issues.reporter[issue]))
        return home._replace(kind="issue")
    compound = _place(world.compounds.seed_key, identity)
    if compound is None:
        return KeyOwner("something")
    return KeyOwner("compound", compound=compound + 1 if world.compounds.count > 1 else None)


def _place(keys: NDArray[np.uint64], identity: int) -> int | None:
    found = np.flatnonzero(keys == np.uint64(identity))
    return int(found[0]) if len(found) else None
