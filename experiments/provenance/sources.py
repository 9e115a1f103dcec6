"""Where the Python files of the rules lie: the folder that this process imports each package from.

Invariant: only the standard library is imported here, and what says where the project lies, so that whoever
loads the model can look at its files before any of them is loaded.
"""

import json
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from scenarios.project_folder import modules, project_folder

RULES = ("agents", "model", "scenarios")
"""The packages that a run goes through."""

OURS = (*RULES, "experiments", "results")


class CodeError(RuntimeError):
    """The code cannot be used as it is; `str` of it is the message for the user."""


def place_of(name: str) -> Path | None:
    """The folder of a package, or the file of a module, of that name without a dot; None if there is none."""
    try:
        found = find_spec(name)
    except (ImportError, ValueError):
        return None
    if found is None:
        return None
    for folder in found.submodule_search_locations or ():
        return Path(folder)
    return Path(found.origin) if found.has_location and found.origin else None


def place() -> str:
    """The folders that the packages lie in: one, unless something is amiss."""
    places = (place_of(package) for package in RULES)
    own = project_folder()
    found = [str(one.parent) if one else "?" for one in places] + ([str(own)] if own else [])
    return ", ".join(dict.fromkeys(found))


def stamp() -> str:
    """What changes whenever one of the files does: their names, sizes and times, and those of what lies
    beside the packages.
    """
    seen = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in _files()]
    return sha256(json.dumps(seen).encode()).hexdigest()


def _files() -> list[Path]:
    places = [found for package in RULES if (found := place_of(package)) is not None]
    beside = {file for found in places for file in found.parent.glob("*.py")}
    within = {file for found in places if found.is_dir() for file in found.rglob("*.py")}
    return sorted(beside | within | set(modules().values()))
