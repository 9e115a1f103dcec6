"""A Dask cluster as the place where runs are made: the same bytes, and one message where it is not there.

The scheduler and its workers run on this machine, as processes of their own.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from experiments.cli.study import study as carry_out
from experiments.execution.dask_cluster import Cluster, ClusterError
from experiments.extras import MissingExtra
from tests.experiments.execution.test_sweep import content, runs

ROOT = Path(__file__).resolve().parents[3]


def test_without_the_library_there_is_one_message(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtra, match=r"distributed .*\(cluster\): make extras"):
        Cluster("tcp://127.0.0.1:9")


def test_a_cluster_that_is_not_there_is_one_message(monkeypatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("experiments.execution.dask_cluster.SECONDS", 1)
    with pytest.raises(ClusterError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9 "):
        Cluster("tcp://127.0.0.1:9")
    with pytest.raises(ClusterError, match="no Dask scheduler at nonsense::"):
        Cluster("nonsense::")


def begin(*words: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", *words], cwd=ROOT, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip


class Running(NamedTuple):
    """A scheduler with two workers."""

    address: str
    scheduler: subprocess.Popen[str]
    workers: list[subprocess.Popen[str]]


@pytest.fixture
def cluster() -> Iterator[Running]:
    """A cluster on this machine."""
    pytest.importorskip("distributed")
    scheduler = begin(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
    )
    assert scheduler.stderr is not None
    told = next(found for line in scheduler.stderr if (found := re.search(r"(tcp://127.0.0.1:\d+)", line)))
    options = (
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
        "--host",
        "127.0.0.1",
        "--local-directory",
        "",
    )
    workers = [begin("distributed.cli.dask_worker", told[1], *options) for _ in range(2)]
    for _each in workers:  # on a busy machine they are long in coming
        next(line for line in scheduler.stderr if "Register worker" in line)
    yield Running(told[1], scheduler, workers)
    for process in (*workers, scheduler):
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_rows_from_a_cluster_are_the_same_bytes_whichever_of_its_processes_is_killed(
    planned, carried_out, tmp_path: Path, cluster
) -> None:
    """First a worker, then the scheduler, which ends in one message; what is stored is safe."""
    plan, worker = planned(months="12", replicates="20", monthly="true"), cluster.workers[0]
    carried_out(plan, "whole")
    executor, killing = _cluster(cluster.address), _killed_at_work(worker, tmp_path / "cluster")
    report = carried_out(plan, "cluster", executor=executor)
    killing.join()
    assert worker.poll() == -signal.SIGKILL
    assert (report.made, report.failed) == (40, 0)
    assert content(tmp_path / "cluster") == content(tmp_path / "whole")
    executor = _cluster(cluster.address, 1)
    killing = _killed_at_work(cluster.scheduler, tmp_path / "again")
    with pytest.raises(ClusterError, match=r"There is no Dask scheduler at .*What is stored is safe"):
        carried_out(plan, "again", executor=executor)
    killing.join()
    assert 0 < carried_out(plan, "again").made < 40
    assert content(tmp_path / "again") == content(tmp_path / "whole")


@pytest.mark.slow
def test_a_cluster_that_loses_all_its_workers_is_one_message(
    planned, carried_out, tmp_path: Path, cluster, monkeypatch
) -> None:
    monkeypatch.setattr("experiments.execution.dask_cluster.LOOK", 1)
    monkeypatch.setattr("experiments.execution.dask_cluster.PATIENCE", 2)
    executor = _cluster(cluster.address)
    killing = [_killed_at_work(worker, tmp_path / "store") for worker in cluster.workers]
    with pytest.raises(ClusterError, match="has lost all its workers"):
        carried_out(planned(months="12", replicates="20"), executor=executor)
    for thread in killing:
        thread.join()
    assert len(runs(tmp_path / "store")) > 0


LOOKS = 30_000
"""Looks for what must come, before a test ends that would otherwise never end."""


def _killed_at_work(process: subprocess.Popen[str], store: Path) -> threading.Thread:
    """What kills a process as soon as something is stored."""

    def kill() -> None:
        for _look in range(LOOKS):
            if list(store.glob("runs/*.parquet")):
                break
            time.sleep(0.01)
        process.kill()
        process.wait()

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def _cluster(address: str, workers: int = 2) -> Cluster:
    """A cluster, once its workers are there."""
    for _look in range(LOOKS):
        try:
            if (executor := Cluster(address)).count == workers:
                return executor
            executor.close()
        except ClusterError:
            pass
        time.sleep(0.01)
    raise AssertionError("no workers came")


@pytest.mark.slow
def test_workers_that_stand_elsewhere_choose_the_project_of_the_sender(
    in_project: Path, tmp_path: Path, cluster
) -> None:
    whole, there = tmp_path / "whole", tmp_path / "there"
    carry_out("first", out=whole, jobs=1, as_json=True)
    carry_out("first", out=there, cluster=cluster.address, as_json=True)
    assert content(there) == content(whole)
    assert "hardship_p95" in runs(there)
