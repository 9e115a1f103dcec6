"""Lines of code: the line that does something, and the lines that had it done.

Invariant: only lines of the model, and of whoever writes rules and instruments for it, count; those of
libraries, of recorders and of the audit are passed over.
"""

import sysconfig
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
RECORDERS = tuple(str(ROOT / "experiments" / package) for package in ("recording", "pairing_audit"))
BETWEEN = {str(ROOT / "model" / "streams.py"), str(ROOT / "agents" / "cohort.py")}
"""Where every draw, and every call of Mesa's on a cohort, passes: who sent it is the line."""

_PATHS = sysconfig.get_paths()
LIBRARIES = tuple(_PATHS[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))


class CodeLine(NamedTuple):
    """A line of the model, or of whoever writes rules for it; its file as seen from the project's folder."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


NOWHERE = CodeLine("?", 0, "?")
"""Where something is done that no line of ours caused."""


@cache
def is_ours(file: str) -> bool:
    """Whether lines of this file count: those of libraries and of recorders are passed over."""
    if file.startswith(("<", *RECORDERS)):
        return False
    return not (file.startswith(LIBRARIES) or "site-packages" in file or "dist-packages" in file)


@cache
def named(file: str) -> str:
    """The file as seen from the project's folder; in full if it lies elsewhere."""
    path = Path(file)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def code_lines(frame: FrameType | None, most: int = 2) -> tuple[CodeLine, ...]:
    """The innermost lines of a stack, one to so many; it ends where a recorder begins."""
    found: list[CodeLine] = []
    while frame is not None and len(found) < most:
        code = frame.f_code
        if code.co_filename.startswith(RECORDERS):
            break
        if code.co_filename not in BETWEEN and is_ours(code.co_filename):
            found.append(CodeLine(named(code.co_filename), frame.f_lineno, code.co_qualname))
        frame = frame.f_back
    return tuple(found) or (NOWHERE,)
