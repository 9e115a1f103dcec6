"""Worker processes: the fork server that they come from, and what each does before its first batch.

Invariant: a worker imports what this process would import, never what lies in the folder one stands in, and
never runs the script of this process again. The fork server has all code of the model loaded before its first
worker is forked: a file edited while a study runs changes nothing in it. It loads by itself, so whoever will
need it starts it early and goes on. Where the system has no fork server (Windows) each worker is a new Python
that loads the code itself. Workers end with their parent, even when it is killed, and leave an interrupt
(Ctrl-C) to it.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, chdir, contextmanager, nullcontext
from functools import cache, partial
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import NamedTuple

from experiments.provenance.loaded import Loaded, OtherCode, checked, on_disk
from experiments.provenance.sources import CodeError, place_of
from scenarios.language import Language, _, language, use
from scenarios.project_folder import told

FIRST = (
    "experiments.provenance.loaded",
    "experiments.execution.simulate",
    "model.neighbourhood",
)
"""What the fork server loads, first what says which code that is."""


FORKED, SPAWNED = "forkserver", "spawn"

_HIDING = threading.RLock()


class ForkServer(NamedTuple):
    """What makes processes, and the code as it was before any of it was loaded."""

    context: BaseContext
    loaded: Loaded


@cache
def fork_server() -> ForkServer:
    """The fork server of this process, started if it was not yet."""
    before = on_disk()
    if FORKED not in multiprocessing.get_all_start_methods():
        return ForkServer(multiprocessing.get_context(SPAWNED), before)
    context = multiprocessing.get_context(FORKED)
    folder = place_of("model")
    kinds = sorted(file.stem for file in folder.glob("instruments/[!_]*.py")) if folder else []
    context.set_forkserver_preload([*FIRST, *(f"model.instruments.{kind}" for kind in kinds)])
    _start()
    return ForkServer(context, before)


def worker() -> ProcessPoolExecutor:
    """A worker process, which `submit` gives work.

    A fork server that was killed is started again here: Python would start it in the folder one stands in.
    """
    context = fork_server().context
    if not _is_spawning():
        _start()
    with _surrounded_if_spawning():
        return ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(language(),))


def submit[*Ts, R](executor: Executor, work: Callable[[*Ts], R], *arguments: *Ts) -> "Future[R]":
    """Let a worker do it, which sees first whether it has the code of this process."""
    with _interrupted_later(), _without_script(), _surrounded_if_spawning():
        return executor.submit(partial(checked, fork_server().loaded, work), *arguments)


def _is_spawning() -> bool:
    """Whether a worker is a new Python, which starts when the first work is given to it."""
    return fork_server().context.get_start_method() == SPAWNED


def _surrounded_if_spawning() -> AbstractContextManager[None]:
    """What a new Python starts in, where one may start in the block."""
    return _surrounded() if _is_spawning() else nullcontext()


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """An interrupt waits for the end of the block.

    A worker that is asked for is forked once the fork server has loaded everything, even if this process has
    gone by then; it would find nothing of what it is given, and say so on the terminal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda number, frame: waiting.append(number)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if waiting:
            signal.raise_signal(waiting[0])


def result[R](future: "Future[R]") -> R:
    """What a worker did, CodeError if it has other code."""
    try:
        return future.result()
    except OtherCode as other:
        raise CodeError(other_code(fork_server().loaded, other.loaded)) from None


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
    places = (os.path.abspath(place) for place in _places())
    kept = [place for place in dict.fromkeys(places) if os.pathsep not in place]
    return {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(kept), **told()}


def _places() -> list[str]:
    """Where this process imports from, first of all what it imported the model from: a folder `model` may lie
    beside a script or a notebook.
    """
    model = place_of("model")
    return [str(model.parent), *sys.path] if model else sys.path


@contextmanager
def _without_script() -> Iterator[None]:
    """A process that starts meanwhile does not run the script of this one: nothing in it is needed there."""
    with _HIDING:
        script, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script


def _start() -> None:
    """Start it, unless it runs, deaf to Ctrl-C, which is the parent's to answer."""
    from multiprocessing import forkserver  # which Windows need not have

    with ExitStack() as stack:
        stack.enter_context(_surrounded())
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            stack.callback(signal.signal, signal.SIGINT, before)
        forkserver.ensure_running()


@contextmanager
def _surrounded() -> Iterator[None]:
    """Environment and folder in which a new Python imports what this process would.

    CPython's own way of passing `sys.path` on came with 3.12.8, and too late for what it imports before that
    (python/cpython#117378). A Python that reads no environment (-E) is started beside the packages.
    """
    model = place_of("model")
    wanted = surroundings()
    before, places = {name: os.environ.get(name) for name in wanted}, sys.path
    with chdir(model.parent) if sys.flags.ignore_environment and model else ExitStack():
        os.environ.update(wanted)
        sys.path = _places()
        try:
            yield
        finally:
            sys.path = places
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _begin(chosen: Language) -> None:
    """In a worker: say what goes wrong in the language of the command, leave the interrupt to the parent, and
    end when the parent does.
    """
    use(chosen)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def end_workers() -> None:
    """End the processes that this one started."""
    for process in multiprocessing.active_children():
        process.terminate()


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def leave_if_only_started() -> None:
    """End this process if it is a worker that is still running the script of its parent.

    Workers of others (Dask's on this machine) begin by running that script once more, so a script that has no
    `__main__` guard would start workers without end. The worker ends itself without a word.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        os._exit(1)
