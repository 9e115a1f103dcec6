"""Parts: the Parquet files of a table that grows, each written whole or not at all; and buckets, in which the
rows of many parts are sorted by key into those of each part to be.

Invariant: a part is there under its name only when every byte of it is, for the name ends with a digest of
the bytes. What is half-written has a name that no reader looks for. Sorting keeps memory flat and reads every
row once: what is more than GULP waits on disk, in a folder of its own that nobody else made.
"""

import os
import re
from collections.abc import Buffer, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.store.field_metadata import with_descriptions
from experiments.store.output_folder import UNFINISHED, exchange, put, remove

TABLES = ("runs", "monthly", "failures")
"""The tables of a store, which lie there in parts."""

NEW, OLD = ".new", ".old"
"""The endings of a folder that is to take the place of another, and of the one replaced."""

LOOSE, SETTLED = "loose", "part"
"""How the names of parts begin: as batches came in, and sorted by key."""

DIGITS = 24
"""Of a digest in a part's name; a part that says none is read on trust."""

ROWS_OF = 500
"""Runs in a settled part."""

SORTING = ".sorting-"
"""How the name of a folder begins in which rows wait."""

GULP = 4_000_000
"""Bytes of rows, about, that are held in memory."""


def parts(folder: Path) -> list[Path]:
    """The parts of a table; those that were there before, where a kill left it between old and new."""
    old = _beside(folder, OLD)
    return sorted((old if old.exists() and not folder.exists() else folder).glob("*.parquet"))


def write(table: pd.DataFrame, folder: Path, beginning: str, of: str = "") -> Path:
    """Write a part, whose name begins so; OSError leaves nothing behind. `of`: the table, whose columns are
    then described in the part.

    The same rows have the same bytes and so the same name.
    """
    content = encoded(table, of)
    file = folder / f"{beginning}-{_digest(content)}.parquet"
    put(file, content)
    return file


def encoded(table: pd.DataFrame, of: str = "") -> pa.Buffer:
    """The bytes of a part; of: as for `write`."""
    sink = pa.BufferOutputStream()
    rows = pa.Table.from_pandas(table, preserve_index=False, nthreads=1)
    rows = with_descriptions(rows, of) if of else rows
    pq.write_table(rows, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def read(file: Path, columns: list[str] | None = None) -> pa.Table:
    """A part, every byte of it tested; ValueError (ArrowInvalid is one) if it is damaged, OSError if the disk
    does not give it.
    """
    if file.exists() and not file.is_file():
        raise ValueError(file.name)
    content = file.read_bytes()
    named = re.search(rf"-([0-9a-f]{{{DIGITS}}})\.parquet$", file.name)
    if named and named[1] != _digest(content):
        raise ValueError(file.name)
    try:
        source = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
        if "key" not in source.schema_arrow.names:
            raise ValueError(file.name)
        return source.read(columns=columns, use_threads=False)
    except OSError as error:
        raise ValueError(file.name) from error


def _digest(content: Buffer) -> str:
    return sha256(content).hexdigest()[:DIGITS]


def cut(keys: list[str]) -> Iterator[list[str]]:
    """The keys of each settled part: ROWS_OF or more, fewer only where there are no more."""
    count = max(1, len(keys) // ROWS_OF)
    places = [len(keys) * number // count for number in range(count + 1)]
    return (keys[first:last] for first, last in pairwise(places))


def replace(folder: Path, tables: Iterable[pd.DataFrame]) -> None:
    """Put these tables, part by part, in the place of all parts of a folder; OSError leaves those there."""
    new, old = _beside(folder, NEW), _beside(folder, OLD)
    remove(new)
    new.mkdir(parents=True)
    try:
        for number, table in enumerate(tables):
            write(table, new, f"{SETTLED}-{number:04}", folder.name)
    except BaseException:
        remove(new)
        raise
    exchange(folder, new, old)


def recover(folder: Path) -> None:
    """Bring the folder back to where it was before something was interrupted."""
    new, old = _beside(folder, NEW), _beside(folder, OLD)
    if old.exists() and not folder.exists():
        os.replace(old, folder)
    for left in (new, old):
        remove(left)
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob(f"*{UNFINISHED}"):
        file.unlink()


def _beside(folder: Path, ending: str) -> Path:
    return folder.with_name(f".{folder.name}{ending}")


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
