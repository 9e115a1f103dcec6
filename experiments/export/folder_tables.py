"""All tables of a finished folder, whatever made it, as they lie there.

Invariant: every table is there with the name that its files have; nothing is worked out anew.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from experiments.errors import ArgumentError
from experiments.execution.results import kind_of, unreadable
from experiments.store.output_folder import FolderError
from experiments.store.store import TABLES, existing
from experiments.store.tables import read_tables
from scenarios.codebook import described_tables
from scenarios.language import _
from scenarios.problems import listed, nearest

FIRST = ("comparison", "comparison_by_type")
"""Tables that come before all others."""


def folder_tables(folder: Path, names: Sequence[str] | None = None) -> dict[str, pd.DataFrame]:
    """The tables of a folder by name (those named, if some are), comparisons first; FolderError if the folder
    holds none or one cannot be read, ArgumentError if it has none of that name.
    """
    if not folder.is_dir():
        raise FolderError(_("There is no folder {folder}.", folder=folder))
    kind = kind_of(folder)
    try:
        names_there = [file.stem for file in sorted(folder.glob("*.parquet"))] if kind else []
        found = read_tables(folder, names_there)
    except (OSError, ValueError) as error:
        raise unreadable(folder, error) from None
    if kind == "study":
        found |= dict(_of_store(folder))
    if not found:
        raise FolderError(_("{folder} holds no finished results of gongzhi.", folder=folder))
    return _chosen(_in_order(found), names)


def _of_store(folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    store = existing(folder)
    for name in TABLES:
        parts = list(store.read(name))
        if parts:
            yield name, pd.concat(parts, ignore_index=True)


def _in_order(found: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    order = list(dict.fromkeys([*FIRST, *described_tables().tables, *found]))
    return {name: found[name] for name in order if name in found}


def _chosen(found: dict[str, pd.DataFrame], names: Sequence[str] | None) -> dict[str, pd.DataFrame]:
    for name in names or ():
        if name not in found:
            message = _("There is no table {name}; there are: {known}.", name=name, known=listed(found))
            raise ArgumentError(message + nearest(name, found))
    return found if names is None else {name: found[name] for name in found if name in names}
