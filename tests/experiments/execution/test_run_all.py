"""Many runs on several cores: the same rows, one message on failure, no process left behind."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.design.runs import Run, replicated
from experiments.execution.executors import ProcessExecutor, jobs_for
from experiments.execution.run_all import collected, keyed, run_all
from experiments.execution.simulate import RunError
from scenarios import read

Killing = Callable[[int], Path]
ROOT = Path(__file__).resolve().parents[3]
HANGS = 300
"""Seconds after which something hangs, however busy the machine is."""


def design(months: int = 14, replicates: int = 3) -> list[Run]:
    scenarios = [
        read.scenario("xihu", governance, months=months) for governance in ("baseline", "one-four-n")
    ]
    return list(replicated(scenarios, replicates))


@pytest.mark.slow
def test_rows_are_the_same_bytes_for_any_number_of_jobs() -> None:
    runs = design(months=4)
    tables = [run_all(runs, jobs) for jobs in (1, 2)]
    for one, other in zip(*tables, strict=True):
        assert len(one)
        assert one.to_csv() == other.to_csv()
        assert one.equals(other)


@pytest.mark.slow
def test_rows_come_in_the_order_of_the_design_even_where_runs_share_case_and_governance_model() -> None:
    few, many = (
        read.scenario("xihu", "baseline", months=2, overrides={"issues.rate": rate}) for rate in (5.0, 200.0)
    )
    rows = run_all([Run(scenario, 0, 7) for scenario in (many, few, many)], 2).runs
    assert rows["issues_raised"][0] == rows["issues_raised"][2] > rows["issues_raised"][1]


def test_progress_adds_up_to_all_runs() -> None:
    done: list[int] = []
    run_all(design(months=1), 1, done.append)
    assert sum(done) == 6


@pytest.mark.slow
def test_a_run_that_fails_in_a_worker_is_named() -> None:
    broken = replace(design()[0].scenario, parameters={"place.households": 294.0})
    runs = [*design(months=14), Run(broken, 3, 3)]
    with pytest.raises(RunError) as failed:
        run_all(runs, 2)
    assert failed.value.run is not None and failed.value.run.seed == 3
    assert "KeyError" in failed.value.problem
    assert not multiprocessing.active_children()


def test_a_worker_that_is_killed_each_time_is_one_message(killing: Killing) -> None:
    killing(99)
    with pytest.raises(RunError) as failed:
        run_all(design(months=1, replicates=1), 2)
    assert "the worker process died" in failed.value.message()
    assert not multiprocessing.active_children()


COMPARED = ("compare", "xihu", "--governance", "baseline,troika", "--equal-cost", "--replicates", "3")
COMMANDS = {
    "compare": (*COMPARED, "--months", "3"),
    "ablate": ("ablate", "xihu", "troika", "--replicates", "2", "--months", "2"),
    "patterns": ("patterns", "--id", "disturbed", "--replicates", "3"),
    "plan": ("plan", "xihu", "--governance", "baseline,troika", "--pilot", "5", "--months", "2"),
}


@pytest.mark.slow
def test_a_worker_that_dies_while_it_is_idle_is_replaced() -> None:
    runs = design(months=2, replicates=1)
    executor = ProcessExecutor(1)
    executor.start()
    idle = executor._workers[0]
    watching: Any = idle._executor_manager_thread
    for pid in list(idle._processes):
        os.kill(pid, signal.SIGKILL)
    watching.join()  # by then the death was noticed
    try:
        rows = keyed(runs, collected(executor, [runs], monthly=True))
    finally:
        executor.close()
    assert rows.runs.to_csv() == run_all(runs, 1).runs.to_csv()


@pytest.mark.usefixtures("brief_past")
@pytest.mark.slow
@pytest.mark.parametrize("verb", COMMANDS)
def test_a_command_whose_worker_is_killed_in_the_middle_gives_the_same_rows(
    gongzhi, killing: Killing, tmp_path: Path, verb: str
) -> None:
    words = (*COMMANDS[verb], "--json", "--jobs", "2")
    out = () if verb == "plan" else ("--out", str(tmp_path / "undisturbed"))
    undisturbed = gongzhi(*words, *out)
    killed = killing(1)
    disturbed = gongzhi(*words, *(part.replace("undisturbed", "disturbed") for part in out))
    assert [file.name for file in killed.iterdir()] == ["0"]
    assert disturbed.code == undisturbed.code == 0
    assert json.loads(disturbed.out) == json.loads(undisturbed.out)
    for table in (tmp_path / "undisturbed").glob("*.csv"):
        assert table.read_bytes() == (tmp_path / "disturbed" / table.name).read_bytes()


def test_small_work_stays_in_one_process_and_large_work_takes_every_core() -> None:
    assert jobs_for(design(months=14, replicates=1)) == 1
    assert jobs_for(design(months=1200, replicates=40)) == len(os.sched_getaffinity(0))


def heed_interrupts() -> None:
    """In a child: undo that a shell makes what it starts in the background deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*words: str) -> subprocess.Popen[str]:
    """The command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "experiments", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"GONGZHI_LANG": "en"},
        preexec_fn=heed_interrupts,
    )


def members(group: int) -> list[int]:
    """The processes of a group that are still there."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


LONG = ("compare", "honghu", "--governance", "baseline,troika", "--replicates", "40", "--jobs", "2")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_an_interrupted_or_killed_command(kill: signal.Signals, tmp_path: Path) -> None:
    command = start(*LONG, "--out", str(tmp_path / "out"))
    deadline = time.monotonic() + HANGS
    while len(members(command.pid)) < 4 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    os.kill(command.pid, kill) if kill == signal.SIGKILL else os.killpg(command.pid, kill)
    _, said = command.communicate(timeout=HANGS)
    deadline = time.monotonic() + HANGS
    while members(command.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not members(command.pid)
    assert not list(tmp_path.iterdir())
    if kill == signal.SIGINT:
        assert command.returncode == 130
        assert said == "Interrupted; nothing was written.\n"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_an_interrupt_while_the_workers_load_is_one_line() -> None:
    command = start(*LONG)
    deadline = time.monotonic() + HANGS
    while len(members(command.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    os.killpg(command.pid, signal.SIGINT)
    _, said = command.communicate(timeout=HANGS)
    assert (command.returncode, said) == (130, "Interrupted; nothing was written.\n")


@pytest.mark.slow
def test_the_command_says_one_line_in_a_log_and_nothing_where_json_is_read() -> None:
    small = (
        "compare",
        "xihu",
        "--governance",
        "baseline,troika",
        "--replicates",
        "2",
        "--months",
        "3",
        "--jobs",
        "2",
    )
    log, quiet = start(*small), start(*small, "--json")
    assert log.communicate(timeout=HANGS)[1] == "4 runs done.\n"
    out, said = quiet.communicate(timeout=HANGS)
    assert said == "" and json.loads(out)
