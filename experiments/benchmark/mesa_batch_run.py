"""Beside Mesa's own `batch_run`: the same model, the same 200 runs, two processes each.

Each side runs in a process of its own with a time limit, for what one does with a run that raises, or with a
worker that is killed, may be to wait for ever.
`python -m experiments.benchmark.mesa_batch_run ours|theirs JSON` is one.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from experiments.benchmark.batched import Compound, plant
from experiments.benchmark.targets import Rows
from experiments.design.runs import seed_of

GOVERNANCE = ("baseline", "one-four-n")
JOBS = 2
OUTCOME = "conflict_index"
Harm = Literal["none", "raise", "die"]


@dataclass(frozen=True)
class Wanted:
    """What a side is asked for: replicates under two governance models, months of each run, and what happens
    in the first month of the run with the seed `bad`.
    """

    folder: str
    replicates: int = 100
    months: int = 60
    burn_in: int = 12
    harm: Harm = "none"

    @property
    def bad(self) -> int:
        """The seed of a run in the middle."""
        return seed_of("beside", self.replicates // 2)

    @property
    def scene(self) -> dict[str, Any]:
        """What Compound takes beside its governance model and its seed."""
        scene = {"months": self.months, "burn_in": self.burn_in}
        return scene | {
            "bad": self.bad if self.harm != "none" else -1,
            "harm": self.harm,
            "folder": self.folder,
        }


@dataclass(frozen=True)
class Came:
    """What came of it: seconds of the process, its rows (None: it did not end), their mean outcome."""

    seconds: float
    rows: int | None
    mean: float | None = None
    said: str = ""


def theirs(wanted: Wanted) -> dict[str, object]:
    """`batch_run` as it is meant to be used, with the seeds of the study."""
    from mesa.batchrunner import batch_run

    found = batch_run(
        Compound,
        {"governance": list(GOVERNANCE), **wanted.scene},
        number_processes=JOBS,
        rng=[seed_of("beside", replicate) for replicate in range(wanted.replicates)],
        display_progress=False,
    )
    return {"rows": len(found), "mean": sum(row[OUTCOME] for row in found) / max(len(found), 1)}


def ours(wanted: Wanted) -> dict[str, object]:
    """The study, with as many processes."""
    import pandas as pd

    from experiments.execution.executors import Processes
    from experiments.execution.sweep import carry_out
    from scenarios.study import read_study

    file, store = Path(wanted.folder) / "beside.yaml", Path(wanted.folder) / "store"
    file.write_text(
        f"cases: [xihu]\ngovernance: [{', '.join(GOVERNANCE)}]\nreplicates: {wanted.replicates}\n"
        f"months: {wanted.months}\nburn_in: {wanted.burn_in}\n",
        encoding="utf-8",
    )
    harm = partial(planted, wanted.scene["bad"], wanted.harm, wanted.folder)
    report = carry_out(read_study(file), store, lambda work: Processes(JOBS, harm))
    rows = pd.read_parquet(store / "runs")
    return {"rows": len(rows), "mean": float(rows[OUTCOME].mean()), "made": report.made}


def planted(bad: int, harm: Harm, folder: str, tasks: Sequence[Any], monthly: bool) -> Any:
    """Make runs in a worker in which the harm was planted."""
    from experiments.execution.task import attempt

    plant(bad, harm, folder)
    return attempt(tasks, monthly)


def came(side: str, wanted: Wanted, limit: float) -> Came:
    """Run a side in a process of its own, which is killed, with all it started, after `limit` seconds."""
    words = [sys.executable, "-m", "experiments.benchmark.mesa_batch_run", side, json.dumps(asdict(wanted))]
    begun = time.perf_counter()
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Came(time.perf_counter() - begun, None)
    taken = time.perf_counter() - begun
    if process.returncode:
        return Came(taken, 0, said=err.strip().splitlines()[-1])
    answer = json.loads(out)
    return Came(taken, answer["rows"], answer["mean"])


@dataclass(frozen=True)
class Beside:
    """The two sides: runs as they should be, one that raises, a worker that dies, a kill half-way."""

    runs: int
    whole: tuple[Came, Came]
    raising: tuple[Came, Came]
    dying: tuple[Came, Came]
    resumed: tuple[int, int]
    """Runs that were there already when it was killed half-way and begun again."""

    @property
    def ratio(self) -> float:
        """How many times faster the study is."""
        return self.whole[0].seconds / self.whole[1].seconds


def beside(replicates: int = 100, months: int = 60, limit: float = 600.0) -> Beside:
    """Measure both sides: time with whole runs, what harm does with runs of one month."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-") as place:

        def both(name: str, harm: Harm, months: int, burn_in: int, limit: float) -> tuple[Came, Came]:
            found = []
            for side in ("theirs", "ours"):
                folder = Path(place) / f"{name}-{side}"
                folder.mkdir()
                wanted = Wanted(str(folder), replicates, months, burn_in, harm)
                found.append(came(side, wanted, limit))
            return found[0], found[1]

        whole = both("whole", "none", months, 12, limit)
        short = both("short", "none", 1, 0, limit)
        patience = 10.0 + 3.0 * max(one.seconds for one in short)
        raising, dying = (both(harm, harm, 1, 0, patience) for harm in ("raise", "die"))
        half = Wanted(str(Path(place) / "half"), replicates, 1, 0)
        return Beside(len(GOVERNANCE) * replicates, whole, raising, dying, (0, _resumed(half, short[1])))


def told(found: Beside) -> Rows:
    """What both sides do, for reading."""
    rows = [
        ("all is well", found.whole),
        ("one run raises", found.raising),
        ("a worker is killed", found.dying),
    ]
    lines: Rows = [
        {
            "what": what,
            "batch_run": _said(theirs, found.runs),
            "gongzhi study": _said(ours, found.runs),
            "batch_run s": theirs.seconds,
            "study s": ours.seconds,
        }
        for what, (theirs, ours) in rows
    ]
    again = [f"{kept} of {found.runs} runs are there" for kept in found.resumed]
    what = "killed on the way and begun again"
    nothing = {"batch_run s": None, "study s": None}
    return [*lines, {"what": what, "batch_run": again[0], "gongzhi study": again[1], **nothing}]


def _said(came: Came, runs: int) -> str:
    if came.rows is None:
        return f"no end after {came.seconds:.0f} s"
    rows = f"{came.rows} of {runs} rows"
    return f"{rows}: {came.said}" if came.said else rows


def _resumed(wanted: Wanted, usual: Came) -> int:
    """How many runs of our side are still there when it is killed on the way and begun again."""
    Path(wanted.folder).mkdir()
    store = Path(wanted.folder) / "store" / "runs"
    words = [sys.executable, "-m", "experiments.benchmark.mesa_batch_run", "ours", json.dumps(asdict(wanted))]
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    end = time.monotonic() + 10.0 * usual.seconds
    while not list(store.glob("loose-*.parquet")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.002)
    process.kill()
    process.communicate()
    answer = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    return int(answer["rows"]) - int(answer["made"])


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "theirs": theirs}[sys.argv[1]](Wanted(**json.loads(sys.argv[2])))))
