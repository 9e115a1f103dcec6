"""A city that is killed and begun again, or that runs on a cluster, gives the same rows to the byte."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.city import city_comparison
from experiments.evidence.city_cost import carried_out, contents, stored, watched
from experiments.store import tables
from scenarios.resolve import BURN_IN
from tests.experiments.city.test_city import made, request, town  # noqa: F401
from tests.experiments.execution.test_dask_cluster import Running, cluster  # noqa: F401

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from pathlib import Path
from experiments.evidence import city_cost
from experiments.execution.executors import opening
from tests.experiments.execution.test_kill import held

if __name__ == "__main__":
    city_cost.opening = lambda jobs, work: lambda months: held(opening(jobs, work)(months))
    city_cost.carried_out("city-small", Path(sys.argv[1]), 2, 2)
"""


def ended(folder: Path, out: Path) -> int:
    (folder / "program.py").write_text(PROGRAM, "utf-8")
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    words = [sys.executable, "-W", "ignore", str(folder / "program.py"), str(out)]
    return subprocess.run(words, env=os.environ | {"PYTHONPATH": path}, timeout=600).returncode


@pytest.mark.slow
def test_a_city_killed_on_the_way_and_begun_again_gives_the_rows_of_one_left_alone(tmp_path: Path) -> None:
    whole, again = tmp_path / "whole", tmp_path / "again"
    assert ended(tmp_path, again) == -signal.SIGKILL
    assert 0 < stored(again) < 4 and not again.exists()
    taken = watched("city-small", again, 2, 2)
    assert taken.said is not None and taken.said.households == 8080 and taken.said.months == 2 + BURN_IN
    # both are looked at while it runs, at moments of their own, so either may be the larger in a short run
    assert min(taken.peak_mb, taken.said.parent_mb) > 100 and not city_comparison.kept_beside(again).exists()
    carried_out("city-small", whole, 2, 1)
    assert (
        contents(again) == contents(whole) and {"runs.csv", "district_runs.parquet"} <= contents(whole).keys()
    )


@pytest.mark.slow
def test_a_city_on_a_cluster_gives_the_same_rows(made, town, tmp_path: Path, cluster: Running) -> None:  # noqa: F811
    there = city_comparison.on_cluster(cluster.address)
    study = city_comparison.carry_out(request(town), None, tmp_path / "out", executor=there)
    for name, one in (("made", made), ("study", study)):
        (tmp_path / name).mkdir()
        tables.write(one, tmp_path / name)
    assert contents(tmp_path / "study") == contents(tmp_path / "made")
