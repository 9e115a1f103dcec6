"""A new project: a folder with one small example of everything that a project may hold, which runs at once.

Invariant: the folder is whole or not there at all, and nothing that lies somewhere is written over.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.errors import ArgumentError
from experiments.store.output_folder import FolderError, reason, remove
from scenarios.files import written_path
from scenarios.language import _
from scenarios.problems import shown
from scenarios.project_folder import FILE, around

TEMPLATE = Path(__file__).parent / "template" / "project"
NAME, NAMED = "NAME", (FILE, "README.md")
"""What stands for the name of the project, and in which files."""

LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache")


def new_project(name: str) -> Path:
    """Write a new project into a folder that is not there yet, or is empty; ArgumentError if it cannot be
    called so or lies in another project, FolderError if something is there or it cannot be written.
    """
    folder = _folder(name)
    try:
        with _whole(folder) as unfinished:
            shutil.copytree(TEMPLATE, unfinished, ignore=LEFT_OUT, dirs_exist_ok=True)
            for file in (unfinished / one for one in NAMED):
                _put_name(file, folder.name)
    except OSError as error:
        if isinstance(error, FolderError):
            raise
        raise FolderError(_unwritable(folder, reason(error))) from error
    return folder


def _folder(name: str) -> Path:
    """The folder of that name, if a project can lie there."""
    if not name.strip() or not all(letter.isprintable() for letter in name):
        raise ArgumentError(_("{name} is no name for a folder.", name=shown(" ".join(name.split()))))
    folder = Path(os.path.abspath(written_path(name)))
    if folder.name.startswith(("-", ".")) or not folder.name:
        raise ArgumentError(
            _("{name} is no name for a project: it must begin with a letter or a digit.", name=shown(name))
        )
    if outer := around(folder.parent):
        raise ArgumentError(
            _(
                "{folder} lies in the project {around}; a project does not lie in another.",
                folder=folder,
                around=outer,
            )
        )
    return folder


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder to write in, whose content is that of `folder` when the block ends well; else it vanishes."""
    _refuse_taken(folder)
    there = folder.is_dir()
    missing = [] if there else [one for one in reversed(folder.parents) if not one.exists()]
    made: list[Path] = []
    unfinished = (folder if there else folder.parent) / f".{folder.name}.{os.getpid()}.unfinished"
    try:
        for parent in missing:
            parent.mkdir()
            made.append(parent)
        unfinished.mkdir()
        yield unfinished
        _put(unfinished, folder)
    except BaseException:
        remove(unfinished)
        for parent in reversed(made):
            parent.rmdir()
        raise


def _refuse_taken(folder: Path) -> None:
    """FolderError unless nothing is there, or an empty folder."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise FolderError(_("{folder} is a file, not a folder; give another name.", folder=folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise FolderError(_("{folder} is not empty; give the name of a new folder.", folder=folder))


def _put(unfinished: Path, folder: Path) -> None:
    """Let what is written be the folder; into an empty one, in which somebody may stand, its parts are moved,
    the file that makes it a project last.
    """
    if not folder.exists():
        os.rename(unfinished, folder)
        return
    moved: list[Path] = []
    try:
        for part in sorted(unfinished.iterdir(), key=lambda one: one.name == FILE):
            os.rename(part, folder / part.name)
            moved.append(folder / part.name)
    except BaseException:
        for part in moved:
            os.rename(part, unfinished / part.name)
        raise
    unfinished.rmdir()


def _put_name(file: Path, name: str) -> None:
    text = file.read_text(encoding="utf-8")
    words = json.dumps(name, ensure_ascii=False)[1:-1] if file.name == FILE else name
    file.write_text(text.replace(NAME, words), encoding="utf-8")


def _unwritable(folder: Path, why: str) -> str:
    return _("{folder} cannot be made: {reason}.", folder=folder, reason=why)
