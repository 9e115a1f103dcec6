"""Tables beside a store that are made of its rows: what `study` and `merge` write at their end.

Invariant: they are there only while the rows are that they were made of, for whoever changes a row takes them
away first. Each file appears whole or not at all, and none stays beside a newer one.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from experiments.store import datapackage
from experiments.store.output_folder import UNFINISHED, put
from experiments.store.tables import ENDINGS, content

COMPARISON, BY_TYPE, BY_GROUP = "comparison", "comparison_by_type", "gains_by_group"
DERIVED = (COMPARISON, BY_TYPE, BY_GROUP)
"""Every pair of governance models on every case; on cases of one compound type together; by group of
residents.
"""


def put_tables(folder: Path, tables: Mapping[str, pd.DataFrame | None]) -> None:
    """Put tables into a folder, by the name of their files, in place of those that lie there; a table that is
    None is taken away. OSError leaves none of them by halves.
    """
    made = {name: content(table, name) for name, table in tables.items() if table is not None}
    take_away(folder, tables)
    for name, files in made.items():
        for ending, found in files.items():
            put(folder / f"{name}{ending}", found)
    datapackage.write(folder)


def take_away(folder: Path, names: Iterable[str] = DERIVED) -> None:
    """Take away the tables of these names, finished or not, and the description of all; OSError if one cannot
    be.
    """
    (folder / datapackage.FILE).unlink(missing_ok=True)
    (folder / f"{datapackage.FILE}{UNFINISHED}").unlink(missing_ok=True)
    for name in names:
        for ending in ENDINGS:
            (folder / f"{name}{ending}").unlink(missing_ok=True)
            (folder / f"{name}{ending}{UNFINISHED}").unlink(missing_ok=True)
