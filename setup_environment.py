"""Set-up: find a suitable Python, make `.venv`, install the pinned packages and this project into it.

It needs the standard library only and runs on any Python from 3.7 on, because the Python that happens to be
first on PATH is rarely the one wanted. `make setup`, `make demo` and `make test` call it; where there is no
make, as on Windows, one calls it oneself. The stamp it leaves in `.venv` tells a later call that nothing has
to be done; a `.venv` without one was made by halves: it is made anew.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import hashlib
import json
import locale
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "set-up.json"
PINS = ROOT / "requirements.txt"
EXTRAS = ROOT / "requirements-extras.txt"
NOTEBOOKS = ROOT / "requirements-notebooks.txt"
DOCS = ROOT / "requirements-docs.txt"
PROJECT = ROOT / "pyproject.toml"

CHINESE = 0x04
"""Windows' number for Chinese, of whatever country, in the lower ten bits of a language."""

OLDEST = (3, 12)
NEWEST_TRIED = (3, 13)
"""Newer ones are taken only where nothing else is: the pinned packages may not be there for them yet."""
NEEDED = ("venv", "ensurepip", "ssl", "zlib", "ctypes", "bz2", "lzma")
"""Parts of the standard library that some builds lack."""

PROBE = f"""
import importlib, json, platform, sys
missing = []
for name in {NEEDED!r}:
    try:
        importlib.import_module(name)
    except ImportError:
        missing.append(name)
path = getattr(sys, "_base_executable", None) or sys.executable
kind, version = platform.python_implementation(), platform.python_version()
print(json.dumps(dict(path=path, kind=kind, version=version, number=sys.version_info[:2], missing=missing)))
"""
"""What a candidate says of itself; in a virtual environment its path is that of the Python below it."""


class SetUpError(Exception):
    """Set-up cannot go on; its text tells the user what is missing."""


class Interpreter(NamedTuple):
    """A Python that was run and is suitable: its path, its full version and the first two numbers of it."""

    path: str
    version: str
    number: tuple[int, ...]


def say(english: str, chinese: str) -> str:
    """Return the sentence in the user's language; the catalogue needs the Python that is still looked for."""
    named = (os.environ.get(name) for name in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((value for value in named if value), "") or language_of_windows()
    return chinese if chosen.lower().startswith("zh") else english


def language_of_windows() -> str:
    """Return the language of Windows' own windows, zh or en: no variable of the environment tells it."""
    system = getattr(ctypes, "windll", None)
    number = system.kernel32.GetUserDefaultUILanguage() if system else 0
    return "zh" if number & 0x3FF == CHINESE else "en"


def tell(english: str, chinese: str) -> None:
    """Print the sentence at once, so that it stands above what pip prints."""
    print(say(english, chinese), flush=True)


def candidates() -> Iterator[str]:
    """Yield the Pythons to try: the one named, the one running, those on PATH, those of pyenv and Windows."""
    if os.environ.get("PYTHON"):
        yield os.environ["PYTHON"]
    yield sys.executable
    for name in ("python3.12", "python3.13", "python3.14", "python3", "python"):
        for folder in os.get_exec_path():
            found = shutil.which(name, path=folder)
            if found:
                yield found
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for place in ("versions/3.*/bin/python", "pyenv-win/versions/3.*/python.exe"):
        yield from sorted(str(path) for path in pyenv.glob(place))
    yield from of_the_launcher()


def of_the_launcher() -> Iterator[str]:
    """Yield the Pythons that Windows' launcher `py` knows, whose names are not on PATH."""
    launcher = shutil.which("py")
    if launcher is None:
        return
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        listed = subprocess.run([launcher, "--list-paths"], capture_output=True, timeout=60, check=False)
        for line in listed.stdout.decode(locale.getpreferredencoding(False), "replace").splitlines():
            found = re.match(r" *-\S+ +(?:\* +)?(\S.*\.exe) *$", line)
            if found:
                yield found[1]


def outcome_of_running(candidate: str) -> Interpreter | str:
    """Return the interpreter, or why it will not do. A name on PATH may be an empty promise, so it is run."""
    command = [candidate, "-I", "-c", PROBE]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, env=environment(), check=False)
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return say("does not run", "无法运行")
    if told is None:
        return say(f"does not run (exit code {done.returncode})", f"无法运行（退出码 {done.returncode}）")
    found = Interpreter(told["path"], told["version"], tuple(told["number"]))
    return _objection(found, told["kind"], ", ".join(told["missing"])) or found


