"""A command as it is to be typed: a program of this environment is called where it lies, unless its bare name
already leads there.

Invariant: what is printed runs as it is, in the folder it is printed for; another program of the same name
is never meant.
"""

import os
import shlex
import shutil
import sys
from pathlib import Path


def typed(command: str, standing_in: Path | None = None) -> str:
    """The command as it is typed in a folder, by default where one stands; as given if this environment does
    not have the program.
    """
    program, blank, words = command.partition(" ")
    beside = _beside_python(program)
    if beside is None or _leads_there(program, beside):
        return command
    return quoted(_way(beside, standing_in or Path.cwd())) + blank + words


def quoted(way: str) -> str:
    """The way as one word of a command, for the shells of this system."""
    if os.name == "nt":  # no quotes unless needed: PowerShell takes a quoted word for a text
        return f'"{way}"' if " " in way else way
    return shlex.quote(way)


def _beside_python(program: str) -> Path | None:
    """Where this environment has it; Windows adds an ending to the name."""
    folder = Path(sys.executable).parent
    if (folder / program).exists():
        return folder / program
    return folder / program if (folder / f"{program}.exe").exists() else None


def _leads_there(program: str, beside: Path) -> bool:
    found = shutil.which(program)
    return found is not None and os.path.normcase(Path(found).with_suffix("")) == os.path.normcase(
        beside.with_suffix("")
    )


def _way(program: Path, folder: Path) -> str:
    """The shorter one of the way from the folder and the whole way."""
    try:
        way = os.path.relpath(program, folder)
    except ValueError:  # on another drive of Windows
        return str(program)
    way = way if os.path.dirname(way) else os.path.join(os.curdir, way)
    return min(way, str(program), key=len)
