"""How a rule failed when it was asked: the one message, with the place in its file and who was asked."""

from __future__ import annotations

from traceback import extract_tb
from typing import Any

from agents.answer import Declared, in_words
from agents.attribute import looked
from agents.rule_error import RuleError, rule_at, takes, wrong_arguments
from scenarios.language import _
from scenarios.problems import nearest

ONE_NUMBER_ONLY = (
    "truth value of an",
    "converted to Python scalars",
    "0-dimensional arrays can be converted",
)
"""What NumPy says of a whole column in the place of one number."""


def misfit(rule: Any, declaration: Declared, who: str, came: str) -> RuleError:
    """The error of a rule that answers what it may not."""
    words = {"rule": rule_at(rule), "who": who, "came": came, "expected": in_words(declaration)}
    return RuleError(_("{rule} answers {came} for {who}; it must answer {expected}.", **words))


def stopped(kind: type, rule: Any, shown: tuple[Any, ...], who: str, error: Exception) -> RuleError:
    """The error of a rule that could not be asked, or raised one itself; the line is the rule's own."""
    if isinstance(error, TypeError) and not takes(rule, len(shown) + 1):
        names = (one._fields if hasattr(one, "_fields") else () for one in shown)
        each = [type(one).__name__ if fields else "…" for one, fields in zip(shown, names, strict=True)]
        return RuleError(wrong_arguments(rule, ["self", *each]))
    inside = [
        frame for frame in extract_tb(error.__traceback__) if frame.filename == rule.__code__.co_filename
    ]
    words = {"rule": rule_at(rule, inside[-1].lineno if inside else None), "who": who}
    return RuleError(_("{rule} stopped for {who}: {problem}", problem=_reason(kind, error), **words))


def _reason(kind: type, error: Exception) -> str:
    """Why a rule stopped, and what to write instead where that is known."""
    message = str(error)
    if any(words in message for words in ONE_NUMBER_ONLY):
        return _(
            "it treats a whole column as one number (by if, and, or, not, math). Mark it @one_by_one, "
            "or use where, exp, log, clip, & and | (agents/column.py)."
        )
    if isinstance(error, AttributeError) and error.name:
        fields = getattr(type(error.obj), "_fields", None)
        near = nearest(error.name, fields if fields is not None else looked(kind))
        return _("there is no {name}.", name=repr(error.name)) + near
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
