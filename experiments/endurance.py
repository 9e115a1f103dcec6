"""Endurance: a study of 200 runs, killed at 50 random moments, against the same study left alone.

`python -m experiments.endurance [FOLDER]` prints what it found as JSON and ends with code 1 if the stores
differ. It takes a few minutes.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STUDY = (
    "cases: [xihu]\ngovernance: [baseline, one-four-n]\nmonths: 12\n"
    "parameters:\n  issues.rate: [30, 60]\nreplicates: 50\nmonthly: true\n"
)
KILLS = 50
STARTING, FINISHING = 4.0, 0.3
"""A study is killed within so many seconds of its start, or of the last of a few parts being stored."""

BATCH = 600
"""Households in a batch: small, so that no two kills find the same store."""


def parts(store: Path) -> dict[str, bytes]:
    """Every part of a store, byte for byte."""
    return {str(file.relative_to(store)): file.read_bytes() for file in store.rglob("*.parquet")}


def begun(file: Path, store: Path) -> subprocess.Popen[bytes]:
    """The study under way in a process of its own, with two workers."""
    return subprocess.Popen([sys.executable, "-m", "experiments.endurance", "--study", str(file), str(store)])


def killed(file: Path, store: Path, chance: random.Random) -> bool:
    """Begin the study and kill it at a random moment; says whether it was still at work."""
    process, wanted = begun(file, store), _loose(store) + chance.randint(0, 2)
    starting = wanted == _loose(store)
    while _loose(store) < wanted and process.poll() is None:
        time.sleep(0.001)
    time.sleep(chance.random() * (STARTING if starting else FINISHING))
    at_work = process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return at_work


def _loose(store: Path) -> int:
    return len(list(store.glob("runs/loose-*.parquet")))


def endure(folder: Path, kills: int = KILLS) -> dict[str, object]:
    """Kill a study so often, let it end, and compare its store with that of the study left alone."""
    file, store, whole = folder / "endurance.yaml", folder / "killed", folder / "whole"
    file.write_text(STUDY, encoding="utf-8")
    begun(file, whole).wait()
    chance, stored, at_work = random.Random(50), [], 0
    for _ in range(kills):
        at_work += killed(file, store, chance)
        stored.append(_loose(store))
    begun(file, store).wait()
    return {
        "command": "python -m experiments.endurance",
        "kills": kills,
        "while_at_work": at_work,
        "parts_stored": stored,
        "runs": _rows(store),
        "same_bytes": parts(store) == parts(whole) and bool(parts(whole)),
    }


def _rows(store: Path) -> int:
    import pandas as pd

    return len(pd.read_parquet(store / "runs"))


def carry_on(file: Path, store: Path) -> None:
    """Carry the study out in small batches."""
    from experiments.lanes import Processes
    from experiments.sweep import Order, carry_out
    from scenarios.study import read_study

    carry_out(read_study(file), store, lambda work: Processes(2), Order(households=BATCH))


def main(words: list[str]) -> int:
    """Do it; says whether the stores are the same."""
    if words[:1] == ["--study"]:
        carry_on(Path(words[1]), Path(words[2]))
        return 0
    folder = Path(words[0]) if words else Path(tempfile.mkdtemp(prefix="gongzhi-"))
    folder.mkdir(parents=True, exist_ok=True)
    found = endure(folder)
    print(json.dumps(found))
    return 0 if found["same_bytes"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
