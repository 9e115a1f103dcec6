"""A study made in a project takes the project along, and needs nothing of it where it is unpacked."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from experiments.archive import packed_project
from experiments.archive.archive import pack
from experiments.archive.packed_files import copy_study
from experiments.archive.packed_project import files_of
from experiments.cli.study import study as carry_out
from experiments.provenance.chosen_project import chosen
from experiments.store.output_folder import FolderError
from scenarios import read
from scenarios.project import project
from scenarios.project_folder import project_folder
from scenarios.study import read_study


def archived(folder: Path, target: str = "first.zip", check: bool = False) -> Path:
    """The archive of the study, carried out; it lies in the project."""
    file, store = folder / "studies/first.yaml", folder / "results/studies/first"
    if not store.exists():
        carry_out("first", out=store, jobs=1, as_json=True)
    assert pack(read_study(file), file, store, folder / target, check) == check
    return folder / target


def names(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as opened:
        return {name.partition("/")[2] for name in opened.namelist()}


@pytest.mark.slow
def test_the_project_goes_along_without_what_is_made_from_it(in_project: Path) -> None:
    for name in (".git/config", "agents/__pycache__/a.pyc", "venv/pyvenv.cfg", "venv/lib.py", "notes/why.md"):
        (in_project / name).parent.mkdir(parents=True, exist_ok=True)
        (in_project / name).write_text("x", encoding="utf-8")
    first = archived(in_project)
    found = {name for name in names(first) if name.startswith("project/")}
    ours = (in_project / name for name in ("agents", "cases", "governance", "instruments", "outcomes"))
    files = {file.relative_to(in_project).as_posix() for one in ours for file in one.glob("*.*")}
    further = {"gongzhi.toml", "parameters.yaml", "studies/first.yaml", "notes/why.md"}
    assert found == {f"project/{name}" for name in files | further}
    with zipfile.ZipFile(first) as opened:
        assert (
            "gongzhi study first.yaml --project project --out again" in opened.read("first/RERUN.md").decode()
        )
        said = json.loads(opened.read("first/data/study.json"))
    assert str(in_project) not in json.dumps(said)
    assert said["code"]["project/agents/hesitant.py"] and "twice" in said["defined"]
    assert project_folder() == in_project
    packed = project()
    assert packed is not None and first not in files_of(packed, in_project / "again.zip")


def test_files_of_the_project_find_in_the_archive_what_they_name_elsewhere(in_project: Path) -> None:
    beside = in_project.parent / "mine"
    beside.mkdir()
    shutil.copy(in_project / "cases/street.yaml", beside / "parent.yaml")
    (in_project / "cases/lane.yaml").write_text(
        "extends: ../../mine/parent.yaml\nrules: {elderly: hesitant}\n"
    )
    study = in_project / "studies/first.yaml"
    study.write_text(study.read_text().replace("[lane, street]", "[../cases/lane.yaml, street]"))
    folder = in_project.parent / "archive"
    folder.mkdir()
    copy_study(study, folder / "first.yaml", project())
    assert "extends: ../../own/parent.yaml" in (folder / "project/cases/lane.yaml").read_text("utf-8")
    assert "[project/cases/lane.yaml, street]" in (folder / "first.yaml").read_text("utf-8")
    assert (folder / "own/parent.yaml").is_file()
    with chosen(folder / "project"):
        assert read.case("lane").rules == {"elderly": "hesitant"}


@pytest.mark.slow
def test_what_the_archive_holds_is_read_and_not_the_project(
    in_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archived(in_project)

    def spoiled(file: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8")
        target.write_text(text.replace("95)", "94)").replace("0.05", "0.06"), encoding="utf-8")

    monkeypatch.setattr(packed_project, "copy_bytes", spoiled)
    with pytest.raises(FolderError, match="would be another"):
        archived(in_project)


def test_a_link_in_the_project_is_not_followed_into_the_archive(in_project: Path) -> None:
    (in_project / "secret").symlink_to("/etc/passwd")
    found = project()
    assert found is not None
    with pytest.raises(FolderError, match="secret is a link"):
        files_of(found, in_project / "a.zip")


@pytest.mark.slow
def test_the_archive_of_a_project_reruns_with_nothing_of_the_original(
    in_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_PROJECT", str(in_project))
    with chosen(in_project):
        archive = archived(in_project, check=True)
    with zipfile.ZipFile(archive) as opened:
        assert "first/project/outcomes/hardship_p95.py" in opened.namelist()
