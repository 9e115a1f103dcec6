"""Executor on a Dask cluster that runs already, named by the address of its scheduler.

Invariant: the cluster is somebody else's. It is given batches and asked for their trials, nothing is
started or stopped on it, and a worker with other code than ours is refused.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from experiments.errors import ArgumentError
from experiments.execution.executors import DEATHS, Queue, Ticket, Work
from experiments.execution.simulate import Batch, Trial, attempt_elsewhere, lost
from experiments.extras import from_extra
from experiments.provenance.loaded import HERE, OtherCode
from scenarios.language import _
from scenarios.project_folder import told

SECONDS = 15
"""How long a scheduler may take to answer."""

LOOK, PATIENCE = 20, 15
"""Seconds without a finished batch after which to see whether anybody is at work, and how often to find
nobody.
"""

AHEAD = 2
"""Batches under way for each thread of the cluster: one at work, one ready."""


class ClusterError(ArgumentError):
    """The cluster cannot be used; `str` of it is the message for the user."""


class Cluster:
    """The workers of a Dask cluster."""

    stamp: str | None = None
    _alone = 0

    def __init__(self, address: str, work: Work | None = None) -> None:
        self._library()
        self._address = address
        self._work = work or partial(attempt_elsewhere, surroundings=tuple(told().items()))
        try:
            self._client: Any = self._dask.Client(address, timeout=SECONDS)
        except (OSError, ValueError, TypeError) as error:
            raise self._gone(error) from None
        self.count = sum(self._client.nthreads().values())
        if not self.count:
            self.close()
            raise ClusterError(_("The cluster at {address} has no workers.", address=address))

    def _library(self) -> None:
        self._dask: Any = from_extra("distributed", "distributed", "cluster")

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch, as it comes in; never more of them under way than the workers need."""
        queue, running = Queue(batches), dict[Any, Ticket]()
        while True:
            while len(running) < AHEAD * self.count and (ticket := queue.next()):
                running[self._submitted(ticket.batch, monthly)] = ticket
            if not running:
                return
            for future in self._finished(running):
                ticket = running.pop(future)
                trial = self._trial(future)
                future.release()
                again = [] if trial else ticket._replace(deaths=DEATHS).again()
                queue.retry(again)
                if trial or not again:
                    yield trial or lost(ticket.batch[0])

    def _finished(self, running: Iterable[Any]) -> list[Any]:
        """Those that are done; waits until there are any."""
        while True:
            try:
                found = self._dask.wait(list(running), timeout=LOOK, return_when="FIRST_COMPLETED")
                return list(found.done)
            except TimeoutError:
                pass
            except (self._dask.CancelledError, OSError) as error:
                raise self._gone(error) from None
            self._wait_longer()

    def _wait_longer(self) -> None:
        """Nothing was done for a while; ClusterError if nobody is there any more to do it."""
        try:
            there = bool(self._client.nthreads())
        except OSError as error:
            raise self._gone(error) from None
        self._alone = 0 if there else self._alone + 1
        if self._alone >= PATIENCE:
            raise ClusterError(
                _(
                    "The cluster at {address} has lost all its workers. What is stored is safe.",
                    address=self._address,
                )
            )

    def _submitted(self, batch: Batch, monthly: bool) -> Any:
        try:
            return self._client.submit(self._work, batch, monthly, pure=False)
        except (OSError, RuntimeError) as error:
            raise self._gone(error) from None

    def _trial(self, future: Any) -> Trial | None:
        """The trial; None if the batch was the last of several workers, as Dask tries it again by itself.

        Even a batch that is done may have to be waited for: it goes with the worker that has its rows.
        """
        try:
            return self._result(future)
        except self._dask.scheduler.KilledWorker:
            return None
        except OtherCode as other:
            message = _(
                "A worker of the cluster has loaded other code ({there}) than this machine has "
                "({here}); bring both to the same version and restart the workers.",
                there=other.loaded.place,
                here=HERE.place,
            )
            raise ClusterError(message) from None
        except (self._dask.CancelledError, OSError) as error:
            raise self._gone(error) from None

    def _result(self, future: Any) -> Trial:
        while True:
            try:
                found: Trial = future.result(timeout=LOOK)
            except TimeoutError:
                self._wait_longer()
            else:
                return found

    def _gone(self, error: Exception) -> ClusterError:
        return ClusterError(
            _(
                "There is no Dask scheduler at {address} ({reason}). What is stored is safe.",
                address=self._address,
                reason=str(error).partition("\n")[0] or type(error).__name__,
            )
        )

    def close(self) -> None:
        """Leave the cluster; what it still does for us is cancelled with our futures."""
        self._client.close(timeout=SECONDS)
