"""The peers' workload: whoever writes it, in columns or in objects, comes to the same numbers."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from experiments.benchmark.peers import __main__ as peers
from experiments.benchmark.peers.contest import ROUNDS, contest
from experiments.benchmark.peers.contestants import COLUMNS, CONTESTANTS
from experiments.benchmark.peers.environment import install_all, pinned
from experiments.benchmark.peers.numpy_columns import PlainColumns
from experiments.benchmark.peers.reference_workload import Contestant, workload
from experiments.benchmark.timing import reference

THERE = {"NumPy columns", "gongzhi cohorts", "NumPy alone, gathered sums", "Mesa objects"}


class Other(PlainColumns):
    """Plain columns that go astray."""

    def run(self, steps: int) -> None:
        """Simulate, and change what came out."""
        super().run(steps)
        self.opinion = self.opinion + 1e-6


def test_nobody_is_alone_and_no_tie_is_there_twice() -> None:
    given = workload(60)
    begins, known = given.rows_of_known()
    assert np.diff(begins).min() >= 2 and len(known) == 2 * len(given.one)
    assert len(set(zip(given.one.tolist(), given.other.tolist(), strict=True))) == len(given.one)
    assert (given.one < given.other).all()


def test_all_that_run_here_come_to_the_same_numbers() -> None:
    found = {entry.contestant.name: entry for entry in contest(CONTESTANTS, {60: 1})}
    if importlib.util.find_spec("modelly"):
        assert not [entry.problem for entry in found.values() if entry.problem]
    assert {name: found[name].problem for name in THERE} == dict.fromkeys(THERE, "")
    assert all(entry.turns or entry.problem for entry in found.values())


def test_who_comes_to_other_numbers_or_does_not_run_is_not_timed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def missing(_given: object) -> PlainColumns:
        raise ImportError("No module named 'nobody'\nmore of it")

    who = (COLUMNS, Contestant("astray", Other), Contestant("nobody", missing))
    monkeypatch.setattr(peers, "CONTESTANTS", who)
    monkeypatch.setattr(peers, "reference", lambda: reference(repetitions=1))
    monkeypatch.setitem(ROUNDS, 60, 1)
    peers.main(["--sizes", "60", "--json", str(tmp_path / "a.json"), "--markdown", str(tmp_path / "a.md")])
    shown = capsys.readouterr().out
    assert "- astray: other numbers: opinions by 1e-06, 0 otherwise active (60 residents)" in shown
    assert "- nobody: ImportError: No module named 'nobody' (60 residents)" in shown
    assert (tmp_path / "a.json").exists() and "| NumPy columns | 1.00 |" in (tmp_path / "a.md").read_text()


def test_a_peer_that_cannot_be_installed_costs_nobody_else(tmp_path: Path) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("good==1 \\\n    --hash=sha256:00\nbad==2 \\\n    --hash=sha256:11\n", encoding="utf-8")
    assert [one.split()[0] for one in pinned(pins.read_text())] == ["good==1", "bad==2"]
    assert install_all(pins, lambda file: "bad" not in file.read_text()) == ["bad==2"]
    assert install_all(pins, lambda _file: True) == []
