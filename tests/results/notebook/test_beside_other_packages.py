"""`import gongzhi` binds this repository's packages, whatever lies beside the script or the notebook."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_repository import PACKAGES, ROOT

PLACES = "import gongzhi, sys; print(*(sys.modules[name].__file__ for name in gongzhi.OURS), sep='\\n')"
SWEEP = """\
open("begun", "a").write("once ")
import gongzhi
study = gongzhi.Study("mine", cases="xihu", governance=["baseline", "troika"], months=1, replicates=3)
print(gongzhi.sweep(study, "store", jobs=2, quiet=True))
"""


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A folder that has a `model` and an `agents` of its own, as Mesa's examples do."""
    for name in ("agents", "model", "results"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f"open('executed', 'a').write('{name} ')", "utf-8")
    for name in ("experiments", "scenarios"):
        (tmp_path / name).mkdir()
    return tmp_path


def python(folder: Path, script: str, *flags: str) -> "subprocess.CompletedProcess[str]":
    """Run a script that lies in a folder, as a user would."""
    (folder / "mine.py").write_text(script, encoding="utf-8")
    words = [sys.executable, *flags, "mine.py"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize("flags", [[], ["-P"], ["-I"]], ids=["usual", "safe path", "isolated"])
def test_packages_beside_a_script_are_not_taken_for_ours(beside: Path, flags: list[str]) -> None:
    ran = python(beside, PLACES, *flags)
    assert ran.stdout.split("\n")[:-1] == [str(ROOT / name / "__init__.py") for name in PACKAGES], ran.stderr
    assert not (beside / "executed").exists()


@pytest.mark.parametrize("first", ["agents", "model", "scenarios"])
def test_packages_of_others_that_were_imported_before_are_told_in_one_message(
    beside: Path, first: str
) -> None:
    (beside / "scenarios/__init__.py").touch()
    ran = python(beside, f"import {first}\nimport gongzhi")
    last = ran.stderr.splitlines()[-1]
    assert ran.returncode == 1 and last.startswith(
        f"ImportError: {first} was imported from {beside / first} "
    )
    assert "Begin anew" in last and "请重新启动" in last and str(ROOT) in last


def test_the_path_is_left_as_it_was_and_nothing_heavy_is_loaded(tmp_path: Path) -> None:
    script = "import sys; before = list(sys.path); import gongzhi; assert sys.path == before\n"
    ran = python(
        tmp_path, script + "print({'numpy', 'pandas', 'scipy', 'mesa', 'pyarrow'} & set(sys.modules))"
    )
    assert ran.stdout == "set()\n", ran.stderr


@pytest.mark.slow
def test_a_script_without_a_guard_sweeps_on_two_processes_beside_other_packages(beside: Path) -> None:
    ran = python(beside, SWEEP)
    assert ran.returncode == 0 and not ran.stderr and "6 made now, 0 failed" in ran.stdout
    assert (beside / "begun").read_text() == "once " and not (beside / "executed").exists()


@pytest.mark.slow
def test_a_notebook_sweeps_on_two_processes_and_shows_a_table(
    beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = pytest.importorskip("jupyter_client.manager", reason="make extras installs Jupyter's kernel")
    pytest.importorskip("ipykernel", reason="make extras installs Jupyter's kernel")
    monkeypatch.setenv("GONGZHI_LANG", "en")
    shown: list[dict[str, object]] = []
    cell = SWEEP.replace("print(", "").replace("quiet=True))", "quiet=True)")
    with client.run_kernel(cwd=str(beside)) as kernel:
        answer = kernel.execute_interactive(cell, timeout=120, output_hook=shown.append)
    assert answer["content"]["status"] == "ok", shown
    data = next(one["content"]["data"] for one in shown if one["msg_type"] == "execute_result")  # type: ignore[index]
    assert "<table" in data["text/html"] and "calibrated defaults" in data["text/html"]
    assert "6 made now" in data["text/plain"] and not (beside / "executed").exists()


def test_a_script_in_a_project_has_the_cases_and_the_code_of_the_project(tmp_path: Path) -> None:
    for name, text in {
        "gongzhi.toml": 'name = "mine"\n',
        "cases/lakeview.yaml": "extends: xihu\n",
        "agents/hesitant.py": "HERE = 'of the project'\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    script = "import gongzhi\nfrom agents.hesitant import HERE\n"
    ran = python(tmp_path, script + "print(gongzhi.scenario('lakeview', 'baseline').case.id, HERE)")
    assert ran.stdout == "lakeview of the project\n", ran.stderr
