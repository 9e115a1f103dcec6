"""Lanes on a Dask cluster that runs already, named by the address of its scheduler.

The rule it holds: the cluster is somebody else's. It is given batches and asked for their trials, nothing is
started or stopped on it, and a worker with other code than ours is refused.
"""

import importlib
from collections.abc import Iterable, Iterator
from typing import Any

from experiments.arguments import ArgumentError
from experiments.lanes import DEATHS, Batch, Queue, Ticket
from experiments.sampling import MissingExtra
from experiments.trial import OtherCode, Trial, attempt_elsewhere, lost
from scenarios.language import _

SECONDS = 15
"""How long a scheduler may take to answer."""

AHEAD = 2
"""Batches under way for each thread of the cluster: one at work, one ready."""


class ClusterError(ArgumentError):
    """The cluster cannot be used; `str` of it is the message for the user."""


class Cluster:
    """The lanes of a Dask cluster."""

    def __init__(self, address: str) -> None:
        try:
            self._dask: Any = importlib.import_module("distributed")
        except ImportError:
            raise MissingExtra("distributed", "cluster") from None
        self._address = address
        try:
            self._client: Any = self._dask.Client(address, timeout=SECONDS)
        except (OSError, ValueError, TypeError) as error:
            raise self._gone(error) from None
        self.count = sum(self._client.nthreads().values())
        if not self.count:
            self.close()
            raise ClusterError(_("The cluster at {address} has no workers.", address=address))

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch, as it comes in; never more of them under way than the workers need."""
        queue, running = Queue(batches), dict[Any, Ticket]()
        coming: Any = self._dask.as_completed()
        while True:
            while len(running) < AHEAD * self.count and (ticket := queue.next()):
                future = self._submitted(ticket.batch, monthly)
                running[future] = ticket
                coming.add(future)
            if not running:
                return
            future = next(coming)
            ticket = running.pop(future)
            trial = self._trial(future)
            future.release()
            again = [] if trial else ticket._replace(deaths=DEATHS).again()
            queue.retry(again)
            if trial or not again:
                yield trial or lost(ticket.batch[0])

    def _submitted(self, batch: Batch, monthly: bool) -> Any:
        try:
            return self._client.submit(attempt_elsewhere, batch, monthly, pure=False)
        except (OSError, RuntimeError) as error:
            raise self._gone(error) from None

    def _trial(self, future: Any) -> Trial | None:
        """The trial; None if the batch was the last of several workers, as Dask tries it again by itself."""
        try:
            found: Trial = future.result()
        except self._dask.scheduler.KilledWorker:
            return None
        except OtherCode:
            message = _(
                "A worker of the cluster has other code than this machine; bring both to the same version."
            )
            raise ClusterError(message) from None
        except (self._dask.client.FutureCancelledError, OSError) as error:
            raise self._gone(error) from None
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
