"""Choosing a project for this process: the packages that are loaded find its modules from then on,
and no other project's.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenarios.files import written_path
from scenarios.project import check_code, extend, project
from scenarios.project_folder import PACKAGES, VARIABLE, choose_folder, forget_folder, project_folder
from scenarios.shipped import own_files


def choose(name: str | None) -> None:
    """Choose the project in that folder, for this process and those that it starts, or none at all;
    ScenarioError if it is none, or if it has a file with a name that is taken.
    """
    choose_folder(None if name is None else written_path(name).resolve())
    project()
    check_code()
    find_anew()


@contextmanager
def chosen(folder: Path | None) -> Iterator[None]:
    """Within this, that is the project, or there is none; after it, what was before."""
    before, told = project_folder(), os.environ.get(VARIABLE)
    choose(None if folder is None else str(folder))
    try:
        yield
    finally:
        choose_folder(before)
        os.environ.pop(VARIABLE, None)
        os.environ.update({} if told is None else {VARIABLE: told})
        find_anew()


def forget_choice() -> None:
    """Look for a project again, as at the start of a process."""
    forget_folder()
    find_anew()


def find_anew() -> None:
    """Let the packages that are loaded find the modules of project and file of rules anew, and no others."""
    importlib.invalidate_caches()
    own = {str(file) for file in own_files("agents")}
    for package in PACKAGES:
        if (module := sys.modules.get(package)) is None:
            continue
        before = tuple(module.__path__[1:])
        extend(package, module.__path__)
        for name, one in list(sys.modules.items()):
            file = getattr(one, "__file__", None) or ""
            if name.startswith(f"{package}.") and (os.path.dirname(file) in before or file in own):
                del sys.modules[name]
