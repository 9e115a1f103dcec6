"""The pool: worker processes that stay warm between rounds, so that a moved slider is answered at once.

The rule it holds: a worker that dies costs one try of one batch. The pool is made anew and the batch goes in
again; what kills its worker twice is told as failed.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

from experiments.design import Run
from experiments.nursery import pool, result, submit
from experiments.run import Rows, run_batch
from experiments.workers import begin, cores, end_workers
from scenarios.language import _

TRIES = 2


class Lost(RuntimeError):
    """A batch whose worker died each time; `str` of it is the message for the room."""


class Pool:
    """Worker processes that simulate batches of runs."""

    def __init__(self, processes: int | None = None) -> None:
        self.count = processes or max(1, cores())
        self._lock = threading.Lock()
        self._executor = pool(self.count, begin)

    def warm(self) -> None:
        """Start the workers now, so that the first round does not wait for them."""
        for done in [submit(self._executor, int, "1") for _each in range(self.count)]:
            result(done)

    def submit(self, batch: Sequence[Run]) -> "Future[Rows]":
        """The batch on a worker; RuntimeError of the pool's own kind if the pool is closed."""
        with self._lock:
            try:
                return submit(self._executor, run_batch, batch)
            except BrokenProcessPool:
                self._executor = pool(self.count, begin)
                return submit(self._executor, run_batch, batch)

    def rows(self, batch: Sequence[Run], future: "Future[Rows]") -> Rows:
        """What the batch gave, tried again if its worker died; Lost if it died each time."""
        for tries in range(1, TRIES + 1):
            try:
                return result(future)
            except BrokenProcessPool:
                if tries == TRIES:
                    break
                self._renew()
                future = self.submit(batch)
        raise Lost(_("A worker process was killed twice; the round was ended. Try again with fewer worlds."))

    def _renew(self) -> None:
        """A new executor in the place of a broken one, unless another thread was quicker."""
        with self._lock:
            try:
                submit(self._executor, int, "1")
            except BrokenProcessPool:
                self._executor.shutdown(wait=False, cancel_futures=True)
                self._executor = pool(self.count, begin)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        end_workers()
        self._executor.shutdown(wait=True, cancel_futures=True)
