"""A pack holds a study with all it needs, and reruns where it is unpacked."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from experiments.folder import FolderError
from experiments.pack import pack
from experiments.study_verbs import study as carry_out
from scenarios.study import read_study

STUDY = """
cases: [here.yaml]
governance: [baseline, one-four-n]
months: 2
burn_in: 1
replicates: 2
"""
CASE = "extends: xihu\nparameters:\n  place.households: {value: 60, source: made up, grade: assumption}\n"


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive of a small study with a case of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "small.yaml").write_text(STUDY, encoding="utf-8")
    carry_out("small.yaml", out=tmp_path / "store", as_json=True)
    plan = read_study(tmp_path / "small.yaml")
    return pack(plan, tmp_path / "small.yaml", tmp_path / "store", tmp_path / "small-pack.zip")


def names(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as opened:
        return {name.partition("/")[2] for name in opened.namelist()}


def test_a_pack_holds_code_data_description_and_files_of_ones_own(packed: Path) -> None:
    found = names(packed)
    wanted = {"RERUN.md", "small.yaml", "own/here.yaml", "manifest.json", "docs/odd.zh.md", "docs/odd.en.md"}
    assert wanted <= found
    assert {"model/neighbourhood.py", "requirements.txt", "LICENSE", "data/study.json"} <= found
    assert any(name.startswith("data/runs/") for name in found)
    assert not any("__pycache__" in name or name.startswith("results/studies") for name in found)
    with zipfile.ZipFile(packed) as archive:
        assert "own/here.yaml" in archive.read("small-pack/small.yaml").decode()


def test_the_same_study_gives_the_same_archive(packed: Path, tmp_path: Path) -> None:
    before = packed.read_bytes()
    again = pack(read_study(tmp_path / "small.yaml"), tmp_path / "small.yaml", tmp_path / "store", packed)
    assert again.read_bytes() == before


def test_a_study_without_a_store_cannot_be_packed(packed: Path, tmp_path: Path) -> None:
    plan = read_study(tmp_path / "small.yaml")
    target = tmp_path / "other.zip"
    with pytest.raises(FolderError, match="nothing-here"):
        pack(plan, tmp_path / "small.yaml", tmp_path / "nothing-here", target)
    with pytest.raises(FolderError, match=r"no-folder.*other\.zip"):
        pack(plan, tmp_path / "small.yaml", tmp_path / "store", tmp_path / "no-folder/other.zip")
    assert not target.exists() and not list(tmp_path.glob("*.unfinished"))


@pytest.mark.slow
def test_a_pack_reruns_where_it_is_unpacked_and_gives_the_same_bytes(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "elsewhere")
    folder = tmp_path / "elsewhere/small-pack"
    command = [sys.executable, "-m", "experiments", "study", "small.yaml", "--out"]
    for out in ("again", "data"):
        done = subprocess.run([*command, out, "--json"], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert '"made": 0' in done.stdout
    parts = {file.name: file.read_bytes() for file in (folder / "again/runs").glob("*.parquet")}
    assert parts == {file.name: file.read_bytes() for file in (folder / "data/runs").glob("*.parquet")}
    assert parts
