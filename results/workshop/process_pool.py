"""The pool: worker processes that stay warm between rounds, so that a moved slider is answered at once.

Invariant: a worker that dies costs one try of one batch. The pool is replaced and the batch submitted
again; a batch that kills its worker twice has failed. A batch waits here and not with the workers, so that
one that is cancelled before its turn costs nothing.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from experiments.design.runs import Run
from experiments.execution.nursery import pool, result, submit
from experiments.execution.process_pool import begin, cores, end_workers
from experiments.execution.simulate import Rows, run_batch
from scenarios.language import _

TRIES = 2


class Lost(RuntimeError):
    """A batch whose worker died each time; `str` of it is the message for the room."""


class Pool:
    """Worker processes that simulate batches of runs, each led by a thread of this process."""

    def __init__(self, processes: int | None = None) -> None:
        self.count = processes or max(1, cores())
        self._lock, self._closed = threading.Lock(), False
        self._executor = pool(self.count, begin)
        self._leading = ThreadPoolExecutor(self.count)

    def warm(self) -> None:
        """Start the workers now, so that the first round does not wait for them."""
        for done in [submit(self._executor, int, "1") for _each in range(self.count)]:
            result(done)

    def submit(self, batch: Sequence[Run]) -> "Future[Rows]":
        """The batch on a worker as soon as one is free; RuntimeError if the pool is closed.

        What comes of it may be Lost. A future that is cancelled before its turn is never simulated.
        """
        return self._leading.submit(self._rows, batch)

    def _rows(self, batch: Sequence[Run]) -> Rows:
        """What the batch gave, tried again if its worker died; Lost if it died each time."""
        for _each in range(TRIES):
            executor = self._executor
            try:
                return self._simulated(executor, batch)
            except BrokenProcessPool:
                self._renew(executor)
        raise Lost(_("A worker process was killed twice; the round was ended. Try again with fewer worlds."))

    def _simulated(self, executor: ProcessPoolExecutor, batch: Sequence[Run]) -> Rows:
        return result(submit(executor, run_batch, batch))

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        """A new executor in the place of a broken one, unless another thread was quicker or all ends."""
        with self._lock:
            if self._executor is broken and not self._closed:
                broken.shutdown(wait=False, cancel_futures=True)
                self._executor = pool(self.count, begin)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        with self._lock:
            self._closed = True
        self._leading.shutdown(wait=False, cancel_futures=True)
        end_workers()
        self._executor.shutdown(wait=True, cancel_futures=True)
