"""Lanes: where batches of runs are made. In this process, in worker processes, or on a Dask cluster.

The rule it holds: a worker that dies costs only the batch it had, which is tried again and then run by run;
what still kills its worker alone comes back as a failure. Rows are the same wherever they are made.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple, Protocol

from experiments.execution.main_guard import leave_if_only_started, unguarded, why_it_died
from experiments.execution.nursery import nursery, pool, result, submit
from experiments.execution.process_pool import begin, end_workers
from experiments.execution.simulate import RunError
from experiments.execution.task import Task, Trial, attempt, lost
from experiments.provenance.sources import stamp

DEATHS = 2
"""A batch that its worker died of so many times is not tried again as it is."""

type Batch = tuple[Task, ...]

type Work = Callable[[Sequence[Task], bool], Trial]
"""What a worker does with a batch; the second argument says whether monthly rows are asked for."""


class Lanes(Protocol):
    """What makes batches of runs; `close` ends at once what is still under way.

    `stamp`: that of the code when the workers had not loaded it yet; None where they see to it themselves.
    """

    count: int
    stamp: str | None

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch, as it comes in."""

    def close(self) -> None:
        """End the workers."""


class Ticket(NamedTuple):
    """A batch that waits for a worker, and of how many workers it has been the last."""

    batch: Batch
    deaths: int = 0

    def again(self) -> list["Ticket"]:
        """What to try after another death: the batch once more, then each run by itself, then nothing."""
        if self.deaths + 1 < DEATHS:
            return [Ticket(self.batch, self.deaths + 1)]
        return [Ticket((task,)) for task in self.batch] if len(self.batch) > 1 else []


class Queue:
    """Batches that wait for a worker: those to be tried again, then fresh ones, made only when it is their
    turn.
    """

    def __init__(self, batches: Iterable[Batch]) -> None:
        self._again: deque[Ticket] = deque()
        self._fresh = (Ticket(batch) for batch in batches)

    def next(self) -> Ticket | None:
        """The next batch, None if there is none."""
        return self._again.popleft() if self._again else next(self._fresh, None)

    def retry(self, tickets: Iterable[Ticket]) -> None:
        """Put these before all others."""
        self._again.extend(tickets)


type Running = dict[Future[Trial], tuple[int, Ticket]]
"""The batches at work, each with its lane."""


class Here:
    """One lane: this process."""

    count = 1

    def __init__(self, work: Work = attempt) -> None:
        self.stamp: str | None = stamp()
        self._work = work

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch."""
        return (self._work(batch, monthly) for batch in batches)

    def close(self) -> None:
        """Nothing is under way."""


class Processes:
    """Worker processes, each a pool of its own: the death of one leaves the others at work.

    They are forked from the nursery, which has all code of the model loaded.
    """

    def __init__(self, count: int, work: Work = attempt) -> None:
        leave_if_only_started()
        self.count, self._work = count, work
        self.stamp: str | None = nursery().loaded.stamp
        self._pools = [pool(1, begin) for _ in range(count)]

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch, as it comes in; no worker waits while rows are stored."""
        queue, running = Queue(batches), dict[Future[Trial], tuple[int, Ticket]]()
        idle = list(range(self.count))
        while self._fill(idle, queue, running, monthly):
            finished = []
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                lane, ticket = running.pop(future)
                idle.append(lane)
                trial = self._trial(future, lane)
                again = [] if trial else ticket.again()
                queue.retry(again)
                if trial or not again:
                    finished.append(trial or lost(ticket.batch[0]))
            self._fill(idle, queue, running, monthly)
            yield from finished

    def _fill(self, idle: list[int], queue: Queue, running: Running, monthly: bool) -> bool:
        """Give every idle lane a batch, as long as there are any; says whether anything is at work."""
        while idle and (ticket := queue.next()):
            lane = idle.pop()
            running[submit(self._pools[lane], self._work, ticket.batch, monthly)] = lane, ticket
        return bool(running)

    def _trial(self, future: Future[Trial], lane: int) -> Trial | None:
        """The trial; None, and a new worker in the lane, if the worker died."""
        try:
            return result(future)
        except BrokenProcessPool:
            if unguarded() is not None:
                raise RunError(None, why_it_died()) from None
            self._pools[lane].shutdown(wait=False, cancel_futures=True)
            self._pools[lane] = pool(1, begin)
            return None

    def close(self) -> None:
        """End the workers, whatever they are at."""
        end_workers()
        for one in self._pools:
            one.shutdown(wait=True, cancel_futures=True)


def lanes(count: int, work: Work = attempt) -> Lanes:
    """So many lanes on this machine."""
    return Here(work) if count == 1 else Processes(count, work)
