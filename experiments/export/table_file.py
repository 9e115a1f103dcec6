"""One table in one file, Parquet or CSV by its ending, written piece by piece.

Invariant: the file is there whole or not at all, and holds the same rows as the same words in both forms.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.errors import ArgumentError
from experiments.store.field_metadata import with_descriptions
from experiments.store.output_folder import UNFINISHED, FolderError, check_replaceable, reason
from experiments.store.tables import ENDINGS, for_spreadsheets
from scenarios.language import _

GULP = 100_000
"""Rows that are held in memory."""


@contextmanager
def finished(file: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    """Where to write a file that takes its place when the block ends well; ArgumentError if its name ends
    otherwise, FolderError if the disk will not take it.
    """
    check_file(file, endings)
    unfinished = file.with_name(f".{file.name}{UNFINISHED}")
    try:
        yield unfinished
        unfinished.replace(file)
    except OSError as error:
        if isinstance(error, FolderError):
            raise
        message = _("{file} cannot be written: {reason}.", file=file, reason=reason(error))
        raise FolderError(message) from error
    finally:
        unfinished.unlink(missing_ok=True)


def check_file(file: Path, endings: tuple[str, ...]) -> None:
    """ArgumentError unless the name of the file ends so, FolderError if no file can be put there."""
    if file.suffix.lower() not in endings:
        raise ArgumentError(
            _("{file} must have a name that ends in {endings}.", file=file, endings=_(" or ").join(endings))
        )
    if not file.parent.is_dir():
        raise FolderError(_("There is no folder {folder}.", folder=file.parent))
    check_replaceable(file)


class TableFile:
    """The table of that name in a file that is being written."""

    def __init__(self, file: Path, name: str, as_csv: bool) -> None:
        self._file, self._name, self._as_csv = file, name, as_csv
        self._waiting: list[pd.DataFrame] = []
        self._rows = 0
        self._parquet: pq.ParquetWriter | None = None
        self._text: BinaryIO | None = None

    def add(self, rows: pd.DataFrame) -> None:
        """Append rows, whose columns are always the same."""
        self._waiting.append(rows)
        self._rows += len(rows)
        if self._rows >= GULP:
            self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._waiting:
            self._write()
        for one in (self._parquet, self._text):
            if one is not None:
                one.close()

    def _write(self) -> None:
        rows = pd.concat(self._waiting, ignore_index=True)
        self._waiting, self._rows = [], 0
        if self._as_csv:
            self._write_text(rows)
            return
        table = with_descriptions(pa.Table.from_pandas(rows, preserve_index=False), self._name)
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._file, table.schema, compression="zstd")
        self._parquet.write_table(table)

    def _write_text(self, rows: pd.DataFrame) -> None:
        first = self._text is None
        if self._text is None:
            self._text = self._file.open("wb")
        safe = for_spreadsheets(rows)
        text = safe.to_csv(index=False, header=first, lineterminator="\n")
        self._text.write(text.encode("utf-8-sig" if first else "utf-8"))


def table_file(unfinished: Path, file: Path, name: str) -> TableFile:
    """The table in a file that is written at `unfinished` and will be called `file`."""
    return TableFile(unfinished, name, file.suffix.lower() == ENDINGS[1])
