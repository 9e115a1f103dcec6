"""Lockstep: two governance models live month by month beside each other, in the same worlds, and are watched.

One replicate is followed draw by draw, alone; all replicates live beside each other, for what pairing gains,
for the decisions that differ, and to see whether the one lives there as it does alone.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.runs import BATCH_HOUSEHOLDS, Run
from experiments.pairing_audit import defects
from experiments.pairing_audit.company import Company
from experiments.pairing_audit.defects import Finding
from experiments.pairing_audit.divergence import Parting, Partings, What
from experiments.pairing_audit.moment import SIDES, Moment, Side
from experiments.pairing_audit.order_dependence import Identities
from experiments.pairing_audit.recorder import Month, Watched
from experiments.pairing_audit.reuse import Reuse
from experiments.pairing_audit.shared_draws import Decisions, Streams
from experiments.pairing_audit.unkeyed_draws import Generators
from model.neighbourhood import Placement


class Followed(NamedTuple):
    """What was seen of the replicate that was followed.

    Attributes:
        first: what went otherwise first (None: nothing did); of_sort: the first of each sort.
    """

    streams: Streams
    decisions: pd.DataFrame
    first: Parting | None
    of_sort: dict[What, Parting]
    findings: tuple[Finding, ...]


class Beside(NamedTuple):
    """What was seen of all replicates: outcomes of either side, a row a replicate, and decisions."""

    a: pd.DataFrame
    b: pd.DataFrame
    decisions: pd.DataFrame


class Lockstep:
    """The followed replicate of both sides, and all replicates side by side, the followed one last among the
    first.
    """

    def __init__(self, followed: tuple[Run, Run], chunk: tuple[Sequence[Run], Sequence[Run]]) -> None:
        """Build all worlds; the last run of either chunk is the one that is followed."""
        self._runs = dict(zip(SIDES, followed, strict=True))
        self._moment = Moment()
        self._generators, self._identities = Generators(self._moment), Identities(self._moment)
        self._chunk = chunk
        self._reuse = {side: Reuse() for side in SIDES}
        self._company = {side: Company(side) for side in SIDES}
        self._streams, self._decisions, self._all = Streams(), Decisions(), Decisions()
        self._bare: list[Finding] = []

    def live(self) -> tuple[Followed, Beside]:
        """Let all of them live through all their months."""
        with ExitStack() as stack:
            stack.enter_context(self._generators.watched())
            stack.enter_context(self._identities.watched())
            alone = {side: self._built(side) for side in SIDES}
            beside = dict(zip(SIDES, map(watched, self._chunk), strict=True))
            self._partings = Partings(alone["a"].world, alone["b"].world)
            first = alone["a"].world.month
            self._take(first, *({s: one.ear.take() for s, one in group.items()} for group in (alone, beside)))
            for number in range(alone["a"].world.burn_in + alone["a"].world.months):
                month = first + 1 + number
                heard = {side: self._lived(side, alone[side], month) for side in SIDES}
                self._take(month, heard, {side: beside[side].live() for side in SIDES})
        followed = self._followed(alone, beside)
        outcomes = [beside[side].world.outcomes() for side in SIDES]
        return followed, Beside(outcomes[0], outcomes[1], self._all.table())

    def _built(self, side: Side) -> Watched:
        self._moment.side, self._moment.month = side, None
        found = watched([self._runs[side]])
        self._moment.side = None
        return found

    def _lived(self, side: Side, world: Watched, month: int) -> Month:
        self._moment.side, self._moment.month = side, month
        heard = world.live()
        self._moment.side = None
        return heard

    def _take(self, month: int, alone: dict[Side, Month], beside: dict[Side, Month]) -> None:
        self._streams.take(month, alone["a"], alone["b"])
        self._decisions.take(month, alone["a"], alone["b"])
        self._all.take(month, beside["a"], beside["b"])
        self._partings.take(month, alone["a"], alone["b"])
        for side in SIDES:
            self._reuse[side].take(month, beside[side])
            self._company[side].take(month, alone[side], beside[side])
            self._bare += defects.of_bare(alone[side].draws)

    def _followed(self, alone: dict[Side, Watched], beside: dict[Side, Watched]) -> Followed:
        found = [
            *defects.of_generators(self._generators.found()),
            *defects.of_counts(self._identities.found()),
            *self._bare,
        ]
        for side in SIDES:
            found += defects.of_reuse(self._reuse[side].found())
            months = beside[side].world.monthly()
            last = months[months["compound"] == months["compound"].max()]
            unlike = self._company[side].unlike(alone[side].world.monthly(), last.reset_index(drop=True))
            found += defects.of_company(self._company[side].missing(), unlike)
        partings = self._partings
        tables = (self._streams, self._decisions.table())
        return Followed(*tables, partings.first, partings.of_sort, _once(found))


def watched(runs: Sequence[Run]) -> Watched:
    """The world of these runs, listened to."""
    return Watched([Placement(run.scenario, run.seed) for run in runs])


def _once(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each finding once, whichever side it was seen on."""
    by_place = {(one.kind, one.at, one.second, one.stream): one for one in reversed(found)}
    return tuple(reversed(by_place.values()))


def chunks(runs: Sequence[Run]) -> list[Sequence[Run]]:
    """The runs cut into worlds of no more households than pay off, in their order."""
    size = max(BATCH_HOUSEHOLDS // runs[0].households, 1) if runs else 1
    return [runs[start : start + size] for start in range(0, len(runs), size)]


def beside(a: Sequence[Run], b: Sequence[Run]) -> Beside:
    """Further replicates of both sides, which are not followed."""
    worlds = [watched(runs) for runs in (a, b)]
    decisions = Decisions()
    first = worlds[0].world.month
    decisions.take(first, *(world.ear.take() for world in worlds))
    for number in range(worlds[0].world.burn_in + worlds[0].world.months):
        decisions.take(first + 1 + number, *(world.live() for world in worlds))
    outcomes = [world.world.outcomes() for world in worlds]
    return Beside(outcomes[0], outcomes[1], decisions.table())


def summed(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Decisions of several chunks as one table."""
    keys = ["rule", "stream", "at", "month"]
    return pd.concat(tables).groupby(keys, sort=True, as_index=False).sum().astype({"month": np.int64})
