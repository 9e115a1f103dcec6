"""A pack holds a study with all it needs, and reruns where it is unpacked."""

import json
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from experiments.archive.archive import pack
from experiments.archive.packed_files import copy_study
from experiments.cli.study import Part
from experiments.cli.study import study as carry_out
from experiments.design.cells import Cells
from experiments.store import parquet
from experiments.store.output_folder import FolderError
from experiments.store.store import existing
from scenarios import read
from scenarios.study import read_study

STUDY = """
cases: [here.yaml]
governance: [baseline, one-four-n]
months: 2
burn_in: 1
replicates: 2
"""
CASE = "extends: xihu\nparameters:\n  place.households: {value: 60, source: made up, grade: assumption}\n"


@pytest.fixture(scope="module")
def packed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small study that has a case of its own, its store and its archive."""
    folder = tmp_path_factory.mktemp("packed")
    (folder / "here.yaml").write_text(CASE, encoding="utf-8")
    (folder / "small.yaml").write_text(STUDY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        carry_out("small.yaml", out=folder / "store", as_json=True)
        archived(folder, "small.yaml")
    return folder


@pytest.fixture
def packed(packed_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive in a copy of that folder, which is the working directory."""
    shutil.copytree(packed_once, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "small-pack.zip"


def archived(folder: Path, study: str, check: bool = False) -> Path:
    """The archive of a study that is written in a folder, and whose store lies there."""
    target = folder / "small-pack.zip"
    assert pack(read_study(folder / study), folder / study, folder / "store", target, check) == check
    return target


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


def test_the_archive_of_a_study_is_a_data_package(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / "small-pack"
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        assert paths and all(path.startswith("data/") and (folder / path).is_file() for path in paths)
    assert {one["name"] for one in package["resources"]} >= {"runs-parquet", "comparison-csv"}
    assert (folder / "data/datapackage.json").is_file()


@pytest.mark.slow
def test_those_who_made_the_standard_find_the_archive_valid(packed: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "unpacked")
    report = frictionless.validate(str(tmp_path / "unpacked/small-pack/datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])


def test_the_same_study_gives_the_same_archive(packed: Path, tmp_path: Path) -> None:
    before = packed.read_bytes()
    assert archived(tmp_path, "small.yaml").read_bytes() == before


def test_a_study_without_a_store_cannot_be_packed(packed: Path, tmp_path: Path) -> None:
    plan = read_study(tmp_path / "small.yaml")
    target = tmp_path / "other.zip"
    with pytest.raises(FolderError, match="nothing-here"):
        pack(plan, tmp_path / "small.yaml", tmp_path / "nothing-here", target)
    with pytest.raises(FolderError, match=r"no-folder.*other\.zip"):
        pack(plan, tmp_path / "small.yaml", tmp_path / "store", tmp_path / "no-folder/other.zip")
    assert not target.exists() and not list(tmp_path.glob("*.unfinished"))


OWN = {
    "deep/studies/small.yaml": """
cases: [place2.yaml, myplace2.yaml, ../places/quarter.yaml, "ABSOLUTE/elsewhere/far.yaml"]  # four
governance: [baseline, ../models/mine.yaml]
months: 1
burn_in: 0
replicates: 2
monthly: true
""",
    "deep/studies/place2.yaml": CASE,
    "deep/studies/myplace2.yaml": CASE.replace("xihu", "../places/base.yaml").replace("60", "61"),
    "deep/places/base.yaml": CASE.replace("60", "62"),
    "deep/places/quarter.yaml": """
name: quarter
compound_type: mixed
district:
  committees: {value: 1, source: made up, grade: assumption}
  streets: {value: 1, source: made up, grade: assumption}
  firms: {value: 1, source: made up, grade: assumption}
  members:
    base.yaml: {count: 1, source: made up, grade: assumption}
    ../places/base2.yaml: {count: 1, source: made up, grade: assumption}
""",
    "deep/places/base2.yaml": CASE.replace("xihu", "minzhu"),
    "elsewhere/far.yaml": CASE.replace("xihu", "place2.yaml").replace("60", "64"),
    "elsewhere/place2.yaml": CASE.replace("60", "65"),
    "deep/models/mine.yaml": "name: mine\nextends: [parents/one.yaml]\n",
    "deep/models/parents/one.yaml": "name: one\nextends: [one-four-n]\n",
}
"""A study whose files name each other in every way."""

DRAWN = """
cases: [xihu]
governance: [baseline, troika]
months: 1
burn_in: 0
replicates: 1
parameters: posterior
sampling: {design: posterior, points: 3, posterior: ../draws/mine.csv}
"""


@pytest.fixture
def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which that study lies and is carried out."""
    monkeypatch.chdir(tmp_path)
    for name, text in OWN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.replace("ABSOLUTE", str(tmp_path)), encoding="utf-8")
    carry_out("deep/studies/small.yaml", out=tmp_path / "store", as_json=True)
    return tmp_path


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder / archive.stem


@pytest.mark.slow
def test_files_that_name_each_other_in_every_way_all_find_each_other_in_the_archive(
    laid: Path, tmp_path: Path
) -> None:
    folder = unpacked(archived(laid, "deep/studies/small.yaml"), tmp_path / "elsewhere/unpacked")
    text = (folder / "small.yaml").read_text("utf-8")
    assert "[own/place2.yaml, own/myplace2.yaml, own/quarter.yaml" in text and "# four" in text
    assert str(tmp_path) not in "".join(file.read_text("utf-8") for file in folder.glob("own/**/*.yaml"))
    assert str(tmp_path) not in text + (folder / "data/study.json").read_text("utf-8")
    for name in OWN:
        (laid / name).unlink()
    plan = read_study(folder / "small.yaml")
    assert list(plan.case_names) == ["place2", "myplace2", "quarter", "far"]
    told = existing(folder / "data").identity()
    assert told["cases"] == {name: f"own/{name}.yaml" for name in plan.case_names}
    assert Cells(plan).fingerprint() == told["plan"]


def test_a_posterior_of_ones_own_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("studies", "draws"):
        (tmp_path / name).mkdir()
    (tmp_path / "draws/mine.csv").write_text("weight,issues.rate\n1,30\n1,60\n", encoding="utf-8")
    (tmp_path / "studies/small.yaml").write_text(DRAWN, encoding="utf-8")
    carry_out("studies/small.yaml", out=tmp_path / "store", as_json=True)
    folder = unpacked(archived(tmp_path, "studies/small.yaml"), tmp_path / "unpacked")
    assert (folder / "own/mine.csv").read_bytes() == (tmp_path / "draws/mine.csv").read_bytes()
    assert "posterior: own/mine.csv" in (folder / "small.yaml").read_text("utf-8")
    asked = existing(folder / "data").identity()["asked"]
    assert isinstance(asked, dict) and asked["sampling"]["posterior"] == "own/mine.csv"


def test_a_link_in_the_store_is_not_followed_into_the_archive(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (tmp_path / "store/notes.txt").symlink_to(tmp_path / "secret.txt")
    before = packed.read_bytes()
    with pytest.raises(FolderError, match=r"notes\.txt is a link"):
        archived(tmp_path, "small.yaml")
    assert packed.read_bytes() == before


def test_a_study_that_is_not_that_of_its_store_cannot_be_packed(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(STUDY.replace("months: 2", "months: 3"), "utf-8")
    with pytest.raises(FolderError, match="carry it out first"):
        archived(tmp_path, "small.yaml")


def test_a_shard_cannot_be_packed_as_if_it_were_the_study(packed: Path, tmp_path: Path) -> None:
    carry_out("small.yaml", out=tmp_path / "half", shard=Part((1, 2)), as_json=True)
    study = tmp_path / "small.yaml"
    with pytest.raises(FolderError, match="or not all of it"):
        pack(read_study(study), study, tmp_path / "half", tmp_path / "half.zip", False)


@pytest.mark.slow
def test_every_archive_reruns_where_it_is_unpacked_and_gives_the_same_bytes(laid: Path) -> None:
    archived(laid, "deep/studies/small.yaml", check=True)


@pytest.mark.slow
def test_a_small_study_is_proven_by_itself_with_as_many_replicates_as_it_was_carried_out(
    packed: Path, gongzhi, tmp_path: Path
) -> None:
    words = "small.yaml --out {} --study store --lang en".format(tmp_path / "proven.zip").split()
    carry_out("small.yaml", replicates=3, out=tmp_path / "store", as_json=True)
    answer = gongzhi("pack", *words)
    assert answer.code == 0 and "gave the same rows, byte for byte" in answer.out
    with zipfile.ZipFile(tmp_path / "proven.zip") as archive:
        assert "small.yaml --replicates 3 --out again" in archive.read("proven/RERUN.md").decode()


@pytest.mark.slow
def test_an_archive_that_does_not_give_its_rows_is_not_written(packed: Path, tmp_path: Path) -> None:
    before, part = packed.read_bytes(), next((tmp_path / "store/runs").iterdir())
    rows = pd.read_parquet(part)
    part.unlink()
    parquet.write(rows.assign(conflict_index=0.5), part.parent, "part-0000")
    with pytest.raises(FolderError, match="the rows are others than those of the store"):
        archived(tmp_path, "small.yaml", check=True)
    assert packed.read_bytes() == before and not list(tmp_path.glob(".*unfinished"))


def test_tables_of_households_and_ties_go_along_with_their_case(tmp_path: Path) -> None:
    for name, text in {
        "data/ours.csv": 'age\n70\n35\n""\n',
        "data/known.csv": "one,other\n1,2\n",
        "cases/ours.yaml": "extends: xihu\nhouseholds: ../data/ours.csv\nties: ../data/known.csv\n",
        "small.yaml": "cases: [cases/ours.yaml]\ngovernance: [baseline]\nreplicates: 1\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = read.scenario(str(tmp_path / "cases/ours.yaml"), "baseline").digest()
    (tmp_path / "packed").mkdir()
    copy_study(tmp_path / "small.yaml", tmp_path / "packed/small.yaml")
    shutil.rmtree(tmp_path / "data")
    assert read.scenario(str(tmp_path / "packed/own/ours.yaml"), "baseline").digest() == before
