"""Answers: what a rule declares that it answers, and the look that every answer gets before anything is done.

Invariant: what a rule may not answer goes no further, and one line says which rule it was.
"""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from functools import cache
from typing import Any, get_args, get_type_hints

import numpy as np
import numpy.typing as npt

from agents.column import LARGEST, Answer
from scenarios.language import _

type Declared = Answer | tuple[Answer, ...]
"""What one rule answers: one thing, or several at once."""

# What `min` and `max` of a column do once they have looked at their arguments; every answer is looked at.
_least, _most = np.minimum.reduce, np.maximum.reduce

ROUNDING = float(np.finfo(np.float32).eps)
"""How far beyond its range a number may lie by rounding."""


class Unfit(ValueError):
    """An answer that its rule does not declare: who of those asked gives it first (None: all), what came."""

    def __init__(self, place: int | None, came: str) -> None:
        super().__init__(place, came)
        self.place, self.came = place, came


@cache
def declared(rule: Any) -> Declared | None:
    """What a rule says that it returns, by its annotation; None where it says nothing that can be checked."""
    try:
        answer = get_type_hints(rule).get("return")
    except (NameError, TypeError):
        return None
    parts = [_of(part) for part in get_args(answer) or (answer,)]
    known = tuple(part for part in parts if part is not None)
    if len(known) < len(parts):
        return None
    return known if get_args(answer) else known[0]


def _of(annotation: Any) -> Answer | None:
    """The answer behind one of the types of ``agents/column.py``, or behind ``bool``."""
    if annotation is bool:
        return Answer(None)
    behind = getattr(getattr(annotation, "__value__", None), "__metadata__", ())
    return next((one for one in behind if isinstance(one, Answer)), None)


def of_cohort(answer: Any, declaration: Declared, count: int) -> Any:
    """A cohort's answer as columns of ``count`` values (one value may hold for all); Unfit if it is none."""
    if isinstance(declaration, Answer):
        return _column(answer, declaration, count)
    if not isinstance(answer, tuple) or len(answer) != len(declaration):
        raise Unfit(0, _shown(answer))
    return tuple(_column(part, one, count) for part, one in zip(answer, declaration, strict=True))


def of_each(answers: Sequence[Any], declaration: Declared) -> Any:
    """The answers of one agent after another as columns; Unfit if one of them is none."""
    if isinstance(declaration, Answer):
        return _gathered(answers, declaration)
    for place, answer in enumerate(answers):
        if not isinstance(answer, tuple) or len(answer) != len(declaration):
            raise Unfit(place, _shown(answer))
    return tuple(_gathered([answer[i] for answer in answers], one) for i, one in enumerate(declaration))


def nobodys(declaration: Declared) -> Any:
    """The columns of answers where nobody is asked."""
    return of_each([], declaration)


def _column(answer: Any, declaration: Answer, count: int) -> npt.NDArray[Any]:
    if not isinstance(answer, np.ndarray) or not answer.ndim:
        if not _is_one_value(answer):
            raise Unfit(0, _shown(answer))
        answer = np.full(count, answer)
    if answer.shape != (count,):
        raise Unfit(None, _("{values} values for {agents} agents", values=answer.size, agents=count))
    if not _fits(answer, declaration):
        place = next(
            (place for place in range(count) if not _fits(answer[place : place + 1], declaration)), 0
        )
        raise Unfit(place, _shown(answer[place]) if count else str(answer.dtype))
    return answer


def _gathered(answers: Sequence[Any], declaration: Answer) -> npt.NDArray[Any]:
    if not answers:
        return np.zeros(
            0, dtype=np.bool_ if declaration.low is None else np.int64 if declaration.names else np.float64
        )
    try:
        column = np.array(answers)
    except ValueError:  # lists of several lengths
        column = np.zeros(0)
    if column.shape != (len(answers),) or not _fits(column, declaration):
        misfits = (place for place, answer in enumerate(answers) if not _one_fits(answer, declaration))
        place = next(misfits, 0)
        raise Unfit(place, _shown(answers[place]))
    return column


def _one_fits(answer: Any, declaration: Answer) -> bool:
    return _is_one_value(answer) and _fits(np.array([answer]), declaration)


def _is_one_value(answer: Any) -> bool:
    return isinstance(answer, bool | int | float | np.generic) or (
        isinstance(answer, np.ndarray) and not answer.ndim
    )


def _fits(column: npt.NDArray[Any], declaration: Answer) -> bool:
    """Whether all of a column may be answered; NaN never may, for no comparison holds of it."""
    sort = column.dtype.kind
    if declaration.low is None:
        return sort == "b"
    if sort not in "fiu":
        return False
    if not len(column):
        return True
    if _from_zero(column, declaration):
        return True
    within = _least(column) >= declaration.low - ROUNDING and _most(column) <= declaration.high + ROUNDING
    return bool(within and (not declaration.names or sort != "f" or (column == np.rint(column)).all()))


def _from_zero(column: npt.NDArray[Any], declaration: Answer) -> bool:
    """Whether it can be told at one look that numbers lie between 0 and the highest allowed.

    As they lie in memory, numbers from 0 on are in order; those below 0 and NaN come after all of them.
    """
    if declaration.low != 0.0 or declaration.names or column.dtype != np.float64:
        return False
    return bool(_most(column.view(np.uint64)) <= _in_memory(declaration.high + ROUNDING))


@cache
def _in_memory(number: float) -> int:
    """The bits of a number, read as one of no sign."""
    return int(np.float64(number).view(np.uint64))


def _shown(came: Any) -> str:
    """What came, as Python writes it, not too long."""
    if isinstance(came, np.generic) or (isinstance(came, np.ndarray) and not came.ndim):
        came = came.item()
    if isinstance(came, np.ndarray):
        return _("one column")
    if isinstance(came, tuple | list) and any(isinstance(part, np.ndarray) for part in came):
        return _("{count} columns", count=len(came))
    return reprlib.repr(came)


def in_words(declaration: Declared) -> str:
    """What a rule is to answer, in words."""
    if not isinstance(declaration, Answer):
        each = ", ".join(in_words(one) for one in declaration)
        return _("{count} answers, as in (a, b): {each}", count=len(declaration), each=each)
    if declaration.low is None:
        return _("True or False")
    if declaration.names:
        return _(
            "one of {choices}", choices=", ".join(f"{i} ({one})" for i, one in enumerate(declaration.names))
        )
    if declaration.high < LARGEST:
        return _("a number from {low} to {high}", low=f"{declaration.low:g}", high=f"{declaration.high:g}")
    return _("a number, 0 or more") if declaration.low == 0.0 else _("a number")
