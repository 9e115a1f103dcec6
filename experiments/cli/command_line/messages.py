"""What the command says when something is wrong: one message where the user can mend it, else whose fault it
is; what it does when it is told to end, and which warnings of libraries it keeps to itself.

Invariant: what a user can mend is never told as our fault. What SALib and matplotlib warn of is not shown,
wherever they say it came from; what a rule or a file of the user's makes Python warn of is.
"""

import errno
import logging
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from experiments.errors import about_rules, as_python_says
from scenarios.language import LANGUAGES, _
from scenarios.problems import ScenarioError, listed
from scenarios.problems import shown as in_quotes

TRACEBACK = "GONGZHI_TRACEBACK"
NAMED = (errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EACCES, errno.EPERM)
"""What looking at a place that the user named may end in, wherever the name was given."""

OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What writing to standard output may end in."""

LIBRARIES = ("SALib", "matplotlib")
"""Libraries that warn of their own affairs, which tell a user of ours nothing."""


class LanguageError(ValueError):
    """`--lang` names neither Chinese nor English."""


def language_asked(arguments: Sequence[str]) -> str | None:
    """The value of the last `--lang`, wherever it stands; None where there is none."""
    found = None
    for place, word in enumerate(arguments):
        if word == "--lang":
            found = arguments[place + 1] if place + 1 < len(arguments) else ""
        elif word.startswith("--lang="):
            found = word.removeprefix("--lang=")
    if found is not None and found not in LANGUAGES:
        raise LanguageError(
            _("There is no language {language}; there are zh and en.", language=found or '""')
        )
    return found


def without(option: str, arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """The words without an option that holds for every verb, wherever it stands, and its value; None where
    there is none.
    """
    rest: list[str] = []
    found: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == option:
            found.append(next(words, ""))
        elif word.startswith(f"{option}="):
            found.append(word.removeprefix(f"{option}="))
        else:
            rest.append(word)
    if any(not one or one.startswith("--") for one in found):
        raise ScenarioError(_("{option} needs a value.", option=option))
    if len(found) > 1:
        named = listed(found)
        raise ScenarioError(
            _("{option} is given more than once ({named}); give one.", option=option, named=named)
        )
    return rest, found[0] if found else None


def message(error: Exception) -> str | None:
    """The one message on an error that the user can mend; None where the fault is ours."""
    if isinstance(error, SyntaxError):  # then little else can be imported
        return about_rules(error)
    if isinstance(error, ScenarioError):  # in a project that is broken little else can be imported either
        return (about_rules(error) if "agents.rulebook" in sys.modules else None) or str(error)
    from experiments.errors import ArgumentError
    from experiments.execution.simulate import RunError
    from experiments.provenance.sources import CodeError
    from experiments.store.output_folder import FolderError, reason

    if isinstance(error, RunError):
        return error.message()
    if about_rules(error) is not None:
        return about_rules(error)
    if isinstance(error, OSError) and error.filename is not None and error.errno in NAMED:
        file = in_quotes(str(error.filename))
        return _("{file} cannot be read ({reason}).", file=file, reason=reason(error))
    mendable = isinstance(error, ArgumentError | CodeError | FolderError | ScenarioError | LanguageError)
    return str(error) if mendable else None


def unheard(error: Exception) -> str | None:
    """The message on an error of standard output; empty where nobody listens, None where it is another."""
    from experiments.store.output_folder import reason

    if isinstance(error, BrokenPipeError):
        return ""
    if not isinstance(error, OSError) or error.filename is not None or error.errno not in OUTPUT:
        return None
    return _("The answer cannot be written to standard output: {reason}.", reason=reason(error))


def fault(error: Exception) -> str:
    """The message on an error that is ours."""
    return _(
        "A fault in gongzhi: {problem}. With {variable}=1 in the environment it shows where.",
        problem=as_python_says(error),
        variable=TRACEBACK,
    )


@contextmanager
def ended_like_an_interrupt() -> Iterator[None]:
    """Inside, SIGTERM is answered as Ctrl-C is, unless whoever started us chose another answer."""
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    ):
        yield
        return
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


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
