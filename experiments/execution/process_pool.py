"""Many runs on several cores: batches go to worker processes, their rows come back and are put in order.

The rule it holds: the rows are the same byte for byte whatever the number of jobs and the order of arrival.
Workers end with their parent, even when it is killed, and an interrupt (Ctrl-C) leaves none behind.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait

from experiments.design.runs import Run, batches
from experiments.execution.main_guard import leave_if_only_started, why_it_died
from experiments.execution.nursery import pool, result, submit
from experiments.execution.simulate import Rows, RunError, merged, run_batch

WORTH_A_POOL = 3_000_000
"""Household-months below which starting worker processes takes longer than they save."""

Progress = Callable[[int], None]
"""Is told how many more runs are done."""


def run_all(
    runs: Sequence[Run], jobs: int, progress: Progress = lambda done: None, monthly: bool = True
) -> Rows:
    """Simulate every run of a design on `jobs` processes (1: in this one); RunError if one cannot be
    simulated.
    """
    cut = batches(runs, jobs)
    parts: dict[int, Rows] = {}
    for place, part in in_batches(cut, jobs, partial(run_batch, monthly=monthly)):
        parts[place] = part
        progress(len(part.runs))
    return merged([parts[place] for place in range(len(cut))])


def jobs_for(runs: Sequence[Run]) -> int:
    """How many processes to use where the user does not say: all cores, or one where the work is small."""
    work = sum(run.households * (run.scenario.burn_in + run.scenario.months) for run in runs)
    return cores() if work >= WORTH_A_POOL else 1


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_batches[T](
    cut: Sequence[Sequence[Run]], jobs: int, work: Callable[[Sequence[Run]], T]
) -> Iterator[tuple[int, T]]:
    """What `work` makes of every batch, as it comes in, with the batch's place in the cut.

    `work` is called in this process, or in several if there are jobs and batches enough: then it must be
    such as can be sent there.
    """
    return _here(cut, work) if min(jobs, len(cut)) == 1 else _spread(cut, jobs, work)


def _here[T](cut: Sequence[Sequence[Run]], work: Callable[[Sequence[Run]], T]) -> Iterator[tuple[int, T]]:
    for place, batch in enumerate(cut):
        yield place, work(batch)


def _spread[T](
    cut: Sequence[Sequence[Run]], jobs: int, work: Callable[[Sequence[Run]], T]
) -> Iterator[tuple[int, T]]:
    """The same on worker processes; on any error or interrupt they are ended at once."""
    leave_if_only_started()
    executor = pool(min(jobs, len(cut)), begin)
    try:
        place_of = {submit(executor, work, batch): place for place, batch in enumerate(cut)}
        for future in as_completed(place_of):
            yield place_of[future], result(future)
    except BrokenProcessPool as error:
        raise RunError(None, why_it_died()) from error
    except BaseException:
        end_workers()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def end_workers() -> None:
    """End the processes that this one started."""
    for process in multiprocessing.active_children():
        process.terminate()


def begin() -> None:
    """In a worker: leave the interrupt to the parent, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
