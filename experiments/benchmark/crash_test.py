"""The crash test: a study of 200 runs, killed at 50 random moments, against the same study left alone.

`python -m experiments.benchmark.crash_test [FOLDER] [--kills N]` prints what it found as JSON and ends with
code 1 if the stores differ. It takes three to six minutes, and runs a copy of the code, so that nobody's
edits disturb it. A store that is finished before all kills are done is compared, and another one begun.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

STUDY = (
    "cases: [xihu]\ngovernance: [baseline, one-four-n]\nmonths: {months}\n"
    "parameters:\n  issues.rate: [30, 60]\nreplicates: {replicates}\nmonthly: true\n"
)
ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("scenarios", "agents", "model", "experiments")

KILLS, MONTHS, REPLICATES = 50, 24, 50
PATIENCE = 900.0
"""Seconds that a study left alone may take at most."""

FINISHING = 0.3
"""A study is killed within so many seconds of the last of a few parts being stored, or while it starts."""

BATCH = 1
"""Households in a batch: every run is a part, so that no two kills find the same store."""


@dataclass
class CrashReport:
    """What was found: kills that hit the study at work, and how many parts were stored after each."""

    command: str = "python -m experiments.benchmark.crash_test"
    kills: int = 0
    stores: int = 0
    runs: int = 0
    parts_stored: list[int] = field(default_factory=list)
    same_bytes: bool = True
    seconds: float = 0.0


class CrashTest:
    """A study, the copy of the code that carries it out, and the store of it that was left alone."""

    def __init__(self, folder: Path, months: int = MONTHS, replicates: int = REPLICATES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.file, self.code = folder, folder / "endurance.yaml", frozen(folder / "code")
        self.file.write_text(STUDY.format(months=months, replicates=replicates), encoding="utf-8")
        self.starting = self._alone(folder / "whole")
        self.whole = parts(folder / "whole")

    def begun(self, store: Path) -> subprocess.Popen[bytes]:
        """The study under way in a process of its own, with two workers."""
        words = [
            sys.executable,
            "-m",
            "experiments.benchmark.crash_test",
            "--study",
            str(self.file),
            str(store),
        ]
        quiet = {"PYTHONWARNINGS": "ignore:resource_tracker"}
        return subprocess.Popen(words, cwd=self.code, env=environment(self.code) | quiet)

    def _alone(self, store: Path) -> float:
        """Let the study come to its end; says after how many seconds the first part was stored."""
        process, begun = self.begun(store), time.monotonic()
        while not _loose(store) and process.poll() is None:
            time.sleep(0.01)
        starting = time.monotonic() - begun
        if process.wait(PATIENCE):
            raise RuntimeError(f"the study ended with code {process.returncode}")
        return starting

    def killed(self, store: Path, chance: random.Random) -> bool:
        """Begin the study and kill it at a random moment; says whether it was still at work."""
        there, more = _loose(store), chance.randint(0, 2)
        process = self.begun(store)
        while more and _loose(store) < there + more and process.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.random() * (FINISHING if more else 1.1 * self.starting))
        at_work = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        return at_work

    def endure(self, kills: int) -> CrashReport:
        """Kill the study so often, let it end, and compare."""
        found, chance, begun = CrashReport(), random.Random(kills), time.monotonic()
        while found.kills < kills:
            found.stores += 1
            store = self.folder / f"killed-{found.stores}"
            while found.kills < kills and self.killed(store, chance):
                found.kills += 1
                found.parts_stored.append(_loose(store))
            self._alone(store)
            found.same_bytes &= bool(self.whole) and parts(store) == self.whole
        found.runs, found.seconds = _rows(store), round(time.monotonic() - begun, 1)
        return found


def frozen(folder: Path) -> Path:
    """Copy the packages that carry out a study to a folder, which must not be there yet: what is started from
    it never sees an edit of the tree.
    """
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def environment(folder: Path) -> dict[str, str]:
    """The environment in which Python takes the packages from the copy."""
    ahead = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), *([ahead] if ahead else [])])}


def parts(store: Path) -> dict[str, bytes]:
    """Every part of a store, byte for byte."""
    return {str(file.relative_to(store)): file.read_bytes() for file in store.rglob("*.parquet")}


def _loose(store: Path) -> int:
    return len(list(store.glob("runs/loose-*.parquet")))


def _rows(store: Path) -> int:
    from experiments.execution.stored_study import StoredStudy

    return len(StoredStudy(store).runs)


def carry_on(file: Path, store: Path) -> None:
    """Carry the study out in small batches."""
    from experiments.execution.executors import ProcessExecutor
    from experiments.execution.sweep import Order, carry_out
    from scenarios.study import read_study

    carry_out(read_study(file), store, lambda work: ProcessExecutor(2), Order(households=BATCH))


def main(words: Sequence[str]) -> int:
    """Do it; says whether the stores are the same."""
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmark.crash_test", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where to work; a new folder if not given")
    parser.add_argument("--kills", type=int, default=KILLS, help=f"how often to kill it ({KILLS})")
    parser.add_argument("--study", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.study:
        carry_on(*arguments.study)
        return 0
    from experiments.evidence.code_of_pages import model_code

    found = CrashTest(arguments.folder or Path(tempfile.mkdtemp(prefix="gongzhi-"))).endure(arguments.kills)
    print(json.dumps({**asdict(found), "code": model_code()}))
    return 0 if found.same_bytes else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
