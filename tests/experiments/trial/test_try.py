"""`gongzhi try` in a project with a repository of its own: what changed, what came of it, what is wrong."""

import json
import subprocess
from pathlib import Path

import pytest

from experiments.errors import ArgumentError
from experiments.trial.edits import edits
from experiments.trial.versions import CodeVersion, TwoVersions, two_versions
from tests.own_project import FILES

RULE = "agents/hesitant.py"


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def written(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    folder = written(tmp_path / "ours")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "begin")
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    text = (folder / RULE).read_text(encoding="utf-8")
    assert old in text
    (folder / RULE).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow  # each side loads the model in a process of its own
def test_an_edit_of_a_projects_rule_is_tried_and_named(gongzhi, committed: Path, tmp_path: Path) -> None:
    edit(committed, "meeting.norm < 0.05", "meeting.norm < 0")
    picture = tmp_path / "moved.svg"
    words = ("--project", str(committed), "--case", "lane", "--months", "14", "--replicates", "24")
    found = json.loads(gongzhi("try", *words, "--picture", str(picture), "--json").out)
    mine = [one for one in found["changed"] if one["file"] == RULE]
    assert [(one["what"], one["name"], one["how"]) for one in mine] == [
        ("rule", "Hesitant.takes_part", "changed")
    ]
    assert found["replicates"] == 24
    assert {one["outcome"] for one in found["moved"]} >= {"participation_month"}
    [elderly] = [one for one in found["decisions"] if one["kind"] == "elderly"]
    assert 0 < elderly["differ"] == sum(elderly["by_rule"].values()) < elderly["both"]
    assert elderly["first"]["rule"] == "household.takes_part"
    assert picture.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.slow
def test_what_stops_a_side_is_one_message_that_says_which_and_leaves_nothing(
    gongzhi, committed: Path
) -> None:
    edit(committed, "return False", "raise SystemExit(3)")
    answer = gongzhi("try", "--project", str(committed), "--case", "lane", "--months", "2")
    assert answer.code == 2
    assert answer.err.startswith("Your version: ")
    assert "SystemExit: 3 (agents/hesitant.py:14)" in answer.err
    assert not (committed / "results").exists()


def unpacked(monkeypatch: pytest.MonkeyPatch, project: Path, against: str | None) -> TwoVersions:
    """The two versions of a project in a house that is in no repository."""
    house = CodeVersion(project.parent, project)
    monkeypatch.setattr("experiments.trial.versions.working_copy", lambda rules=None: house)
    with two_versions(against) as versions:
        assert versions.before.project is not None
        assert (versions.before.project / RULE).is_file()
        return versions


def test_a_comment_since_the_last_commit_is_no_edit(committed: Path, monkeypatch) -> None:
    edit(committed, '"""Waits for others."""', '"""Waits for all others."""  # a comment')
    house = CodeVersion(committed.parent, committed)
    monkeypatch.setattr("experiments.trial.versions.working_copy", lambda rules=None: house)
    with two_versions(None) as versions:
        assert edits(versions) == ()
    edit(committed, "0.05", "0.06")
    with two_versions(None) as versions:
        assert [one.name for one in edits(versions)] == ["Hesitant.takes_part"]


def test_the_last_commit_is_unpacked_beside_and_vanishes(committed: Path, monkeypatch) -> None:
    edit(committed, "0.05", "0.06")
    versions = unpacked(monkeypatch, committed, None)
    assert versions.before.project is not None
    assert not versions.before.project.exists()
    assert versions.before.code == versions.now.code
    assert "0.06" in (committed / RULE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("against", "said"),
    [("nowhere", "neither a folder nor a revision"), ("--output=x", "neither a folder nor a revision")],
)
def test_a_revision_that_is_not_there_is_told(committed: Path, monkeypatch, against: str, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        unpacked(monkeypatch, committed, against)


def test_a_project_without_repository_or_commit_is_told_what_to_do(tmp_path: Path, monkeypatch) -> None:
    folder = written(tmp_path / "ours")
    with pytest.raises(ArgumentError, match="lies in no git repository"):
        unpacked(monkeypatch, folder, None)
    git(folder, "init", "-q")
    with pytest.raises(ArgumentError, match="has no commit yet"):
        unpacked(monkeypatch, folder, None)


def test_a_folder_that_is_neither_is_told(committed: Path, monkeypatch, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="is neither a folder of gongzhi"):
        unpacked(monkeypatch, committed, str(tmp_path))
