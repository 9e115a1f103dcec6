"""A study that is killed: whatever was finished is there, and going on gives the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from experiments.benchmark.crash_test import CrashTest
from experiments.execution.executors import Executor, InProcess
from experiments.execution.simulate import Batch, Trial
from experiments.execution.sweep import Order, carry_out
from scenarios.study import StudyPlan, read_study
from tests.experiments.execution.test_run_all import heed_interrupts, members
from tests.experiments.execution.test_sweep import content

ROOT = Path(__file__).resolve().parents[3]
STUDY = (
    "cases: [xihu]\ngovernance: [baseline, troika]\nmonths: 6\nburn_in: 2\nreplicates: 15\nmonthly: true\n"
)
PROGRAM = """
import sys
from pathlib import Path
from experiments.execution.executors import opening
from experiments.execution.sweep import Order, carry_out
from scenarios.study import study
from tests.experiments.execution.test_kill import held

if __name__ == "__main__":
    order, hold = Order(households=600), held if sys.argv[4] == "held" else lambda found: found
    made_by = hold(opening(int(sys.argv[3]))(0))
    report = carry_out(study(sys.argv[1]), Path(sys.argv[2]), lambda work: made_by, order)
    print(report.made)
"""
HANGS = 300
"""Seconds after which something hangs, however busy the machine is."""


def held(executor: Executor) -> Executor:
    """An executor that kills its process before the last batch: who comes to kill it cannot be late."""
    trials = executor.trials

    def all_but_the_last(batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        yield from trials((batch for batch, _next in pairwise(batches)), monthly)
        os.kill(os.getpid(), signal.SIGKILL)

    executor.trials = all_but_the_last  # type: ignore[method-assign]
    return executor


def start(folder: Path, store: str, jobs: int, hold: bool = False) -> subprocess.Popen[str]:
    (folder / "tiny.yaml").write_text(STUDY, "utf-8")
    (folder / "program.py").write_text(PROGRAM, "utf-8")
    words = [
        sys.executable,
        str(folder / "program.py"),
        str(folder / "tiny.yaml"),
        str(folder / store),
        str(jobs),
        "held" if hold else "free",
    ]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )


def loose(folder: Path) -> int:
    return len(list(folder.glob("runs/loose-*.parquet")))


def kill_after(process: subprocess.Popen[str], folder: Path, parts: int, delay: float) -> None:
    """Kill it a moment after so many more parts are there."""
    there, deadline = loose(folder), time.monotonic() + HANGS
    while loose(folder) < there + parts and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=HANGS)


def forked(folder: Path, plan: StudyPlan) -> int:
    """A process that carries the study out, forked from this one: the model is loaded already."""
    if pid := os.fork():
        return pid
    try:
        carry_out(plan, folder, lambda work: held(InProcess()), Order(households=600))
    finally:
        os._exit(0)


def lives(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_study_killed_at_random_moments_ends_with_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(STUDY, "utf-8")
    plan, killed, chance = read_study(tmp_path / "tiny.yaml"), tmp_path / "killed", random.Random(1)
    carry_out(plan, tmp_path / "whole", lambda work: InProcess(), Order(households=600))
    for _ in range(3):
        pid, there, deadline = forked(killed, plan), loose(killed), time.monotonic() + HANGS
        while loose(killed) < there + chance.randint(1, 3) and lives(pid) and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.1)
        os.kill(pid, signal.SIGKILL)
        assert os.waitpid(pid, 0)[1] == signal.SIGKILL
        for part in (killed / "runs").glob("*.parquet"):
            assert len(pd.read_parquet(part))
    report = carry_out(plan, killed, lambda work: InProcess(), Order(households=600))
    assert 0 < report.made < 30
    assert content(killed) == content(tmp_path / "whole")


@pytest.mark.slow
def test_a_command_killed_with_its_workers_at_work_ends_with_the_same_bytes(tmp_path: Path) -> None:
    chance = random.Random(2)
    process = start(tmp_path, "killed", 2, hold=True)
    kill_after(process, tmp_path / "killed", chance.randint(1, 3), chance.random() * 0.1)
    assert process.returncode == -signal.SIGKILL
    out, said = start(tmp_path, "killed", 2).communicate(timeout=HANGS)
    assert 0 < int(out) < 30, said
    plan = read_study(tmp_path / "tiny.yaml")
    carry_out(plan, tmp_path / "whole", lambda work: InProcess(), Order(households=600))
    assert content(tmp_path / "killed") == content(tmp_path / "whole")


@pytest.mark.slow
def test_the_long_test_of_endurance_finds_the_same_bytes(tmp_path: Path) -> None:
    found = CrashTest(tmp_path, months=1, replicates=10).endure(1)
    assert found.same_bytes and (found.runs, found.kills, len(found.parts_stored)) == (40, 1, 1)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_an_interrupt_leaves_a_store_that_goes_on_and_no_process(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(STUDY.replace("months: 6", "months: 600"), "utf-8")
    words = ["study", str(tmp_path / "tiny.yaml"), "--out", str(tmp_path / "store"), "--jobs", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments", *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"GONGZHI_LANG": "en"}, preexec_fn=heed_interrupts,
    )  # fmt: skip
    deadline = time.monotonic() + HANGS
    while not (tmp_path / "store/study.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=HANGS)
    assert process.returncode == 130
    where = tmp_path / "store"
    assert f"Interrupted. What is finished is stored in {where}; the same command goes on.\n" in said
    deadline = time.monotonic() + HANGS
    while members(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not members(process.pid)
