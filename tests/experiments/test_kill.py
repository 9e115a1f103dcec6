"""A study that is killed: whatever was finished is there, and going on gives the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.experiments.test_sweep import content

ROOT = Path(__file__).resolve().parents[2]
STUDY = "cases: [xihu]\ngovernance: [baseline, troika]\nmonths: 12\nreplicates: 15\nmonthly: true\n"
PROGRAM = """
import sys
from pathlib import Path
from experiments.lanes import lanes
from experiments.sweep import Order, carry_out
from scenarios.study import study

if __name__ == "__main__":
    report = carry_out(study(sys.argv[1]), Path(sys.argv[2]), lambda work: lanes(int(sys.argv[3])), Order(households=600))
    print(report.made)
"""


def start(folder: Path, store: str, jobs: int) -> subprocess.Popen[str]:
    (folder / "tiny.yaml").write_text(STUDY, "utf-8")
    (folder / "program.py").write_text(PROGRAM, "utf-8")
    words = [
        sys.executable,
        str(folder / "program.py"),
        str(folder / "tiny.yaml"),
        str(folder / store),
        str(jobs),
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


def kill_after(
    process: subprocess.Popen[str], folder: Path, parts: int, delay: float, how: signal.Signals
) -> None:
    """Kill it a moment after so many more parts are there."""
    there, deadline = loose(folder), time.monotonic() + 60
    while loose(folder) < there + parts and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(delay)
    process.send_signal(how)
    process.communicate(timeout=60)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_study_killed_at_random_moments_ends_with_the_same_bytes(tmp_path: Path, jobs: int) -> None:
    whole = start(tmp_path, "whole", 1)
    chance, moments = random.Random(jobs), 0
    for _ in range(3 if jobs == 1 else 1):
        process = start(tmp_path, "killed", jobs)
        kill_after(process, tmp_path / "killed", chance.randint(1, 3), chance.random() * 0.1, signal.SIGKILL)
        moments += process.returncode == -signal.SIGKILL
    assert moments, "it was never killed in time"
    for part in (tmp_path / "killed/runs").glob("*.parquet"):
        assert len(pd.read_parquet(part))
    out, said = start(tmp_path, "killed", jobs).communicate(timeout=60)
    assert 0 < int(out) < 30, said
    whole.communicate(timeout=60)
    assert content(tmp_path / "killed") == content(tmp_path / "whole")


def test_an_interrupt_leaves_a_store_that_goes_on_and_no_process(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(STUDY.replace("months: 12", "months: 600"), "utf-8")
    words = ["study", str(tmp_path / "tiny.yaml"), "--out", str(tmp_path / "store"), "--jobs", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments", *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"GONGZHI_LANG": "en"},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (tmp_path / "store/study.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (
        said
        == f"Interrupted. What is finished is stored in {tmp_path / 'store'}; the same command goes on.\n"
    )
    with pytest.raises(ProcessLookupError):
        time.sleep(0.5)
        os.killpg(process.pid, 0)
