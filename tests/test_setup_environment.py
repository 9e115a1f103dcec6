"""Set-up finds a Python that runs, says what is missing, does nothing twice and mends what is half made."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import setup_environment as setup

ROOT = Path(__file__).resolve().parent.parent
THIS = getattr(sys, "_base_executable", sys.executable)
Commands = list[list[str]]
FakePython = Callable[..., Path]


@pytest.fixture
def fake_python(tmp_path: Path) -> FakePython:
    """Make programs that answer as a Python of some version would, or do not run at all."""

    def make(name: str, version: str = "3.12.1", missing: tuple[str, ...] = (), code: int = 0) -> Path:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        number = [int(part) for part in version.split(".")[:2]]
        told = {
            "path": str(path),
            "kind": "CPython",
            "version": version,
            "number": number,
            "missing": missing,
        }
        path.write_text(f"#!/bin/sh\necho '{json.dumps(told)}'\nexit {code}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture(autouse=True)
def _an_empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No Python is on PATH, in pyenv or named, and the one running is not there."""
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("GONGZHI_LANG", "en")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "not-there"))


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commands:
    """Let set-up work in a small folder, and note its commands in place of running them."""
    ran: Commands = []

    def note(command: list[str]) -> None:
        ran.append(command)
        if "venv" in command:
            setup.PYTHON.parent.mkdir(parents=True)
            setup.PYTHON.symlink_to(THIS)

    folder = tmp_path / "共 治"
    folder.mkdir()
    for name in ("requirements.txt", "requirements-extras.txt", "pyproject.toml"):
        (folder / name).write_text(name, encoding="utf-8")
    venv = folder / ".venv"
    places = {"ROOT": folder, "VENV": venv, "PYTHON": venv / "bin/python", "STAMP": venv / "set-up.json"}
    for name, path in {
        **places,
        "PINS": folder / "requirements.txt",
        "EXTRAS": folder / "requirements-extras.txt",
        "PROJECT": folder / "pyproject.toml",
    }.items():
        monkeypatch.setattr(setup, name, path)
    monkeypatch.setattr(setup, "run", note)
    monkeypatch.setattr(sys, "executable", THIS)
    return ran


def steps(commands: Commands) -> list[str]:
    """Return the noted commands in one word each, and forget them."""
    known = {"venv": "venv", str(setup.PINS): "pins", str(setup.EXTRAS): "extras", "--editable": "project"}
    words = [next(word for part, word in known.items() if part in each) for each in commands]
    commands.clear()
    return words


def test_a_name_on_path_that_does_not_run_is_passed_over(fake_python: FakePython) -> None:
    fake_python("python3.12", code=127)
    good = fake_python("python3.13", "3.13.0")
    assert setup.find_python().path == str(good)


