"""Settling a store: few parts, sorted by key, exactly the runs that the study asks for.

Invariant: what is settled depends on the runs alone, not on the order, the batches or the machines in
which they were made. Rows that the study no longer asks for are put aside and taken back when it does.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.design.cells import is_label
from experiments.store import datapackage, parquet
from experiments.store.parquet import Buckets
from experiments.store.store import ASIDE, FAILURES, MONTHLY, RUNS, Store, StoreError, unwritable
from scenarios.language import _

FAILED = ("month", "error", "traceback")
"""What a row of a failure says beside which run it is of."""

type WorkingOut = Callable[[pd.DataFrame], pd.DataFrame]

ORDER = ["key", "case", "governance", "cost", "point", "replicate"]
"""How the rows of a store are sorted."""


def settle(
    store: Store, labels: pd.DataFrame, sources: Sequence[Store] = (), work_out: WorkingOut | None = None
) -> None:
    """Bring the store to the runs that `labels` names, with these labels.

    sources: stores to take rows from besides; work_out: makes the columns anew that follow from others.
    StoreError if the disk will not take it: then nothing is lost, and the store is settled anew by whoever
    opens it next. The months come first: a run counts as done when it is in `runs`.
    """
    stores = (store, _aside(store), *sources)
    try:
        store.unsettle()
        with closing(Sorting(stores, labels, work_out)) as sorting:
            parquet.replace(_there(store, MONTHLY), sorting.months())
            parquet.replace(_there(store, FAILURES), sorting.failures())
            parquet.replace(_there(store, RUNS), sorting.runs())
    except StoreError:
        raise
    except OSError as error:
        raise unwritable(store.folder, error) from error


def describe(store: Store) -> None:
    """Say what every column holds, once no table changes; StoreError if the disk will not take it."""
    try:
        datapackage.write(store.folder)
    except OSError as error:
        raise unwritable(store.folder, error) from error


class Sorting:
    """The rows of several stores (first the one that is settled), sorted out for the runs that are wanted."""

    def __init__(
        self, stores: Sequence[Store], labels: pd.DataFrame, work_out: WorkingOut | None = None
    ) -> None:
        self._work_out = work_out or (lambda rows: rows)
        self._stores, self._labels = stores, labels.sort_values(ORDER, kind="stable", ignore_index=True)
        self._wanted = set(labels["key"])
        self._done = self._wanted.intersection(*[set().union(*(one.keys(RUNS) for one in stores))])
        keys = sorted(self._done)
        self._firsts = [some[0] for some in parquet.cut(keys)] if keys else []
        self._buckets: list[Buckets] = []

    def runs(self) -> Iterator[pd.DataFrame]:
        """The settled parts of the runs."""
        bounds = [*self._labels["key"].searchsorted(self._firsts), len(self._labels)]
        for number, values in self._sorted_out(RUNS):
            labels = self._labels.iloc[bounds[number] : bounds[number + 1]]
            yield self._work_out(_labelled(labels, values.drop_duplicates("key")))

    def months(self) -> Iterator[pd.DataFrame]:
        """The settled parts of the months."""
        for _number, months in self._sorted_out(MONTHLY):
            there = months.drop_duplicates(["key", "month"])
            yield there.sort_values(["key", "month"]).reset_index(drop=True)

    def failures(self) -> Iterator[pd.DataFrame]:
        """The settled parts of the failures of runs that were not made since."""
        found = [part[["key", *FAILED]] for store in self._stores for part in store.read(FAILURES)]
        if not found:
            return
        table = pd.concat(found, ignore_index=True).drop_duplicates("key", keep="last")
        table["month"] = table["month"].astype("Int64")
        left = _labelled(self._labels, table[~_among(table, self._done)])
        for some in parquet.cut(list(dict.fromkeys(left["key"]))) if len(left) else ():
            yield left[_among(left, set(some))].reset_index(drop=True)

    def close(self) -> None:
        """Nothing waits on disk any more; OSError if the disk does not let go of it."""
        for buckets in self._buckets:
            buckets.close()

    def _sorted_out(self, name: str) -> Iterator[tuple[int, pd.DataFrame]]:
        """The rows of every part to be; what is not wanted is put aside, before anything is taken away."""
        buckets = Buckets(self._firsts, self._stores[0].folder)
        self._buckets.append(buckets)
        for store in self._stores:
            for part in store.parts(name):
                keys = part["key"].to_pylist()
                others = [key not in self._wanted for key in keys]
                if store is self._stores[0] and any(others):
                    _put_aside(store, name, part.filter(others).to_pandas())
                kept = [key in self._done for key in keys]
                there = part.select(_values_in(part.column_names)) if name == RUNS else part
                buckets.add(there if all(kept) else there.filter(kept))
        return buckets.each()


def fingerprint(labels: pd.DataFrame) -> str:
    """A hash of labels, to see whether a store is as it should be."""
    columns = [str(name) for name in labels.columns]
    cells = pd.util.hash_pandas_object(labels.sort_values(columns), index=False).to_numpy().tobytes()
    return sha256(json.dumps(columns).encode() + cells).hexdigest()[:16]


def take_back(store: Store, labels: pd.DataFrame) -> None:
    """Copy rows that were put aside and are wanted again back into the store."""
    aside = _aside(store)
    named = set(labels["key"]) & aside.keys()
    if not named:
        return
    months = [part[_among(part, named)] for part in aside.read(MONTHLY)]
    monthly = pd.concat(months, ignore_index=True) if months else pd.DataFrame()
    runs = pd.concat([part.loc[_among(part, named), _values_in(part)] for part in aside.read(RUNS)])
    store.add(_labelled(labels, runs.drop_duplicates("key")), monthly, labels.iloc[:0])


class RowCounts:
    """How many rows the tables of a store have of each run, to be held against what the study asks for."""

    def __init__(self, store: Store) -> None:
        self._folder = store.folder
        self.runs, self.failures, self.monthly = (store.counts(name) for name in (RUNS, FAILURES, MONTHLY))

    def done(self, months: int, monthly: bool) -> set[str]:
        """The runs of which everything is there that is asked for."""
        return {key for key in self.runs if not monthly or self.monthly[key] >= months}

    def problem(self, labels: pd.DataFrame, months: int, monthly: bool) -> str:
        """What is wrong first: a run that `labels` names has a row for each of its places, in the runs or in
        the failures, and as many months as asked for if it is in the runs. Empty where all is well.
        """
        places = Counter(labels["key"].tolist())
        failed = {key: 0 if key in self.runs else places[key] for key in self.failures}
        whole = {key: months for key in self.runs if monthly or key in self.monthly}
        tables = [
            (RUNS, self.runs, {key: places[key] for key in self.runs}),
            (FAILURES, self.failures, failed),
            (MONTHLY, self.monthly, whole | {key: 0 for key in self.monthly if key not in self.runs}),
        ]
        for name, rows, due in tables:
            for key in due:
                if rows[key] != due[key]:
                    values = {"table": name, "key": key, "found": rows[key], "due": due[key]}
                    return _("{table}: {found} rows of the run {key} and not {due}", **values)
        return ""

    def check(self, labels: pd.DataFrame, months: int, monthly: bool) -> None:
        """StoreError if rows are missing or too many."""
        if problem := self.problem(labels, months, monthly):
            message = _(
                "{folder} is not as it should be ({problem}); put it aside and run the study again.",
                folder=self._folder,
                problem=problem,
            )
            raise StoreError(message)


def results(store: Store, labels: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Some of what came out of the runs that `labels` names, with their labels."""
    found = [part[["key", *columns]] for part in store.read(RUNS)]
    values = pd.concat(found, ignore_index=True).drop_duplicates("key") if found else None
    return (
        _labelled(labels, values) if values is not None else labels.iloc[:0].assign(**dict.fromkeys(columns))
    )


def _aside(store: Store) -> Store:
    """What was put aside in a store that is opened for writing."""
    return Store(store.folder / ASIDE, mends=True)


def _there(store: Store, name: str) -> Path:
    folder = store.table(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _among(table: pd.DataFrame, keys: Collection[str]) -> NDArray[np.bool_]:
    """Which rows are of these keys."""
    return np.fromiter((key in keys for key in table["key"].tolist()), dtype=bool, count=len(table))


def _values_in(columns: Iterable[str]) -> list[str]:
    """The columns that do not say which run a row is of, and its key."""
    return [name for name in columns if name == "key" or not is_label(name)]


def _put_aside(store: Store, name: str, rows: pd.DataFrame) -> None:
    target = store.folder / ASIDE / name
    target.mkdir(parents=True, exist_ok=True)
    parquet.write(rows, target, parquet.LOOSE)


def _labelled(labels: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """The values of every label, sorted by key; one run may stand in several places of a study."""
    return labels.merge(values, on="key").sort_values(ORDER, kind="stable").reset_index(drop=True)
