"""The pool: worker processes that stay warm between rounds, so that a moved slider is answered at once.

Invariant: a worker that dies costs one try of one batch; what kills it alone is a failure of that round. A
batch waits here and not with the workers, so that one that is cancelled before its turn costs nothing.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from queue import SimpleQueue

from experiments.design.runs import Run
from experiments.execution.executors import ProcessExecutor
from experiments.execution.run_all import Rows, collected, keyed
from experiments.execution.simulate import WorkerLost
from experiments.execution.worker_processes import cores
from scenarios.language import _


class Lost(RuntimeError):
    """A batch whose worker died each time; `str` of it is the message for the room."""


class Pool:
    """Worker processes that simulate batches of runs, each led by a thread of this process."""

    def __init__(self, processes: int | None = None) -> None:
        self.count = processes or max(1, cores())
        self._workers = [ProcessExecutor(1) for _each in range(self.count)]
        self._idle: SimpleQueue[ProcessExecutor] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._leading = ThreadPoolExecutor(self.count)

    def warm(self) -> None:
        """Start the workers now, so that the first round does not wait for them."""
        for worker in self._workers:
            worker.start()

    def submit(self, batch: Sequence[Run]) -> "Future[Rows]":
        """The batch on a worker as soon as one is free; RuntimeError if the pool is closed.

        It may come to RunError or Lost. A future that is cancelled before its turn is never simulated.
        """
        return self._leading.submit(self._rows, batch)

    def _rows(self, batch: Sequence[Run]) -> Rows:
        """What the batch gave; Lost if its worker died each time."""
        worker = self._idle.get()
        try:
            return keyed(batch, collected(worker, [batch], monthly=True))
        except WorkerLost:
            raise Lost(
                _("A worker process was killed twice; the round was ended. Try again with fewer replicates.")
            ) from None
        finally:
            self._idle.put(worker)

    def answer[*Ts, A](self, function: Callable[[*Ts], A], *given: *Ts) -> A:
        """What a function answers on a worker, as soon as one is free; Lost if its worker died each time."""
        worker = self._idle.get()
        try:
            return worker.answer(function, *given)
        except BrokenProcessPool:
            raise Lost(_("A worker process was killed twice. Try again.")) from None
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        self._leading.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.closed = True
        for worker in self._workers:
            worker.close()
