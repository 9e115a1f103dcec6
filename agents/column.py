"""Numbers that are one agent's or a whole cohort's, and the few functions that rules may apply to both.

A rule is written once. Called on a cohort it receives arrays, called on one agent it receives floats;
``exp``, ``where`` and the others below take either. Rules use these and never ``math`` or ``numpy``, so that
both ways give the same answer (to the last bit but one: the array and the scalar exponential may round
differently).
"""

from __future__ import annotations

import math
import sys
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.integer[Any]]
type BoolArray = npt.NDArray[np.bool_]
type KeyArray = npt.NDArray[np.uint64]

# One agent's value or a cohort's column. Operators on a union of float and array are beyond what mypy can
# follow without a cast at every line of every rule, so the union is Any to the type checker and documented
# here instead.
type Column = Any


class Answer(NamedTuple):
    """What a rule may answer: yes or no where ``low`` is None, else a number from ``low`` to ``high``; of a
    choice, ``names`` are what 0, 1, 2 … mean.
    """

    low: float | None
    high: float = 0.0
    names: tuple[str, ...] = ()


LARGEST = sys.float_info.max
"""The largest finite number."""

# What rules declare that they return; every answer is held against it (agents/answer.py).
type Truth = Annotated[Any, Answer(None)]
type Share = Annotated[Any, Answer(0.0, 1.0)]
type Amount = Annotated[Any, Answer(0.0, LARGEST)]
type Number = Annotated[Any, Answer(-LARGEST, LARGEST)]


def exp(x: Column) -> Column:
    """e to the power x."""
    return math.exp(x) if isinstance(x, float) else np.exp(x)


def log(x: Column) -> Column:
    """Natural logarithm of x (x > 0)."""
    return math.log(x) if isinstance(x, float) else np.log(x)


def where(condition: Truth, yes: Column, no: Column) -> Column:
    """Choose ``yes`` where the condition holds and ``no`` elsewhere."""
    if isinstance(condition, np.ndarray):
        return np.where(condition, yes, no)
    return yes if condition else no


def clip(x: Column, low: float, high: float) -> Column:
    """Limit x to the interval [low, high]."""
    if isinstance(x, float):
        return low if x < low else high if x > high else x
    return np.minimum(np.maximum(x, low), high)


def above_zero(x: Column) -> Column:
    """Return x where it is positive and 0 elsewhere."""
    if isinstance(x, float):
        return x if x > 0.0 else 0.0
    return np.maximum(x, 0.0)


def logistic(x: Column) -> Column:
    """The logistic function 1 / (1 + exp(-x))."""
    if isinstance(x, float):
        return 1.0 / (1.0 + math.exp(-x))
    return 1.0 / (1.0 + np.exp(-x))


def negate(condition: Truth) -> Truth:
    """Logical not, for a truth value or a column of them."""
    return np.logical_not(condition) if isinstance(condition, np.ndarray) else not condition
