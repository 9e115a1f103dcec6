"""Places in the code: the line that does something, and the lines that had it done.

The rule it holds: only lines of the model, and of whoever writes rules and instruments for it, are places;
those of libraries and of the audit itself are passed over.
"""

import sysconfig
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
AUDIT = str(Path(__file__).resolve().parent)
BETWEEN = {str(ROOT / "model" / "streams.py"), str(ROOT / "agents" / "cohort.py")}
"""Where every draw, and every call of Mesa's on a cohort, passes: who sent it is the place."""

_PATHS = sysconfig.get_paths()
LIBRARIES = tuple(_PATHS[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))


class Place(NamedTuple):
    """A line of code; its file as seen from the project's folder."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


NOWHERE = Place("?", 0, "?")
"""Where something is done that no line of ours asked for."""


@cache
def is_ours(file: str) -> bool:
    """Whether lines of this file are places."""
    if file.startswith(("<", AUDIT)):
        return False
    return not (file.startswith(LIBRARIES) or "site-packages" in file or "dist-packages" in file)


@cache
def named(file: str) -> str:
    """The file as seen from the project's folder; in full if it lies elsewhere."""
    path = Path(file)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def places(frame: FrameType | None, most: int = 2) -> tuple[Place, ...]:
    """The innermost places of a stack, one to so many; it ends where the audit itself begins."""
    found: list[Place] = []
    while frame is not None and len(found) < most:
        code = frame.f_code
        if code.co_filename.startswith(AUDIT):
            break
        if code.co_filename not in BETWEEN and is_ours(code.co_filename):
            found.append(Place(named(code.co_filename), frame.f_lineno, code.co_qualname))
        frame = frame.f_back
    return tuple(found) or (NOWHERE,)
