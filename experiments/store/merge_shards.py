"""Merging: shards of a study, made in several places, as one store.

Invariant: only rows of the same study, made by the same code, are put together; what two shards both
made must agree.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from experiments.design.cells import is_label
from experiments.store.compaction import describe, settle
from experiments.store.registration_file import REGISTERED, all_begun_under, bring
from experiments.store.store import (
    FAILURES,
    IDENTITY,
    RUNS,
    SETTLED,
    Store,
    StoreError,
    existing,
    not_ours,
    opened,
)
from scenarios.language import _


def merge(folders: Sequence[Path], out: Path) -> tuple[int, int]:
    """Put the stores together in `out`; says how many runs there are, and how many failed.

    StoreError if they are not of one study and one code, are damaged, or contradict each other.
    """
    sources = [existing(folder) for folder in folders]
    for source in sources:
        if not isinstance(source.identity().get("plan"), str):
            raise not_ours(source.folder / IDENTITY)
    for source in sources:
        source.verify()
    identity = _one_study(sources)
    with opened(out, str(identity["study"])) as store:
        if store.identity().get("plan", identity["plan"]) != identity["plan"]:
            raise _unlike(sources[0].folder, out)
        everything = [*sources, store]
        _agree(everything)
        labels = _labels(everything)
        begun = all_begun_under(one.identity() for one in everything)
        store.identify({**_of_study(identity), **begun})
        bring([source.folder for source in sources], out)
        settle(store, labels, sources)
        if store.damaged:
            raise StoreError(damage(store.damaged))
        describe(store)
        return sum(len(part) for part in store.read(RUNS, ["key"])), len(store.keys(FAILURES))


def _of_study(identity: Mapping[str, object]) -> dict[str, object]:
    """What a store says of its study, without what it says of itself alone."""
    return {name: value for name, value in identity.items() if name not in ("made_by", SETTLED, REGISTERED)}


def damage(files: Sequence[Path]) -> str:
    """The message on parts that could not be read."""
    names = ", ".join(str(file) for file in files)
    return _(
        "Damaged and put into the folder damaged: {files}. These runs are made again; no others are lost.",
        files=names,
    )


def _one_study(sources: Sequence[Store]) -> dict[str, object]:
    first = sources[0].identity()
    for source in sources[1:]:
        other = source.identity()
        if other["study"] != first["study"]:
            message = _(
                "{a} holds the study {one}, {b} the study {other}; only shards of one study can be merged.",
                a=sources[0].folder,
                one=first["study"],
                b=source.folder,
                other=other["study"],
            )
            raise StoreError(message)
        if other.get("plan") != first.get("plan"):
            raise _unlike(sources[0].folder, source.folder)
    return first


def _unlike(a: Path, b: Path) -> StoreError:
    return StoreError(
        _(
            "{a} and {b} come from different study files or different code; run the study again in both.",
            a=a,
            b=b,
        )
    )


def _labels(stores: Sequence[Store]) -> pd.DataFrame:
    """The labels of all runs that were made or failed."""
    found = []
    for store in stores:
        for name in (RUNS, FAILURES):
            found += [part[[column for column in part if is_label(column)]] for part in store.read(name)]
    if not found:
        raise StoreError(_("{folder} holds no runs yet.", folder=stores[0].folder))
    return pd.concat(found, ignore_index=True).drop_duplicates()


def _agree(stores: Sequence[Store]) -> None:
    """StoreError if a run came out differently in two places."""
    rows = pd.concat([part for store in stores for part in store.read(RUNS)] or [pd.DataFrame({"key": []})])
    different = rows.drop_duplicates().duplicated([name for name in rows if is_label(str(name))])
    if different.any():
        key = rows.drop_duplicates().loc[different.to_numpy(), "key"].iloc[0]
        message = _(
            "The run {key} came out differently in two of the folders; their machines compute differently.",
            key=key,
        )
        raise StoreError(message)
