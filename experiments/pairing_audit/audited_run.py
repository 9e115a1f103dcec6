"""Two governance models simulated month by month beside each other in the same worlds, and audited.

One replicate is followed draw by draw, alone; all replicates run in batches, for what pairing gains, for the
decisions that differ, and to see whether the followed one is the same there as it is alone.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.runs import BATCH_HOUSEHOLDS, Run
from experiments.pairing_audit.defects import BatchInvariance, Defect, Reuse, bare_identities
from experiments.pairing_audit.first_difference import FirstDifference, FirstDifferences, What
from experiments.pairing_audit.order_dependence import Identities
from experiments.pairing_audit.shared_draws import Decisions, Streams
from experiments.pairing_audit.unkeyed_draws import Generators
from experiments.recording.paired_run import SIDES, CurrentMonth, PairedRun, Side
from experiments.recording.recorder import MonthRecord
from model.neighbourhood import Placement


class Followed(NamedTuple):
    """What was seen of the replicate that was followed.

    Attributes:
        first: what went otherwise first (None: nothing did); of_sort: the first of each sort.
    """

    streams: Streams
    decisions: pd.DataFrame
    first: FirstDifference | None
    of_sort: dict[What, FirstDifference]
    findings: tuple[Defect, ...]


class BatchOutcomes(NamedTuple):
    """What was seen of many replicates: outcomes of either side, a row a replicate, and decisions."""

    a: pd.DataFrame
    b: pd.DataFrame
    decisions: pd.DataFrame


class AuditedRun:
    """The followed replicate of both sides, and a batch of replicates, the followed one last among them."""

    def __init__(self, followed: tuple[Run, Run], batch: tuple[Sequence[Run], Sequence[Run]]) -> None:
        """Take the runs; the last of either side's batch is the one that is followed."""
        self._runs, self._batch = ([followed[0]], [followed[1]]), batch
        self._now = CurrentMonth()
        self._generators, self._identities = Generators(self._now), Identities(self._now)
        self._reuse = {side: Reuse() for side in SIDES}
        self._invariance = {side: BatchInvariance() for side in SIDES}
        self._streams, self._decisions, self._all = Streams(), Decisions(), Decisions()
        self._bare: list[Defect] = []

    def simulate(self) -> tuple[Followed, BatchOutcomes]:
        """Simulate all of them through all their months."""
        with ExitStack() as stack:
            stack.enter_context(self._generators.watched())
            stack.enter_context(self._identities.watched())
            alone = recorded(*self._runs, self._now)
            batch = recorded(*self._batch)
            self._differences = FirstDifferences(*alone.worlds)
            for (month, *one), (_month, *many) in zip(alone.months(), batch.months(), strict=True):
                self._take(month, dict(zip(SIDES, one, strict=True)), dict(zip(SIDES, many, strict=True)))
        return self._followed(alone, batch), outcomes_of(batch, self._all)

    def _take(self, month: int, alone: dict[Side, MonthRecord], batch: dict[Side, MonthRecord]) -> None:
        self._streams.take(month, alone["a"], alone["b"])
        self._decisions.take(month, alone["a"], alone["b"])
        self._all.take(month, batch["a"], batch["b"])
        self._differences.take(month, alone["a"], alone["b"])
        for side in SIDES:
            self._reuse[side].take(month, batch[side])
            self._invariance[side].take(month, alone[side], batch[side])
            self._bare += bare_identities(alone[side].draws)

    def _followed(self, alone: PairedRun, batch: PairedRun) -> Followed:
        found = [*self._generators.defects(), *self._identities.defects(), *self._bare]
        for side, one, many in zip(SIDES, alone.worlds, batch.worlds, strict=True):
            found += self._reuse[side].defects()
            months = many.monthly()
            last = months[months["compound"] == months["compound"].max()]
            found += self._invariance[side].defects(one.monthly(), last.reset_index(drop=True))
        differences = self._differences
        tables = (self._streams, self._decisions.table())
        return Followed(*tables, differences.first, differences.of_sort, _once(found))


def recorded(a: Sequence[Run], b: Sequence[Run], now: CurrentMonth | None = None) -> PairedRun:
    """The worlds of these runs, recorded with their draws."""
    one, other = ([Placement(run.scenario, run.seed) for run in runs] for runs in (a, b))
    return PairedRun(one, other, draws=True, now=now)


def _once(found: Sequence[Defect]) -> tuple[Defect, ...]:
    """Each defect once, whichever side it was seen on."""
    by_place = {(one.kind, one.at, one.second, one.stream): one for one in reversed(found)}
    return tuple(reversed(by_place.values()))


def cut(runs: Sequence[Run]) -> list[Sequence[Run]]:
    """The runs in batches of no more households than pay off, in their order."""
    size = max(BATCH_HOUSEHOLDS // runs[0].households, 1) if runs else 1
    return [runs[start : start + size] for start in range(0, len(runs), size)]


def simulated(a: Sequence[Run], b: Sequence[Run]) -> BatchOutcomes:
    """Further replicates of both sides, which are not followed."""
    run, decisions = recorded(a, b), Decisions()
    for month, one, other in run.months():
        decisions.take(month, one, other)
    return outcomes_of(run, decisions)


def outcomes_of(run: PairedRun, decisions: Decisions) -> BatchOutcomes:
    """What a batch gave."""
    a, b = (world.outcomes() for world in run.worlds)
    return BatchOutcomes(a, b, decisions.table())


def summed(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Decisions of several batches as one table."""
    keys = ["rule", "stream", "at", "month"]
    return pd.concat(tables).groupby(keys, sort=True, as_index=False).sum().astype({"month": np.int64})
