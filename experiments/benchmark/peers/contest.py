"""The contest: at each size every contestant comes to the same numbers, then they are timed turn by turn.

Invariant: a time is printed only of a contestant that came to the numbers of plain NumPy columns. Turns go
round, so that whatever else the machine does falls on all alike; the shortest turn counts, in seconds of the
processor. All have one thread.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter, process_time

import numpy as np

from experiments.benchmark.peers.reference_workload import (
    Contestant,
    EndState,
    ReferenceWorkload,
    Running,
    workload,
)
from experiments.benchmark.timing import Timing, timing

STEPS = 25
ROUNDS = {1_000: 60, 3_000: 40, 12_000: 20, 100_000: 7, 1_000_000: 3}
"""Residents, and how many turns each contestant gets."""

BUDGET = 20.0
"""Seconds at one size after which a contestant gets no further turn."""

LONGEST = 60.0
"""Seconds that building and the first turn may take; who would take longer is not tried at that size."""

TOLERANCE = 1e-9
"""How far an opinion may lie from that of NumPy columns, by the order of sums."""


@dataclass
class Entry:
    """One contestant at one size: ns a resident-step, how far it ended from the first, or why not."""

    contestant: Contestant
    residents: int
    first: float = 0.0
    """Seconds of building and the first turn."""
    difference: float = 0.0
    turns: list[float] = field(default_factory=list)
    problem: str = ""

    @property
    def nanoseconds(self) -> Timing | None:
        """Of a resident-step; None if it was not timed."""
        return timing(self.turns).per(self.residents * STEPS, 1e9) if self.turns else None


type Say = Callable[[str], None]


def contest(who: Sequence[Contestant], sizes: dict[int, int], say: Say = lambda _: None) -> list[Entry]:
    """Let all compete at every size, the smallest first; `say` is told how far it has come."""
    found: list[Entry] = []
    for residents, rounds in sorted(sizes.items()):
        say(f"{residents} residents: building, comparing")
        before = {entry.contestant.name: entry for entry in found}
        found += _at_size(who, workload(residents), rounds, before)
    return found


def _at_size(
    who: Sequence[Contestant], given: ReferenceWorkload, rounds: int, before: dict[str, Entry]
) -> list[Entry]:
    worlds: list[tuple[Running, Entry]] = []
    entries = [Entry(one, given.residents) for one in who]
    expected: EndState | None = None
    for entry in entries:
        entry.problem = _too_long(entry, before.get(entry.contestant.name))
        world = None if entry.problem else _begun(entry, given)
        if world is None:
            continue
        expected = expected or _kept(world.state())
        entry.problem = _misfit(entry, world.state(), expected)
        if not entry.problem:
            worlds.append((world, entry))
    _turns(worlds, rounds)
    return entries


def _too_long(entry: Entry, before: Entry | None) -> str:
    """Why a contestant is not tried at this size, by what it did at the one before."""
    if before is None:
        return ""
    if before.problem:
        return before.problem
    expected = before.first / before.residents * entry.residents
    return f"not tried: about {expected:.0f} s" if expected > LONGEST else ""


def _begun(entry: Entry, given: ReferenceWorkload) -> Running | None:
    """The world after its first turn; None, with the first line of what went wrong, if it does not run."""
    begun = perf_counter()
    try:
        world = entry.contestant.build(given)
        world.run(STEPS)
    except Exception as error:
        entry.problem = f"{type(error).__name__}: {error}".splitlines()[0]
        return None
    entry.first = perf_counter() - begun
    return world


def _kept(state: EndState) -> EndState:
    return EndState(np.array(state.opinion), np.array(state.active))


def _misfit(entry: Entry, ended: EndState, expected: EndState) -> str:
    entry.difference = float(np.abs(ended.opinion - expected.opinion).max())
    unlike = int(np.count_nonzero(ended.active != expected.active))
    if unlike or not entry.difference <= TOLERANCE:
        return f"other numbers: opinions by {entry.difference:.2g}, {unlike} otherwise active"
    return ""


def _turns(worlds: Sequence[tuple[Running, Entry]], rounds: int) -> None:
    """Time the worlds turn by turn, another one first each round."""
    gc.collect()
    for number in range(rounds):
        first = number % max(len(worlds), 1)
        for world, entry in (*worlds[first:], *worlds[:first]):
            if sum(entry.turns) < BUDGET:
                begun = process_time()
                world.run(STEPS)
                entry.turns.append(process_time() - begun)
