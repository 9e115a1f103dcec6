"""Several files written at once, or none of them.

Invariant: a file that is there is not written over, but for one that is named for it, and that is whole at
every moment; whatever goes wrong, all is as it was.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments.store.output_folder import FolderError, check_replaceable, put, reason
from scenarios.language import _

UNFINISHED = ".unfinished"


def write_all(new: Mapping[Path, str], over: Mapping[Path, bytes]) -> None:
    """Write new files, and put contents in the place of what `over` names, there or not; FolderError, and
    nothing is written, if one of the new is there already or one cannot be written.
    """
    for file in new:
        if os.path.lexists(file):
            raise FolderError(_("{file} is there already; nothing was written.", file=file))
    contents = {**{file: text.encode() for file, text in new.items()}, **over}
    made: list[Path] = []
    try:
        _write(contents, list(new), made)
        _replace(list(over), made)
    except BaseException as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, FolderError):
            file = Path(os.fsdecode(error.filename or next(iter(contents))))
            text = _("{file} cannot be written: {reason}.", file=_named(file), reason=reason(error))
            raise FolderError(text) from error
        raise
    for file in contents:
        _beside(file).unlink(missing_ok=True)


def _write(contents: Mapping[Path, bytes], new: Sequence[Path], made: list[Path]) -> None:
    """Write each beside where it goes, then put the new ones in their places."""
    for file, content in contents.items():
        _make_folders(file.parent, made)
        with _beside(file).open("xb") as target:
            made.append(_beside(file))
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
    for file in new:
        _link(_beside(file), file)
        made.append(file)


def _replace(files: Sequence[Path], made: list[Path]) -> None:
    """Put each in the place of what is there; if one cannot be, those before it come back."""
    before: dict[Path, bytes | None] = {}
    try:
        for file in files:
            check_replaceable(file)
            old = file.read_bytes() if file.exists() else None
            if old is not None:
                shutil.copymode(file, _beside(file))
            os.replace(_beside(file), file)
            before[file] = old
    except BaseException:
        for file, old in before.items():
            made.append(file) if old is None else put(file, old)
        raise


def _link(unfinished: Path, file: Path) -> None:
    """Put a file in its place, if nothing is there."""
    try:
        os.link(unfinished, file)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(file):
            raise
        os.rename(unfinished, file)


def _make_folders(folder: Path, made: list[Path]) -> None:
    for one in reversed([folder, *folder.parents]):
        if not one.exists():
            one.mkdir()
            made.append(one)


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}{UNFINISHED}")


def _named(file: Path) -> Path:
    """A file by its own name, even while it is written."""
    name = file.name
    return file.with_name(name[1:].rsplit(".", 2)[0]) if name.endswith(UNFINISHED) else file
