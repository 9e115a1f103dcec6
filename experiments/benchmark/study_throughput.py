"""Throughput: a study of many small runs on two cores, its runs one by one, and what it costs beside them.

Invariant: nothing differs from the command but the clock, which writes down what each batch took: seconds of
the processor, which whatever else the machine does cannot lengthen.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple
from unittest.mock import patch

from experiments.benchmark.timing import seconds, timing
from experiments.design.cells import Cells
from experiments.design.runs import Task
from experiments.execution import executors
from experiments.execution.executors import ProcessExecutor, Work
from experiments.execution.simulate import Batch, Trial, attempt
from scenarios.study import read_study

JOBS = 2
STUDY = """cases: [xihu]
governance: [baseline, one-four-n]
months: {months}
parameters:
  place.households: {households}
  issues.rate: [30, 60]
replicates: {replicates}
"""
CELLS = 4

TIMES = "GONGZHI_BENCH_TIMES"
"""The variable of the environment that names the file of the clock."""

COMMAND = (
    "from experiments.benchmark.study_throughput import start_clock; start_clock(); "
    "from experiments.__main__ import main; main()"
)
"""What Python is given in the place of `-m experiments`: the command, with a clock on each batch."""


class Throughput(NamedTuple):
    """Seconds on two cores. `command`: from its start to its end; `runs_alone`: what the runs take if both
    cores do nothing else; `loading`: until a Python has loaded the model and could begin the first run;
    `one_by_one`: as many runs, each in a world of its own, loaded already, nothing stored.
    """

    runs: int
    command: float
    runs_alone: float
    loading: float
    one_by_one: float

    @property
    def overhead(self) -> float:
        """The share of the command's time that is neither the runs nor loading the model, which they need."""
        return 1.0 - (self.runs_alone + self.loading) / self.command

    @property
    def not_runs(self) -> float:
        """The share of the command's time that is not the runs."""
        return 1.0 - self.runs_alone / self.command

    @property
    def ratio(self) -> float:
        """How many times faster the study is than its runs one by one."""
        return self.one_by_one / self.command


def throughput(
    runs: int, sample: int, households: int = 294, months: int = 60, repetitions: int = 2
) -> Throughput:
    """Carry out a study of so many runs, several times: the calmest counts; `sample` of them are made one by
    one as well.
    """
    with tempfile.TemporaryDirectory(prefix="gongzhi-") as place:
        file = Path(place) / "throughput.yaml"
        text = STUDY.format(months=months, households=households, replicates=runs // CELLS)
        file.write_text(text, encoding="utf-8")
        tries = [_command(file, Path(place) / str(number)) for number in range(repetitions)]
        command, alone = min(tries, key=lambda one: one[0] - one[1] / JOBS)
        return Throughput(runs, command, alone / JOBS, _loading(), _one_by_one(file, sample) * runs)


def _command(file: Path, place: Path) -> tuple[float, float]:
    """Seconds of the command, and of the processor in its runs."""
    place.mkdir()
    times = place / "times"
    study = ("study", str(file), "--out", str(place / "store"), "--jobs", str(JOBS))
    words, environment = [sys.executable, "-c", COMMAND, *study], os.environ | {TIMES: str(times)}
    begun = perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    taken = perf_counter() - begun
    return taken, sum(float(line) for line in times.read_text(encoding="utf-8").split())


def start_clock() -> None:
    """In this process, have every batch of every pool of workers timed."""
    patch.object(executors, "ProcessExecutor", _clocked_processes).start()


def _clocked_processes(count: int, work: Work = attempt) -> ProcessExecutor:
    return ProcessExecutor(count, clocked)


def clocked(tasks: Sequence[Task], monthly: bool) -> Trial:
    """Make the runs and write down how long it took."""
    begun = process_time()
    trial = attempt(tasks, monthly)
    with open(os.environ[TIMES], "a", encoding="utf-8") as file:
        file.write(f"{process_time() - begun}\n")
    return trial


def _loading() -> float:
    """Seconds of a process that loads the model and does nothing with it, the shorter of two."""
    words = [sys.executable, "-c", "import experiments.execution.simulate, model.neighbourhood"]
    return timing(seconds(lambda: subprocess.run(words, check=True)) for _ in range(2)).least


def _one_by_one(file: Path, sample: int) -> float:
    """Seconds a run, as many at a time as there are cores; the first ones, while all loads, do not count."""
    cells = Cells(read_study(file))
    places = cells.places(cells.natural, -(-(sample + JOBS) // CELLS))
    batches: list[Batch] = [(cells.task(place),) for place in places]
    processes = ProcessExecutor(JOBS)
    try:
        list(processes.trials(batches[:JOBS], monthly=False))
        begun = perf_counter()
        made = len(list(processes.trials(islice(batches, JOBS, JOBS + sample), monthly=False)))
        return (perf_counter() - begun) / made
    finally:
        processes.close()
