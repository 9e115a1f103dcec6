"""Jobs of a batch system as the place where runs are made.

SLURM is played by two shell scripts that begin a job on this machine at once, and end it.
"""

import gc
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.design.sampling import MissingExtra
from experiments.execution.cluster_file import ClusterPlan, read_cluster
from experiments.execution.dask_cluster import ClusterError
from experiments.execution.job_queue import CLASSES, Queued, jobs
from tests.experiments.execution.test_sweep import content

ROOT = Path(__file__).resolve().parents[3]
SBATCH = """#!/bin/sh
echo "$1" >> {folder}/submitted
script=$(mktemp -p {folder})
cp "$1" "$script"
setsid sh "$script" > "$script.said" 2>&1 < /dev/null &
echo $! >> {folder}/pids
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
echo "$1" >> {folder}/cancelled
kill -TERM -- "-$1"
"""
REFUSING = """#!/bin/sh
echo "sbatch: error: Invalid account" >&2
exit 1
"""
FILE = """jobs: 2
cores: 1
memory: 1 GB
walltime: "00:30:00"
queue: short
account: lab42
directives: ["--special"]
setup: [export SAID=1]
host: 127.0.0.1
"""


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put these commands of a batch system on the path."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)

    def put(**commands: str) -> None:
        for name, text in commands.items():
            file = tmp_path / "bin" / name
            file.write_text(text.format(folder=tmp_path), "utf-8")
            file.chmod(0o755)

    return put


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., ClusterPlan]:
    def make(kind: str = "slurm") -> ClusterPlan:
        file = tmp_path / f"{kind}.yaml"
        file.write_text(f"kind: {kind}\n{FILE}", "utf-8")
        return read_cluster(file)

    return make


ASKED = {
    "slurm": ("#SBATCH -p short", "#SBATCH -A lab42", "#SBATCH -t 00:30:00", "#SBATCH --special"),
    "pbs": ("#PBS -q short", "#PBS -A lab42", "#PBS -l walltime=00:30:00", "#PBS --special"),
    "sge": ("#$ -q short", "#$ -P lab42", "#$ -l h_rt=00:30:00", "#$ --special"),
    "lsf": ("#BSUB -q short", '#BSUB -P "lab42"', "#BSUB -W 00:30\n", "#BSUB --special"),
    "oar": ("#OAR -q short", "#OAR --project lab42", "walltime=00:30:00", "#OAR --special"),
    "moab": ("#PBS -q short", "#PBS -A lab42", "#PBS -l walltime=00:30:00", "#PBS --special"),
}


@pytest.mark.parametrize("kind", CLASSES)
def test_a_job_says_what_the_file_says(system, plan, kind: str) -> None:
    system(sbatch="", qsub="", bsub="", oarsub="", msub="")
    there = jobs(plan(kind), [])
    script = there.job_script()
    there.close()
    for line in (
        *ASKED[kind],
        "\nexport SAID=1\n",
        "\nexport PYTHONSAFEPATH=1\nexport PYTHONPATH=",
        " --nthreads 1 ",
        "distributed.cli.dask_worker tcp://127",
    ):
        assert line in script, script


def test_two_clusters_at_once_do_not_ask_for_the_same_port(system, plan) -> None:
    system(sbatch="")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        both = [jobs(plan(), []) for _cluster in range(2)]
        for there in both:
            there.close()
        gc.collect()
    assert [str(one.message) for one in said] == []


@pytest.mark.slow
def test_ctrl_c_stays_pythons() -> None:
    words = (
        "from experiments.execution import job_queue as q; q._library(); "
        "import signal as s; print(s.getsignal(s.SIGINT))"
    )
    said = subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    assert b"default_int_handler" in said.stdout


def test_without_the_library_or_the_batch_system_there_is_one_message(plan, monkeypatch) -> None:
    with pytest.raises(ClusterError, match="There is no sbatch here; start the study where jobs are"):
        Queued(plan())
    monkeypatch.setitem(sys.modules, "dask_jobqueue", None)
    with pytest.raises(MissingExtra, match="dask-jobqueue is needed and not installed"):
        Queued(plan())


def test_a_job_that_is_refused_is_one_message(system, plan, capfd) -> None:
    system(sbatch=REFUSING, scancel="")
    with pytest.raises(ClusterError, match=r"SLURM refused a job: sbatch: error: Invalid account$"):
        Queued(plan())
    assert capfd.readouterr().err == ""


@pytest.mark.slow
def test_rows_from_jobs_are_the_same_bytes_and_the_jobs_are_gone_afterwards(
    system, plan, planned, carried_out, tmp_path: Path
) -> None:
    system(sbatch=SBATCH, scancel=SCANCEL)
    study = planned(months="6", replicates="10", monthly="true")
    carried_out(study, "whole")
    report = carried_out(study, "cluster", executor=Queued(plan()))
    assert (report.made, report.failed) == (20, 0)
    assert content(tmp_path / "cluster") == content(tmp_path / "whole")
    pids = (tmp_path / "pids").read_text("utf-8").split()
    assert sorted((tmp_path / "cancelled").read_text("utf-8").split()) == sorted(pids) and len(pids) == 2
    _wait(lambda: not any(_alive(int(pid)) for pid in pids))


@pytest.mark.slow
def test_a_job_that_ends_too_early_is_submitted_again(
    system, plan, planned, carried_out, tmp_path: Path, monkeypatch
) -> None:
    import dask

    system(sbatch=SBATCH, scancel=SCANCEL)
    monkeypatch.setattr("experiments.execution.dask_cluster.LOOK", 1)
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1s"}):
        there = Queued(plan())
        pids = [int(pid) for pid in (tmp_path / "pids").read_text("utf-8").split()]
        _wait(lambda: len(there._client.nthreads()) == 2)
        for pid in pids:
            os.killpg(pid, signal.SIGKILL)
        report = carried_out(planned(replicates="10"), executor=there)
    assert (report.made, report.failed) == (20, 0)
    assert len((tmp_path / "submitted").read_text("utf-8").splitlines()) > 2


def _alive(pid: int) -> bool:
    return subprocess.run(["ps", "-o", "stat=", "-g", str(pid)], capture_output=True).stdout.strip() != b""


def _wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 300
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)
