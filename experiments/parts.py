"""Parts: the Parquet files of a table that grows, each written whole or not at all.

The rule it holds: a part is there under its name only when every byte of it is. What is half-written has a
name that no reader looks for.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

UNFINISHED = ".unfinished"
"""The ending of a file that is being written."""

NEW, OLD = ".new", ".old"
"""The endings of a folder that is to take the place of another, and of the one replaced."""

LOOSE, SETTLED = "loose", "part"
"""How the names of parts begin: as batches came in, and sorted by key."""

ROWS_OF = 500
"""Runs in a settled part."""


def parts(folder: Path) -> list[Path]:
    """The parts of a table."""
    return sorted(folder.glob("*.parquet"))


def write(table: pd.DataFrame, file: Path) -> None:
    """Write a part; OSError leaves nothing behind."""
    unfinished = file.with_name(file.name + UNFINISHED)
    try:
        rows = pa.Table.from_pandas(table, preserve_index=False)
        with unfinished.open("wb") as target:
            pq.write_table(rows, target, compression="zstd", write_page_checksum=True)
            target.flush()
            os.fsync(target.fileno())
        os.replace(unfinished, file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def read(file: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """A part, its checksums tested; ArrowInvalid or OSError if it is damaged."""
    with file.open("rb") as source:
        return pq.read_table(source, columns=columns, page_checksum_verification=True).to_pandas()


def loose_name(keys: Iterable[str]) -> str:
    """The name of the part that holds these runs: the same runs, the same name."""
    return f"{LOOSE}-{sha256(' '.join(keys).encode()).hexdigest()[:16]}.parquet"


def cut(keys: list[str]) -> Iterator[list[str]]:
    """The keys of each settled part: ROWS_OF or more, fewer only where there are no more."""
    count = max(1, len(keys) // ROWS_OF)
    places = [len(keys) * number // count for number in range(count + 1)]
    return (keys[first:last] for first, last in pairwise(places))


def replace(folder: Path, tables: Iterable[pd.DataFrame]) -> None:
    """Put these tables, part by part, in the place of all parts of a folder."""
    new, old = _beside(folder, NEW), _beside(folder, OLD)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        for number, table in enumerate(tables):
            write(table, new / f"{SETTLED}-{number:04}.parquet")
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    os.replace(folder, old)
    os.replace(new, folder)
    shutil.rmtree(old)


def recover(folder: Path) -> None:
    """Bring the folder back to where it was before something was interrupted."""
    new, old = _beside(folder, NEW), _beside(folder, OLD)
    if old.exists() and not folder.exists():
        os.replace(old, folder)
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob(f"*{UNFINISHED}"):
        file.unlink()


def _beside(folder: Path, ending: str) -> Path:
    return folder.with_name(f".{folder.name}{ending}")
