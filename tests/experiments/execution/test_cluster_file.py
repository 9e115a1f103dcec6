"""A cluster file: read whole, and what is wrong in it told with line and key."""

import re
from pathlib import Path

import pytest

from experiments.execution.cluster_file import ClusterFile, read_cluster, schema
from scenarios.problems import ScenarioError

FILE = """kind: slurm
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
    found.write_text(FILE, "utf-8")
    return found


def test_a_cluster_file_says_what_to_ask_for(file: Path) -> None:
    plan = read_cluster(file)
    assert (plan.kind, plan.jobs, plan.cores, plan.memory, plan.walltime) == (
        "slurm", 4, 8, "16 GB", "04:00:00",
    )  # fmt: skip
    assert plan.directives == ["--exclusive", "--constraint=avx2"] and plan.queue == "short"


def test_logs_lie_beside_the_file_unless_it_names_a_folder(file: Path) -> None:
    assert read_cluster(file).folder == file.parent / "slurm-logs"
    file.write_text(FILE + "logs: ../said\n", "utf-8")
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
    file.write_text(FILE.replace(old, new), "utf-8")
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
