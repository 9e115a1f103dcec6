"""Runs kept in a folder as their batches come in: whoever simulates the same again is given what is there.

Invariant: the rows are those of `run_all`, byte for byte, however often it was broken off; what is kept is
known by the key of its run, so that rows made by other code are never taken for these. A part is whole or not
there (`store/parquet`).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pandas as pd

from experiments.design.runs import Run, Task, batches
from experiments.execution.executors import jobs_for, on_processes
from experiments.execution.run_all import Rows, keyed
from experiments.execution.run_cache import SameCode
from experiments.execution.simulate import Trial
from experiments.provenance.run_key import Code
from experiments.store import parquet

RUNS, MONTHLY = "runs", "monthly"


class KeptRuns:
    """Simulates runs, of which it keeps every batch in `folder`; `made`: how many it has really made."""

    def __init__(self, folder: Path, jobs: int | None = None) -> None:
        self._folder, self._jobs = folder, jobs
        self._code = Code()
        self._identities: dict[str, str] = {}
        self._files = {table: self._there(table) for table in (RUNS, MONTHLY)}
        self.made = 0

    def simulate(self, runs: Sequence[Run], monthly: bool) -> Rows:
        """The rows of the runs, in their order; RunError if one cannot be simulated, StoreError if the code
        of the model was edited meanwhile.
        """
        keys = [self._code.key(run.scenario, run.seed) for run in runs]
        there = self._files[MONTHLY] if monthly else self._files[RUNS]
        if missing := {key: run for key, run in zip(keys, runs, strict=True) if key not in there}:
            self._make(missing, monthly)
        return keyed(runs, Trial(*(self._read(table, keys, monthly) for table in (RUNS, MONTHLY))))

    def _make(self, missing: dict[str, Run], monthly: bool) -> None:
        chosen, keys = list(missing.values()), iter(missing)
        number = self._jobs or jobs_for(chosen)
        cut = [tuple(Task(next(keys), run) for run in batch) for batch in batches(chosen, number)]
        same = SameCode(self._code)
        with closing(on_processes(min(number, len(cut)))) as executor:
            for trial in executor.trials(cut, monthly):
                same.check(executor)
                for failure in trial.failures:
                    raise failure.raised(missing[failure.key])
                self._keep(trial)

    def _keep(self, trial: Trial) -> None:
        """Months first: runs that are there have theirs."""
        for table, rows in ((MONTHLY, trial.monthly), (RUNS, trial.runs)):
            if len(rows):
                file = parquet.write(rows, self._folder / table, parquet.LOOSE)
                self._files[table] |= dict.fromkeys(rows["key"].unique(), file)
        self.made += len(trial.runs)

    def _there(self, table: str) -> dict[str, Path]:
        """The file that holds each key of a table."""
        (self._folder / table).mkdir(parents=True, exist_ok=True)
        found: dict[str, Path] = {}
        for file in parquet.parts(self._folder / table):
            found |= dict.fromkeys(parquet.read(file, ["key"]).column("key").unique().to_pylist(), file)
        return found

    def _read(self, table: str, keys: Sequence[str], monthly: bool) -> pd.DataFrame:
        """The rows of a table, in the order of these keys, whose place is their key now."""
        if table == MONTHLY and not monthly:
            return pd.DataFrame({"key": pd.array([], dtype="str")})
        rows = pd.concat(self._parts(table, set(keys)), ignore_index=True)
        places = pd.DataFrame({"key": keys, "place": range(len(keys))})
        found = places.merge(rows, on="key", how="left")
        return found.assign(key=found["place"].astype("str")).drop(columns="place")

    def _parts(self, table: str, wanted: set[str]) -> Iterator[pd.DataFrame]:
        files = self._files[table]
        for file in dict.fromkeys(files[key] for key in sorted(wanted)):
            rows = parquet.read(file).to_pandas()
            yield rows[rows["key"].isin([key for key in wanted if files[key] == file])]
