"""Worker processes run the code of the process that began them, whatever lies in the folder one stands in."""

import multiprocessing
import os
import shutil
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path

import pandas as pd
import pytest

from experiments.benchmark.crash_test import frozen
from experiments.execution import worker_processes
from experiments.execution.executors import ProcessExecutor
from experiments.execution.run_all import run_all
from experiments.provenance import loaded
from experiments.provenance.loaded import Loaded, OtherCode, checked
from experiments.provenance.sources import CodeError
from tests.experiments.execution.test_run_all import ROOT, design
from tests.experiments.execution.test_sweep import content
from tests.experiments.provenance.test_run_key import edit

ELSEWHERE = Loaded("/elsewhere", "0")
COMMAND = f"""import sys
sys.path.insert(1, {str(ROOT)!r})
from experiments.cli.app import main
if __name__ == "__main__":
    main()
"""
WORDS = ["--governance", "baseline,one-four-n", "--replicates", "3", "--months", "2", "--jobs", "2"]


def foreign_checkout(folder: Path) -> None:
    """Another copy of this repository, with one edited rule: everybody takes part."""
    frozen(folder)
    edit(
        folder / "agents/resident.py",
        "draw < logistic(inclination)",
        "draw < 0.0 * logistic(inclination)",
    )


def mesa_project(folder: Path) -> None:
    """What Mesa's own examples look like, and files named like modules of the standard library."""
    folder.mkdir()
    for name in ("model", "agents", "queue", "json", "selectors", "numpy"):
        (folder / f"{name}.py").write_text(f"open('executed', 'a').write('{name} ')", "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stand_in", "flags"), [(foreign_checkout, []), (mesa_project, []), (mesa_project, ["-E"])]
)
def test_runs_on_two_processes_are_those_of_one_wherever_the_command_is_given(
    planned, carried_out, tmp_path: Path, stand_in, flags
) -> None:
    stand_in(tmp_path / "here")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gongzhi").write_text(COMMAND, "utf-8")
    carried_out(planned(), "one")
    words = ["study", str(tmp_path / "small.yaml"), "--jobs", "2", "--out", str(tmp_path / "two")]
    told = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        [sys.executable, *flags, str(tmp_path / "bin/gongzhi"), *words],
        cwd=tmp_path / "here", env=told, check=True, capture_output=True,
    )  # fmt: skip
    made = content(tmp_path / "one")
    assert made and made == {name: part for name, part in content(tmp_path / "two").items() if "/" in name}
    assert not (tmp_path / "here/executed").exists()


@pytest.mark.slow
def test_the_command_as_a_module_imports_nothing_from_a_folder_it_does_not_lie_in(
    tmp_path: Path,
) -> None:
    (tmp_path / "model.py").write_text("raise SystemExit('executed')", "utf-8")
    shutil.copy(tmp_path / "model.py", tmp_path / "agents.py")
    subprocess.run(
        [sys.executable, "-m", "experiments", "run", "xihu", "baseline", "--months", "1"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True, capture_output=True,
    )  # fmt: skip


@pytest.mark.slow
def test_where_there_is_no_fork_server_as_on_windows_runs_are_the_same(monkeypatch, tmp_path: Path) -> None:
    alone = run_all(design(months=1), 1)
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    mesa_project(tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    worker_processes.fork_server.cache_clear()
    try:
        pd.testing.assert_frame_equal(alone.runs, run_all(design(months=1), 2).runs)
        assert worker_processes.fork_server().context.get_start_method() == "spawn"
    finally:
        worker_processes.fork_server.cache_clear()
    assert not (tmp_path / "here/executed").exists()


def test_a_worker_with_other_code_does_nothing(tmp_path: Path) -> None:
    with pytest.raises(OtherCode) as refused:
        checked(ELSEWHERE, (tmp_path / "done").touch)
    assert refused.value.loaded == loaded.HERE and not (tmp_path / "done").exists()
    assert checked(loaded.HERE, int, "1") == 1


def test_a_worker_with_other_code_stops_everything_with_both_places_in_one_line(
    planned, carried_out, tmp_path: Path, monkeypatch
) -> None:
    opened = worker_processes.fork_server()
    monkeypatch.setattr(worker_processes, "fork_server", lambda: opened._replace(loaded=ELSEWHERE))
    both = rf"A worker loaded the code in {ROOT}, not that in /elsewhere; nothing was run by it\."
    with pytest.raises(CodeError, match=both):
        run_all(design(months=1), 2)
    with pytest.raises(CodeError, match=both):
        carried_out(planned(), executor=ProcessExecutor(2))
    assert not list((tmp_path / "store").rglob("*.parquet"))


def test_a_worker_that_has_the_same_files_before_or_after_an_edit_is_told_as_that() -> None:
    future: Future[int] = Future()
    future.set_exception(OtherCode(worker_processes.fork_server().loaded._replace(stamp="0")))
    with pytest.raises(CodeError, match="edited meanwhile"):
        worker_processes.result(future)
