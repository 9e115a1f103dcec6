"""Parts: the Parquet files of a table that grows, each written whole or not at all.

The rule it holds: a part is there under its name only when every byte of it is, for the name ends with a
digest of the bytes. What is half-written has a name that no reader looks for.
"""

import os
import re
from collections.abc import Buffer, Iterable, Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.store.output_folder import UNFINISHED, put, remove

NEW, OLD = ".new", ".old"
"""The endings of a folder that is to take the place of another, and of the one replaced."""

LOOSE, SETTLED = "loose", "part"
"""How the names of parts begin: as batches came in, and sorted by key."""

DIGITS = 24
"""Of a digest in a part's name; a part that says none is read on trust."""

ROWS_OF = 500
"""Runs in a settled part."""


def parts(folder: Path) -> list[Path]:
    """The parts of a table; those that were there before, where a kill left it between old and new."""
    old = _beside(folder, OLD)
    return sorted((old if old.exists() and not folder.exists() else folder).glob("*.parquet"))


def write(table: pd.DataFrame, folder: Path, beginning: str) -> Path:
    """Write a part, whose name begins so; OSError leaves nothing behind.

    The same rows have the same bytes and so the same name.
    """
    sink = pa.BufferOutputStream()
    rows = pa.Table.from_pandas(table, preserve_index=False, nthreads=1)
    pq.write_table(rows, sink, compression="zstd", write_page_checksum=True)
    content = sink.getvalue()
    file = folder / f"{beginning}-{_digest(content)}.parquet"
    put(file, content)
    return file


def read(file: Path, columns: list[str] | None = None) -> pa.Table:
    """A part, every byte of it tested; ValueError (ArrowInvalid is one) if it is damaged, OSError if the disk
    does not give it.
    """
    if file.exists() and not file.is_file():
        raise ValueError(file.name)
    content = file.read_bytes()
    told = re.search(rf"-([0-9a-f]{{{DIGITS}}})\.parquet$", file.name)
    if told and told[1] != _digest(content):
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
            write(table, new, f"{SETTLED}-{number:04}")
    except BaseException:
        remove(new)
        raise
    os.replace(folder, old)
    try:
        os.replace(new, folder)
    except OSError:
        os.replace(old, folder)
        raise
    remove(old)


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
