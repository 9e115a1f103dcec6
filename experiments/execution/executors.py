"""Executors: where batches of runs are simulated. In this process, in worker processes, or on a Dask cluster.

Invariant: a worker that dies costs only the batch it had, which is tried again and then run by run; what
still kills its worker alone comes back as a failure. Rows are the same wherever they are made.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple, Protocol

from experiments.design.runs import Run
from experiments.execution.simulate import Batch, Trial, attempt, lost
from experiments.execution.worker_processes import (
    cores,
    end_workers,
    fork_server,
    leave_if_only_started,
    result,
    submit,
    worker,
)
from experiments.provenance.sources import stamp

DEATHS = 2
"""A batch that its worker died of so many times is not tried again as it is."""

WORTH_A_POOL = 3_000_000
"""Household-months below which starting worker processes takes longer than they save."""

type Work = Callable[[Batch, bool], Trial]
"""What is made of a batch, and whether its months are wanted. A worker process must be able to import it."""


class Executor(Protocol):
    """What simulates batches of runs; `close` ends at once what is still under way.

    `count`: how many batches at a time. `stamp`: that of the code when the workers had not loaded it yet;
    None where they see to it themselves.
    """

    count: int
    stamp: str | None

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch, as it comes in."""

    def close(self) -> None:
        """End the workers."""


class Ticket(NamedTuple):
    """A batch that waits for a worker, and how many workers died of it."""

    batch: Batch
    deaths: int = 0

    def again(self) -> list["Ticket"]:
        """What to try after another death: the batch once more, then each run by itself, then nothing."""
        if self.deaths + 1 < DEATHS:
            return [Ticket(self.batch, self.deaths + 1)]
        return [Ticket((task,)) for task in self.batch] if len(self.batch) > 1 else []


class Queue:
    """Batches that wait for a worker: those to be tried again, then new ones, made only when it is their
    turn.
    """

    def __init__(self, batches: Iterable[Batch]) -> None:
        self._again: deque[Ticket] = deque()
        self._new = (Ticket(batch) for batch in batches)

    def next(self) -> Ticket | None:
        """The next batch, None if there is none."""
        return self._again.popleft() if self._again else next(self._new, None)

    def retry(self, tickets: Iterable[Ticket]) -> None:
        """Put these before all others."""
        self._again.extend(tickets)


class InProcess:
    """This process, one batch after the other."""

    count = 1

    def __init__(self, work: Work = attempt) -> None:
        self.stamp: str | None = stamp()
        self._work = work

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch."""
        return (self._work(batch, monthly) for batch in batches)

    def close(self) -> None:
        """Nothing is under way."""


type Running = dict[Future[Trial], tuple[int, Ticket]]
"""The batches at work, each with the number of its worker."""


class ProcessExecutor:
    """Worker processes, each a pool of its own: the death of one leaves the others at work.

    They are forked from the fork server, which has all code of the model loaded. Once it is `closed` no
    worker that dies is replaced.
    """

    def __init__(self, count: int, work: Work = attempt) -> None:
        leave_if_only_started()
        self.count, self._work, self.closed = count, work, False
        self.stamp: str | None = fork_server().loaded.stamp
        self._workers = [worker() for _ in range(count)]

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch, as it comes in; no worker waits while rows are stored."""
        queue, running = Queue(batches), dict[Future[Trial], tuple[int, Ticket]]()
        idle = list(range(self.count))
        while self._fill(idle, queue, running, monthly):
            finished = []
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                place, ticket = running.pop(future)
                idle.append(place)
                trial = self._trial(future, place)
                again = [] if trial else ticket.again()
                queue.retry(again)
                if trial or not again:
                    finished.append(trial or lost(ticket.batch[0]))
            self._fill(idle, queue, running, monthly)
            yield from finished

    def answer[*Ts, A](self, function: Callable[[*Ts], A], *given: *Ts) -> A:
        """What a function answers in the first worker, tried again if that dies; BrokenProcessPool if it dies
        of it again. Workers must be able to import the function.
        """
        for death in range(DEATHS):
            try:
                return result(submit(self._workers[0], function, *given))
            except BrokenProcessPool as error:
                self._replace(0, error)
                if death + 1 == DEATHS:
                    raise
        raise AssertionError

    def _fill(self, idle: list[int], queue: Queue, running: Running, monthly: bool) -> bool:
        """Give every idle worker a batch, as long as there are any; says whether anything is at work."""
        while idle and (ticket := queue.next()):
            place = idle.pop()
            running[self._submitted(place, ticket.batch, monthly)] = place, ticket
        return bool(running)

    def _submitted(self, place: int, batch: Batch, monthly: bool) -> Future[Trial]:
        """The batch at a worker, or at a new one in its place if it died while it was idle."""
        try:
            return submit(self._workers[place], self._work, batch, monthly)
        except BrokenProcessPool as error:
            self._replace(place, error)
            return submit(self._workers[place], self._work, batch, monthly)

    def _trial(self, future: Future[Trial], place: int) -> Trial | None:
        """The trial; None, and a new worker in its place, if the worker died."""
        try:
            return result(future)
        except BrokenProcessPool as error:
            self._replace(place, error)
            return None

    def _replace(self, place: int, error: BrokenProcessPool) -> None:
        """A new worker in the place of one that died; the error if it is closed."""
        self._workers[place].shutdown(wait=False, cancel_futures=True)
        if self.closed:
            raise error
        self._workers[place] = worker()

    def start(self) -> None:
        """Start the workers now, so that the first batch does not wait for them."""
        for begun in [submit(one, int, "1") for one in self._workers]:
            result(begun)

    def close(self) -> None:
        """End the workers, whatever they are at."""
        self.closed = True
        end_workers()
        for one in self._workers:
            one.shutdown(wait=True, cancel_futures=True)


def opening(jobs: int | None, work: Work = attempt) -> Callable[[int], Executor]:
    """What opens an executor on this machine once it is known how many household-months there are to do; on
    `jobs` processes (None: all cores, or this one where the work is small).
    """

    def opened(household_months: int) -> Executor:
        return on_processes(processes_for(jobs, household_months), work)

    return opened


def on_processes(count: int, work: Work = attempt) -> Executor:
    """An executor on so many processes of this machine, of which one is this."""
    return InProcess(work) if count <= 1 else ProcessExecutor(count, work)


def jobs_for(runs: Sequence[Run]) -> int:
    """How many processes to use where the user does not say: all cores, or one where the work is small."""
    months = sum(run.households * (run.scenario.burn_in + run.scenario.months) for run in runs)
    return processes_for(None, months)


def processes_for(jobs: int | None, household_months: int) -> int:
    """How many processes are used for so much work: `jobs`, or (None) all cores, or one where it is small."""
    return jobs or (cores() if household_months >= WORTH_A_POOL else 1)