def _objection(found: Interpreter, kind: str, missing: str) -> str:
    if found.number < OLDEST:
        return say(f"is {found.version}, too old", f"版本 {found.version}，太旧")
    if kind != "CPython":
        return say(f"is {kind}, not CPython", f"是 {kind}，不是 CPython")
    if missing:
        return say(f"is {found.version} but lacks {missing}", f"版本 {found.version}，但缺少 {missing}")
    return ""


def find_python() -> Interpreter:
    """Return the first suitable Python; SetUpError with everything that was tried when there is none."""
    tried: dict[str, str] = {}
    newer = None
    for candidate in candidates():
        if candidate in tried:
            continue
        found = outcome_of_running(candidate)
        if isinstance(found, str):
            tried[candidate] = found
        elif found.number <= NEWEST_TRIED or candidate == os.environ.get("PYTHON"):
            return found
        else:
            tried[candidate], newer = found.version, newer or found
    if newer:
        return newer
    raise SetUpError(_no_python(tried))


def _no_python(tried: dict[str, str]) -> str:
    """Tell what was tried and what helps."""
    lines = [say("No suitable Python was found. Tried:", "没有找到合适的 Python。试过：")]
    lines += [f"  {path}: {reason}" for path, reason in tried.items()]
    lines.append(
        say(
            "Needed: Python 3.12 or newer with its venv module (Debian, Ubuntu: apt install python3-venv).\n"
            f"If you have one elsewhere, name it: {naming()}",
            "需要 Python 3.12 或更新的版本，并带有 venv 模块\n"
            "（Debian、Ubuntu：apt install python3-venv）。\n"
            f"如果装在别处，请指定：{naming()}",
        )
    )
    return "\n".join(lines)


def naming() -> str:
    """Return how one names a Python: to make, where there is make, else in the shell of Windows."""
    if WINDOWS:
        return r"$env:PYTHON = 'C:\path\to\python.exe'; & $env:PYTHON setup_environment.py"
    return "make setup PYTHON=/path/to/python3.12"


def environment() -> dict[str, str]:
    """Return the environment for Python and pip without what would lead them out of `.venv`; mirrors stay."""
    astray = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    return {**kept, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def wanted() -> dict[str, str]:
    """Return what the stamp must say: this folder (a moved `.venv` is broken) and the files set-up reads."""
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (PINS, PROJECT)}
    return {"folder": str(ROOT), **files}


def stamp() -> dict[str, str]:
    """Return what an earlier set-up left, empty when it did not finish or `.venv` does not run any more."""
    command = [str(PYTHON), "-I", "-c", "import platform; print(platform.python_version())"]
    try:
        left: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
        shown = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
        return left if shown.stdout.strip() == left["version"] else {}
    except (OSError, ValueError, LookupError, TypeError, subprocess.CalledProcessError):
        return {}


def must_be_made_anew(left: dict[str, str]) -> bool:
    """Tell whether `.venv` cannot be kept: other pins, another folder, or PYTHON names another Python."""
    now = wanted()
    if any(left.get(key) != now[key] for key in ("folder", PINS.name)):
        return True
    named = os.environ.get("PYTHON")
    asked = outcome_of_running(named) if named else None
    return isinstance(asked, Interpreter) and asked.path != left["python"]


def make_venv() -> Interpreter:
    """Make an empty `.venv` with a suitable Python, in place of whatever is there."""
    python = find_python()
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(str(VENV))
    tell(f"Making .venv with Python {python.version} …", f"正在用 Python {python.version} 建立 .venv …")
    run([python.path, "-I", "-m", "venv", "--prompt", "gongzhi", str(VENV)])
    return python


