"""Random numbers from elsewhere: draws that do not come from model/streams.py, and where they are made.

A generator gives its numbers in the order in which they are asked for, so one more draw under one governance
model shifts all later ones. The rule it holds: every call of a method of NumPy's generators, of Python's
`random`, or of Mesa's `rng` and `random` (which are these) is seen, also one made by a library on behalf of a
line of ours; only what Mesa draws to set up a world is left out.
"""

import os
import random
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import BuiltinMethodType, CodeType, FrameType, MethodType
from typing import Any, NamedTuple

import mesa
import numpy as np

from experiments.pairing_audit.moment import Moment
from experiments.pairing_audit.monitoring import told_of
from experiments.pairing_audit.places import NOWHERE, Place, places

GENERATORS = (np.random.Generator, np.random.RandomState, np.random.BitGenerator, random.Random)
NO_DRAWS = frozenset({"seed", "getstate", "setstate", "get_state", "set_state", "spawn", "jumped"})
"""Methods that make no number."""

MESA = mesa.Model.__init__.__code__


class Elsewhere(NamedTuple):
    """Draws from a generator: the line of ours, what it called, on which side first, when, how often."""

    place: Place
    call: str
    side: str
    month: int | None
    times: int


class Generators:
    """Who draws from a generator while a moment is watched."""

    def __init__(self, moment: Moment) -> None:
        """Begin with nobody."""
        self._moment = moment
        self._found: dict[tuple[Place, str], Elsewhere] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch every call meanwhile."""
        with told_of(sys.monitoring.events.CALL, self._called):
            yield

    def found(self) -> list[Elsewhere]:
        """What was found, in the order of the code; a draw within another (`shuffle` draws numbers) once."""
        by_place: dict[Place, Elsewhere] = {}
        for entry in self._found.values():
            by_place.setdefault(entry.place, entry)
        return [by_place[place] for place in sorted(by_place)]

    def _called(self, _code: CodeType, _offset: int, called: object, first: object) -> None:
        if self._moment.side is None:
            return
        name = drawing(called, first)
        if name is None:
            return
        frame = sys._getframe(1)
        (here,) = places(frame, most=1)
        if here == NOWHERE or _within(frame, MESA):
            return
        before = self._found.get((here, name))
        if before is None:
            before = Elsewhere(here, name, self._moment.side, self._moment.month, 0)
        self._found[here, name] = before._replace(times=before.times + 1)


def drawing(called: Any, first: Any) -> str | None:
    """The name of what is called if it draws a random number, else None.

    first: its first argument, which of a method called by its name is the object itself.
    """
    if called is os.urandom or called is uuid.uuid4:
        return str(called.__qualname__)
    if isinstance(first, MethodType | BuiltinMethodType) and isinstance(first.__self__, GENERATORS):
        called, first = first, None  # handed on, as in `map(rng.normal, …)`
    name = getattr(called, "__name__", None)
    if not isinstance(name, str) or name in NO_DRAWS or name.startswith("__"):
        return None
    owner = getattr(called, "__self__", None)
    if isinstance(owner, GENERATORS):
        return f"{type(owner).__name__}.{name}"
    if isinstance(first, GENERATORS) and getattr(type(first), name, None) is called:
        return f"{type(first).__name__}.{name}"
    return None


def _within(frame: FrameType | None, code: CodeType) -> bool:
    """Whether this code is running somewhere up the stack."""
    while frame is not None:
        if frame.f_code is code:
            return True
        frame = frame.f_back
    return False
