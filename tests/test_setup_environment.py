"""Set-up finds a Python that runs, says what is missing, does nothing twice and mends what is half made."""

import ast
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

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
    further = ("requirements-extras.txt", "requirements-notebooks.txt", "requirements-docs.txt")
    for name in ("requirements.txt", *further, "pyproject.toml"):
        (folder / name).write_text(name, encoding="utf-8")
    venv = folder / ".venv"
    places = {"ROOT": folder, "VENV": venv, "PYTHON": venv / "bin/python", "STAMP": venv / "set-up.json"}
    for name, path in {
        **places,
        "PINS": folder / "requirements.txt",
        "EXTRAS": folder / "requirements-extras.txt",
        "NOTEBOOKS": folder / "requirements-notebooks.txt",
        "DOCS": folder / "requirements-docs.txt",
        "PROJECT": folder / "pyproject.toml",
    }.items():
        monkeypatch.setattr(setup, name, path)
    monkeypatch.setattr(setup, "run", note)
    monkeypatch.setattr(sys, "executable", THIS)
    return ran


def steps(commands: Commands) -> list[str]:
    """Return the noted commands in one word each, and forget them."""
    known = {"venv": "venv", str(setup.PINS): "pins", "--editable": "project"}
    known |= {str(setup.EXTRAS): "extras", str(setup.NOTEBOOKS): "notebooks", str(setup.DOCS): "docs"}
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


def test_pythons_that_windows_launcher_knows_are_found(
    fake_python: FakePython, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = fake_python("python.exe", "3.12.4")
    hidden = tmp_path / "Program Files/Python312"
    hidden.mkdir(parents=True)
    shutil.move(found, hidden / "python.exe")
    launcher = tmp_path / "bin/py"
    listed = (r" -V:3.13t        C:\nowhere\python3.13t.exe", f" -V:3.12 *        {hidden}/python.exe")
    lines = "".join(f"echo '{line}'\n" for line in listed)
    launcher.write_text(f"#!/bin/sh\n{lines}", encoding="utf-8")
    launcher.chmod(0o755)
    assert setup.find_python().version == "3.12.4"


def test_on_windows_nothing_is_said_of_make(
    monkeypatch: pytest.MonkeyPatch, commands: Commands, capsys
) -> None:
    monkeypatch.setattr(setup, "WINDOWS", True)
    setup.set_up()
    assert r".venv\Scripts\gongzhi list cases" in capsys.readouterr().out
    monkeypatch.setattr(sys, "executable", "nowhere")
    with pytest.raises(setup.SetUpError) as raised:
        setup.find_python()
    assert "$env:PYTHON = " in str(raised.value) and "make" not in str(raised.value)


@pytest.mark.parametrize(("number", "expected"), [(0x0804, "版本"), (0x0409, "version")])
def test_on_windows_the_language_is_that_of_its_own_windows(
    monkeypatch: pytest.MonkeyPatch, number: int, expected: str
) -> None:
    for name in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert setup.say("version", "版本") == expected


def test_what_a_chinese_console_of_windows_cannot_show_stops_nothing(commands: Commands) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import setup_environment as s; "
    program += "s.set_up = lambda **_: s.tell('… ✓', '环境就绪 … ✓'); sys.exit(s.main())"
    machine = {**os.environ, "PYTHONIOENCODING": "cp936", "GONGZHI_LANG": "zh"}
    shown = subprocess.run([THIS, "-c", program], capture_output=True, env=machine, check=True)
    assert shown.stdout.decode("cp936").strip() == r"环境就绪 … \u2713"


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


def test_what_the_site_needs_is_installed_when_asked_for(commands: Commands) -> None:
    setup.set_up(docs=True)
    assert steps(commands) == ["venv", "pins", "project", "docs"]


def test_what_notebooks_need_is_installed_when_asked_for_and_only_once(
    commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.set_up(notebooks=True)
    assert steps(commands) == ["venv", "pins", "project", "notebooks"]
    setup.set_up(extras=True, notebooks=True)
    assert steps(commands) == ["extras"]
    assert "jupyter lab docs/tutorial" in capsys.readouterr().out


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
    monkeypatch.setattr("sys.argv", ["setup_environment.py"])
    assert setup.main() == 1
    assert not setup.STAMP.exists()


@pytest.mark.parametrize(("place", "page"), [(0, "set-up.md"), (1, "set-up.zh.md")])
def test_the_page_on_set_up_explains_every_message(place: int, page: str) -> None:
    text = (ROOT / "docs/how-to" / page).read_text(encoding="utf-8")
    tree = ast.parse((ROOT / "setup_environment.py").read_text(encoding="utf-8"))
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and ast.unparse(one.func) in SAYING]
    pieces = [one for call in calls if call.args for one in ast.walk(call.args[place])]
    first = [str(one.value) for one in pieces if isinstance(one, ast.Constant)]
    openings = [re.split(r"[\n.。，（(：:]| with ", one)[0].strip() for one in first]
    assert len(calls) > 10 and not [one for one in openings if one not in text]


SAYING = ("say", "tell")


FEW = {
    *("annotated-doc", "annotated-types", "editables", "hatchling", "markdown-it-py", "mdurl", "packaging"),
    *("pathspec", "pluggy", "pydantic", "pydantic-core", "pygments", "rich", "shellingham", "tomlkit"),
    *("trove-classifiers", "typer", "typing-extensions", "typing-inspection"),
}
"""What installs the project and what says its help. All pins together are installed by `make test` itself."""


def few_pins() -> str:
    """Return those pins, with their hashes."""
    pins = re.findall(r"^\S.*(?:\n .*)*\n", setup.PINS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(pin for pin in pins if pin.partition("==")[0] in FEW)


@pytest.mark.slow
def test_make_setup_works_twice_in_a_folder_of_any_name_without_git(tmp_path: Path) -> None:
    copy = tmp_path / "共治 – a copy"
    left_out = shutil.ignore_patterns(".git", ".venv", "studies", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=left_out)
    (copy / setup.PINS.name).write_text(few_pins(), encoding="utf-8")
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


@pytest.mark.parametrize(("typed", "code"), [("--help", 0), ("--extra", 2), ("extras", 2)])
def test_a_question_or_a_misspelt_option_sets_nothing_up(
    typed: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "set_up", lambda **asked: pytest.fail(f"set up with {asked}"))
    monkeypatch.setattr("sys.argv", ["setup_environment.py", typed])
    with pytest.raises(SystemExit) as ended:
        setup.main()
    assert ended.value.code == code
