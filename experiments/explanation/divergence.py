"""Where two worlds part: the first decision and the first tie that differ, and how the difference spreads.

Invariant: both worlds have the same people, ties, shocks and draws, so whatever is first answered
otherwise was brought about by what the two governance models do otherwise, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.column import BoolArray
from experiments.design.runs import STUDY, seed_of
from experiments.explanation.agent_lookup import AgentRow, Person, described, door
from experiments.explanation.agent_month import DecisionWitness
from experiments.explanation.causal_chain import Chain, Link
from experiments.explanation.decision import Decision
from experiments.explanation.differences import CHANNELS, DIRECT, MOVED, Differing
from experiments.explanation.paired_month import PairedMonth, side_by_side
from experiments.recording.recorder import PER_ISSUE, advance, witnessed
from scenarios import read
from scenarios.read import Case, Governance, Scenario

if TYPE_CHECKING:
    from model.neighbourhood import Placement


class Apart(NamedTuple):
    """A question answered otherwise: in which month, by which rule, by whom (number of its table, row), the
    answers, and how many were answered otherwise `together`. `item`: times asked before, or the issue.
    """

    month: int
    rule: str
    table: int
    row: int
    item: int
    a: float
    b: float
    together: int


class TwoSides(NamedTuple):
    """A parted decision explained in both worlds: who, both decisions, and what was read otherwise: name,
    value in a, value in b.
    """

    apart: Apart
    person: Person
    a: Decision
    b: Decision

    @property
    def otherwise(self) -> tuple[tuple[int, int], ...]:
        """The places of readings, in a and in b, that differ."""
        there = {reading.place: place for place, reading in enumerate(self.b.readings)}
        return tuple(
            (place, there[reading.place])
            for place, reading in enumerate(self.a.readings)
            if reading.place in there and self.b.readings[there[reading.place]].value != reading.value
        )


class Tie(NamedTuple):
    """A tie that only one world has: the month by whose end, both doors, in which world (0 is a)."""

    month: int
    doors: tuple[str, str]
    world: int


class CascadeMonth(NamedTuple):
    """One month of the cascade.

    Attributes:
        choices, numbers: by rule, how many choices differ, and how many other answers clearly do.
        touched: households whose state clearly differs now; slightly: all whose state differs at all.
        ever: households touched so far; channels: by channel, how many for the first time this month.
        issues: on the books of a only, of b only, or in another state; ties: in only one world.
        institutions: kinds whose state differs; only_a, only_b: questions that only one world asked.
    """

    month: int
    choices: Mapping[str, int]
    numbers: Mapping[str, int]
    touched: int
    slightly: int
    ever: int
    channels: Mapping[str, int]
    issues: tuple[int, int, int]
    ties: int
    institutions: tuple[str, ...]
    only_a: int
    only_b: int


class Parting(NamedTuple):
    """Where and how two worlds part: first answer and first choice that differ (None if there is none), the
    first tie, what governance moved otherwise in that month, the cascade, and the first links of the chain.
    """

    a: Scenario
    b: Scenario
    replicate: int | None
    households: int
    first: TwoSides | None
    first_choice: TwoSides | None
    tie: Tie | None
    levers_month: int | None
    levers: Mapping[str, tuple[float, float]]
    months: tuple[CascadeMonth, ...]
    links: tuple[Link, ...]


def part(
    case: Case,
    pair: tuple[Governance, Governance],
    replicate: int = 0,
    months: int = 60,
    overrides: Mapping[str, float] = MappingProxyType({}),
) -> Parting:
    """Where the worlds of one replicate part under two governance models."""
    from model.neighbourhood import Placement

    a, b = (
        Placement(read.scenario(case, model, months=months, overrides=overrides), seed_of(STUDY, replicate))
        for model in pair
    )
    return parting(a, b, replicate)


def parting(a: Placement, b: Placement, replicate: int | None = None) -> Parting:
    """Where two worlds part that are to be simulated with the same seed."""
    first = first_choice = None
    tie: Tie | None = None
    levers: tuple[int | None, Mapping[str, tuple[float, float]]] = (None, {})
    months: list[CascadeMonth] = []
    ever = np.zeros(0, dtype=np.bool_)
    chain = Chain()
    households = 0
    for paired in side_by_side(a, b):
        households = households or paired.worlds[0].compounds.rows
        ever = ever if len(ever) else np.zeros(households, dtype=np.bool_)
        first = first or _first(paired, choices_only=False)
        first_choice = first_choice or _first(paired, choices_only=True)
        tie = tie or _first_tie(paired)
        if levers[0] is None and paired.levers:
            levers = (paired.month, paired.levers)
        channels = _channels(paired, paired.clearly & ~ever)
        chain.follow(paired, channels, ever)
        ever |= paired.clearly
        if first is not None or paired.touched.any() or levers[0] is not None:
            months.append(_spread(paired, channels, ever))
    both = (a, b)
    return Parting(
        a.scenario,
        b.scenario,
        replicate,
        households,
        _explained(both, first),
        _explained(both, first_choice),
        tie,
        *levers,
        tuple(months),
        chain.links,
    )


def first_apart(a: Placement, b: Placement, choices_only: bool = False) -> Apart | None:
    """The first question that two worlds answer otherwise; None if they never do."""
    found = (_first(paired, choices_only) for paired in side_by_side(a, b))
    return next((apart for apart in found if apart is not None), None)


def _first(paired: PairedMonth, choices_only: bool) -> Apart | None:
    """The first question of the month that was answered otherwise, of those of one moment the lowest row."""
    for rule in paired.differing:
        if rule.choice or not choices_only:
            place = int(np.lexsort((rule.rows, rule.order))[0])
            together = int((rule.order == rule.order[place]).sum())
            return Apart(
                paired.month,
                rule.rule,
                rule.table,
                int(rule.rows[place]),
                int(rule.item[place]),
                float(rule.a[place]),
                float(rule.b[place]),
                together,
            )
    return None


def _first_tie(paired: PairedMonth) -> Tie | None:
    if not paired.ties:
        return None
    row, known, world = paired.ties[0]
    doors = (door(paired.worlds[0], row), door(paired.worlds[0], known))
    return Tie(paired.month, doors, world)


def _channels(paired: PairedMonth, newly: BoolArray) -> dict[int, tuple[str, str, int]]:
    """For each household touched for the first time: channel, rule and order of its first answer that clearly
    differs.
    """
    found: dict[int, tuple[str, str, int]] = {}
    for rule in paired.clear:
        if rule.table == 0:
            ways = zip(rule.rows.tolist(), rule.channels(), rule.order.tolist(), strict=True)
            for row, channel, order in ways:
                if newly[row] and (row not in found or order < found[row][2]):
                    found[row] = (MOVED if paired.moved[row] else channel, rule.rule, order)
    last = 1 << 30
    for row in np.flatnonzero(newly).tolist():
        found.setdefault(row, (MOVED if paired.moved[row] else DIRECT, "", last))
    return found


def _spread(
    paired: PairedMonth, channels: Mapping[int, tuple[str, str, int]], ever: BoolArray
) -> CascadeMonth:
    named = [channel for channel, _rule, _order in channels.values()]
    return CascadeMonth(
        month=paired.month,
        choices=dict(_counts(paired.clear, choice=True)),
        numbers=dict(_counts(paired.clear, choice=False)),
        touched=int(paired.clearly.sum()),
        slightly=int(paired.touched.sum()),
        ever=int(ever.sum()),
        channels={channel: named.count(channel) for channel in CHANNELS if channel in named},
        issues=(len(paired.issues.only_a), len(paired.issues.only_b), len(paired.issues.otherwise)),
        ties=len(paired.ties),
        institutions=paired.institutions,
        only_a=sum(paired.unshared.a.values()),
        only_b=sum(paired.unshared.b.values()),
    )


def _counts(found: list[Differing], choice: bool) -> Iterator[tuple[str, int]]:
    return ((one.rule, len(one.rows)) for one in found if one.choice == choice)


def _explained(both: tuple[Placement, Placement], apart: Apart | None) -> TwoSides | None:
    """The parted decision, explained in both worlds."""
    if apart is None:
        return None
    (person, one), (_same, other) = (_explain(placement, apart) for placement in both)
    return TwoSides(apart, person, one, other)


def _explain(placement: Placement, apart: Apart) -> tuple[Person, Decision]:
    from model.neighbourhood import Neighbourhood

    world = Neighbourhood([placement])
    for _month in range(1 - world.burn_in, apart.month):
        advance(world)
    table = world.tables()[apart.table]
    rule = apart.rule.partition(".")[2]
    person = described(world, AgentRow(table, apart.row), None)
    watch = DecisionWitness(world, {id(table): apart.row}, lambda name, _about: name == rule)
    with witnessed([table], watch):
        advance(world)
    if rule in PER_ISSUE:
        times: Counter[int | None] = Counter()
        for one in watch.decisions:
            if one.about is not None and one.about + times[one.about] == apart.item:
                return person, one
            times[one.about] += 1
    return person, watch.decisions[apart.item]
