"""The files of the user's own that a study is made of, copied to a folder where they find each other.

Invariant: what a file names is found by its key, not by its letters, and every file that is named
goes along: parents, members of districts, posteriors, tables of households and ties. A file of gongzhi's is
named by its id; a project goes along as a whole.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import scenarios
from experiments.archive import packed_project
from scenarios.files import open_data
from scenarios.names import is_path
from scenarios.posterior import is_table
from scenarios.project import Project

OWN = "own"
SHIPPED = Path(scenarios.__file__).parent.resolve()

HERE = Path()


class Named(NamedTuple):
    """A name in a file: what is to be called with another name to write that there; what kind of file."""

    name: str
    rename: Callable[[str], None]
    kind: str


def copy_study(written: Path, target: Path, project: Project | None = None, archive: Path = HERE) -> None:
    """Copy a study's file to `target`, all files of the user's own that it needs to the folder OWN beside
    that, and the project that it was made in; OSError if the disk will not take them, FolderError if the
    project cannot be packed. archive: where it will lie, which is no part of the project.
    """
    copies = _Copies(target.parent)
    if project is not None:
        copies.take(project, archive)
    target.write_text(copies.text(written, "study", target), encoding="utf-8")


class _Copies:
    """The files copied so far, by where they lay."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[Path, Path] = {}

    def take(self, project: Project, archive: Path) -> None:
        """Copy the project, whose files find each other where they then are."""
        files = packed_project.files_of(project, archive)
        places = {file: packed_project.place_in(self._folder, project, file) for file in files}
        self._places |= {file.resolve(): place for file, place in places.items()}
        for file in files:
            if kind := packed_project.kind_of(project, file):
                self._copy(file.resolve(), kind)
            else:
                packed_project.copy_bytes(file, places[file])

    def text(self, file: Path, kind: str, target: Path) -> str:
        """The text of a file that is to lie at `target`, in which all names are found from there."""
        from ruamel.yaml import YAML

        yaml = YAML()
        yaml.preserve_quotes, yaml.width = True, 10_000
        before = "\n".join(open_data(file).lines)
        content, changed = yaml.load(before), False
        for one in list(_names(content, kind)):
            if (is_path(one.name) or is_table(one.name) or one.kind == "table") and (
                name := self._name(file.parent / Path(one.name.strip()).expanduser(), one.kind, target)
            ) != one.name:
                one.rename(name)
                changed = True
        if not changed:
            return before
        after = StringIO()
        yaml.dump(content, after)
        return after.getvalue()

    def _name(self, file: Path, kind: str, target: Path) -> str:
        """How the file is named in the one at `target`."""
        place = file.resolve()
        if place.is_relative_to(SHIPPED):
            return place.stem
        if place not in self._places:
            self._places[place] = self._free(place.name)
            self._copy(place, kind)
        return Path(os.path.relpath(self._places[place], target.parent)).as_posix()

    def _copy(self, place: Path, kind: str) -> None:
        target = self._places[place]
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind in ("posterior", "table"):
            shutil.copyfile(place, target)
        else:
            target.write_text(self.text(place, kind, target), encoding="utf-8")

    def _free(self, name: str) -> Path:
        """Where a file of that name lies: its name is its id and must stay, so a second one has a folder."""
        taken, number = set(self._places.values()), 1
        found = self._folder / OWN / name
        while found in taken:
            number += 1
            found = self._folder / OWN / str(number) / name
        return found


def _names(content: Any, kind: str) -> Iterator[Named]:
    """All names of other files in a file of that kind."""
    if kind == "study":
        yield from _listed(content, "cases", "case")
        yield from _listed(content, "governance", "governance")
        if isinstance(sampling := content.get("sampling"), dict):
            yield from _listed(sampling, "posterior", "posterior")
        return
    yield from _listed(content, "extends", kind)
    for key in ("households", "ties") if kind == "case" else ():
        yield from _listed(content, key, "table")
    district = content.get("district")
    if isinstance(district, dict) and isinstance(members := district.get("members"), dict):
        for place, name in enumerate(list(members)):
            yield Named(name, _key(members, name, place), kind)


def _listed(content: Any, key: str, kind: str) -> Iterator[Named]:
    """The names under a key: one, or a list of them."""
    found = content.get(key)
    if isinstance(found, str):
        yield Named(found, _value(content, key), kind)
    for place, name in enumerate(found if isinstance(found, list) else ()):
        yield Named(name, _value(found, place), kind)


def _value(holder: Any, key: object) -> Callable[[str], None]:
    def rename(name: str) -> None:
        holder[key] = name

    return rename


def _key(mapping: Any, name: str, place: int) -> Callable[[str], None]:
    def rename(other: str) -> None:
        value: Mapping[str, object] = mapping.pop(name)
        mapping.insert(place, other, value)

    return rename
