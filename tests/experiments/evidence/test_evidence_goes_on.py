"""Evidence that was broken off goes on where it was, and what is of the model as it is is left as it is."""

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from experiments.design.runs import replicated
from experiments.evidence import __main__ as evidence
from experiments.evidence.code_of_pages import INDEX, mark, noted
from experiments.evidence.origins.wall_times import TIMED, part_of, timed
from experiments.evidence.parts.kept_runs import KeptRuns
from experiments.evidence.parts.kept_steps import KeptSteps
from experiments.execution.run_all import run_all
from experiments.execution.simulate import Trial
from experiments.store.store import StoreError
from scenarios import read

HERE = Path(__file__).resolve().parents[3]
KILLED = """
import os, signal, sys
from experiments.evidence.parts.kept_runs import KeptRuns
from experiments.evidence.__main__ import main
keep = KeptRuns._keep
def killed(self, trial):
    keep(self, trial)
    os.kill(os.getpid(), signal.SIGKILL)
KeptRuns._keep = killed
main(sys.argv[1:])
"""
SMALL = (
    "prior-draws",
    "--draws",
    "1",
    "--replicates",
    "2",
    "--months",
    "2",
    "--models",
    "troika",
    "--jobs",
    "1",
)


def test_runs_that_are_kept_are_those_of_run_all_and_are_made_once(tmp_path: Path) -> None:
    runs = replicated(
        [read.scenario("xihu", model, months=2, burn_in=2) for model in ("baseline", "troika")], 2
    )
    some, whole = KeptRuns(tmp_path, 1), run_all(runs, 1)
    some.simulate(runs[1:2], False)
    later = KeptRuns(tmp_path, 1)
    for monthly, made in ((False, 3), (True, 7), (True, 7), (False, 7)):
        found = later.simulate(runs, monthly)
        assert_frame_equal(found.runs, whole.runs, check_exact=True)
        if monthly:
            assert_frame_equal(found.monthly, whole.monthly, check_exact=True)
        assert later.made == made
    with pytest.raises(StoreError, match="edited meanwhile"):
        edited = KeptRuns(tmp_path / "edited", 1)
        edited._code.stamp = "another"
        edited.simulate(runs, False)


def test_a_part_that_is_killed_half_way_goes_on_and_ends_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*SMALL, "--keep", str(tmp_path / "steps"), "--out"]
    made: list[int] = []
    keep = KeptRuns._keep

    def counted(self: KeptRuns, trial: Trial) -> None:
        made.append(len(trial.runs))
        keep(self, trial)

    monkeypatch.setattr(KeptRuns, "_keep", counted)
    evidence.main([*words, str(tmp_path / "whole")])
    whole = sum(made)
    command = [sys.executable, "-c", KILLED, *words, str(tmp_path / "resumed")]
    assert subprocess.run(command, cwd=HERE, check=False).returncode == -signal.SIGKILL
    assert not (tmp_path / "resumed/prior-draws.csv").exists()
    made.clear()
    evidence.main([*words, str(tmp_path / "resumed")])
    one, other = (tmp_path / folder / "prior-draws.csv" for folder in ("whole", "resumed"))
    assert one.read_bytes() == other.read_bytes() and 0 < sum(made) < whole
    assert "prior-draws: goes on after" in capsys.readouterr().out
    assert timed(tmp_path / "resumed")["prior-draws"].sittings == 2
    assert not any((tmp_path / "steps").iterdir()), "steps go when the part is finished"


def test_a_sitting_counts_until_it_kept_something_and_steps_of_an_earlier_code_go(tmp_path: Path) -> None:
    def steps(code: str) -> KeptSteps:
        return KeptSteps(tmp_path, "a", "make a", code)

    first = steps("code")
    assert first.before == [] and steps("code").before == [], "nothing was kept"
    first.table("one", lambda: pd.DataFrame({"x": [1.5]}))
    second = steps("code")
    assert len(second.before) == 1
    assert second.table("one", lambda: pytest.fail("it is kept"))["x"].tolist() == [1.5]
    steps("later")
    assert not second.folder.exists()


def fake(made: list[str], name: str) -> object:
    def part(options: argparse.Namespace, steps: KeptSteps) -> dict[str, pd.DataFrame]:
        made.append(name)
        return {name: pd.DataFrame({"x": [1]})}

    return part


def test_without_names_only_what_is_not_of_the_model_as_it_is_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []
    names = ("prior-draws", "places", "falsification")
    monkeypatch.setattr(evidence, "PARTS", {name: fake(made, name) for name in names})
    where = ["--out", str(tmp_path), "--keep", str(tmp_path / "steps")]

    def remade(*words: str) -> list[str]:
        made.clear()
        evidence.main([*words, *where])
        return list(made)

    assert remade() == [*names] and remade() == []
    assert capsys.readouterr().out.count("of the model as it is, left as it is") == 3
    assert remade("--again") == [*names] and remade("places") == ["places"]
    assert remade("--replicates", "3") == [*names], "another command, another table"
    assert noted(tmp_path)["places.csv"].command == "python -m experiments.evidence places --replicates 3"
    remade()
    (tmp_path / "places.csv").unlink()
    assert remade() == ["places"]
    code = json.loads((tmp_path / "code.json").read_text("utf-8"))
    code["prior-draws.csv"]["codes"] = ["0" * 12]
    (tmp_path / "code.json").write_text(json.dumps(code), "utf-8")
    assert remade() == ["prior-draws", "falsification"], "what reads its tables is made again too"


def test_the_index_and_a_list_say_how_long_each_part_took(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evidence, "PARTS", {name: fake([], name) for name in ("places", "signs")})
    evidence.main(["places", "--out", str(tmp_path), "--keep", str(tmp_path / "steps")])
    times = json.loads((tmp_path / TIMED).read_text("utf-8"))
    times["places"] |= {"seconds": 3725.4, "sittings": 2, "cores": 2}
    (tmp_path / TIMED).write_text(json.dumps(times), "utf-8")
    mark(tmp_path)
    index = (tmp_path / INDEX).read_text("utf-8")
    assert "| `places` | 1:02:05 | 2 | 2 |" in index and TIMED not in index
    assert "中断后可接着做" in index and "goes on where it was broken off" in index
    capsys.readouterr()
    evidence.main(["--list", "--out", str(tmp_path)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["places", "1:02:05,"] and lines[1].split() == ["signs", "–"]


def test_the_part_of_a_command_is_read_off_it() -> None:
    assert part_of("python -m experiments.evidence signs --draws 3") == "signs"
    assert part_of("python -m experiments.evidence; python -m results.evidence") == ""
    assert part_of("gongzhi calibrate") == ""
