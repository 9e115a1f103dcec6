"""Where the project of this process lies: the folder chosen (`--project`), else the one that the variable
GONGZHI_PROJECT names, else the one that the current folder lies in; or nowhere.

Invariant: only the standard library is imported here, so that whoever loads the model can look at a project's
files before any of them is loaded. What was found stays, wherever one goes.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from scenarios.rules_file import rules_file, told_of_file

FILE, VARIABLE = "gongzhi.toml", "GONGZHI_PROJECT"
NO_PROJECT = "-"
"""What the variable says where there is to be none, wherever one stands."""

PACKAGES: Mapping[str, str] = {
    "agents": "agents",
    "model.instruments": "instruments",
    "model.outcomes": "outcomes",
}
"""Packages that a project adds modules to, and the folder of the project that these lie in."""

_chosen: list[Path | None] = []
"""The folder of the project, or None; empty as long as nobody asked."""


def project_folder() -> Path | None:
    """The folder of the project of this process; None if it has none."""
    if not _chosen:
        named = os.environ.get(VARIABLE)
        if named:
            _chosen.append(None if named == NO_PROJECT else Path(named))
        else:
            _chosen.append(around(Path.cwd()))
    return _chosen[0]


def choose_folder(folder: Path | None) -> None:
    """Let that be the project, of this process and of those that it starts, or let there be none."""
    _chosen[:] = [folder]
    os.environ.update(told())


def forget_folder() -> None:
    """Look again, as at the start of a process."""
    _chosen.clear()
    os.environ.pop(VARIABLE, None)


def told() -> dict[str, str]:
    """The variables that tell another process of the project of this one, and of its file of rules."""
    folder = project_folder()
    return {VARIABLE: NO_PROJECT if folder is None else str(folder), **told_of_file()}


def become(surroundings: Mapping[str, str]) -> None:
    """Have the project and the file of rules that another process told of."""
    _chosen.clear()
    os.environ.update(surroundings)


def typed() -> list[str]:
    """The words that a command needs to find this project from where one stands, and the file of rules; none
    where it is found without, or where there is none.
    """
    folder, file = project_folder(), rules_file()
    words = [] if folder is None or around(Path.cwd()) == folder else ["--project", shlex.quote(str(folder))]
    return words + ([] if file is None else ["--rules", shlex.quote(str(file))])


def modules() -> dict[str, Path]:
    """The Python files of the project, and the file of rules, by the names that they are imported by."""
    folder, rules = project_folder(), rules_file()
    files = (
        {package: sorted((folder / part).glob("*.py")) for package, part in PACKAGES.items()}
        if folder
        else {}
    )
    further = {f"agents.{rules.stem}": rules} if rules else {}
    return {
        f"{package}.{file.stem}": file
        for package, found in files.items()
        for file in found
        if file.name[0] not in "._"
    } | further


def around(place: Path) -> Path | None:
    """The nearest folder that holds a project: this one, or one that the folder or the file lies in."""
    return next((one for one in (place, *place.parents) if (one / FILE).is_file()), None)
