"""Hearing: everything a world draws and decides in a month, in the order in which it does.

The rule it holds: listening changes nothing, and what is kept of a month is forgotten when the next begins.
A decision is known by the luck it was given: two worlds in which the same household, issue or compound
decides the same thing in the same month give it the same number.
"""

import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.column import IntArray, KeyArray
from agents.table import Rows, Table, Version
from experiments.pairing_audit.places import Place, named, places
from model.neighbourhood import Neighbourhood, Placement
from model.streams import overheard, uniform


class Draw(NamedTuple):
    """One drawing from a stream: whose luck (n keys), the month it is keyed by, and the lines that drew."""

    stream: str
    month: int
    identity: KeyArray
    at: tuple[Place, ...]


class Asked(NamedTuple):
    """One rule asked of n rows of a table: what it was asked by and what it answered.

    Attributes:
        rule: who decides and the rule's name, as in scenarios/rules.yaml: household.pays_fee.
        stream: whose luck it was given; None where it was given none.
        key: (n,) the luck's bits; without luck the household's identity, or the row.
        answer: (n, k) numbers, k for a rule that answers several things at once.
    """

    rule: str
    at: Place
    stream: str | None
    key: KeyArray
    answer: NDArray[np.float64]
    table: Table
    rows: IntArray


class Month(NamedTuple):
    """What was heard of one month, in order."""

    draws: list[Draw]
    asked: list[Asked]
    order: list[Draw | Asked]


class Ear:
    """Hears the draws and decisions of one world."""

    def __init__(self) -> None:
        """Begin with silence."""
        self.world: Neighbourhood | None = None
        self._heard: list[Draw | Asked] = []
        self._luckless: set[tuple[int, int]] = set()
        self._quiet = False

    def take(self) -> Month:
        """What was heard since this was last asked."""
        heard, self._heard = self._heard, []
        draws = [event for event in heard if isinstance(event, Draw)]
        return Month(draws, [event for event in heard if isinstance(event, Asked)], heard)

    def hear(self, identity: KeyArray, stream: str, month: int) -> None:
        """Be told of a draw."""
        if not self._quiet:
            self._heard.append(Draw(stream, month, identity.copy(), places(sys._getframe(1))))

    def see(self, table: Table, version: Version, given: tuple[Any, ...], rows: Rows, answer: Any) -> None:
        """Be shown a rule and its answers."""
        numbers = table.all_rows()[rows]
        if not len(numbers):
            return
        answers = np.column_stack(answer) if isinstance(answer, tuple) else np.asarray(answer)[:, None]
        stream, luck = self._luck(version, given)
        key = self._identity(table, numbers) if luck is None else luck.view(np.uint64)
        code = version.rule.__code__
        at = Place(named(code.co_filename), code.co_firstlineno, code.co_qualname)
        who = "household" if self._is_of_households(table) else version.kind.kind
        rule = f"{who}.{version.rule.__name__}"
        self._heard.append(Asked(rule, at, stream, key, answers.astype(float), table, numbers))

    def _luck(self, version: Version, given: Sequence[Any]) -> tuple[str | None, NDArray[np.float64] | None]:
        """The argument that is a draw of this month, and its stream."""
        for place, part in enumerate(given):
            known = (id(version.rule), place)
            if known in self._luckless or not isinstance(part, np.ndarray) or part.dtype != np.float64:
                continue
            stream = self._stream_of(part)
            if stream is not None:
                return stream, part.copy()
            self._luckless.add(known)
        return None, None

    def _stream_of(self, luck: NDArray[np.float64]) -> str | None:
        """The stream that gave these numbers this month; the last draws are tried first."""
        for event in reversed(self._heard):
            if isinstance(event, Draw) and len(event.identity):
                self._quiet = True
                drawn = uniform(event.identity, event.stream, event.month)
                self._quiet = False
                if (drawn == luck[0]).any():
                    return event.stream
        return None

    def _identity(self, table: Table, rows: IntArray) -> KeyArray:
        if self.world is not None and self._is_of_households(table):
            return self.world.population.key[rows].copy()
        return rows.astype(np.uint64)

    def _is_of_households(self, table: Table) -> bool:
        return self.world is not None and table is self.world.households


class Watched:
    """A world whose draws and decisions are heard."""

    def __init__(self, placements: Sequence[Placement]) -> None:
        """Build the world, listening."""
        self.ear = Ear()
        with overheard(self.ear.hear):
            self.world = Neighbourhood(placements)
        self.ear.world = self.world
        for table in self.world.tables():
            table.witness = self.ear.see

    def live(self) -> Month:
        """Let it live through a month and tell what was heard."""
        with overheard(self.ear.hear):
            self.world.step()
        return self.ear.take()
