"""`python -m experiments.benchmark.clocked FILE STORE TIMES`: `study` on two processes, with a clock.

The rule it holds: nothing differs from the command but the clock, which writes what each batch took to TIMES:
seconds of the processor, which whatever else the machine does cannot lengthen.
"""

import os
import sys
from collections.abc import Callable, Sequence
from time import process_time
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from experiments.execution.executors import Lanes
    from experiments.execution.task import Task, Trial

TIMES = "GONGZHI_BENCH_TIMES"
"""The variable of the environment that names the file."""


def clocked(tasks: "Sequence[Task]", monthly: bool) -> "Trial":
    """Make the runs and write down how long it took."""
    from experiments.execution.task import attempt

    begun = process_time()
    trial = attempt(tasks, monthly)
    with open(os.environ[TIMES], "a", encoding="utf-8") as file:
        file.write(f"{process_time() - begun}\n")
    return trial


def _on_two(jobs: str | None, cluster: str | None) -> "Callable[[int], Lanes]":
    from experiments.benchmark.clocked import clocked
    from experiments.execution.executors import Processes

    return lambda work: Processes(2, clocked)


def main(file: str, store: str, times: str) -> None:
    """Carry the study out as the command does."""
    from experiments.cli import study
    from experiments.cli.app import main as gongzhi

    os.environ[TIMES] = times
    with patch.object(study, "_lanes", _on_two):
        gongzhi(["study", file, "--out", store, "--jobs", "2"])


if __name__ == "__main__":
    main(*sys.argv[1:])
