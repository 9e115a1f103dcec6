"""What a run loads: the modules that its code imports, however far away, wherever they lie.

Invariant: libraries are known by their version, everything else by its text. Code that loads other
code in a way that cannot be followed is refused with file and line, for an edit of that would not be seen.
"""

import sys
import sysconfig
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from experiments.provenance import sources
from experiments.provenance.sources import CodeError
from experiments.provenance.syntax import Import, Loader, syntax
from scenarios.files import text_of
from scenarios.language import _, language
from scenarios.problems import ScenarioError
from scenarios.project_folder import modules, project_folder
from scenarios.rules_file import rules_file

ROOT = "model.neighbourhood"
"""What every run begins with."""

INSTRUMENTS = "model.instruments"
BY_NAME = {
    "model.instrument": f"{INSTRUMENTS}.",
    "model.case_rules": "agents.",
    "model.outcome": "model.outcomes.",
}
"""Modules that load others by the name that a scenario gives, and the package these lie in: a run's key has
those that it really loads.
"""

OF_PROJECT = "project"
"""What the folder of the project is called, whatever its name: it may be moved."""

OF_FILE = "rules"
"""What the folder of the file of rules is called, wherever it lies."""

OUTCOMES = "model.outcomes."
SAID = frozenset(("name", "unit", "direction", "smallest"))
"""What the class of an outcome says of it, which changes no row."""

LIBRARIES = ("numpy", "scipy", "mesa", "pandas", "networkx")
"""Libraries whose version may change a result."""

READERS = {"babel", "pydantic", "pydantic_core", "ruamel"}
"""Libraries that read what is given; a scenario's digest says what came of it."""


class Module(NamedTuple):
    """A module: the digest of its text, the modules and libraries that it imports, what is wrong with it."""

    digest: str = ""
    imports: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()
    problem: str = ""
    file: str = ""
    """As seen from the folder that its package lies in."""
    place: Path | None = None
    """Where that file lies."""


class Imports:
    """The modules of the rules as they stood when this was made."""

    def __init__(self) -> None:
        self._folders: dict[Path, dict[str, Path]] = {}
        self._places: dict[str, Path | None] = {}
        self._modules: dict[str, Module] = {}
        self._of_project = modules()
        instruments = self._place(INSTRUMENTS)
        names = self._entries(instruments) if instruments else ()
        self.own = frozenset(self._of_project)
        of_own = {name.rpartition(".")[2] for name in self.own if name.startswith(f"{INSTRUMENTS}.")}
        self.kinds = tuple(sorted({*names, *of_own} - {"__init__"}))
        waiting = [ROOT, *(f"{INSTRUMENTS}.{kind}" for kind in self.kinds), *self.own]
        while waiting:
            name = waiting.pop()
            if name not in self._modules:
                self._modules[name] = self._read(name)
                waiting += self._modules[name].imports

    def reached(self, names: Collection[str], without: Collection[str] = ()) -> dict[str, Module]:
        """All modules that a run with these loads, by name; CodeError if one of them cannot be followed.

        names: kinds of instruments, or modules in full; without: modules whose imports, and they themselves,
        do not count.
        """
        found: dict[str, Module] = {}
        waiting = [ROOT, *(f"{INSTRUMENTS}.{kind}" for kind in names if kind in self.kinds)]
        waiting += [name for name in names if name in self.own]
        while waiting:
            name = waiting.pop()
            if name in found or name in without:
                continue
            found[name] = self._modules[name]
            if found[name].problem:
                raise CodeError(found[name].problem)
            waiting += found[name].imports
        return dict(sorted(found.items()))

    def files(self) -> list[Path]:
        """The files that the modules were read from."""
        return [one.place for one in self._modules.values() if one.place is not None]

    def _read(self, name: str) -> Module:
        place = self._place(name)
        file = place / "__init__.py" if place is not None and place.is_dir() else place
        if file is None or not file.exists():  # a folder of modules without a file of its own
            return Module(imports=frozenset(self._packages(name)))
        if file.suffix != ".py":
            return Module(problem=_("{file} is compiled and cannot be followed.", file=file))
        try:
            words = SAID if name.startswith(OUTCOMES) else frozenset()
            read = syntax(text_of(file), words)
        except ScenarioError as error:
            return Module(problem=str(error))
        except SyntaxError as error:
            message = _(
                "{file}, line {line}: {problem}", file=file, line=error.lineno or 1, problem=error.msg
            )
            return Module(problem=message)
        for loader in read.loaders:
            if loader._replace(line=0) != Loader(0, "import_module", BY_NAME.get(name, "?")):
                return Module(problem=unfollowed(file, loader.line, loader.name))
        package = name if place != file else name.rpartition(".")[0]
        modules = {one for found in read.imports for one in self._named(found, package)}
        ours = {one for one in modules if self._place(one) is not None}
        others = {one.partition(".")[0] for one in modules - ours}
        digest = sha256(read.text.encode()).hexdigest()
        seen = _seen(file, self._place(name.partition(".")[0]))
        ours.update(self._packages(name))
        return Module(digest, frozenset(ours), frozenset(filter(_library, others)), file=seen, place=file)

    def _named(self, found: Import, package: str) -> Iterator[str]:
        """The modules that an import may mean, with the packages that they lie in."""
        above = package.split(".")[: len(package.split(".")) - found.level + 1] if found.level else []
        module = ".".join([*above, *([found.module] if found.module else [])])
        if not module:
            return
        yield module
        yield from self._packages(module)
        place = self._place(module)
        if place is not None and place.is_dir():
            names = self._entries(place) if "*" in found.names else found.names
            yield from (f"{module}.{name}" for name in names if name in self._entries(place))

    @staticmethod
    def _packages(name: str) -> Iterator[str]:
        """The packages that a module lies in."""
        parts = name.split(".")
        return (".".join(parts[:end]) for end in range(1, len(parts)))

    def _place(self, name: str) -> Path | None:
        """The file or folder of a module; None where it is a library's or not there."""
        if name not in self._places:
            above, _dot, last = name.rpartition(".")
            if above:
                place = self._place(above)
                found = self._entries(place).get(last) if place and place.is_dir() else None
                self._places[name] = found or self._of_project.get(name)
            else:
                self._places[name] = None if _library(last) or _of_python(last) else sources.place_of(last)
        return self._places[name]

    def _entries(self, folder: Path) -> dict[str, Path]:
        """The modules that lie directly in a folder."""
        if folder not in self._folders:
            found = {
                one.name.partition(".")[0]: one for one in sorted(folder.iterdir(), key=_rank) if _rank(one)
            }
            found.pop("__pycache__", None)
            self._folders[folder] = {name: one for name, one in found.items() if name.isidentifier()}
        return self._folders[folder]


