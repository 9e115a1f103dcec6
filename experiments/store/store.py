"""The store of a study: a folder of Parquet parts, safe at every moment, one line to read.

    runs/       a row for each run: its key, what it is, what came out; `pd.read_parquet(folder / "runs")`
    monthly/    a row for each run and month, by key; only if the study asks for it
    failures/   a row for each run that could not be made, with its traceback
    aside/      rows that do not belong to the study as it is now: made by other code, or not asked for
    damaged/    parts that could not be read
    study.json  which study it is
    comparison  and other files of tables that are made of these (`experiments/store/derived_tables.py`)

Invariant: a finished batch is one file, put there in one go. Whoever is killed, at whatever moment,
finds everything that was finished, and nothing by halves.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa

from experiments.store import parquet
from experiments.store.derived_tables import take_away
from experiments.store.manifest import FORMAT, NEWEST, read_json
from experiments.store.output_folder import IDENTITY as IDENTITY
from experiments.store.output_folder import MAKER, REGISTRATION, UNFINISHED, FolderError, put, reason, remove
from experiments.store.parquet import SORTING
from scenarios.language import _

RUNS, MONTHLY, FAILURES = TABLES = parquet.TABLES
ASIDE, DAMAGED, LOCK, SETTLED = "aside", "damaged", ".lock", "settled"
NEEDED = {"months": int, "burn_in": int, "start": int, "fixed": dict, "cases": dict, "governance": dict}
"""What a store says of its study, at the least, so that its runs can be made again."""


class StoreError(FolderError):
    """The store cannot be used as asked; `str` of it is the message for the user."""


class Store:
    """The store in a folder; StoreError if a link lies in it. Reading it changes nothing, but for the one
    process at a time that has it opened for writing (`opened`), which mends what it finds damaged.
    """

    def __init__(self, folder: Path, mends: bool = False) -> None:
        if os.path.lexists(folder / IDENTITY):
            _refuse_links(folder)
        self.folder, self._mends = folder, mends
        self.damaged: list[Path] = []

    def table(self, name: str) -> Path:
        """The folder of a table."""
        return self.folder / name

    def read(self, name: str, columns: list[str] | None = None) -> Iterator[pd.DataFrame]:
        """Every part of a table. A damaged one is put aside where the store is opened for writing, else it is
        a StoreError, once the others are read.
        """
        return (part.to_pandas(use_threads=False) for part in self.parts(name, columns))

    def parts(self, name: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """The same as Arrow tables."""
        yield from self.readable(name, columns)
        if self.damaged and not self._mends:
            raise damaged(self.damaged)

    def readable(self, name: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """The parts that can be read; what is damaged is remembered and no error."""
        for file in parquet.parts(self.table(name)):
            try:
                yield parquet.read(file, columns)
            except OSError as error:
                raise unreadable(self.folder, error) from error
            except ValueError:
                if self._mends:
                    self._put_away(file)
                self.damaged += [file] if file not in self.damaged else []

    def _put_away(self, file: Path) -> None:
        place = self.folder / DAMAGED
        try:
            self.unsettle()
            place.mkdir(exist_ok=True)
            os.replace(file, place / f"{file.parent.name}-{file.name}")
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def counts(self, name: str) -> Counter[str]:
        """How many rows a table has of each run, by key."""
        found: Counter[str] = Counter()
        for part in self.parts(name, ["key"]):
            keys, counts = part["key"].value_counts().flatten()
            found.update(dict(zip(keys.to_pylist(), counts.to_pylist(), strict=True)))
        return found

    def keys(self, name: str = RUNS) -> set[str]:
        """The keys of the runs in a table."""
        return set(self.counts(name))

    def loose(self) -> bool:
        """Whether a table has parts that are as they came in."""
        found = (file for name in TABLES for file in parquet.parts(self.table(name)))
        return any(file.name.startswith(parquet.LOOSE) for file in found)

    def verify(self, tables: Sequence[str] = TABLES) -> None:
        """Read every row of these tables, so that what is damaged shows now."""
        for name in tables:
            for _part in self.parts(name):
                pass

    def add(self, runs: pd.DataFrame, monthly: pd.DataFrame, failures: pd.DataFrame) -> None:
        """Store what a batch gave; StoreError if the disk will not take it, and then all else is still there.

        The months come first: a run counts as done when it is in `runs`.
        """
        self.unsettle()
        self._write(MONTHLY, monthly)
        self._write(FAILURES, failures)
        self._write(RUNS, runs)

    def _write(self, name: str, table: pd.DataFrame) -> None:
        if not len(table):
            return
        try:
            self.table(name).mkdir(exist_ok=True)
            parquet.write(table, self.table(name), parquet.LOOSE)
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
            found = read_json(file)
        except ValueError:
            raise not_ours(file) from None
        if found.get("made_by") != MAKER or "study" not in found:
            raise not_ours(file)
        return found

    def identify(self, identity: Mapping[str, object]) -> None:
        """Say which study it is."""
        file = self.folder / IDENTITY
        text = json.dumps({"made_by": MAKER, **identity, FORMAT: NEWEST}, ensure_ascii=False, indent=1)
        try:
            put(file, f"{text}\n".encode())
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def unsettle(self) -> None:
        """Take back that it is settled, and what is made of its tables, before one changes: whoever is
        interrupted settles it again.
        """
        self.forget()
        if (found := self.identity()).get(SETTLED):
            self.identify({**found, SETTLED: ""})

    def forget(self) -> None:
        """Take away what is made of its tables."""
        try:
            take_away(self.folder)
        except OSError as error:
            raise unwritable(self.folder, error) from error


def _refuse_links(folder: Path) -> None:
    """StoreError if anything in a store is a link: then it is not the store that is read or written."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink() or entry.is_junction():
                    link = _("{file} is a link; a store holds nothing but its own files.", file=entry.path)
                    raise StoreError(link)
                if entry.is_dir():
                    _refuse_links(Path(entry))
    except FileNotFoundError:  # another process settles the store just now
        return
    except OSError as error:
        raise error if isinstance(error, StoreError) else unreadable(folder, error) from error