def test_the_python_named_comes_first(fake_python: FakePython, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_python("python3.12")
    named = fake_python("my-python", "3.14.1")
    monkeypatch.setenv("PYTHON", str(named))
    assert setup.find_python().path == str(named)


def test_pythons_of_pyenv_are_found(tmp_path: Path) -> None:
    for version, runs in {"3.11.7": False, "3.12.1": True}.items():
        folder = tmp_path / "pyenv/versions" / version / "bin"
        folder.mkdir(parents=True)
        (folder / "python").symlink_to(THIS if runs else "nowhere")
    assert setup.find_python().version == ".".join(map(str, sys.version_info[:3]))


def test_a_python_newer_than_those_tried_is_the_last_resort(fake_python: FakePython) -> None:
    newer = fake_python("python3.14", "3.14.0")
    assert setup.find_python().path == str(newer)
    tried = fake_python("python3", "3.13.5")
    assert setup.find_python().path == str(tried)


def test_without_a_suitable_python_the_message_names_each_and_what_it_lacks(fake_python: FakePython) -> None:
    fake_python("python3.12", missing=("venv", "ensurepip"))
    fake_python("python3.13", "3.13.0", code=127)
    fake_python("python3", "3.8.18")
    with pytest.raises(setup.SetUpError) as raised:
        setup.find_python()
    message = str(raised.value)
    assert "python3.12: is 3.12.1 but lacks venv, ensurepip" in message
    assert "python3.13: does not run (exit code 127)" in message
    assert "python3: is 3.8.18, too old" in message
    assert "python3-venv" in message and "make setup PYTHON=" in message


def test_the_message_is_chinese_where_the_user_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_LANG", "zh")
    with pytest.raises(setup.SetUpError, match="没有找到合适的 Python"):
        setup.find_python()


def test_a_second_call_does_nothing(commands: Commands) -> None:
    setup.set_up()
    assert steps(commands) == ["venv", "pins", "project"]
    setup.set_up()
    assert steps(commands) == []


def test_extras_are_installed_when_asked_for_and_only_once(commands: Commands) -> None:
    setup.set_up()
    steps(commands)
    setup.set_up(extras=True)
    assert steps(commands) == ["extras"]
    setup.set_up(extras=True)
    setup.set_up()
    assert steps(commands) == []
    setup.EXTRAS.write_text("other pins", encoding="utf-8")
    setup.set_up()
    assert steps(commands) == []
    setup.set_up(extras=True)
    assert steps(commands) == ["extras"]
    setup.PROJECT.write_text("another version", encoding="utf-8")
    setup.set_up(extras=True)
    assert steps(commands) == ["project"]


def test_only_what_changed_is_done_again(commands: Commands) -> None:
    setup.set_up()
    steps(commands)
    setup.PROJECT.write_text("other settings", encoding="utf-8")
    setup.set_up()
    assert steps(commands) == ["project"]
    setup.PINS.write_text("other pins", encoding="utf-8")
    setup.set_up()
    assert steps(commands) == ["venv", "pins", "project"]


def test_what_was_made_by_halves_or_broke_is_made_anew(commands: Commands) -> None:
    (setup.VENV / "lib").mkdir(parents=True)
    setup.set_up()
    assert steps(commands) == ["venv", "pins", "project"]
    assert not (setup.VENV / "lib").exists()
    setup.PYTHON.unlink()
    setup.PYTHON.symlink_to("nowhere")
    setup.set_up()
    assert steps(commands) == ["venv", "pins", "project"]
    setup.STAMP.write_text("{", encoding="utf-8")
    setup.set_up()
    assert steps(commands) == ["venv", "pins", "project"]


@pytest.mark.parametrize(("key", "value"), [("folder", "/elsewhere"), ("version", "3.12.0")])
def test_a_copied_venv_or_one_whose_python_was_replaced_is_not_trusted(
    commands: Commands, key: str, value: str
) -> None:
    setup.set_up()
    steps(commands)
    left = json.loads(setup.STAMP.read_text(encoding="utf-8"))
    setup.STAMP.write_text(json.dumps({**left, key: value}), encoding="utf-8")
    setup.set_up()
    assert steps(commands) == ["venv", "pins", "project"]


def test_naming_another_python_makes_the_venv_anew(
    commands: Commands, fake_python: FakePython, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.set_up()
    steps(commands)
    monkeypatch.setenv("PYTHON", str(fake_python("python3.13", "3.13.0")))
    setup.set_up()
    assert steps(commands) == ["venv", "pins", "project"]


def test_a_step_that_fails_leaves_no_stamp(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str]) -> None:
        raise setup.SetUpError("no network")

    monkeypatch.setattr(setup, "run", fail)
    assert setup.main() == 1
    assert not setup.STAMP.exists()


@pytest.mark.slow
def test_make_setup_works_twice_in_a_folder_of_any_name_without_git(tmp_path: Path) -> None:
    copy = tmp_path / "共治 – a copy"
    left_out = shutil.ignore_patterns(".git", ".venv", "studies", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=left_out)
    uncompiled = {
        "PIP_NO_COMPILE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # which takes longer than all the rest
    machine = {**os.environ, **uncompiled, "PATH": f"{Path(THIS).parent}{os.pathsep}{os.defpath}"}
    subprocess.run(["make", "setup"], cwd=copy, env=machine, check=True)
    made = {file: file.stat().st_mtime_ns for file in (copy / ".venv").rglob("*")}
    subprocess.run(["make", "setup"], cwd=copy, env=machine, check=True)
    assert {file: file.stat().st_mtime_ns for file in (copy / ".venv").rglob("*")} == made
    command = [str(copy / ".venv/bin/gongzhi"), "--help"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=machine)
    assert "compare" in shown.stdout
