"""A folder of files that may build on each other, and files of the user's own that build on them.

A file names another by its id, by any of its names in Chinese or English or, outside the folder, by its path,
written from where the naming file lies. Whoever builds on itself, however far round, is told so.

Invariant: a file is opened and built once, and there is a limit to how many are.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any, NoReturn

from scenarios.entries import Case, Governance
from scenarios.files import DataFile, KeyPath, open_data, written_path
from scenarios.fixed import Fixed
from scenarios.language import _, after
from scenarios.names import ENDINGS, fold, is_path
from scenarios.problems import ScenarioError, listed, nearest, shown
from scenarios.project import shadowed
from scenarios.shipped import Part, is_shipped

MOST_FILES = 1000
"""How many files of the user's own one of them may lead to."""

LONGEST_CHAIN = 30
"""How many files may build on each other, each on the next."""


class Shelf[E: (Case, Governance)]:
    """The cases, or the governance models, of one folder by id, the name of the file.

    `build` makes an entry of a file; it may ask the shelf for the entries that the file names.
    """

    def __init__(
        self,
        part: Part,
        folder: Path,
        build: Callable[["Shelf[E]", DataFile], E],
        further: Sequence[Path] = (),
    ) -> None:
        """further: the files of the user's project, which go by their ids too."""
        self._part: Part = part
        self._build: Callable[[Shelf[E], DataFile], E] = build
        self._files = {file.stem: open_data(file) for file in _yaml_files(folder)}
        self._by_name = {fold(name): data for data in self._files.values() for name in _names(data)}
        self._further = frozenset(further)
        for file in further:
            self._add(open_data(file))
        self._by_path = {data.file.resolve(): data for data in self._files.values()}
        self._own: set[Path] = set()
        self._read: dict[str, E] = {}
        self._made: dict[Path, E] = {}
        self._open: list[DataFile] = []
        self._tables: dict[Path, int] = {}
        self.entries: Mapping[str, E] = Fixed({stem: self._make(data) for stem, data in self._files.items()})

    def _add(self, data: DataFile) -> None:
        """Add a file of the project; ScenarioError if one of its names is taken."""
        for name in map(fold, _names(data)):
            if (other := self._by_name.get(name, data)) is not data:
                raise shadowed(data.file, other.file)
            self._by_name[name] = data
        self._files[data.file.stem] = data

    def find(self, name: str) -> E | None:
        """The entry of that id or name, or in the file at that path; None if nothing is called so."""
        if is_path(name):
            entry = self._open_own(name)
            self._read[entry.id] = entry
            return entry
        data = self._by_name.get(fold(name))
        return self._made[data.file] if data else None

    def known(self, name: str) -> E | None:
        """The entry of that id: one of the folder, or else one of a user's file found so far."""
        return self.entries.get(name) or self._read.get(name)

    def nearest(self, name: str) -> str:
        """Advice: the nearest of all names, or the file that was named without its ending."""
        files = [name.strip() + ending for ending in ENDINGS]
        if file := next((file for file in files if os.path.isfile(file)), None):
            return after(_("Did you mean {name}?", name=file))
        return nearest(name, self._all_names())

    def is_own(self, data: DataFile) -> bool:
        """Whether the file is the user's own, in a project or anywhere, even among those of gongzhi."""
        return (
            data.file in self._own or data.file in self._further or not is_shipped(self._part, data.file.stem)
        )

    def table(self, data: DataFile, name: str, path: KeyPath) -> Path:
        """The table that `data` names at `path`, from where that lies; ScenarioError if there is none."""
        file = Path(data.there(name, path))
        self._tables[file] = file.stat().st_mtime_ns
        return file

    def is_as_read(self) -> bool:
        """Whether the tables that its files name have not changed since they were read."""
        return all(file.exists() and file.stat().st_mtime_ns == when for file, when in self._tables.items())

    def _open_own(self, path: str) -> E:
        """The entry in a file of the user's own, read again; ScenarioError if its id is taken."""
        file = written_path(path)
        if (known := self._by_path.get(file.resolve())) is not None:
            return self._made[known.file]
        if fold(file.stem) in self._by_name:
            message = _(
                "{file}: the name {name} is taken; give the file another one.", file=path, name=file.stem
            )
            raise ScenarioError(message)
        reading = copy(self)
        reading._own, reading._open = set(), []
        reading._by_path, reading._made = dict(self._by_path), dict(self._made)
        return reading._make(reading._opened(file)).model_copy(update={"file": path.strip()})

    def _opened(self, file: Path) -> DataFile:
        """A file of the user's own, opened and kept."""
        data = open_data(file)
        self._own.add(file)
        self._by_path[file.resolve()] = data
        return data

    def named(self, name: object, data: DataFile, path: KeyPath) -> E:
        """The entry that `data` names at `path`; ScenarioError if there is none or it builds on itself."""
        if not isinstance(name, str) or not name:
            data.fail(path, _("is {value}; it must be words", value=shown(name)))
        file = self._file_named(name, data, path)
        if file is None:
            known = list(self._files)
            problem = _(
                "is {value}, which is unknown; known are: {known}", value=shown(name), known=listed(known)
            )
            data.fail(path, problem, nearest(name, self._all_names()))
        if file in self._open:
            self._fail_round(file, data, path)
        if len(self._open) > LONGEST_CHAIN:
            data.fail(
                path,
                _("makes a chain of more than {most} files that build on each other", most=LONGEST_CHAIN),
            )
        return self._make(file)

    def _fail_round(self, file: DataFile, data: DataFile, path: KeyPath) -> NoReturn:
        chain = [*self._open[self._open.index(file) :], file]
        data.fail(path, _("builds on itself: {chain}", chain=" → ".join(one.file.stem for one in chain)))

    def _file_named(self, name: str, data: DataFile, path: KeyPath) -> DataFile | None:
        if not is_path(name):
            return self._by_name.get(fold(name))
        file = data.beside(name, path)
        if (known := self._by_path.get(file.resolve())) is not None:
            return known
        if not file.exists():
            data.fail(path, _("names {file}, which does not exist", file=name.strip()))
        if len(self._own) >= MOST_FILES:
            data.fail(path, _("is one file more than the {most} that one may lead to", most=MOST_FILES))
        return self._opened(file)

    def _make(self, data: DataFile) -> E:
        if data.file not in self._made:
            self._made[data.file] = self._build_open(data)
        return self._made[data.file]

    def _build_open(self, data: DataFile) -> E:
        self._open.append(data)
        entry = self._build(self, data)
        self._open.pop()
        return entry

    def _all_names(self) -> Iterator[str]:
        return (name for data in self._files.values() for name in _names(data))


def _yaml_files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.yaml"), key=lambda file: file.stem)
    if not found:
        raise ScenarioError(_("{folder} holds no .yaml files.", folder=str(folder)))
    return found


def _names(data: DataFile) -> Iterator[str]:
    """The id and every name a file gives itself; what is not written as it should be is left out here."""
    yield data.file.stem
    content: Any = data.document.data
    if not isinstance(content, dict):
        return
    name, aliases = content.get("name"), content.get("aliases")
    given = [*(name.values() if isinstance(name, dict) else [name])]
    given += aliases if isinstance(aliases, list) else []
    yield from (one for one in given if isinstance(one, str))
