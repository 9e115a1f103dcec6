"""The store of a study: a folder of Parquet parts, safe at every moment, one line to read.

    runs/       a row for each run: its key, what it is, what came out; `pd.read_parquet(folder / "runs")`
    monthly/    a row for each run and month, by key; only if the study asks for it
    failures/   a row for each run that could not be made, with its traceback
    aside/      rows that do not belong to the study as it now stands: made by other code, or not asked for
    damaged/    parts that could not be read
    study.json  which study it is

The rule it holds: a finished batch is one file, put there in one go. Whoever is killed, at whatever moment,
finds everything that was finished, and nothing by halves.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa

from experiments import parts
from experiments.buckets import SORTING
from experiments.folder import MAKER, FolderError, reason
from experiments.form import FORMAT, NEWEST, check_form
from scenarios.language import _

RUNS, MONTHLY, FAILURES, ASIDE, DAMAGED = "runs", "monthly", "failures", "aside", "damaged"
IDENTITY, LOCK = "study.json", ".lock"
TABLES = (RUNS, MONTHLY, FAILURES)


class StoreError(FolderError):
    """The store cannot be used as asked; `str` of it is the message for the user."""


class Store:
    """The store in a folder, opened for writing by one process at a time (`opened`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[Path] = []

    def table(self, name: str) -> Path:
        """The folder of a table."""
        return self.folder / name

    def read(self, name: str, columns: list[str] | None = None) -> Iterator[pd.DataFrame]:
        """Every part of a table that can be read; a damaged one is put aside and remembered."""
        return (part.to_pandas(use_threads=False) for part in self.parts(name, columns))

    def parts(self, name: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """The same as Arrow tables."""
        for file in parts.parts(self.table(name)):
            try:
                yield parts.read(file, columns)
            except (OSError, ValueError) as error:
                if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EMFILE, errno.EIO):
                    raise unwritable(self.folder, error) from error
                self._put_away(file)

    def _put_away(self, file: Path) -> None:
        place = self.folder / DAMAGED
        place.mkdir(exist_ok=True)
        os.replace(file, place / f"{file.parent.name}-{file.name}")
        self.damaged.append(file)

    def keys(self, name: str = RUNS) -> set[str]:
        """The keys of the runs in a table."""
        return {key for part in self.parts(name, ["key"]) for key in part["key"].to_pylist()}

    def verify(self) -> None:
        """Read every row of runs and failures, so that what is damaged is put aside now."""
        for name in (RUNS, FAILURES):
            for _part in self.parts(name):
                pass

    def add(self, runs: pd.DataFrame, monthly: pd.DataFrame, failures: pd.DataFrame) -> None:
        """Store what a batch gave; StoreError if the disk will not take it, and then all else is still there.

        The months come first: a run counts as done when it is in `runs`.
        """
        self._write(MONTHLY, monthly)
        self._write(FAILURES, failures)
        self._write(RUNS, runs)

    def _write(self, name: str, table: pd.DataFrame) -> None:
        if not len(table):
            return
        try:
            self.table(name).mkdir(exist_ok=True)
            parts.write(table, self.table(name), parts.LOOSE)
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def identity(self) -> dict[str, object]:
        """What `study.json` says; empty if there is none. FolderError if it is none of ours, or of
        a form that is not known.
        """
        file = self.folder / IDENTITY
        if not file.exists():
            return {}
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = None
        if not isinstance(found, dict) or found.get("made_by") != MAKER or "study" not in found:
            raise StoreError(_("{file} is damaged or not of gongzhi; put the folder aside.", file=file))
        check_form(file, found)
        return found

    def identify(self, identity: Mapping[str, object]) -> None:
        """Say which study it is."""
        file = self.folder / IDENTITY
        text = json.dumps({"made_by": MAKER, **identity, FORMAT: NEWEST}, ensure_ascii=False, indent=1)
        unfinished = file.with_name(file.name + parts.UNFINISHED)
        try:
            unfinished.write_text(text + "\n", encoding="utf-8")
            os.replace(unfinished, file)
        except OSError as error:
            raise unwritable(self.folder, error) from error


def unwritable(folder: Path, error: OSError) -> StoreError:
    """The message on a disk that will not take anything more."""
    return StoreError(
        _(
            "{folder} cannot be written to: {reason}. What is stored is safe; the same command goes on.",
            folder=folder,
            reason=reason(error),
        )
    )


@contextmanager
def opened(folder: Path, study: str) -> Iterator[Store]:
    """The store of that study, made if it is not there and mended if something was interrupted.

    StoreError if the folder holds another study or anything else, or if another process writes to it.
    """
    store = Store(folder)
    _check(store, study)
    with alone(folder):
        for name in TABLES:
            parts.recover(folder / name)
        (folder / (IDENTITY + parts.UNFINISHED)).unlink(missing_ok=True)
        shutil.rmtree(folder / SORTING, ignore_errors=True)
        yield store
        for name in TABLES:
            with suppress(OSError):
                (folder / name).rmdir()


def existing(folder: Path) -> Store:
    """The store in a folder, to be read; StoreError if there is none."""
    store = Store(folder)
    if not store.identity():
        raise StoreError(_("{folder} holds no study of gongzhi.", folder=folder))
    return store


def _check(store: Store, study: str) -> None:
    folder = store.folder
    if folder.exists() and not folder.is_dir():
        raise StoreError(_("{folder} is a file, not a folder; name another one with --out.", folder=folder))
    found = store.identity()
    if found and found["study"] != study:
        message = _(
            "{folder} holds the study {found}, not {other}; name another folder with --out.",
            folder=folder,
            found=found["study"],
            other=study,
        )
        raise StoreError(message)
    ours = {LOCK, *TABLES, IDENTITY + parts.UNFINISHED}
    if not found and folder.exists() and any(entry.name not in ours for entry in folder.iterdir()):
        raise StoreError(
            _("{folder} holds files that are no study; name another folder with --out.", folder=folder)
        )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others from writing to the same folder, where the system knows locks; it is made if it is not
    there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    with (folder / LOCK).open("w") as lock:
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(_("Another gongzhi is writing to {folder}.", folder=folder)) from None
        except (ImportError, OSError):  # Windows, and some network file systems, know no such locks
            pass
        yield
