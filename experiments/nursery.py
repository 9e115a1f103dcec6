"""The nursery: the process that worker processes are forked from.

The rule it holds: it has all code of the model loaded before its first worker is born, so a file edited while
a study runs changes nothing in it. It loads by itself, so whoever will need it opens it early and goes on.
"""

import multiprocessing
import signal
import threading
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from typing import NamedTuple

from experiments.key import INSTRUMENTS, sources, stamp


class Nursery(NamedTuple):
    """What makes processes, and the stamp of the code as it was before any of it was loaded."""

    context: BaseContext
    stamp: str


@cache
def nursery() -> Nursery:
    """The nursery of this process, opened if it was not yet."""
    before = stamp()
    context = multiprocessing.get_context("forkserver")
    instruments = [f"{INSTRUMENTS}.{file.stem}" for file in sources(INSTRUMENTS)]
    context.set_forkserver_preload(["experiments.trial", "model.neighbourhood", *instruments])
    _start_quietly()
    return Nursery(context, before)


def _start_quietly() -> None:
    """Start it deaf to Ctrl-C, which is the parent's to answer."""
    if threading.current_thread() is not threading.main_thread():
        forkserver.ensure_running()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
