"""A large study: the memory of the process that carries it out, and how soon its rows are open in pandas.

`python -m experiments.evidence.large_study 10000` carries out so many runs of a tiny compound, months stored
too, and prints JSON: each size has a process of its own, because memory once taken is not given back.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import pandas as pd

from experiments.evidence.linear_cost import megabytes
from experiments.execution.executors import ProcessExecutor
from experiments.execution.sweep import carry_out
from scenarios.study import read_study

SIZES = (1_000, 2_000, 5_000, 10_000, 20_000)
STUDY = """cases: [xihu]
governance: [baseline, one-four-n]
months: 12
burn_in: 0
parameters:
  place.households: 40
  issues.rate: [20, 30, 40, 50, 60]
replicates: {replicates}
monthly: true
"""
CELLS = 10
JOBS = 2


@dataclass(frozen=True)
class Large:
    """A study that was carried out: seconds, megabytes of the process that planned and stored it (before it
    began, and at most), files of its store, seconds until all its runs, and all its months, are open in
    pandas.
    """

    runs: int
    seconds: float
    started_mb: float
    peak_mb: float
    files: int
    store_mb: float
    open_runs: float
    open_months: float


def measured(runs: int) -> Large:
    """Carry out so many runs in this process, with two workers."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-") as place:
        file, store = Path(place) / "large.yaml", Path(place) / "store"
        file.write_text(STUDY.format(replicates=runs // CELLS), encoding="utf-8")
        plan, started, begun = read_study(file), megabytes(), perf_counter()
        report = carry_out(plan, store, lambda work: ProcessExecutor(JOBS))
        seconds, peak = perf_counter() - begun, megabytes()
        files = list(store.rglob("*.parquet"))
        size = sum(one.stat().st_size for one in files) / 1e6
        opening = (_opened(store / "runs", report.made), _opened(store / "monthly", 12 * report.made))
        return Large(report.made, seconds, started, peak, len(files), size, *opening)


def _opened(folder: Path, rows: int) -> float:
    """Seconds of pandas' one line, the shortest of three."""
    taken = []
    for _ in range(3):
        begun = perf_counter()
        table = pd.read_parquet(folder)
        taken.append(perf_counter() - begun)
        if len(table) != rows:
            raise RuntimeError(f"{len(table)} rows, not {rows}")
    return min(taken)


def apart(runs: int) -> Large:
    """`measured` in a new process."""
    words = [sys.executable, "-m", __name__, str(runs)]
    printed = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Large(**json.loads(printed))


def large_study(say: Callable[[str], None], sizes: tuple[int, ...] = SIZES) -> pd.DataFrame:
    """A row for each size."""
    rows = []
    for runs in sizes:
        found = apart(runs)
        rows.append(asdict(found))
        say(f"{runs} runs: {found.peak_mb:.0f} MB, open in {found.open_runs:.2f} s")
    return pd.DataFrame(rows)


if __name__ == "__main__":
    print(json.dumps(asdict(measured(int(sys.argv[1])))))
