"""The folder in which results are delivered: whole or not at all.

Invariant: everything is written to a sibling folder first and renamed at the end, and a folder that
holds anything but results of ours is never touched.
"""

import errno
import os
import shutil
from collections.abc import Buffer, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scenarios.language import _

MANIFEST = "manifest.json"
"""The file by which a folder of ours is known."""

IDENTITY = "study.json"
"""The file by which the store of a study is known."""

REGISTRATION = "registration.json"
"""The file that says what a study was to be, written before it is run."""

MAKER = "gongzhi"

UNFINISHED = ".unfinished"
"""The ending of a file that is being written."""


class FolderError(OSError):
    """The results cannot be delivered there; `str` of it is the message for the user."""


def check(folder: Path) -> None:
    """FolderError unless results can be delivered to `folder`; leaves nothing behind."""
    _refuse_others(folder)
    made, unfinished = _begin(folder)
    unfinished.rmdir()
    _remove(made)


def check_apart(folder: Path, sources: Iterable[Path]) -> None:
    """FolderError if what is delivered to `folder` would take the place of a folder that is read, lie in one
    or around one; links are followed.
    """
    target = folder.resolve()
    for source in sources:
        place = source.resolve()
        if target == place or target in place.parents or place in target.parents:
            raise FolderError(
                _(
                    "--out {folder} is, holds or lies in {source}, which is read and must stay as it is; "
                    "name another folder with --out.",
                    folder=folder,
                    source=source,
                )
            )


@contextmanager
def delivered(folder: Path) -> Iterator[Path]:
    """A folder to write in, which becomes `folder` when the block ends well and vanishes when it does not."""
    _refuse_others(folder)
    made, unfinished = _begin(folder)
    try:
        yield unfinished
        _replace(folder.resolve(), unfinished)
    except BaseException as error:
        try:
            remove(unfinished)
        except OSError as left:
            raise _unwritable(folder, left) from error
        _remove(made)
        if isinstance(error, OSError) and not isinstance(error, FolderError):
            raise _unwritable(folder, error) from error
        raise


def _refuse_others(folder: Path) -> None:
    """FolderError if something that is not ours is there already."""
    try:
        if not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or _is_ours(folder))):
            return
    except OSError as error:
        raise _unwritable(folder, error) from error
    if not folder.is_dir():
        raise FolderError(_("{folder} is a file, not a folder; name another one with --out.", folder=folder))
    raise FolderError(
        _(
            "{folder} holds files that are not results of gongzhi; name another folder with --out.",
            folder=folder,
        )
    )


def _is_ours(folder: Path) -> bool:
    from experiments.store.manifest import read_json

    try:
        return read_json(folder / MANIFEST).get("made_by") == MAKER
    except (FolderError, ValueError):
        return False


def _begin(folder: Path) -> tuple[list[Path], Path]:
    """Make the folder to write in, beside the one wanted; also says which parents had to be made for it."""
    target = folder.resolve()
    made: list[Path] = []
    try:
        for parent in reversed(target.parents):
            if not parent.exists():
                parent.mkdir()
                made.append(parent)
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
        unfinished.mkdir()
    except OSError as error:
        _remove(made)
        raise _unwritable(folder, error) from error
    return made, unfinished


def _replace(target: Path, finished: Path) -> None:
    """Put the finished folder in the place of the old one; the old one comes back if that fails."""
    if not target.exists() or not any(target.iterdir()):
        os.replace(finished, target)
        return
    exchange(target, finished, finished.with_suffix(".old"))


def exchange(target: Path, finished: Path, old: Path) -> None:
    """Put a finished folder in the place of another, which is kept as `old` meanwhile and comes back if that
    fails.
    """
    os.replace(target, old)
    try:
        os.replace(finished, target)
    except OSError:
        os.replace(old, target)
        raise
    remove(old)


def _remove(made: list[Path]) -> None:
    """Remove parents that were made, unless somebody put something into them meanwhile."""
    for parent in reversed(made):
        try:
            parent.rmdir()
        except OSError:
            return


def _unwritable(folder: Path, error: OSError) -> FolderError:
    why = reason(error)
    return FolderError(_("Results cannot be written to {folder}: {reason}.", folder=folder, reason=why))


def put(file: Path, content: Buffer) -> None:
    """Write a file, whole or not at all; OSError leaves nothing behind. What is half-written is never a link
    that somebody laid there, and only an ordinary file is replaced.
    """
    check_replaceable(file)
    unfinished = file.with_name(file.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    try:
        with unfinished.open("xb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        os.replace(unfinished, file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """A file to write, of the same ending, that becomes `file` when the block ends well and vanishes when it
    does not; FolderError if it cannot be written.
    """
    unfinished = file.with_name(f".{file.stem}{UNFINISHED}{file.suffix}")
    try:
        check_replaceable(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        os.replace(unfinished, file)
    except OSError as error:
        if isinstance(error, FolderError):
            raise
        raise FolderError(
            _("{file} cannot be written: {reason}.", file=file, reason=reason(error))
        ) from error
    finally:
        if file.parent.is_dir():
            unfinished.unlink(missing_ok=True)


def check_replaceable(file: Path) -> None:
    """FolderError if a device, a pipe or a folder is there, which a file must not take the place of."""
    if file.exists() and not file.is_file():
        raise FolderError(_("{file} is no ordinary file; name another one.", file=file))


def remove(folder: Path) -> None:
    """Remove a folder and all in it, if it is there; OSError if it cannot be removed, or is a link."""
    if os.path.lexists(folder):
        shutil.rmtree(folder)


def write_text(file: Path, text: str) -> Path:
    """Write a text file, whole or not at all; FolderError if it cannot be written."""
    try:
        put(file, text.encode())
    except FolderError:
        raise
    except OSError as error:
        message = _("{file} cannot be written: {reason}.", file=file, reason=reason(error))
        raise FolderError(message) from error
    return file


def reason(error: OSError) -> str:
    """Why something cannot be written, in the language chosen."""
    reasons = {
        errno.EACCES: _("permission denied"),
        errno.EPERM: _("permission denied"),
        errno.EROFS: _("the disk is read-only"),
        errno.ENOSPC: _("the disk is full"),
        errno.ENOENT: _("no folder can be made there"),
        errno.ENOTDIR: _("part of the path is a file"),
        errno.ENAMETOOLONG: _("the name is too long"),
    }
    return reasons.get(error.errno or 0) or error.strerror or type(error).__name__
