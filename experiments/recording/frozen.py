"""Frozen: a world as it stood at a moment, of which as many as somebody needs can be made again.

Invariant: what is made shares nothing that changes with what was frozen, nor with anything else that is
made. What hides what it refers to, such as a function within a function, is not frozen at all.
"""

from __future__ import annotations

import inspect
import io
import pickle
from collections.abc import Callable, Sequence
from types import FunctionType, ModuleType
from typing import Any, Self

import numpy as np

from model.institutions import maker

PROTOCOL = 4
"""Of pickle: the last in which an array read back holds its numbers itself."""


class NotFrozen(TypeError):
    """Something cannot be frozen; its text says what."""


class Frozen[Thing]:
    """Something in bytes; classes and functions, which are nobody's own, are kept as they are."""

    def __init__(self, content: bytes, shared: Sequence[Any]) -> None:
        self._content, self._shared = content, shared

    @classmethod
    def of(cls, thing: Thing) -> Self:
        """Freeze it as it is now; NotFrozen if something in it cannot be."""
        written = _Written()
        try:
            written.dump(thing)
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
            raise NotFrozen(str(error)) from error
        return cls(written.place.getvalue(), written.shared)

    def __len__(self) -> int:
        """How many bytes it takes."""
        return len(self._content)

    def made(self) -> Thing:
        """What was frozen, made again."""
        found: Thing = _Read(self._content, self._shared).load()
        return found


class _Written(pickle.Pickler):
    def __init__(self) -> None:
        self.place = io.BytesIO()
        super().__init__(self.place, PROTOCOL)
        self.shared: list[Any] = []
        self._numbers: dict[int, int] = {}

    def persistent_id(self, one: Any) -> int | None:
        """The number of a class, module or function; None of anything else."""
        if not isinstance(one, type | ModuleType | FunctionType):
            return None
        if isinstance(one, FunctionType) and one.__closure__:
            return None
        if (number := self._numbers.setdefault(id(one), len(self.shared))) == len(self.shared):
            self.shared.append(one)
        return number

    def reducer_override(self, one: Any) -> Any:
        """How to make again what pickle has no way for: makers of agents, views of memory and of arrays."""
        if isinstance(one, FunctionType):
            return maker, _made_for(one)
        if isinstance(one, memoryview):
            return memoryview, (one.obj,)
        if isinstance(one, np.ndarray) and isinstance(one.base, np.ndarray):
            return _view, _place(one, one.base)
        return NotImplemented


class _Read(pickle.Unpickler):
    def __init__(self, content: bytes, shared: Sequence[Any]) -> None:
        super().__init__(io.BytesIO(content))
        self._shared = shared

    def persistent_load(self, number: int) -> Any:
        """The class, module or function of that number."""
        return self._shared[number]


def _made_for(make: Callable[..., Any]) -> tuple[Any, ...]:
    """The world and the number of the table that a maker of agents was made for."""
    if make.__qualname__ != f"{maker.__qualname__}.<locals>.make":
        raise NotFrozen(f"what {make.__qualname__} refers to cannot be told")
    inside = inspect.getclosurevars(make).nonlocals
    return inside["world"], inside["number"]


type ViewOf = tuple[Any, np.dtype[Any], tuple[int, ...], int, tuple[int, ...]]


def _place(view: Any, base: Any) -> ViewOf:
    """Of which array it is a view, and where in it."""
    if not base.flags.c_contiguous or base.dtype.hasobject:
        raise NotFrozen("an array is a view of one with gaps")
    offset = view.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    return base, view.dtype, view.shape, offset, view.strides


def _view(base: Any, dtype: Any, shape: tuple[int, ...], offset: int, strides: tuple[int, ...]) -> Any:
    return np.ndarray(shape, dtype, base, offset, strides)
