"""The project that a study was made in, copied into an archive: all its files but what is made from them.

Invariant: what is copied needs nothing outside it. The project's files that name files elsewhere name the
copies of these; results, caches, environments and archives made before stay behind.
"""

import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from experiments.store.output_folder import MANIFEST, FolderError
from experiments.store.store import IDENTITY
from scenarios.language import _
from scenarios.project import CASES, GOVERNANCE, Project

PACKED = "project"
"""The folder of the project in the archive."""

RESULTS = "results"
CACHES = ("__pycache__", "node_modules")
MADE = (IDENTITY, MANIFEST, "pyvenv.cfg")
"""Files that tell a folder that a command has made."""

KINDS: Mapping[str, str] = {CASES: "case", GOVERNANCE: "governance"}
"""Folders of a project whose files are read whatever is asked for, and the kind of these."""


def files_of(project: Project, target: Path) -> list[Path]:
    """The files of a project that go into the archive that will lie at `target`; FolderError if one of them
    is a link.
    """
    left_out = {target.resolve(), *(one.resolve() for one in target.parent.glob(f".{target.name}.*"))}
    return sorted(file for file in _files(project.folder) if file.resolve() not in left_out)


def _files(folder: Path, top: bool = True) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or entry.name in CACHES or (top and entry.name == RESULTS):
            continue
        if entry.is_symlink():
            raise FolderError(
                _("{file} is a link; a project that is packed holds nothing but files.", file=entry.path)
            )
        if entry.is_dir():
            if not any((Path(entry.path) / name).exists() for name in MADE):
                yield from _files(Path(entry.path), top=False)
        elif entry.is_file() and not entry.name.endswith((".pyc", ".unfinished")) and not _packed(entry):
            yield Path(entry.path)


def _packed(entry: "os.DirEntry[str]") -> bool:
    """Whether a file is the archive of a study."""
    if not entry.name.endswith(".zip"):
        return False
    try:
        with zipfile.ZipFile(entry.path) as archive:
            return any(name.endswith("/RERUN.md") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def place_in(folder: Path, project: Project, file: Path) -> Path:
    """Where a file of the project lies in an archive that is laid out in `folder`."""
    return folder / PACKED / file.resolve().relative_to(project.folder.resolve())


def kind_of(project: Project, file: Path) -> str:
    """What kind of file of the project names others that it needs; empty for all others."""
    part = file.resolve().relative_to(project.folder.resolve()).parts
    return KINDS.get(part[0], "") if len(part) == 2 and file.suffix == ".yaml" else ""


def copy_bytes(file: Path, target: Path) -> None:
    """Copy a file to a folder that may not be there yet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
