"""Settling a store: few parts, sorted by key, exactly the runs that the study asks for.

The rule it holds: what is settled depends on the runs alone, not on the order, the batches or the machines in
which they were made. Rows that the study no longer asks for are put aside and taken back when it does.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pandas as pd

from experiments import parts
from experiments.cells import is_label
from experiments.store import ASIDE, FAILURES, MONTHLY, RUNS, Store, unwritable

FAILED = ("month", "error", "traceback")
"""What a row of a failure says beside which run it is of."""


def settle(store: Store, labels: pd.DataFrame, sources: Sequence[Store] = ()) -> None:
    """Bring the store to the runs that `labels` names, with these labels; `sources` are stores to take rows
    from besides. StoreError if the disk will not take it: then the store is as it was.
    """
    wanted = set(labels["key"])
    stores = (store, Store(store.folder / ASIDE), *sources)
    try:
        _put_aside(store, wanted)
        values = _values(stores, wanted)
        parts.replace(_there(store, RUNS), _cut(_labelled(labels, values)))
        failures = _failures(stores, labels, set(values["key"]) if len(values) else set())
        parts.replace(_there(store, FAILURES), _cut(failures))
        parts.replace(_there(store, MONTHLY), _months(stores, sorted(wanted & _keys(values))))
    except OSError as error:
        raise unwritable(store.folder, error) from error


def fingerprint(labels: pd.DataFrame) -> str:
    """A hash of labels, to see whether a store stands as it should."""
    columns = [str(name) for name in labels.columns]
    cells = pd.util.hash_pandas_object(labels.sort_values(columns), index=False).to_numpy().tobytes()
    return sha256(json.dumps(columns).encode() + cells).hexdigest()[:16]


def take_back(store: Store, labels: pd.DataFrame) -> None:
    """Copy rows that were put aside and are wanted again back into the store."""
    aside = Store(store.folder / ASIDE)
    wanted = set(labels["key"]) & aside.keys()
    if not wanted:
        return
    months = [part[part["key"].isin(wanted)] for part in aside.read(MONTHLY)]
    monthly = pd.concat(months, ignore_index=True) if months else pd.DataFrame()
    store.add(_labelled(labels, _values([aside], wanted)), monthly, labels.iloc[:0])


def results(store: Store, labels: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Some of what came out of the runs that `labels` names, with their labels."""
    found = [part[["key", *columns]] for part in store.read(RUNS)]
    values = pd.concat(found, ignore_index=True).drop_duplicates("key") if found else None
    return (
        _labelled(labels, values) if values is not None else labels.iloc[:0].assign(**dict.fromkeys(columns))
    )


def _there(store: Store, name: str) -> Path:
    folder = store.table(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keys(table: pd.DataFrame) -> set[str]:
    return set(table["key"]) if "key" in table else set()


def _put_aside(store: Store, wanted: set[str]) -> None:
    """Write the rows that are not wanted to the store's `aside`, before anything is taken away."""
    for name in (RUNS, MONTHLY):
        target = store.folder / ASIDE / name
        for part in store.read(name):
            others = part[~part["key"].isin(wanted)]
            if len(others):
                target.mkdir(parents=True, exist_ok=True)
                parts.write(others, target / parts.loose_name(others["key"].unique()))


def _values(stores: Sequence[Store], wanted: set[str]) -> pd.DataFrame:
    """What came out of the runs wanted, by key, without labels."""
    found = []
    for store in stores:
        for part in store.read(RUNS):
            kept = part.loc[part["key"].isin(wanted), [name for name in part if _is_value(name)]]
            if len(kept):
                found.append(kept)
    if not found:
        return pd.DataFrame({"key": pd.Series([], dtype="str")})
    return pd.concat(found, ignore_index=True).drop_duplicates("key")


def _is_value(column: str) -> bool:
    return column == "key" or not is_label(column)


def _labelled(labels: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """The values of every label, sorted by key; one run may stand in several places of a study."""
    order = ["key", "case", "governance", "cost", "point", "replicate"]
    return labels.merge(values, on="key").sort_values(order, kind="stable").reset_index(drop=True)


def _failures(stores: Sequence[Store], labels: pd.DataFrame, done: set[str]) -> pd.DataFrame:
    """The failures of the runs that are wanted and were not made since."""
    found = [part[["key", *FAILED]] for store in stores for part in store.read(FAILURES)]
    if not found:
        return labels.iloc[:0]
    table = pd.concat(found, ignore_index=True).drop_duplicates("key", keep="last")
    table["month"] = table["month"].astype("Int64")
    return _labelled(labels, table[~table["key"].isin(done)])


def _cut(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The settled parts of a table that is sorted by key."""
    keys = list(dict.fromkeys(table["key"]))
    for some in parts.cut(keys) if keys else ():
        yield table[table["key"].isin(some)].reset_index(drop=True)


def _months(stores: Sequence[Store], keys: list[str]) -> Iterator[pd.DataFrame]:
    """The settled parts of the monthly table, read anew for each so that memory stays flat."""
    for some in parts.cut(keys) if keys else ():
        chosen = [part[part["key"].isin(some)] for store in stores for part in store.read(MONTHLY)]
        chosen = [part for part in chosen if len(part)]
        if chosen:
            months = pd.concat(chosen, ignore_index=True).drop_duplicates(["key", "month"])
            yield months.sort_values(["key", "month"]).reset_index(drop=True)
