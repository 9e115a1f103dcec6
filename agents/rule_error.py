"""What is said of a rule, or of a class of agents, that is wrong, and at which place of which file."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scenarios.language import _

HOUSE = Path(__file__).resolve().parents[1]


class RuleError(ValueError):
    """A rule, or a class of agents, is wrong; its text is the one message for the user and says which."""


def rule_at(rule: Any, line: int | None = None) -> str:
    """A rule by name, file and line: ``Resident.takes_part (agents/resident.py:171)``."""
    code = rule.__code__
    name = rule.__qualname__.rpartition("<locals>.")[2]
    return f"{name} ({at(code.co_filename, line or code.co_firstlineno)})"


def at(file: str, line: int) -> str:
    """A place in a file, from the project's folder where it lies there."""
    path = Path(file)
    inside = path.is_absolute() and path.resolve().is_relative_to(HOUSE)
    return f"{path.resolve().relative_to(HOUSE).as_posix() if inside else file}:{line}"


def attribute_at(kind: type, name: str) -> str:
    """Where a class gives an attribute its value: ``Frail.move_out (frail.py:12)``."""
    owner = next(parent for parent in kind.__mro__ if name in vars(parent))
    try:
        lines, first = inspect.getsourcelines(owner)
        file = inspect.getsourcefile(owner) or owner.__module__
    except (OSError, TypeError):
        return f"{owner.__name__}.{name} ({owner.__module__})"
    place = next((i for i, line in enumerate(lines) if re.match(rf"\s+{name}\b", line)), 0)
    return f"{owner.__name__}.{name} ({at(file, first + place)})"


def takes(rule: Any, count: int) -> bool:
    """Whether a rule can be called with so many things, self included."""
    try:
        inspect.signature(rule).bind(*range(count))
    except TypeError:
        return False
    return True


def wrong_arguments(rule: Any, shown: Iterable[str]) -> str:
    """The message for a rule that takes other things than it is shown."""
    return _(
        "{rule} takes {own}; the month asks it with {shown}.",
        rule=rule_at(rule),
        own=f"({', '.join(inspect.signature(rule).parameters)})",
        shown=f"({', '.join(shown)})",
    )