def damaged(files: Sequence[Path]) -> StoreError:
    """The message on parts that are damaged, to whoever reads a store."""
    return StoreError(
        _(
            "Damaged: {files}. Nothing was changed; run the study again, which simulates them again.",
            files=", ".join(map(str, files)),
        )
    )


def unreadable(folder: Path, error: OSError) -> StoreError:
    """The message on a disk that does not give what is on it."""
    if isinstance(error, FileNotFoundError):
        return StoreError(_("Another gongzhi is writing to {folder}.", folder=folder))
    return StoreError(_("{folder} cannot be read: {problem}.", folder=folder, problem=reason(error)))


def unwritable(folder: Path, error: OSError) -> StoreError:
    """The message on a disk that will not take anything more, or on what lies in the way of a file."""
    cause = error.__cause__ if isinstance(error, FolderError) else error
    if not isinstance(cause, OSError):
        return StoreError(str(error))
    message = _(
        "{folder} cannot be written to: {reason}. What is stored is safe; the same command goes on.",
        folder=folder,
        reason=reason(cause),
    )
    return StoreError(message)


@contextmanager
def opened(folder: Path, study: str) -> Iterator[Store]:
    """The store of that study, made if it is not there and mended if something was interrupted.

    StoreError if the folder holds another study or anything else, or if another process writes to it.
    """
    store = checked(folder, study, mends=True)
    with alone(folder):
        try:
            for name in TABLES:
                parquet.recover(folder / name)
            for left in folder.glob(f"{SORTING}*"):
                remove(left)
        except OSError as error:
            raise unwritable(folder, error) from error
        yield store
        for name in TABLES:
            with suppress(OSError):
                (folder / name).rmdir()


def existing(folder: Path) -> Store:
    """The store in a folder, to be read; StoreError if there is none, or it does not say what it holds."""
    store = Store(folder)
    if not (found := store.identity()):
        raise StoreError(_("{folder} holds no study of gongzhi.", folder=folder))
    if any(not isinstance(found.get(name), kind) for name, kind in NEEDED.items()):
        raise not_ours(folder / IDENTITY)
    return store


def not_ours(file: Path) -> StoreError:
    """The message on a file that does not say which study lies in its folder."""
    return StoreError(_("{file} is damaged or not of gongzhi; put the folder aside.", file=file))


def checked(folder: Path, study: str, mends: bool = False) -> Store:
    """The store that a folder is, or may become, of that study; StoreError if it holds another or anything
    else. Nothing is written.
    """
    store = Store(folder, mends)
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
    ours = {LOCK, *TABLES, IDENTITY + UNFINISHED, REGISTRATION, REGISTRATION + UNFINISHED}
    if not found and folder.exists() and any(entry.name not in ours for entry in folder.iterdir()):
        raise StoreError(
            _("{folder} holds files that are no study; name another folder with --out.", folder=folder)
        )
    if not found and folder.exists():
        _refuse_links(folder)
    return store


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others from writing to the same folder, where the system knows locks; it is made if it is not
    there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        raise unwritable(folder, error) from error
    with open(lock, "w") as locked:
        try:
            import fcntl

            fcntl.flock(locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(_("Another gongzhi is writing to {folder}.", folder=folder)) from None
        except (ImportError, OSError):  # Windows, and some network file systems, know no such locks
            pass
        yield
