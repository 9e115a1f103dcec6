"""Putting files back as the last commit has them, the versions that were in their place beside them.

Invariant: nothing is lost: every version is kept, byte for byte and under a name that was free, before the
first file is put back, and no other file is touched.
"""

import filecmp
import os
import shutil
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from experiments.reset.changed_files import MINE, ChangedFiles
from experiments.store.output_folder import FolderError, reason, written_whole
from scenarios.language import _

STAGED = ".staged"


class PutBack(NamedTuple):
    """A file that is as it was, and where the version that was in its place is kept (empty: it was gone)."""

    file: str
    kept: tuple[str, ...]


def put_back(found: ChangedFiles) -> list[PutBack]:
    """Keep and put back; FolderError or ArgumentError if it cannot be done, with all versions still there."""
    done = []
    for one in found.files:
        kept = []
        if not one.gone:
            kept.append(_copied(found.commit.folder, one.file))
        staged = found.commit.staged(one.file)
        if staged is not None and staged != _bytes(found.commit.folder / one.file):
            kept.append(_written(found.commit.folder, one.file, staged))
        done.append(PutBack(one.file, tuple(kept)))
    if done:
        found.commit.restore([one.file for one in done])
        _write_what_stays(found)
    return done


def _write_what_stays(found: ChangedFiles) -> None:
    """The sections of new files, which the last commit does not have."""
    for one in found.files:
        if one.becomes is not None:
            with written_whole(found.commit.folder / one.file) as unfinished:
                unfinished.write_bytes(one.becomes)


def _copied(folder: Path, file: str) -> str:
    """Copy a version to a free name beside it, and look whether all of it is there."""
    source = folder / file
    for name in _names(file, MINE):
        if os.path.lexists(folder / name):
            if (
                source.is_file()
                and (folder / name).is_file()
                and filecmp.cmp(source, folder / name, shallow=False)
            ):
                return name  # kept before, when git would not put the file back
            continue
        try:
            shutil.copy2(source, folder / name, follow_symlinks=False)
        except OSError as error:
            raise _unkept(file, error) from error
        return name
    raise AssertionError("there are more names than files")


def _written(folder: Path, file: str, content: bytes) -> str:
    name = next(name for name in _names(file, STAGED + MINE) if not os.path.lexists(folder / name))
    try:
        with (folder / name).open("xb") as kept:
            kept.write(content)
    except OSError as error:
        raise _unkept(file, error) from error
    return name


def _names(file: str, ending: str) -> Iterator[str]:
    return chain([file + ending], (f"{file}{ending}-{number}" for number in count(2)))


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _unkept(file: str, error: OSError) -> FolderError:
    return FolderError(
        _(
            "Your version of {file} cannot be kept ({reason}), so nothing was put back.",
            file=file,
            reason=reason(error),
        )
    )
