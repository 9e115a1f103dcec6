"""A Dask cluster as the place where runs are made: the same bytes, and one message where it is not there.

The scheduler and its workers run on this machine, as processes of their own.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.cluster import Cluster, ClusterError
from experiments.sampling import MissingExtra
from tests.experiments.test_sweep import content

ROOT = Path(__file__).resolve().parents[2]


def test_without_the_library_there_is_one_message(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtra, match=r"distributed .*\(cluster\): make extras"):
        Cluster("tcp://127.0.0.1:9")


def test_a_cluster_that_is_not_there_is_one_message(monkeypatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("experiments.cluster.SECONDS", 1)
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


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a scheduler with two workers, and the workers."""
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
    yield told[1], workers
    for process in (*workers, scheduler):
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_rows_from_a_cluster_are_the_same_bytes_even_when_a_worker_is_killed(
    planned, carried_out, tmp_path: Path, cluster
) -> None:
    plan = planned(months="12", replicates="20", monthly="true")
    carried_out(plan, "whole")
    address, workers = cluster
    deadline = time.monotonic() + 60
    while (lanes := _lanes(address)).count < 2 and time.monotonic() < deadline:
        lanes.close()
        time.sleep(0.2)
    pid = workers[0].pid
    killer = subprocess.Popen(
        [sys.executable, "-c", f"import time, os; time.sleep(2); os.kill({pid}, {signal.SIGKILL})"]
    )
    report = carried_out(plan, "cluster", lanes=lanes)
    killer.wait()
    assert (report.made, report.failed) == (40, 0)
    assert content(tmp_path / "cluster") == content(tmp_path / "whole")


def _lanes(address: str) -> Cluster:
    while True:
        try:
            return Cluster(address)
        except ClusterError:
            time.sleep(0.2)
