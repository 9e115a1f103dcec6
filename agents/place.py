"""Where residents of a kind of one's own are found: some of those who live there, or one in every stairwell.

A class whose `kind` is not shipped says it as ``place = Some(0.04, of="upper")`` or
``place = OneA("stairwell")``.
"""

from __future__ import annotations

import inspect
from typing import NamedTuple

from agents.rule_error import at
from scenarios.kind_places import WHOLES, WHOM
from scenarios.language import _
from scenarios.problems import listed, nearest, shown


class Some(NamedTuple):
    """A share, 0 to 1, of those who live there; `of`: of all, or of whom of WHOM alone."""

    share: float
    of: str = "all"


class OneA(NamedTuple):
    """One in each of a whole that a compound has several of; `of`: who may be the one."""

    whole: str
    of: str = "all"


def problem_of(place: object) -> str:
    """What is wrong with a place, as the end of a sentence; empty if nothing is."""
    if not isinstance(place, Some | OneA):
        return _(
            "must be Some(0.04, of={whom}) or OneA({whole}), and is {came}.",
            whom='"upper"',
            whole='"stairwell"',
            came=repr(place),
        )
    if place.of not in WHOM:
        known = _("of is {value}; there are: {known}.", value=shown(place.of), known=listed(WHOM))
        return known + nearest(str(place.of), WHOM)
    if isinstance(place, OneA) and place.whole not in WHOLES:
        known = _("is one a {value}; there are: {known}.", value=shown(place.whole), known=listed(WHOLES))
        return known + nearest(str(place.whole), WHOLES)
    if isinstance(place, Some) and not _is_share(place.share):
        return _("has the share {value}; it must be a number from 0 to 1.", value=shown(place.share))
    return ""


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0.0 <= value <= 1.0


def as_written(kind: type) -> type:
    """The class that the user wrote, of one that was made of it and of what its households are else."""
    return vars(kind).get("_written", kind)


def class_at(kind: object) -> str:
    """A class by name, file and line: ``Rider (riders.py:9)``; anything else as it is written."""
    if not isinstance(kind, type):
        return repr(kind)
    try:
        _lines, first = inspect.getsourcelines(kind)
        return f"{kind.__name__} ({at(inspect.getsourcefile(kind) or kind.__module__, first)})"
    except (OSError, TypeError):
        return f"{kind.__name__} ({kind.__module__})"
