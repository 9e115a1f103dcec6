"""Being told what Python calls while a world lives (`sys.monitoring`, PEP 669)."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any

TOOLS = (3, 4, 2, 5, 0, 1)
"""Numbers a tool may have: those free for everybody first."""


@contextmanager
def told_of(event: int, listener: Callable[..., Any], code: CodeType | None = None) -> Iterator[None]:
    """Call the listener at every such event of the code, or of all code, meanwhile; RuntimeError if six other
    tools (debuggers, profilers …) are told already.
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
