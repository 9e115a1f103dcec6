"""The last release beside this version: the same months, turn by turn, in the same environment.

The release is the newest tag that is a version, else the commit whose CHANGELOG.md first names the newest
version, else what `--against` names. Its code is laid out in a folder that goes again; two processes, one a
version, take turns, so that whatever else the machine does falls on both alike. The shortest turns are
compared, in seconds of the processor.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from experiments.benchmark.timing import Timing, timing

ROOT = Path(__file__).resolve().parents[2]
CLOCK = Path(__file__).with_name("month_clock.py")
CODE = ("scenarios", "agents", "model")
WARNED = 1.15
"""How many times as long as in the last release a month may take before a line warns of it."""

TURNS = 7

type Work = Mapping[str, object]
WORK: dict[str, Work] = {
    name: {"case": case, "governance": "one-four-n", "households": households, "months": months}
    for name, case, households, months in (
        ("294 households", "xihu", 294, 24),
        ("2 991 households", "xihu", 2_991, 24),
        ("district-small", "district-small", None, 12),
    )
}


class NoRelease(LookupError):
    """There is nothing to compare with, and why."""


class Beside(NamedTuple):
    """Milliseconds a month now and in the release, and how many times as long it takes now."""

    work: str
    now: Timing | None
    then: Timing | None
    times: float | None
    problem: str = ""

    @property
    def warning(self) -> str:
        """The line that warns, where a month takes much longer than it did."""
        if self.times is None or self.times <= WARNED:
            return ""
        return f"WARNING: {self.work}: a month takes {self.times:.2f} times as long as in the last release"


def last_release(root: Path = ROOT, against: str | None = None) -> str:
    """Name the commit or tag to compare with; NoRelease without git, history or release."""
    if against:
        return _git(root, "rev-parse", "--short", "--verify", f"{against}^{{commit}}")
    tags = _git(root, "tag", "--merged", "HEAD", "--sort=-version:refname").split()
    versions = [tag for tag in tags if re.fullmatch(r"v?\d+\.\d+.*", tag)]
    named = (
        versions[:1]
        or _git(root, "log", "-1", "--format=%h", "-G", r"^## \[[0-9]", "--", "CHANGELOG.md").split()
    )
    if not named:
        raise NoRelease("no tag and no version in CHANGELOG.md: nothing is released yet (--against COMMIT)")
    return named[0]


def _git(root: Path, *words: str) -> str:
    return _git_bytes(root, *words).decode("utf-8").strip()


def _git_bytes(root: Path, *words: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True).stdout
    except OSError:
        raise NoRelease("git is not installed") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()
        raise NoRelease(said.splitlines()[0] if said else f"git {words[0]} failed") from None


@contextmanager
def laid_out(commit: str, root: Path = ROOT) -> Iterator[Path]:
    """The code of a commit in a folder that goes again."""
    packed = _git_bytes(root, "archive", "--format=tar", commit, "--", *CODE)
    with tempfile.TemporaryDirectory(prefix="gongzhi-release-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def compared(
    then: Path, now: Path = ROOT, work: Mapping[str, Work] = WORK, turns: int = TURNS
) -> list[Beside]:
    """Time the work of both versions, turn by turn."""
    with ExitStack() as clocks:
        running = [clocks.enter_context(_clock(folder)) for folder in (now, then)]
        return [_beside(name, wanted, running, turns) for name, wanted in work.items()]


@contextmanager
def _clock(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that runs the version of a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-P", str(CLOCK)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=pipe, stdout=pipe, text=True
    ) as running:
        yield running
        assert running.stdin is not None
        running.stdin.close()


def _beside(name: str, wanted: Work, running: Sequence[subprocess.Popen[str]], turns: int) -> Beside:
    taken: list[list[float]] = [[], []]
    for turn in range(turns + 1):  # the first is to warm up
        for which in (0, 1) if turn % 2 else (1, 0):
            answer = _asked(running[which], wanted)
            if "problem" in answer:
                version = ("this version", "the release")[which]
                return Beside(name, None, None, None, f"{version}: {answer['problem']}")
            taken[which].append(float(answer["seconds"]))
    months = float(str(wanted["months"]))
    now, then = (timing(each[1:]).per(months, 1e3) for each in taken)
    return Beside(name, now, then, now.least / then.least)


def _asked(running: subprocess.Popen[str], wanted: Work) -> dict[str, str]:
    assert running.stdin is not None and running.stdout is not None
    try:
        running.stdin.write(json.dumps(wanted) + "\n")
        running.stdin.flush()
        line = running.stdout.readline()
    except BrokenPipeError:
        line = ""
    answer: dict[str, str] = json.loads(line) if line else {"problem": "its process ended"}
    return answer
