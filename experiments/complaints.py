"""What the command says when something is wrong: one message where the user can mend it, else whose fault it
is.

The rule it holds: what is wrong with a rule or a file of rules is told with its line, never as our fault.
"""

import errno
import re
from collections.abc import Sequence
from pathlib import Path
from traceback import extract_tb

from scenarios.language import LANGUAGES, _
from scenarios.problems import shown as in_quotes
from scenarios.problems import wide_mark

RULES = ("agents", "model", "model/instruments")
"""Folders of the project that a user edits to change what agents and instruments do."""

HOUSE = Path(__file__).resolve().parents[1]
TRACEBACK = "GONGZHI_TRACEBACK"
NAMED = (errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EACCES, errno.EPERM)
"""What looking at a place that the user named may end in, wherever the name was given."""

OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What writing to standard output may end in."""


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


def message(error: Exception) -> str | None:
    """The one message on an error that the user can mend; None where the fault is ours."""
    if isinstance(error, SyntaxError):  # then little else can be imported
        return about_rules(error)
    from experiments.arguments import ArgumentError
    from experiments.folder import FolderError, reason
    from experiments.run import RunError
    from experiments.sources import CodeError
    from scenarios.read import ScenarioError

    if isinstance(error, RunError):
        return error.message()
    if about_rules(error) is not None:
        return about_rules(error)
    if isinstance(error, OSError) and error.filename is not None and error.errno in NAMED:
        file = in_quotes(str(error.filename))
        return _("{file} cannot be read ({reason}).", file=file, reason=reason(error))
    mendable = isinstance(error, ArgumentError | CodeError | FolderError | ScenarioError | LanguageError)
    return str(error) if mendable else None


def about_rules(error: BaseException) -> str | None:
    """What is wrong with a rule or with the file it stands in, in one line; None if it is something else."""
    if isinstance(error, SyntaxError):
        return _unreadable(error)
    from agents.rulebook import RuleError, at

    if isinstance(error, RuleError):
        return str(error)
    frames = extract_tb(error.__traceback__)
    loading = [
        place for place, frame in enumerate(frames) if frame.name == "<module>" and _of_rules(frame.filename)
    ]
    inside = [frame for frame in frames[loading[-1] :] if _of_rules(frame.filename)] if loading else []
    if not inside:
        return None
    where = at(inside[-1].filename, inside[-1].lineno or 0)
    return _("{where}: the file cannot be loaded: {problem}", where=where, problem=as_python_says(error))


def as_python_says(error: BaseException) -> str:
    """The sort of error and its text."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _unreadable(error: SyntaxError) -> str:
    """The message on a file that is no Python, with what a Chinese input method left in it."""
    found = error if Path(error.filename or "").is_file() else _first_unreadable() or error
    file = Path(found.filename or "?")
    shown = (
        file.resolve().relative_to(HOUSE).as_posix() if file.resolve().is_relative_to(HOUSE) else str(file)
    )
    code = re.search(r"U\+([0-9A-F]{4,6})", found.msg)
    hint = wide_mark(chr(int(code[1], 16))) if code else ""
    return _(
        "{where}: this is no Python: {problem}", where=f"{shown}:{found.lineno}", problem=hint or found.msg
    )


def _first_unreadable() -> SyntaxError | None:
    """The error of the first file of rules that cannot be read: who read it may not have known its name."""
    for file in (file for folder in RULES for file in sorted((HOUSE / folder).glob("*.py"))):
        try:
            compile(file.read_bytes(), str(file), "exec")
        except SyntaxError as error:
            return error
    return None


def _of_rules(file: str) -> bool:
    return Path(file).is_absolute() and Path(file).parent in [HOUSE / folder for folder in RULES]


def unheard(error: Exception) -> str | None:
    """The message on an error of standard output; empty where nobody listens, None where it is another."""
    from experiments.folder import reason

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
