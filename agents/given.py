"""What is given to a rule and what it answers, taken apart by rows and put together again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from agents.column import IntArray


def taken(part: Any, places: IntArray) -> Any:
    """What of an argument belongs to the rows at these places; what holds for all stays as it is."""
    if isinstance(part, tuple):
        parts = [taken(inner, places) for inner in part]
        return type(part)._make(parts) if hasattr(part, "_make") else tuple(parts)
    return part[places] if isinstance(part, np.ndarray) and part.ndim else part


def each(part: Any) -> Iterator[Any]:
    """Iterate over one row's share of an argument after another."""
    if isinstance(part, tuple):
        rows = zip(*(each(inner) for inner in part), strict=False)
        return map(type(part)._make, rows) if hasattr(part, "_make") else iter(rows)
    return iter(part.tolist()) if isinstance(part, np.ndarray) and part.ndim else itertools.repeat(part)


def merged(answers: list[tuple[IntArray, Any]], count: int) -> Any:
    """One column, or a tuple of columns, of what was answered at these places and those."""
    first = answers[0][1]
    if isinstance(first, tuple):
        return tuple(
            merged([(places, answer[i]) for places, answer in answers], count) for i in range(len(first))
        )
    column = np.empty(count, dtype=np.result_type(*(answer for _, answer in answers)))
    for places, answer in answers:
        column[places] = answer
    return column
