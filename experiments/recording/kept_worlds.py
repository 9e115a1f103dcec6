"""Kept worlds: of a run that is looked into again and again, worlds as they stood before some of its months.

Invariant: a world that goes on from a kept one is the world that lived all months, in whatever order months
are asked for and by however many at once; what is kept takes a bounded number of bytes, what nobody has
asked for longest is forgotten first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, Self
from weakref import WeakValueDictionary

import numpy as np

from agents.column import IntArray
from experiments.recording.frozen import Frozen, NotFrozen
from experiments.recording.recorder import advance

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

MOST = 96 * 1024 * 1024
"""Bytes that kept worlds take together; one of 3 000 households takes 1.6 MB."""

APART = 12
"""Months between worlds that are kept on the way to the month asked for."""

UNSEEN = np.iinfo(np.int64).min
"""Of a household that nobody has seen move in."""


class Paused(NamedTuple):
    """A world before one of its months; since: (households,) the month in which each was seen to move in."""

    world: Neighbourhood
    since: IntArray

    @classmethod
    def at_first(cls, world: Neighbourhood) -> Self:
        """A world of which no month has been lived."""
        return cls(world, np.full(len(world.households), UNSEEN))

    def months(self) -> Iterator[int]:
        """Live month after month: yields the number of the one that would come next."""
        occupancy = self.world.households.occupancy
        for month in count(self.world.month + 1):
            yield month
            there = occupancy.copy()
            advance(self.world)
            self.since[occupancy != there] = month

    def until(self, month: int) -> Self:
        """Live until the month before that one."""
        for now in self.months():
            if now == month:
                return self
        raise AssertionError


type PausedBefore = Callable[[int], Paused]
"""A world of one's own of some run as it stands before a month."""


class KeptWorlds:
    """Worlds of several runs before several of their months."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Hashable, int], Frozen[Paused]] = OrderedDict()
        self._lock = threading.Lock()
        self._living: WeakValueDictionary[Hashable, threading.Lock] = WeakValueDictionary()

    def before(self, run: Hashable, month: int, first: Callable[[], Neighbourhood]) -> Paused:
        """A world of one's own of a run as it stands before a month; `first` makes it before its first."""
        with self._lock:
            living = self._living.setdefault(run, threading.Lock())
        with living:
            return self._lived(run, month, first)

    def _lived(self, run: Hashable, month: int, first: Callable[[], Neighbourhood]) -> Paused:
        nearest = self._nearest(run, month)
        found = Paused.at_first(first()) if nearest is None else nearest.made()
        begun = found.world.month + 1
        for now in found.months():
            if now > begun and (now == month or (now > 0 and now % APART == 1)):
                self._keep(run, now, found)
            if now == month:
                return found
        raise AssertionError

    def _nearest(self, run: Hashable, month: int) -> Frozen[Paused] | None:
        """The last that is kept of the run before the month or an earlier one."""
        with self._lock:
            known = max((when for of, when in self._kept if of == run and when <= month), default=None)
            if known is None:
                return None
            self._kept.move_to_end((run, known))
            return self._kept[run, known]

    def _keep(self, run: Hashable, month: int, found: Paused) -> None:
        try:
            frozen = Frozen.of(found)
        except NotFrozen:
            return
        with self._lock:
            self._kept[run, month] = frozen
            while sum(map(len, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
