"""Runs that are kept: whoever asks for a scenario in a replicate again is given what came out the first time.

`Replicates` keeps whole rows in memory and stops at the first run that fails; `RunCache` keeps some columns,
and everything in a store once there is one. Invariant: every scenario is run in the same replicates, so that
whatever two of them give can be compared replicate by replicate; what is stored is known by the key of its
run, so rows made by other code are never taken for these, and a run that fails takes no other with it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.design.cells import Cell, RunSpec, label_table
from experiments.design.equal_cost import TOP_UP, Price
from experiments.design.runs import (
    BATCH_HOUSEHOLDS,
    BATCH_WORK,
    KEYS,
    STUDY,
    Run,
    Task,
    batches,
    replicated,
    seed_of,
)
from experiments.execution.executors import Executor
from experiments.execution.run_all import Advance, Rows, Simulate, nobody, progress
from experiments.execution.simulate import Batch, Failure, Trial
from experiments.provenance.run_key import Code, run_key
from experiments.provenance.sources import stamp
from experiments.statistics.paired import GIVEN
from experiments.store.compaction import FAILED, settle
from experiments.store.store import RUNS, Store, StoreError
from scenarios.language import _
from scenarios.read import Scenario

FloatArray = NDArray[np.float64]


class Replicates:
    """Scenarios requested so far, in so many replicates; priced: also what each of them costs."""

    def __init__(self, simulate: Simulate, replicates: int, priced: bool = False, study: str = STUDY) -> None:
        self.replicates = replicates
        self._simulate, self._priced, self._study = simulate, priced, study
        self.scenarios: list[Scenario] = []
        self._outcomes: dict[str, pd.DataFrame] = {}
        self._prices: dict[str, Price] = {}

    def make(self, scenarios: Sequence[Scenario], monthly: bool = False) -> Rows:
        """Simulate those of the scenarios that were not yet; returns what is new, in their order."""
        requested = {scenario.digest(): scenario for scenario in scenarios}
        new = [scenario for digest, scenario in requested.items() if digest not in self._outcomes]
        if not new:
            return Rows(pd.DataFrame(columns=list(KEYS)), pd.DataFrame(columns=list(KEYS)))
        rows = self._simulate(replicated(new, self.replicates, self._study), monthly or self._priced)
        self.scenarios += new
        for scenario, outcomes in zip(new, _parts(rows.runs, len(new)), strict=True):
            self._outcomes[scenario.digest()] = outcomes.set_index("replicate")
        if self._priced:
            for scenario, months in zip(new, _parts(rows.monthly, len(new)), strict=True):
                self._prices[scenario.digest()] = _price(months, scenario.start)
        return rows if monthly else Rows(rows.runs, rows.monthly.iloc[:0])

    def outcomes(self, scenario: Scenario) -> pd.DataFrame:
        """The outcomes of a scenario that was made: one row a replicate, numbered so."""
        return self._outcomes[scenario.digest()]

    def price(self, scenario: Scenario) -> Price:
        """The mean price of a scenario over its replicates, from the month in which the governance model
        starts.
        """
        return self._prices[scenario.digest()]

    def table(self) -> pd.DataFrame:
        """A row for each run: keys, what it was given to make costs equal, outcomes."""
        found = []
        for scenario in self.scenarios:
            outcomes = self.outcomes(scenario).reset_index()
            given = {name: scenario.parameters[key] for name, key in zip(GIVEN, TOP_UP, strict=True)}
            rest = [name for name in outcomes.columns if name not in KEYS]
            found.append(pd.concat([outcomes[list(KEYS)].assign(**given), outcomes[rest]], axis=1))
        return pd.concat(found, ignore_index=True)


def _parts(table: pd.DataFrame, count: int) -> Iterator[pd.DataFrame]:
    """A table of runs, or of their months, cut into as many equal parts as there are scenarios."""
    length = len(table) // count
    return (table.iloc[place * length : (place + 1) * length] for place in range(count))


def _price(months: pd.DataFrame, start: int) -> Price:
    governed = months[months["month"] >= start]
    means: Mapping[str, float] = governed[["paid_helper_days", "yuan_running"]].mean().to_dict()
    return Price(*(float(np.nan_to_num(value)) for value in means.values()))


class KeptRun(NamedTuple):
    """A run that was requested."""

    key: str
    scenario: Scenario
    replicate: int
    seed: int


class RunCache:
    """The runs requested so far, of which some columns are at hand; and, once there is one, their store."""

    def __init__(
        self, columns: Sequence[str], opening: Callable[[], Executor], to_store: bool, quiet: bool = True
    ) -> None:
        """columns: the outcomes that `values` gives; opening: is called when the first run is made;
        to_store: whether a store will be attached.
        """
        self.columns = tuple(columns)
        self.failures: dict[str, Failure] = {}
        self._opening, self._to_store, self._quiet = opening, to_store, quiet
        self._advance: Advance = nobody
        self._executor: Executor | None = None
        self._code = Code()
        self._same_code = SameCode(self._code)
        self._identities: dict[str, str] = {}
        self._requested: dict[str, KeptRun] = {}
        self._values: dict[str, tuple[float, ...]] = {}
        self._store: Store | None = None
        self._waiting: list[Trial] = []

    def attach(self, store: Store) -> None:
        """Keep everything in this store from now on; what it holds already is at hand."""
        self._store = store
        for part in store.read(RUNS, ["key", *self.columns]):
            self._remember(part)
        for trial in self._waiting:
            add_trial(store, trial, self._labels)
        self._waiting.clear()

    @contextmanager
    def counting(self, runs: int) -> Iterator[None]:
        """Say how many of so many runs are made while the block lasts."""
        with progress(runs, self._quiet or not runs) as self._advance:
            yield
        self._advance = nobody

    def make(self, scenarios: Sequence[Scenario], replicates: range) -> None:
        """Make what is missing of these scenarios in these replicates."""
        wanted = [run for scenario in scenarios for run in self._runs(scenario, replicates)]
        self._requested |= {run.key: run for run in wanted}
        missing = {run.key: run for run in wanted if run.key not in {**self._values, **self.failures}}
        self._advance(len(wanted) - len(missing))
        if not missing:
            return
        self._executor = self._executor or self._opening()
        for trial in self._executor.trials(
            self._batches(list(missing.values()), self._executor.count), False
        ):
            self._same_code.check(self._executor)
            self._take(trial)
            self._advance(len(trial.runs) + len(trial.failures))

    def values(self, scenario: Scenario, replicates: range) -> FloatArray | None:
        """What came out, (replicates, columns); None if a run of these failed. All must have been made."""
        keys = [run.key for run in self._runs(scenario, replicates)]
        if any(key in self.failures for key in keys):
            return None
        return np.array([self._values[key] for key in keys], dtype=np.float64)

    def failed(self) -> Iterator[tuple[KeptRun, Failure]]:
        """The runs that could not be made."""
        known = self._requested
        return ((known[key], failure) for key, failure in self.failures.items() if key in known)

    def settle(self) -> None:
        """Bring the store to exactly the runs that were requested."""
        if self._store is not None:
            settle(self._store, self._labels(list(self._requested)))

    def close(self) -> None:
        """End the workers."""
        if self._executor is not None:
            self._executor.close()
            self._executor = None

    def _runs(self, scenario: Scenario, replicates: range) -> Iterator[KeptRun]:
        digest = scenario.digest()
        if digest not in self._identities:
            self._identities[digest] = self._code.identity(scenario)
        for replicate in replicates:
            seed = seed_of(STUDY, replicate)
            yield KeptRun(run_key(self._identities[digest], seed), scenario, replicate, seed)

    @staticmethod
    def _batches(missing: Sequence[KeptRun], workers: int) -> Iterator[Batch]:
        """The runs, in worlds of about equal size."""
        first, keys = missing[0].scenario, iter([one.key for one in missing])
        limit = max(1, min(BATCH_HOUSEHOLDS, BATCH_WORK // (first.months + first.burn_in)))
        for batch in batches([Run(*one[1:]) for one in missing], workers, limit):
            yield tuple(Task(next(keys), run) for run in batch)

    def _take(self, trial: Trial) -> None:
        self.failures |= {failure.key: failure for failure in trial.failures}
        if len(trial.runs):
            self._remember(trial.runs)
        if self._store is not None:
            add_trial(self._store, trial, self._labels)
        elif self._to_store:
            self._waiting.append(trial)

    def _remember(self, runs: pd.DataFrame) -> None:
        rows = runs[list(self.columns)].to_numpy(dtype=np.float64)
        self._values |= {key: tuple(row) for key, row in zip(runs["key"], rows.tolist(), strict=True)}

    def _labels(self, keys: Sequence[str]) -> pd.DataFrame:
        """A row for each run, with the columns that say which it is in every store."""
        runs = [self._requested[key] for key in keys]
        return label_table([_place(*run) for run in runs])


def _place(key: str, scenario: Scenario, replicate: int, seed: int) -> RunSpec:
    return RunSpec(Cell(scenario.case.id, scenario.governance.id, 0), replicate, seed, key)


class SameCode:
    """Whether workers loaded the code that the keys of their runs were made of."""

    def __init__(self, code: Code) -> None:
        self._code, self._seen = code, False

    def check(self, executor: Executor) -> None:
        """StoreError if the code of the model was edited after its keys were made and before it was loaded.

        It is loaded by the time the first trial is there, and edits later on change nothing.
        """
        if not self._seen and {executor.stamp or stamp(), stamp()} != {self._code.stamp}:
            raise StoreError(_("The code of the model was edited meanwhile; give the same command again."))
        self._seen = True


def add_trial(store: Store, trial: Trial, labels: Callable[[Sequence[str]], pd.DataFrame]) -> None:
    """Store what a batch gave. labels: gives the rows of labels of these keys, in their order."""
    failed = pd.DataFrame([asdict(failure) for failure in trial.failures], columns=["key", *FAILED])
    failed["month"] = failed["month"].astype("Int64")
    runs, failures = (
        pd.concat([labels(table["key"].tolist()), table.drop(columns="key").reset_index(drop=True)], axis=1)
        if len(table)
        else table
        for table in (trial.runs, failed)
    )
    store.add(runs, trial.monthly, failures)
