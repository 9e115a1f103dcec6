"""BatchRunComparison Mesa's own `batch_run`: the same model, the same 200 runs, two processes each.

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
from unittest.mock import patch

from mesa import DataCollector

from experiments.benchmark.performance_targets import Rows
from experiments.design.runs import seed_of
from model.neighbourhood import Neighbourhood
from scenarios import read

GOVERNANCE = ("baseline", "one-four-n")
JOBS = 2
OUTCOME = "conflict_index"
OUTCOMES = tuple(read.outcome_entries())
HARMED = "one-four-n"
SIDE = "from experiments.benchmark.mesa_batch_run import main; main()"
"""Not this file as a program: workers do not run it, and would not find what it hands them."""

Harm = Literal["none", "raise", "die"]
_begin = Neighbourhood.begin_month


@dataclass(frozen=True)
class Trials:
    """What a side is to do: replicates under two governance models, months of each run, and what happens
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
class SideOutcome:
    """What came of it: seconds of the process, its rows (None: it did not end), their mean outcome."""

    seconds: float
    rows: int | None
    mean: float | None = None
    error: str = ""


class Compound(Neighbourhood):
    """One compound, made from plain parameters; its outcomes are collected after its last month."""

    def __init__(
        self, governance: str, months: int, burn_in: int, bad: int, harm: str, folder: str, rng: int
    ) -> None:
        plant(bad, harm, folder)
        super().__init__(read.scenario("xihu", governance, months=months, burn_in=burn_in), rng=rng)
        self.found: dict[str, float] = {}
        self.datacollector = DataCollector({name: partial(_found, name=name) for name in OUTCOMES})

    def step(self) -> None:
        """A month; after the last one the outcomes are collected and the run is over."""
        super().step()
        if self.month == self.months:
            self.found = {str(name): value for name, value in self.outcomes().iloc[0].items()}
            self.datacollector.collect(self)
            self.running = False


def _found(world: Compound, name: str) -> float | None:
    return world.found.get(name)


def plant(bad: int, harm: str, folder: str) -> None:
    """In this process, let one run, that with the seed `bad` under HARMED, raise or kill its process once."""

    def harmed(world: Neighbourhood) -> None:
        placed = ((one.seed, one.scenario.governance.id) for one in world.compounds.placements)
        if (bad, HARMED) in placed:
            if harm == "raise":
                raise ZeroDivisionError("nobody is left")
            if harm == "die" and not (marker := Path(folder) / "died").exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        _begin(world)

    patch.object(Neighbourhood, "begin_month", harmed).start()


def theirs(trials: Trials) -> dict[str, object]:
    """`batch_run` as it is meant to be used, with the seeds of the study."""
    from mesa.batchrunner import batch_run

    found = batch_run(
        Compound,
        {"governance": list(GOVERNANCE), **trials.scene},
        number_processes=JOBS,
        rng=[seed_of("beside", replicate) for replicate in range(trials.replicates)],
        display_progress=False,
    )
    return {"rows": len(found), "mean": sum(row[OUTCOME] for row in found) / max(len(found), 1)}


def ours(trials: Trials) -> dict[str, object]:
    """The study, with as many processes."""
    from experiments.execution.executors import ProcessExecutor
    from experiments.execution.stored_study import StoredStudy
    from experiments.execution.sweep import carry_out
    from scenarios.study import read_study

    file, store = Path(trials.folder) / "beside.yaml", Path(trials.folder) / "store"
    file.write_text(
        f"cases: [xihu]\ngovernance: [{', '.join(GOVERNANCE)}]\nreplicates: {trials.replicates}\n"
        f"months: {trials.months}\nburn_in: {trials.burn_in}\n",
        encoding="utf-8",
    )
    harm = partial(planted, trials.scene["bad"], trials.harm, trials.folder)
    report = carry_out(read_study(file), store, lambda work: ProcessExecutor(JOBS, harm))
    rows = StoredStudy(store).runs
    return {"rows": len(rows), "mean": float(rows[OUTCOME].mean()), "made": report.made}


def planted(bad: int, harm: Harm, folder: str, tasks: Sequence[Any], monthly: bool) -> Any:
    """Make runs in a worker in which the harm was planted."""
    from experiments.execution.simulate import attempt

    plant(bad, harm, folder)
    return attempt(tasks, monthly)


