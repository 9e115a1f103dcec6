"""The project that a file lies in which the user named from outside, without `--project`."""

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from scenarios.files import shown
from scenarios.language import _
from scenarios.project_folder import around, project_folder


def advice(arguments: Sequence[str], text: str) -> str:
    """A sentence on the project that a file of the command line or of a message lies in; empty where one
    is chosen, where the message speaks of that already, or where there is none such.

    arguments: the words typed; text: the message on what is wrong with something given.
    """
    if project_folder() is not None or "--project" in text:
        return ""
    found = next(((file, folder) for file in _files(arguments, text) if (folder := around(file))), None)
    if found is None:
        return ""
    file, folder = found
    return " " + _(
        "{file} lies in the project {project}, and none is chosen: work in its folder, or give --project "
        "{folder}.",
        file=shown(file),
        project=folder.name,
        folder=shlex.quote(shown(folder)),
    )


def _files(arguments: Sequence[str], text: str) -> Iterator[Path]:
    """The files and folders that are named, in full: what the message begins with, then the words typed."""
    typed = (part for word in arguments for part in re.split("[=,#，、]", word))
    for name in (text.partition(",")[0], text.partition(":")[0], *typed):
        file = Path.cwd() / name
        try:
            if name and file.exists():
                yield file
        except (OSError, ValueError):  # a name that no file can have
            continue
