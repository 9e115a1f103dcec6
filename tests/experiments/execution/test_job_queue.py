"""Jobs of a batch system as the place where runs are made.

SLURM is played by two shell scripts that begin a job on this machine at once, and end it.
"""

import gc
import os
import re
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.execution.dask_cluster import ClusterError
from experiments.execution.job_queue import (
    CLASSES,
    ClusterFile,
    ClusterPlan,
    Queued,
    jobs,
    read_cluster,
    schema,
)
from experiments.extras import MissingExtra
from scenarios.problems import ScenarioError
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
    for _look in range(3000):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError("what was waited for never came")


WHOLE_FILE = """kind: slurm
jobs: 4
cores: 8
memory: 16 GB
walltime: "04:00:00"
queue: short
account: lab42
directives: ["--exclusive", "--constraint=avx2"]
setup: [module load python/3.12]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "slurm.yaml"
    found.write_text(WHOLE_FILE, "utf-8")
    return found


def test_a_cluster_file_says_what_to_ask_for(file: Path) -> None:
    plan = read_cluster(file)
    assert (plan.kind, plan.jobs, plan.cores, plan.memory, plan.walltime) == (
        "slurm", 4, 8, "16 GB", "04:00:00",
    )  # fmt: skip
    assert plan.directives == ["--exclusive", "--constraint=avx2"] and plan.queue == "short"


def test_logs_lie_beside_the_file_unless_it_names_a_folder(file: Path) -> None:
    assert read_cluster(file).folder == file.parent / "slurm-logs"
    file.write_text(WHOLE_FILE + "logs: ../said\n", "utf-8")
    assert read_cluster(file).folder == file.parent.parent / "said"


WRONG = [
    ("kind: slurm", "kind: slrum", 'line 1, column 1: kind is "slrum"; allowed are: slurm, pbs'),
    ("jobs: 4", "jobs: none", 'line 2, column 1: jobs is "none"; it must be a whole number'),
    ("cores: 8", "cores: 0", "line 3, column 1: cores is 0; the least is 1"),
    ("16 GB", "16 Gigabyte", 'line 4, column 1: memory is "16 Gigabyte"; write it as in 16 GB'),
    ('"04:00:00"', "240", "line 5, column 1: walltime is 240; write it as in 04:00:00"),
    ("queue: short", "lane: short", "line 6, column 1: lane is unknown; allowed are: kind, jobs"),
    ("cores: 8\n", "", "cores is missing"),
    ('"--exclusive"', "3", "line 8, column .*: directives.0 is 3; it must be words"),
    ("queue: short", "host: a\ninterface: ib0", "interface does not go together with host"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[new or old for old, new, _ in WRONG])
def test_what_is_wrong_is_told_with_line_and_key(file: Path, old: str, new: str, said: str) -> None:
    file.write_text(WHOLE_FILE.replace(old, new), "utf-8")
    with pytest.raises(ScenarioError, match=said):
        read_cluster(file)


def test_the_file_that_the_documentation_shows_is_right(file: Path) -> None:
    page = Path(__file__).resolve().parents[3] / "docs/how-to/cluster.md"
    [shown] = re.findall(r"```yaml\n(# file: slurm.yaml\n.*?)```", page.read_text("utf-8"), flags=re.DOTALL)
    file.write_text(shown, "utf-8")
    assert read_cluster(file).cores == 8


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nowhere\.yaml does not exist"):
        read_cluster(tmp_path / "nowhere.yaml")


def test_the_schema_has_every_key_and_the_kinds() -> None:
    found = schema()
    assert found["properties"].keys() == ClusterFile.model_fields.keys()
    assert "slurm" in found["properties"]["kind"]["enum"] and not found["additionalProperties"]