_known: list[tuple[object, dict[Path, tuple[int, int]], Imports]] = []
"""The modules as they were last read: what they were read for, and sizes and times of their files."""


def imports(stamp: str) -> Imports:
    """The modules of the rules as they stand, read again only if something of theirs is not as it was.

    stamp: of the files of the rules, as `sources.stamp` gives it.
    """
    asked = stamp, project_folder(), rules_file(), language(), *sys.path
    for known, files, found in _known:
        if known == asked and files == _sizes(files):
            return found
    found = Imports()
    _known[:] = [(asked, _sizes(found.files()), found)]
    return found


def _sizes(files: Collection[Path]) -> dict[Path, tuple[int, int]]:
    """Size and time of each file that is there."""
    there = ((file, file.stat()) for file in files if file.exists())
    return {file: (about.st_size, about.st_mtime_ns) for file, about in there}


def _seen(file: Path, top: Path | None) -> str:
    """A file as seen from the folder that its package, or its project, lies in."""
    own = project_folder()
    for folder, name in ((top.parent if top else None, ""), (own, f"{OF_PROJECT}/")):
        if folder and (below := _below(file, folder)):
            return name + below
    return f"{OF_FILE}/{file.name}" if file == rules_file() else str(file)


@lru_cache(maxsize=10_000)
def _below(file: Path, folder: Path) -> str:
    """A file as seen from a folder, empty where it does not lie there: kept, for it takes half the time."""
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else ""


def _rank(entry: Path) -> int:
    """Which of several entries of one name Python imports: the highest; 0 for what it does not import."""
    if entry.is_dir():
        return 4 if (entry / "__init__.py").exists() else 1
    return {".py": 2, ".so": 3, ".pyd": 3}.get(entry.suffix, 0)


def unfollowed(file: Path, line: int, name: str) -> str:
    """The message on code that loads other code otherwise than by an import."""
    return _(
        "{file}, line {line}: what {name} loads cannot be followed, so an edit of it would not be seen. "
        "Write an import statement.",
        file=file,
        line=line,
        name=name,
    )


def versions(libraries: Collection[str]) -> dict[str, str]:
    """The versions of LIBRARIES, and of these libraries besides."""
    further = set(libraries) - {*LIBRARIES, *READERS}
    owners = metadata.packages_distributions() if further else {}
    names = {*LIBRARIES, *(owner for name in further for owner in owners.get(name, ()))}
    return {name: metadata.version(name) for name in sorted(names)}


@cache
def _library(top: str) -> bool:
    """Whether a module is that of an installed library."""
    if top in LIBRARIES or top in READERS:
        return True
    place = sources.place_of(top) if top not in sources.OURS else None
    return place is not None and bool({"site-packages", "dist-packages"} & set(place.parts))


@cache
def _of_python(top: str) -> bool:
    """Whether a module is of Python's own library."""
    place = sources.place_of(top)
    return place is not None and any(
        place.is_relative_to(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")
    )
