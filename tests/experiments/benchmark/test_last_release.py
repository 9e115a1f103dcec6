"""The bench beside the last release: it finds the release, runs old code in this environment, and warns."""

import subprocess
from pathlib import Path

import pytest

from experiments.benchmark import __main__ as bench
from experiments.benchmark import last_release
from experiments.benchmark.last_release import NoRelease, compared, laid_out
from experiments.benchmark.last_release import last_release as found
from experiments.benchmark.timing import reference

READ = "def scenario(case, governance, months, overrides):\n    return months\n"
WORLD = """
class Neighbourhood:
    def __init__(self, given, rng):
        if given == {months}:
            raise KeyError("such a month")

    def step(self):
        sum(range(20_000))
"""
WORK = {
    f"{months} months": {"case": "any", "governance": "any", "households": 3, "months": months}
    for months in (2, 7, 8)
}


@pytest.fixture(autouse=True)
def _a_short_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    short = reference(repetitions=1)
    monkeypatch.setattr(bench, "reference", lambda: short)


def version(folder: Path, months: int) -> Path:
    """Write a version of the code that stops at so many months."""
    for name, text in (
        ("scenarios/__init__.py", ""),
        ("scenarios/read.py", READ),
        ("agents/__init__.py", ""),
        ("model/__init__.py", ""),
        ("model/neighbourhood.py", WORLD.format(months=months)),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def committed(folder: Path, months: int, changes: str) -> None:
    version(folder, months)
    (folder / "CHANGELOG.md").write_text(changes, encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "a version")


def test_a_month_that_takes_much_longer_than_in_the_last_release_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "-q")
    committed(tmp_path, 1, "## [Unreleased]\n")
    with pytest.raises(NoRelease, match="nothing is released yet"):
        found(tmp_path)
    committed(tmp_path, 7, "## [Unreleased]\n\n## [0.2.0]\n")
    committed(tmp_path, 8, "## [Unreleased]\nmore\n\n## [0.2.0]\n")
    assert found(tmp_path) == found(tmp_path, "HEAD~1"), "the commit that names the newest version"
    git(tmp_path, "tag", "v0.9", "HEAD~2")
    git(tmp_path, "tag", "v0.10", "HEAD~1")
    git(tmp_path, "tag", "seen")
    assert found(tmp_path) == "v0.10"
    with laid_out("v0.10", tmp_path) as then:
        beside = compared(then, tmp_path, WORK, turns=1)
    assert not then.exists()
    said = ("", "the release: KeyError: 'such a month'", "this version: KeyError: 'such a month'")
    assert tuple(entry.problem for entry in beside) == said
    assert (beside[0].times or 0) > 0 and not beside[1].warning
    monkeypatch.setattr(last_release, "last_release", lambda against: "HEAD")
    slower = [beside[0]._replace(times=1.16), beside[0]._replace(work="some", times=1.14)]
    monkeypatch.setattr(last_release, "compared", lambda then: slower)
    bench.main(["--only", "last-release"])
    shown = capsys.readouterr().out
    assert "WARNING: 2 months: a month takes 1.16 times" in shown and "WARNING: some" not in shown


def test_without_git_or_history_the_bench_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoRelease, match="not a git repository"):
        found(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    bench.main(["--only", "last-release"])
    assert "Not compared with the last release: git is not installed" in capsys.readouterr().out
