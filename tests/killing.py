"""A worker process that is killed in the middle of its work: the first so many workers that get a batch."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest


def kills_itself[R](folder: str, deaths: int, work: Callable[..., R], *given: Any) -> R:
    """In a worker: die by SIGKILL where fewer workers than wanted have died, else do the work."""
    for number in range(deaths):
        try:
            os.close(os.open(Path(folder, str(number)), os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        os.kill(os.getpid(), signal.SIGKILL)
    return work(*given)


@pytest.fixture
def killing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
    """Lets the first so many workers that get a batch be killed; a file for each lies in the folder given."""
    from experiments.execution import executors, worker_processes

    usual, folder = worker_processes.submit, tmp_path / "killed"
    folder.mkdir()

    def armed(deaths: int) -> Path:
        def submit(executor: Any, work: Any, *given: Any) -> Any:
            return usual(executor, partial(kills_itself, str(folder), deaths, work), *given)

        monkeypatch.setattr(executors, "submit", submit)
        return folder

    return armed
