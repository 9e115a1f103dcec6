"""The nursery: the process that worker processes are forked from.

The rule it holds: it imports what this process would import, never what lies in the folder one stands in, and
has all code of the model loaded before its first worker is born: a file edited while a study runs changes
nothing in it. It loads by itself, so whoever will need it opens it early and goes on.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, chdir, contextmanager
from functools import cache, partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from typing import NamedTuple

from experiments.provenance.loaded import Loaded, OtherCode, checked, on_disk
from experiments.provenance.sources import CodeError, place_of
from scenarios.language import Language, _, language, use

FIRST = (
    "experiments.provenance.loaded",
    "experiments.execution.simulate",
    "experiments.execution.task",
    "model.neighbourhood",
)
"""What it loads, first what says which code that is."""


class Nursery(NamedTuple):
    """What makes processes, and the code as it was before any of it was loaded."""

    context: BaseContext
    loaded: Loaded


@cache
def nursery() -> Nursery:
    """The nursery of this process, opened if it was not yet."""
    before = on_disk()
    context = multiprocessing.get_context("forkserver")
    folder = place_of("model")
    kinds = sorted(file.stem for file in folder.glob("instruments/*.py")) if folder else []
    context.set_forkserver_preload([*FIRST, *(f"model.instruments.{kind}" for kind in kinds)])
    _start()
    return Nursery(context, before)


def pool(count: int, initializer: Callable[[], None]) -> ProcessPoolExecutor:
    """So many worker processes, which `submit` gives work.

    A nursery that was killed is opened again here: Python would open it in the folder one stands in.
    """
    context = nursery().context
    _start()
    begin = partial(_speaking, language(), initializer)
    return ProcessPoolExecutor(count, mp_context=context, initializer=begin)


def _speaking(chosen: Language, initializer: Callable[[], None]) -> None:
    """In a worker: say what goes wrong in the language of the command."""
    use(chosen)
    initializer()


def submit[*Ts, R](executor: Executor, work: Callable[[*Ts], R], *arguments: *Ts) -> "Future[R]":
    """Let a worker do it, which sees first whether it has the code of this process."""
    return executor.submit(partial(checked, nursery().loaded, work), *arguments)


def result[R](future: "Future[R]") -> R:
    """What a worker did, CodeError if it has other code."""
    try:
        return future.result()
    except OtherCode as other:
        raise CodeError(other_code(nursery().loaded, other.loaded)) from None


def other_code(here: Loaded, there: Loaded) -> str:
    """The message on a worker that has other code than this process."""
    if here.place == there.place:
        return _("The code of the model was edited meanwhile; give the same command again.")
    return _(
        "A worker loaded the code in {there}, not that in {here}; nothing was run by it.",
        there=there.place,
        here=here.place,
    )


def surroundings() -> dict[str, str]:
    """What tells a new Python to import what this process would, and nothing from the folder it starts in."""
    places = (os.path.abspath(place) for place in sys.path)
    kept = [place for place in dict.fromkeys(places) if os.pathsep not in place]
    return {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(kept)}


def _start() -> None:
    """Start it, unless it runs, deaf to Ctrl-C, which is the parent's to answer."""
    with ExitStack() as stack:
        stack.enter_context(_told())
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            stack.callback(signal.signal, signal.SIGINT, before)
        forkserver.ensure_running()


@contextmanager
def _told() -> Iterator[None]:
    """Environment and folder in which a new Python imports what this process would.

    CPython's own way of passing `sys.path` on came with 3.12.8, and too late for what it imports before that
    (python/cpython#117378). A Python that reads no environment (-E) is started beside the packages.
    """
    model = place_of("model")
    told = surroundings()
    before = {name: os.environ.get(name) for name in told}
    with chdir(model.parent) if sys.flags.ignore_environment and model else ExitStack():
        os.environ.update(told)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
