"""Random numbers from elsewhere: draws that do not come from model/streams.py, and where they are made.

A generator gives its numbers in the order in which they are asked for, so one more draw under one governance
model shifts all later ones. Invariant: every call of a method of NumPy's generators, of Python's
`random`, or of Mesa's `rng` and `random` (which are these) is seen, also one made by a library on behalf of a
line of ours; only what Mesa draws to set up a world is left out.
"""

import os
import random
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import BuiltinMethodType, CodeType, FrameType, MethodType
from typing import Any

import mesa
import numpy as np

from experiments.pairing_audit.defects import Defect
from experiments.recording.code_line import NOWHERE, CodeLine, code_lines
from experiments.recording.paired_run import CurrentMonth

GENERATORS = (np.random.Generator, np.random.RandomState, np.random.BitGenerator, random.Random)
NO_DRAWS = frozenset({"seed", "getstate", "setstate", "get_state", "set_state", "spawn", "jumped"})
"""Methods that make no number."""

MESA = mesa.Model.__init__.__code__

TOOLS = (3, 4, 2, 5, 0, 1)
"""Numbers a tool may have: those free for everybody first."""


@contextmanager
def listening(event: int, listener: Callable[..., Any], code: CodeType | None = None) -> Iterator[None]:
    """Call the listener at every such event of the code, or of all code, meanwhile; RuntimeError if six other
    tools (debuggers, profilers …) listen already.
    """
    monitoring = sys.monitoring
    tool = next((number for number in TOOLS if monitoring.get_tool(number) is None), None)
    if tool is None:
        raise RuntimeError("every tool number of sys.monitoring is taken")
    monitoring.use_tool_id(tool, "gongzhi audit")
    monitoring.register_callback(tool, event, listener)
    try:
        if code is None:
            monitoring.set_events(tool, event)
        else:
            monitoring.set_local_events(tool, code, event)
        yield
    finally:
        if code is None:
            monitoring.set_events(tool, 0)
        else:
            monitoring.set_local_events(tool, code, 0)
        monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)


class Generators:
    """Who draws from a generator while a world is simulated."""

    def __init__(self, now: CurrentMonth) -> None:
        """Begin with nobody."""
        self._now = now
        self._found: dict[tuple[CodeLine, str], tuple[int | None, int]] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch every call meanwhile."""
        with listening(sys.monitoring.events.CALL, self._called):
            yield

    def defects(self) -> list[Defect]:
        """What was found, in the order of the code; a draw within another (`shuffle` draws numbers) once."""
        by_line: dict[CodeLine, Defect] = {}
        for (line, call), (month, times) in self._found.items():
            by_line.setdefault(line, Defect("generator", str(line), month=month, what=call, count=times))
        return [by_line[line] for line in sorted(by_line)]

    def _called(self, _code: CodeType, _offset: int, called: object, first: object) -> None:
        if self._now.side is None:
            return
        name = drawing(called, first)
        if name is None:
            return
        frame = sys._getframe(1)
        (here,) = code_lines(frame, most=1)
        if here == NOWHERE or _within(frame, MESA):
            return
        month, times = self._found.get((here, name), (self._now.month, 0))
        self._found[here, name] = (month, times + 1)


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
