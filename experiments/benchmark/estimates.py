"""What `gongzhi estimate` says of studies of different shape against what `gongzhi study` then takes.

Invariant: both are the commands themselves, each in processes of its own; memory is that of all processes
together, looked at again and again.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

from experiments.resources.family import memory_of
from experiments.resources.workload import bytes_in

STUDIES = {
    "many small compounds": """cases: [xihu, minzhu]
governance: [baseline, one-four-n, troika]
months: 36
parameters: {issues.rate: [30, 45, 60]}
replicates: 20
""",
    "sampled parameters": """cases: [xihu]
governance: [baseline, one-four-n]
months: 36
parameters: {issues.rate: sampled, fee.quality: sampled}
sampling: {design: lhs, points: 64}
replicates: 4
""",
    "months kept": """cases: [xihu, minzhu]
governance: [baseline, one-four-n, troika]
months: 60
replicates: 40
monthly: true
""",
    "a small district": """cases: [district-small]
governance: [baseline, one-four-n]
months: 24
burn_in: 24
replicates: 3
""",
}
JOBS = (1, 2)
EVERY = 0.1
"""Seconds between two looks at memory."""


class Kept(NamedTuple):
    """One study on so many processes: seconds, megabytes of memory at the height and megabytes on disk, as
    estimated and as it was, and the ratio of the two.
    """

    study: str
    jobs: int
    runs: int
    said_s: float
    took_s: float
    time: float
    said_mb: float
    took_mb: float
    memory: float
    said_disk: float
    took_disk: float
    disk: float


def kept() -> list[Kept]:
    """Estimate every study and carry it out."""
    return [against(name, jobs) for name in STUDIES for jobs in JOBS]


def against(name: str, jobs: int) -> Kept:
    """Estimate a study, carry it out, and lay the two beside each other."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-") as place:
        file, store = Path(place) / "study.yaml", Path(place) / "store"
        file.write_text(STUDIES[name], encoding="utf-8")
        words = [str(file), "--out", str(store), "--jobs", str(jobs)]
        estimate = [sys.executable, "-m", "experiments", "estimate", *words, "--json"]
        said = json.loads(subprocess.run(estimate, check=True, stdout=subprocess.PIPE, text=True).stdout)
        seconds, memory = _carried_out(words)
        disk = bytes_in(store)
    pairs = [(said["seconds"]["most"], seconds)]
    pairs += [(said["memory"]["most"] / 1e6, memory / 1e6), (said["disk"]["most"] / 1e6, disk / 1e6)]
    numbers = [number for one, other in pairs for number in (one, other, one / other)]
    return Kept(name, jobs, said["runs"]["most"], *numbers)


def _carried_out(words: list[str]) -> tuple[float, int]:
    """Seconds of a study from its start to its end, and bytes of all its processes at their height."""
    begun, height = perf_counter(), 0
    command = [sys.executable, "-m", "experiments", "study", *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            height = max(height, memory_of(process.pid))
            sleep(EVERY)
    if process.returncode:
        raise RuntimeError(f"the study ended with code {process.returncode}")
    return perf_counter() - begun, height
