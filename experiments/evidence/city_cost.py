"""What a city costs: time and memory of all its processes from a few districts to a metropolis, undisturbed,
and killed on the way and gone on with.

`python -m experiments.evidence.city_cost CITY OUT 12 2` runs a city under the baseline for 12 recorded months
on two processes, delivers its tables to OUT, and prints JSON: every run has processes of its own, because
memory once taken is not given back.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from experiments.benchmark.timing import Reference, best, reference
from experiments.city import city_comparison
from experiments.city.district_rows import attempt_districts
from experiments.evidence.linear_cost import MEGABYTE, megabytes
from experiments.execution.executors import Executor, opening
from experiments.execution.simulate import Batch, Trial
from experiments.resources.family import family_of, memory_of
from experiments.store import tables
from experiments.store.output_folder import remove
from scenarios import read
from scenarios.resolve import BURN_IN

SIZES = (4, 16, 32, 65)
"""Districts; the last is `city-65`."""

MONTHS, JOBS = 12, 2
"""Months recorded, after those that are not; processes."""

GOVERNANCE = "baseline"
DISTRICT = "xihu-district"
CITY = """compound_type: mixed
city:
  districts:
    district: {{case: {district}, count: {count}}}
"""
LOOK = 0.2
"""Seconds from one look at memory to the next."""

COLUMNS = (
    *("districts", "households", "months", "jobs", "run", "stored", "same_rows"),
    *("seconds", "planning", "finishing", "parent_mb", "peak_mb", "factor", "microseconds"),
)


@dataclass(frozen=True)
class Phases:
    """What a run of a city says of itself: seconds before and after its districts ran, megabytes of the
    process that leads it, at its height.
    """

    households: int
    months: int
    planning: float
    finishing: float
    parent_mb: float


class Taken(NamedTuple):
    """A run seen from outside: seconds, megabytes of all its processes at their height, and what it said;
    None where it was killed.
    """

    seconds: float
    peak_mb: float
    said: Phases | None


class Timed:
    """An executor that knows when it was opened and closed."""

    def __init__(self, executor: Executor) -> None:
        self.count, self.stamp, self._executor = executor.count, executor.stamp, executor
        self.opened = self.closed = perf_counter()

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        """The trial of every batch."""
        return self._executor.trials(batches, monthly)

    def close(self) -> None:
        """No more."""
        self._executor.close()
        self.closed = perf_counter()


def carried_out(city: str, out: Path, months: int, jobs: int) -> Phases:
    """Run the city in this process and its workers, and write its tables."""
    begun, made = perf_counter(), list[Timed]()

    def timed(work: int) -> Executor:
        made.append(Timed(opening(jobs, attempt_districts)(work)))
        return made[0]

    case = read.case(city)
    asked = city_comparison.city_comparison([case], [read.governance(GOVERNANCE)], 1, months, {})
    study = city_comparison.carry_out(asked, jobs, out, executor=timed)
    out.mkdir()
    tables.write(study, out)
    remove(city_comparison.kept_beside(out))
    ended, at_work = perf_counter(), made[0] if made else None
    planning, closed = (at_work.opened, at_work.closed) if at_work else (ended, ended)
    size = (read.households(case), months + BURN_IN)
    return Phases(*size, planning - begun, ended - closed, megabytes())


def watched(city: str, out: Path, months: int, jobs: int, enough: int | None = None) -> Taken:
    """Run the city in processes of its own; kill it once so many districts are `enough`.

    RuntimeError if it came to its end before that, or ended otherwise than well.
    """
    words = [sys.executable, "-m", __name__, city, str(out), str(months), str(jobs)]
    begun, height = perf_counter(), 0
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            height = max(height, memory_of(process.pid))
            if enough is not None and stored(out) >= enough:
                kill_all(process)
                return Taken(perf_counter() - begun, height / MEGABYTE, None)
            time.sleep(LOOK)
        if process.returncode or enough is not None:
            raise RuntimeError(f"{city} ended with code {process.returncode}")
        assert process.stdout is not None
        said = Phases(**json.loads(process.stdout.read()))
    return Taken(perf_counter() - begun, height / MEGABYTE, said)


def kill_all(process: "subprocess.Popen[str]") -> None:
    """Kill the leading process with SIGKILL, and wait until its workers have seen that and are gone."""
    family = family_of(process.pid)
    process.kill()
    process.wait()
    while any(memory_of(one) for one in family):
        time.sleep(LOOK)


def stored(out: Path) -> int:
    """How many districts are in the store beside the results."""
    parts = city_comparison.kept_beside(out).glob("runs/*.parquet")
    return sum(pq.read_metadata(part).num_rows for part in parts)


def contents(out: Path) -> dict[str, bytes]:
    """Every table of the results, byte for byte."""
    return {file.name: file.read_bytes() for file in out.iterdir() if file.suffix in tables.ENDINGS}


def both_ways(
    folder: Path, city: str, count: int, months: int, jobs: int, kill: bool
) -> Iterator[dict[str, object]]:
    """The rows of one city: undisturbed, and, to `kill` it, killed when half of its districts were stored."""
    whole, again = folder / f"{count}-whole", folder / f"{count}-again"
    before = reference()
    left_alone = watched(city, whole, months, jobs)
    yield _row(left_alone, [before, reference()], count, jobs) | {"run": "undisturbed", "stored": 0}
    if not kill:
        return
    before = reference()
    killed = watched(city, again, months, jobs, enough=(count + 1) // 2)
    there = stored(again)
    resumed = watched(city, again, months, jobs)
    together = resumed._replace(
        seconds=killed.seconds + resumed.seconds, peak_mb=max(killed.peak_mb, resumed.peak_mb)
    )
    same = contents(whole) == contents(again)
    row = _row(together, [before, reference()], count, jobs)
    yield row | {"run": "killed and resumed", "stored": there, "same_rows": same}


def _row(taken: Taken, machine: list[Reference], count: int, jobs: int) -> dict[str, object]:
    assert taken.said is not None
    said, factor = taken.said, best(machine).factor
    work = said.households * said.months
    return {
        **{"districts": count, "jobs": jobs, "seconds": taken.seconds, "peak_mb": taken.peak_mb},
        **said.__dict__,
        **{"factor": factor, "microseconds": taken.seconds / factor / work * 1e6},
    }


def city_cost(
    say: Callable[[str], None],
    months: int = MONTHS,
    jobs: int = JOBS,
    largest: int | None = None,
    district: str = DISTRICT,
) -> pd.DataFrame:
    """A row for each size and one for the largest, killed: COLUMNS. largest: leaves larger cities out;
    district: what they are made of.

    `seconds` are by the clock, from the start of Python to the tables; `microseconds` of a household-month by
    the clock, on so many processes of the machine where the bars were set. `stored`: districts that were
    there when it was killed.
    """
    rows = []
    with tempfile.TemporaryDirectory(prefix="gongzhi-city-cost-") as place:
        sizes = [size for size in SIZES if largest is None or size <= largest]
        for count in sizes:
            city = _city(Path(place), count, district)
            for row in both_ways(Path(place), city, count, months, jobs, kill=count == sizes[-1]):
                rows.append(row)
                say(
                    f"{count} districts, {row['run']}: {row['seconds']:.0f} s, {row['peak_mb']:.0f} MB, "
                    f"{row['microseconds']:.3f} µs, same rows: {row.get('same_rows', '-')}"
                )
    return pd.DataFrame(rows).reindex(columns=COLUMNS)


def _city(folder: Path, count: int, district: str) -> str:
    """The city of so many districts: the one that comes with gongzhi, or a file."""
    if (count, district) == (SIZES[-1], DISTRICT):
        return f"city-{count}"
    file = folder / f"city-of-{count}.yaml"
    file.write_text(CITY.format(district=district, count=count), encoding="utf-8")
    return str(file)


if __name__ == "__main__":
    city, out, months, jobs = sys.argv[1:]
    print(json.dumps(carried_out(city, Path(out), int(months), int(jobs)).__dict__))
