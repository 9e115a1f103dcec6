"""What goes wrong by what was asked: an argument that will not do, a rule or a file of rules that is broken.

Invariant: what is wrong with a rule or a file of rules is told with its line, never as our fault.
"""

import re
from pathlib import Path
from traceback import extract_tb
from typing import Protocol

from scenarios.language import _
from scenarios.problems import ScenarioError, wide_mark
from scenarios.project_folder import modules

RULES = ("agents", "model", "model/instruments")
"""Folders of the project that a user edits to change what agents and instruments do."""

HOUSE = Path(__file__).resolve().parents[1]


class ArgumentError(ValueError):
    """Something typed on the command line is wrong; `str` of it is the message for the user."""


def between(value: int, option: str, low: int, high: int, typed: object = None) -> int:
    """The value of an option, from `low` to `high`, else ArgumentError; `typed`: as the user wrote it."""
    if not low <= value <= high:
        seen = str(value if typed is None else typed).strip() or '""'
        raise ArgumentError(
            _(
                "{option} must be a whole number from {low} to {high}, not {value}.",
                option=option,
                low=low,
                high=high,
                value=seen,
            )
        )
    return value


class Referenced(Protocol):
    """What goes by an id and is found by another name, the way of its file if it is the user's own."""

    @property
    def id(self) -> str:
        """By what it goes."""

    @property
    def reference(self) -> str:
        """By what it is found."""


def unambiguous[E: Referenced](entries: list[E]) -> list[E]:
    """The entries, unless two files of the user's own would go by the same id."""
    files: dict[str, str] = {}
    for entry in entries:
        first = files.setdefault(entry.id, entry.reference)
        if first != entry.reference:
            message = _(
                "{first} and {second} have the same name; give one of the files another.",
                first=first,
                second=entry.reference,
            )
            raise ArgumentError(message)
    return entries


def about_rules(error: BaseException) -> str | None:
    """What is wrong with a rule or with the file it stands in, in one line; None if it is something else."""
    if isinstance(error, SyntaxError):
        return _unreadable(error)
    from agents.rule_error import RuleError, at

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
    """The sort of error and its text; of what is wrong with something given, its text."""
    if isinstance(error, ScenarioError):
        return str(error)
    if isinstance(error, SystemExit):
        return _("it ends the program ({problem}).", problem=f"SystemExit: {error}")
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _unreadable(error: SyntaxError) -> str:
    """The message on a file that is no Python, with what a Chinese input method left in it."""
    from scenarios.files import text_of

    found = error if Path(error.filename or "").is_file() else _first_unreadable() or error
    file = Path(found.filename or "?")
    try:
        text_of(file)
    except ScenarioError as encoding:
        if file.is_file():
            return str(encoding)
    name = file.resolve().relative_to(HOUSE).as_posix() if file.resolve().is_relative_to(HOUSE) else str(file)
    where, problem = f"{name}:{found.lineno}", python_problem(found)
    return _("{where}: this is no Python: {problem}", where=where, problem=problem)


def python_problem(error: SyntaxError) -> str:
    """What is wrong with a text that is no Python: of a mark that a Chinese input method left, which one."""
    code = re.search(r"U\+([0-9A-F]{4,6})", error.msg)
    hint = wide_mark(chr(int(code[1], 16))) if code else ""
    return hint or error.msg


def _first_unreadable() -> SyntaxError | None:
    """The error of the first file of rules that cannot be read: who read it may not have known its name."""
    ours = (file for folder in RULES for file in sorted((HOUSE / folder).glob("*.py")))
    for file in (*ours, *modules().values()):
        try:
            compile(file.read_bytes(), str(file), "exec")
        except SyntaxError as error:
            error.filename = str(file)  # which Python leaves out of a file that it cannot decode
            return error
    return None


def _of_rules(file: str) -> bool:
    """Whether a file is one that users write: of gongzhi, or of the project."""
    places = [HOUSE / folder for folder in RULES]
    return Path(file).is_absolute() and (Path(file).parent in places or Path(file) in modules().values())
