"""Buckets: the rows of many parts, sorted out by key into those of each part to be.

The rule it holds: memory stays flat and every row is read once. What is more than a gulp waits on disk, in a
folder of its own that nobody else made, until its bucket is asked for.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.store.output_folder import remove

SORTING = ".sorting-"
"""How the name of a folder begins in which rows wait."""

GULP = 4_000_000
"""Bytes of rows, about, that are held in memory."""


class Buckets:
    """One bucket for each of some ranges of keys, given in order by the first key of each."""

    def __init__(self, firsts: Sequence[str], beside: Path) -> None:
        """beside: the folder in which a folder for what has to wait is made, once something has to."""
        self._firsts, self._beside = np.array(firsts, dtype=str), beside
        self._folder: Path | None = None
        self._waiting: list[pa.Table] = []
        self._bytes = 0
        self._form = pd.DataFrame()

    def add(self, rows: pa.Table) -> None:
        """Sort these rows in; OSError if the disk will not take them."""
        if not len(rows):
            return
        if self._waiting and rows.schema != self._waiting[0].schema:
            self._spill()
        self._waiting.append(rows)
        self._bytes += rows.nbytes
        if self._bytes > GULP:
            self._spill()

    def each(self) -> Iterator[tuple[int, pd.DataFrame]]:
        """Every bucket that holds rows, with its number; all with the same columns of the same kinds."""
        last = self._sorted_out()
        for number in range(len(self._firsts)):
            found = list(self._spilled(number))
            if number in last:
                found.append(last.pop(number))
            if found:
                rows = pd.concat(found, ignore_index=True).reindex(columns=self._form.columns)
                yield number, rows.astype(self._form.dtypes.to_dict())

    def close(self) -> None:
        """Nothing waits any more; OSError if the disk does not let go of it."""
        if self._folder is not None:
            remove(self._folder)

    def _sorted_out(self) -> dict[int, pd.DataFrame]:
        """What waits in memory, by bucket; nothing waits there afterwards."""
        if not self._waiting:
            return {}
        rows = pa.concat_tables(self._waiting).to_pandas(use_threads=False)
        self._waiting, self._bytes = [], 0
        if not rows.dtypes.equals(self._form.dtypes):
            self._form = pd.concat([self._form, rows.iloc[:1]], ignore_index=True)
        if len(self._firsts) == 1:
            return {0: rows}
        places = self._firsts.searchsorted(np.array(rows["key"].tolist(), dtype=str), side="right") - 1
        return {int(number): some for number, some in rows.groupby(places)}

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix=SORTING, dir=self._beside))
        for number, rows in self._sorted_out().items():
            table = pa.Table.from_pandas(rows, preserve_index=False, nthreads=1)
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as stream:
                stream.write_table(table)
            with (self._folder / str(number)).open("ab") as file:
                file.write(sink.getvalue())

    def _spilled(self, number: int) -> Iterator[pd.DataFrame]:
        """What waits on disk in a bucket."""
        file = self._folder / str(number) if self._folder else None
        if file is None or not file.exists():
            return
        size = file.stat().st_size
        with file.open("rb") as waiting:
            while waiting.tell() < size:
                yield pa.ipc.open_stream(waiting).read_all().to_pandas(use_threads=False)
        file.unlink()