def run_side(side: str, trials: Trials, limit: float) -> SideOutcome:
    """Run a side in a process of its own, which is killed, with all it started, after `limit` seconds."""
    words = [sys.executable, "-c", SIDE, side, json.dumps(asdict(trials))]
    begun = time.perf_counter()
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return SideOutcome(time.perf_counter() - begun, None)
    taken = time.perf_counter() - begun
    if process.returncode:
        return SideOutcome(taken, 0, error=err.strip().splitlines()[-1])
    answer = json.loads(out)
    return SideOutcome(taken, answer["rows"], answer["mean"])


@dataclass(frozen=True)
class BatchRunComparison:
    """The two sides: runs as they should be, one that raises, a worker that dies, a kill half-way."""

    runs: int
    whole: tuple[SideOutcome, SideOutcome]
    raising: tuple[SideOutcome, SideOutcome]
    dying: tuple[SideOutcome, SideOutcome]
    resumed: tuple[int, int]
    """Runs that were there already when it was killed half-way and begun again."""

    @property
    def ratio(self) -> float:
        """How many times faster the study is."""
        return self.whole[0].seconds / self.whole[1].seconds


def side_by_side(replicates: int = 100, months: int = 60, limit: float = 600.0) -> BatchRunComparison:
    """Measure both sides: time with whole runs, what harm does with runs of one month."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-") as place:

        def both(
            name: str, harm: Harm, months: int, burn_in: int, limit: float
        ) -> tuple[SideOutcome, SideOutcome]:
            found = []
            for side in ("theirs", "ours"):
                folder = Path(place) / f"{name}-{side}"
                folder.mkdir()
                trials = Trials(str(folder), replicates, months, burn_in, harm)
                found.append(run_side(side, trials, limit))
            return found[0], found[1]

        whole = both("whole", "none", months, 12, limit)
        short = both("short", "none", 1, 0, limit)
        patience = 10.0 + 3.0 * max(one.seconds for one in short)
        raising, dying = (both(harm, harm, 1, 0, patience) for harm in ("raise", "die"))
        half = Trials(str(Path(place) / "half"), replicates, 1, 0)
        return BatchRunComparison(
            len(GOVERNANCE) * replicates, whole, raising, dying, (0, _resumed(half, short[1]))
        )


def side_rows(found: BatchRunComparison) -> Rows:
    """What both sides do, for reading."""
    rows = [
        ("all is well", found.whole),
        ("one run raises", found.raising),
        ("a worker is killed", found.dying),
    ]
    lines: Rows = [
        {
            "what": what,
            "batch_run": _description(theirs, found.runs),
            "gongzhi study": _description(ours, found.runs),
            "batch_run s": theirs.seconds,
            "study s": ours.seconds,
        }
        for what, (theirs, ours) in rows
    ]
    again = [f"{kept} of {found.runs} runs are there" for kept in found.resumed]
    what = "killed on the way and begun again"
    nothing = {"batch_run s": None, "study s": None}
    return [*lines, {"what": what, "batch_run": again[0], "gongzhi study": again[1], **nothing}]


def _description(side: SideOutcome, runs: int) -> str:
    if side.rows is None:
        return f"no end after {side.seconds:.0f} s"
    rows = f"{side.rows} of {runs} rows"
    return f"{rows}: {side.error}" if side.error else rows


def _resumed(trials: Trials, usual: SideOutcome) -> int:
    """How many runs of our side are still there when it is killed on the way and begun again."""
    Path(trials.folder).mkdir()
    store = Path(trials.folder) / "store" / "runs"
    words = [sys.executable, "-c", SIDE, "ours", json.dumps(asdict(trials))]
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    end = time.monotonic() + 10.0 * usual.seconds
    while not list(store.glob("loose-*.parquet")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.002)
    process.kill()
    process.communicate()
    answer = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    return int(answer["rows"]) - int(answer["made"])


def main() -> None:
    """Run the side that is named first, in the trials that are told after it."""
    print(json.dumps({"ours": ours, "theirs": theirs}[sys.argv[1]](Trials(**json.loads(sys.argv[2])))))