def install_pins() -> None:
    """Install the packages of requirements.txt; each must have one of the hashes written there."""
    tell("Installing the pinned packages (a minute or two) …", "正在安装锁定版本的软件包（一两分钟）…")
    pip("install", "--require-hashes", "--only-binary", ":all:", "--requirement", str(PINS))


def install_more(left: dict[str, str], pins: Path, english: str, chinese: str) -> dict[str, str]:
    """Install the packages of a further file in the same way, if none has yet; return the stamp."""
    now = hashlib.sha256(pins.read_bytes()).hexdigest()
    if left.get(pins.name) == now:
        return left
    tell(f"Installing {english} (a minute or two) …", f"正在安装{chinese}（一两分钟）…")
    pip("install", "--require-hashes", "--only-binary", ":all:", "--requirement", str(pins))
    return leave_stamp({**left, pins.name: now})


def install_project() -> None:
    """Install this folder as it stands, so that `gongzhi` in `.venv` runs the code being edited."""
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")


def pip(*arguments: str) -> None:
    """Run the pip of `.venv`, with its progress where somebody watches and without where a log is written."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    run([str(PYTHON), "-I", "-m", "pip", *arguments, *quiet])


def run(command: list[str]) -> None:
    """Run a command in this folder; SetUpError when it fails, below what it printed itself."""
    code = subprocess.run(command, cwd=str(ROOT), env=environment(), check=False).returncode
    if code:
        raise SetUpError(
            say(
                f"Set-up stopped: the step above failed (exit code {code}). Is the package index in reach,\n"
                "and is there space on the disk? Running it again starts afresh.",
                f"安装中止：上面的步骤失败（退出码 {code}）。请检查软件源能否访问、磁盘是否还有空间；\n"
                "再次运行会重新开始。",
            )
        )


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second set-up of this folder wait for the first, where the system can (not on Windows)."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems know no locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def leave_stamp(told: dict[str, str]) -> dict[str, str]:
    """Write down how far set-up has come, for a later call."""
    STAMP.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return told


def set_up(extras: bool = False, notebooks: bool = False, docs: bool = False) -> None:
    """Bring `.venv` to the state the files ask for, doing no more than is needed."""
    left = stamp()
    if must_be_made_anew(left):
        python = make_venv()
        install_pins()
        left = {"python": python.path, "version": python.version}
    if left.get(PROJECT.name) != wanted()[PROJECT.name]:
        install_project()
        left = leave_stamp({**left, **wanted()})
    if extras:
        left = install_more(left, EXTRAS, "the extras", "附加软件包")
    if notebooks:
        left = install_more(left, NOTEBOOKS, "what notebooks need", "笔记本所需的软件包")
    if docs:
        left = install_more(left, DOCS, "what the site needs", "文档网站所需的软件包")
    tell(f"Set up: .venv (Python {left['version']})", f"环境就绪：.venv（Python {left['version']}）")
    tell(f"Now, for instance: {first_command()}", f"现在可以输入，例如：{first_command()}")
    if notebooks:
        jupyter = PYTHON.with_name("jupyter").relative_to(ROOT)
        tell(f"Open the notebooks: {jupyter} lab docs/tutorial", f"打开笔记本：{jupyter} lab docs/tutorial")


def first_command() -> str:
    """Return what one may type now, as the system writes its paths."""
    return r".venv\Scripts\gongzhi list cases" if WINDOWS else ".venv/bin/gongzhi list cases"


def options() -> argparse.ArgumentParser:
    """Return what may be typed after the name of this file."""
    told = "Set up .venv, doing no more than is missing. 建立 .venv 环境，已有的不再重装。"
    parser = argparse.ArgumentParser(description=told, allow_abbrev=False)
    for name, what in (
        ("extras", "what sensitivity, search, calibration and clusters need 附加分析所需的软件包"),
        ("notebooks", "what the notebooks of the tutorial need 教程笔记本所需的软件包"),
        ("docs", "what the site of the documentation needs 文档网站所需的软件包"),
    ):
        parser.add_argument(f"--{name}", action="store_true", help=f"also {what}")
    return parser


def main() -> int:
    """Set up and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    asked = vars(options().parse_args())
    try:
        with one_at_a_time():
            set_up(**asked)
    except (SetUpError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
