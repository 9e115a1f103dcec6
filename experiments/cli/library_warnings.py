"""Warnings of libraries about their own affairs, which tell a user of ours nothing.

The rule it holds: what SALib and matplotlib warn of is not shown, wherever they say it came from; what a rule
or a file of the user's makes Python warn of is.
"""

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

LIBRARIES = ("SALib", "matplotlib")


@contextmanager
def without_their_warnings() -> Iterator[None]:
    """Inside, warnings that arise within those libraries are not shown."""
    before = warnings.showwarning

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if not _is_theirs():
            before(message, category, filename, lineno, file, line)

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = before


def _is_theirs() -> bool:
    """Whether one of the libraries is at work."""
    frame = sys._getframe()
    while (frame := frame.f_back) is not None:  # type: ignore[assignment]
        if str(frame.f_globals.get("__name__")).partition(".")[0] in LIBRARIES:
            return True
    return False
