"""Runs that are kept: whoever asks for a scenario in a world again is given what came out the first time.

The rule it holds: what is stored is known by the key of its run, so rows made by other code are never taken
for these. A run that fails takes no other with it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.design.runs import BATCH_HOUSEHOLDS, STUDY, Run, batches, seed_of
from experiments.execution.executors import Batch, Lanes
from experiments.execution.process_pool import Progress as Advance
from experiments.execution.progress import progress
from experiments.execution.replicates import GIVEN
from experiments.execution.sweep import BATCH_WORK
from experiments.execution.task import Failure, Task, Trial
from experiments.provenance.run_key import Code, run_key
from experiments.provenance.sources import stamp
from experiments.statistics.paired import NATURAL
from experiments.store.compaction import FAILED, settle
from experiments.store.store import RUNS, Store, StoreError
from scenarios.language import _
from scenarios.read import Scenario

FloatArray = NDArray[np.float64]


def _nobody(done: int) -> None:
    """Nobody asks how far it is."""


class Asked(NamedTuple):
    """A run that was asked for."""

    key: str
    scenario: Scenario
    replicate: int
    seed: int


class KeptRuns:
    """The runs asked for so far, of which some columns are at hand; and, once there is one, their store."""

    def __init__(
        self, columns: Sequence[str], open_lanes: Callable[[], Lanes], to_store: bool, quiet: bool = True
    ) -> None:
        """columns: the outcomes that `values` gives; open_lanes: is called when the first run is made;
        to_store: whether a store will be attached.
        """
        self.columns = tuple(columns)
        self.failures: dict[str, Failure] = {}
        self._open, self._to_store, self._quiet = open_lanes, to_store, quiet
        self._advance: Advance = _nobody
        self._lanes: Lanes | None = None
        self._code, self._same_code = Code(), False
        self._identities: dict[str, str] = {}
        self._asked: dict[str, Asked] = {}
        self._values: dict[str, tuple[float, ...]] = {}
        self._store: Store | None = None
        self._waiting: list[Trial] = []

    def attach(self, store: Store) -> None:
        """Keep everything in this store from now on; what it holds already is at hand."""
        self._store = store
        for part in store.read(RUNS, ["key", *self.columns]):
            self._remember(part)
        for trial in self._waiting:
            self._keep(trial)
        self._waiting.clear()

    @contextmanager
    def counting(self, runs: int) -> Iterator[None]:
        """Say how many of so many runs are made while the block lasts."""
        with progress(runs, self._quiet or not runs) as self._advance:
            yield
        self._advance = _nobody

    def make(self, scenarios: Sequence[Scenario], worlds: range) -> None:
        """Make what is missing of these scenarios in the worlds of these replicates."""
        wanted = [asked for scenario in scenarios for asked in self._places(scenario, worlds)]
        self._asked |= {asked.key: asked for asked in wanted}
        missing = {one.key: one for one in wanted if one.key not in {**self._values, **self.failures}}
        self._advance(len(wanted) - len(missing))
        if not missing:
            return
        self._lanes = self._lanes or self._open()
        for trial in self._lanes.trials(self._batches(list(missing.values())), False):
            self._refuse_edited()
            self._take(trial)
            self._advance(len(trial.runs) + len(trial.failures))

    def values(self, scenario: Scenario, worlds: range) -> FloatArray | None:
        """What came out, (worlds, columns); None if a run of these failed. All must have been made."""
        keys = [asked.key for asked in self._places(scenario, worlds)]
        if any(key in self.failures for key in keys):
            return None
        return np.array([self._values[key] for key in keys], dtype=np.float64)

    def failed(self) -> Iterator[tuple[Asked, Failure]]:
        """The runs that could not be made."""
        return ((self._asked[key], failure) for key, failure in self.failures.items() if key in self._asked)

    def settle(self) -> None:
        """Bring the store to exactly the runs that were asked for."""
        if self._store is not None:
            settle(self._store, self._labels(list(self._asked.values())))

    def close(self) -> None:
        """End the workers."""
        if self._lanes is not None:
            self._lanes.close()
            self._lanes = None

    def _refuse_edited(self) -> None:
        """StoreError if the code of the model was edited after its keys were made and before it was
        loaded, as it is when the first trial is there.
        """
        if self._same_code or self._lanes is None:
            return
        if {self._lanes.stamp or stamp(), stamp()} != {self._code.stamp}:
            raise StoreError(_("The code of the model was edited meanwhile; give the same command again."))
        self._same_code = True

    def _places(self, scenario: Scenario, worlds: range) -> Iterator[Asked]:
        digest = scenario.digest()
        if digest not in self._identities:
            self._identities[digest] = self._code.identity(scenario)
        for replicate in worlds:
            seed = seed_of(STUDY, replicate)
            yield Asked(run_key(self._identities[digest], seed), scenario, replicate, seed)

    def _batches(self, missing: Sequence[Asked]) -> Iterator[Batch]:
        """The runs, in worlds of about equal size."""
        assert self._lanes is not None
        first = missing[0].scenario
        limit = max(1, min(BATCH_HOUSEHOLDS, BATCH_WORK // (first.months + first.burn_in)))
        tasks = [Task(one.key, Run(one.scenario, one.replicate, one.seed)) for one in missing]
        turn = iter(tasks)
        for batch in batches([task.run for task in tasks], self._lanes.count, limit):
            yield tuple(next(turn) for _run in batch)

    def _take(self, trial: Trial) -> None:
        self.failures |= {failure.key: failure for failure in trial.failures}
        if len(trial.runs):
            self._remember(trial.runs)
        if self._store is not None:
            self._keep(trial)
        elif self._to_store:
            self._waiting.append(trial)

    def _remember(self, runs: pd.DataFrame) -> None:
        rows = runs[list(self.columns)].to_numpy(dtype=np.float64)
        self._values |= {key: tuple(row) for key, row in zip(runs["key"], rows.tolist(), strict=True)}

    def _keep(self, trial: Trial) -> None:
        """Store what a batch gave."""
        assert self._store is not None
        failed = pd.DataFrame([asdict(failure) for failure in trial.failures], columns=["key", *FAILED])
        failed["month"] = failed["month"].astype("Int64")
        tables = [self._labelled(table) for table in (trial.runs, failed)]
        self._store.add(tables[0], trial.monthly, tables[1])

    def _labelled(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows with the labels of their runs."""
        if not len(rows):
            return rows
        return self._labels([self._asked[key] for key in rows["key"]]).merge(rows, on="key")

    @staticmethod
    def _labels(asked: Sequence[Asked]) -> pd.DataFrame:
        """A row for each run, with the columns that say which it is in every store."""
        told = {
            "key": pd.Series([one.key for one in asked], dtype="str"),
            "case": pd.Series([one.scenario.case.id for one in asked], dtype="str"),
            "governance": pd.Series([one.scenario.governance.id for one in asked], dtype="str"),
            "cost": pd.Series([NATURAL for _one in asked], dtype="str"),
            "point": pd.Series([0 for _one in asked], dtype="int64"),
            "replicate": pd.Series([one.replicate for one in asked], dtype="int64"),
            "seed": pd.Series([one.seed for one in asked], dtype="int64"),
        }
        return pd.DataFrame(told | {name: pd.Series([0.0 for _one in asked]) for name in GIVEN})
