"""Rules: months with cohorts against months with every rule called agent by agent, and what one call costs.

Both ways live through the same months of the same world, so the ratio is that of one model to itself.
"""

import gc
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np

from agents.actor import Actor
from agents.table import EVERY_ROW, Rows, Table
from experiments.benchmark.timing import Timing, seconds, timing
from model.neighbourhood import Neighbourhood
from scenarios.read import Scenario

SAMPLE = 300  # agents of one question whose calls are timed


class BothWays(NamedTuple):
    """Milliseconds a month with cohorts and agent by agent, how much of them is asking (`Table.decide`),
    and the largest difference in any column of the households after them.
    """

    governance: str
    households: int
    cohorts: Timing
    one_by_one: Timing
    asking_cohorts: Timing
    asking_one_by_one: Timing
    difference: float

    @property
    def ratio(self) -> float:
        """How many times faster the cohorts are."""
        return self.one_by_one.least / self.cohorts.least


def both_ways(given: Scenario, before: int = 18, months: int = 4, repetitions: int = 4) -> BothWays:
    """Time the same months both ways, after `before` months with cohorts and one more to warm up."""
    by_cohort, by_agent = [], []
    for _ in range(repetitions):
        fast, *taken = _lived(given, before, months, one_by_one=False)
        by_cohort.append(taken)
        slow, *taken = _lived(given, before, months, one_by_one=True)
        by_agent.append(taken)
    return BothWays(
        given.governance.id,
        len(fast.households),
        timing(whole for whole, _ in by_cohort).per(months, 1e3),
        timing(whole for whole, _ in by_agent).per(months, 1e3),
        timing(asking for _, asking in by_cohort).per(months, 1e3),
        timing(asking for _, asking in by_agent).per(months, 1e3),
        _difference(fast, slow),
    )


def _lived(given: Scenario, before: int, months: int, one_by_one: bool) -> tuple[Neighbourhood, float, float]:
    """A world after these months, and the seconds that the last of them took: in all, and asking agents."""
    world = Neighbourhood(given, rng=1)
    for _ in range(before):
        world.step()
    for table in world.tables():
        table.one_by_one = one_by_one
    world.step()
    asking: list[float] = []

    def live() -> None:
        for _ in range(months):
            world.step()

    gc.collect()
    with patch.object(Table, "decide", _clocked(asking)):
        return world, seconds(live), sum(asking)


def _clocked(taken: list[float]) -> Callable[..., Any]:
    """A `Table.decide` that notes the seconds it takes."""
    decide = Table.decide

    def clocked(table: Table, rule: Callable[..., Any], *given: Any, rows: Rows = EVERY_ROW) -> Any:
        begun = perf_counter()
        answer = decide(table, rule, *given, rows=rows)
        taken.append(perf_counter() - begun)
        return answer

    return clocked


def _difference(one: Neighbourhood, other: Neighbourhood) -> float:
    mine, theirs = one.households.columns, other.households.columns
    return max(
        float(np.abs(mine[name].astype(float) - theirs[name].astype(float)).max(initial=0.0)) for name in mine
    )


class Asking(NamedTuple):
    """One question as the month asked it: the table, the rule, what it was given, and who was asked."""

    table: Table
    rule: Callable[..., Any]
    given: tuple[Any, ...]
    rows: Rows

    @property
    def numbers(self) -> list[int]:
        """Rows that were asked."""
        return self.table.all_rows()[self.rows].tolist()


class Call(NamedTuple):
    """Microseconds of one call of a rule on one agent, and how many a month of this many households needs."""

    rule: str
    calls: float
    microseconds: Timing


def calls(given: Scenario, repetitions: int = 7) -> list[Call]:
    """Time every rule that a run asks, on agents and arguments of its largest question; costliest first."""
    largest: dict[str, Asking] = {}
    counts: dict[str, int] = {}
    world = Neighbourhood(given, rng=1)
    with patch.object(Table, "decide", _overhear(largest, counts)):
        world.run()
    months = given.burn_in + given.months
    found = [
        Call(name, counts[name] / months, _one_call(asking, repetitions)) for name, asking in largest.items()
    ]
    return sorted(found, key=lambda call: -call.microseconds.least)


def _overhear(largest: dict[str, Asking], counts: dict[str, int]) -> Callable[..., Any]:
    """A `Table.decide` that remembers each rule's largest question and counts the agents asked."""
    decide = Table.decide

    def overheard(table: Table, rule: Callable[..., Any], *given: Any, rows: Rows = EVERY_ROW) -> Any:
        name = rule.__qualname__
        asking = Asking(table, rule, given, rows)
        size = len(table) if isinstance(rows, slice) else len(rows)
        counts[name] = counts.get(name, 0) + size
        if size and (name not in largest or size > len(largest[name].numbers)):
            largest[name] = asking
        return decide(table, rule, *given, rows=rows)

    return overheard


def _one_call(asking: Asking, repetitions: int) -> Timing:
    """Time the calls of up to SAMPLE agents, each with the version of its own class and its own arguments."""
    numbers = asking.numbers
    places = np.unique(np.linspace(0, len(numbers) - 1, SAMPLE).astype(int)).tolist()
    prepared = list(_prepared(asking, numbers, places))

    rounds = max(SAMPLE // len(prepared), 1)

    def call_all() -> None:
        for _ in range(rounds):
            for rule, agent, mine in prepared:
                rule(agent, *mine)

    taken = timing(seconds(call_all) for _ in range(repetitions))
    return taken.per(len(prepared) * rounds, 1e6)


def _prepared(
    asking: Asking, numbers: list[int], places: list[int]
) -> Iterator[tuple[Callable[..., Any], Actor, tuple[Any, ...]]]:
    for place in places:
        agent = asking.table.agent(numbers[place])
        mine = tuple(_share(part, place) for part in asking.given)
        yield getattr(type(agent), asking.rule.__name__), agent, mine


def _share(part: Any, place: int) -> Any:
    """One agent's share of an argument of a whole question."""
    if isinstance(part, tuple):
        inner = [_share(each, place) for each in part]
        return part._make(inner) if hasattr(part, "_make") else tuple(inner)
    return part[place].item() if isinstance(part, np.ndarray) and part.ndim else part


def mean_call(found: list[Call]) -> float:
    """Microseconds of a call, each rule weighted by how often it is asked."""
    total = sum(call.calls for call in found)
    return sum(call.calls * call.microseconds.least for call in found) / total
