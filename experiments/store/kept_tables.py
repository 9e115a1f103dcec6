"""Tables kept in a folder as soon as they are made, so that whoever goes on makes none of them twice.

Invariant: a folder belongs to one request; a table in it is whole or not there. Work stops between two parts
when its time is over, never within one.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic

import pandas as pd

from experiments.store.manifest import read_json
from experiments.store.output_folder import put, write_text
from experiments.store.parquet import encoded
from experiments.store.store import StoreError
from experiments.store.tables import read_table
from scenarios.language import _

IDENTITY = "request.json"


class TimeOver(Exception):
    """The time is over; the same command goes on."""


def refuse_another(folder: Path, there: Mapping[str, object], wanted: Mapping[str, object]) -> None:
    """StoreError unless what is there is what is wanted, as JSON has it."""
    own = json.loads(json.dumps(wanted))
    if different := [key for key, value in own.items() if there.get(key) != value]:
        message = _(
            "{folder} holds another calibration: {what} differ. Name another folder with --out.",
            folder=folder,
            what=", ".join(different),
        )
        raise StoreError(message)


class KeptTables:
    """The tables of a request, in its folder; StoreError if that holds those of another.

    hours: how long to work before pausing; None: until the end.
    """

    def __init__(self, folder: Path, identity: Mapping[str, object], hours: float | None = None) -> None:
        self._folder, self._end = folder, None if hours is None else monotonic() + 3600 * hours
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / IDENTITY
        if not file.exists():
            write_text(file, json.dumps(identity, ensure_ascii=False, indent=1) + "\n")
        refuse_another(folder, read_json(file), identity)

    def table(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The table of that name; made, and kept, if it is not there."""
        file = self._folder / f"{name}.parquet"
        if not file.exists():
            if self._end is not None and monotonic() > self._end:
                raise TimeOver(name)
            put(file, encoded(make()))
        return read_table(file)

    def parts(self, name: str, count: int, make: Callable[[int], pd.DataFrame]) -> pd.DataFrame:
        """A table of several parts, each kept by itself."""
        tables = [self.table(f"{name}-{part:04d}", lambda part=part: make(part)) for part in range(count)]  # type: ignore[misc]
        return pd.concat(tables, ignore_index=True)
