"""Lanes that read: the lanes of a study, put to work by the reader of a calibration."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from experiments.calibration.reader import Opening, Reader, code_here
from experiments.execution.dask_cluster import Cluster
from experiments.execution.executors import Batch, Here, Lanes, Processes
from experiments.execution.task import Trial


class HereReading(Here):
    """This process."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """What is read of every batch."""
        return (self._reader(batch, monthly) for batch in batches)


class ClusterReading(Cluster):
    """A Dask cluster that runs already."""

    def __init__(self, address: str, reader: Reader) -> None:
        super().__init__(address)
        self._reader = replace(reader, code=code_here())

    def _submitted(self, batch: Batch, monthly: bool) -> Any:
        try:
            return self._client.submit(self._reader, batch, monthly, pure=False)
        except (OSError, RuntimeError) as error:
            raise self._gone(error) from None


def on_this_machine(jobs: int) -> Opening:
    """What opens so many lanes here."""

    def opened(reader: Reader) -> Lanes:
        return HereReading(reader) if jobs == 1 else Processes(jobs, reader)

    return opened


def on_a_cluster(address: str) -> Opening:
    """What opens the lanes of the cluster whose scheduler is at that address."""
    return lambda reader: ClusterReading(address, reader)
