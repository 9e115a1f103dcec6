"""Commands that are printed to be typed: they run in the folder they are printed for."""

import sys
from pathlib import Path

import pytest

from experiments.cli.command_line.typed import typed


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an environment whose programs are not on the way, in which one stands."""
    programs = tmp_path / ".venv/bin"
    programs.mkdir(parents=True)
    for name in ("python", "gongzhi", "pytest"):
        (programs / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_command_says_where_its_program_lies(environment: Path) -> None:
    assert typed("gongzhi try --months 6") == ".venv/bin/gongzhi try --months 6"


def test_in_another_folder_the_way_is_another(environment: Path) -> None:
    assert typed("pytest", environment / "mine") == "../.venv/bin/pytest"


def test_a_program_of_the_same_name_elsewhere_is_not_meant(environment: Path) -> None:
    other = environment / "elsewhere/pytest"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n", encoding="utf-8")
    other.chmod(0o755)
    assert typed("pytest") == ".venv/bin/pytest"


def test_the_bare_name_is_enough_where_it_leads_there(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(environment / ".venv/bin"))
    assert typed("pytest tests") == "pytest tests"


def test_windows_adds_an_ending_to_the_name(environment: Path) -> None:
    program = environment / ".venv/bin/gongzhi"
    program.rename(program.with_suffix(".exe"))
    assert typed("gongzhi") == ".venv/bin/gongzhi"
