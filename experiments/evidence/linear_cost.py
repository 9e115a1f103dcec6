"""Cost is linear in compounds: time and memory of one process from one compound to the whole district.

`python -m experiments.evidence.linear_cost 20 baseline 60` measures a district of 20 compounds, 60 recorded
months, and prints JSON: each size has a process of its own, because memory once taken is not given back.
"""

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter, process_time

import pandas as pd

from experiments.benchmark.timing import best, reference
from experiments.design.runs import Run, seed_of
from experiments.evidence.districts import compounds, district
from experiments.resources.family import peak
from model.neighbourhood import Neighbourhood

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 400)
"""Compounds; the whole district comes last."""

GOVERNANCE = ("baseline", "one-four-n")
MEGABYTE = 1024.0**2
"""In a megabyte."""


@dataclass(frozen=True)
class Measured:
    """A world after all its months: seconds of building it and of its months, megabytes at its height.

    Seconds are of the processor, which other work on the machine does not lengthen; `elapsed` is by the
    clock.
    """

    compounds: int
    governance: str
    households: int
    months: int
    building: float
    living: float
    elapsed: float
    started_mb: float
    peak_mb: float
    factor: float
    """How slow the machine was, by the reference loop (1: as where the bars were set)."""


def measured(count: int, governance: str, months: int) -> Measured:
    """Build the world and simulate its months, in this process."""
    scenario = district(count, governance, months)
    run = Run(scenario, 0, seed_of("linear cost", 0))
    before = reference()
    started = megabytes()
    gc.collect()
    begun, clock = process_time(), perf_counter()
    world = Neighbourhood(scenario, rng=run.seed)
    built = process_time()
    world.run().outcomes()
    ended, elapsed = process_time(), perf_counter() - clock
    machine = best([before, reference()])
    months_simulated = scenario.burn_in + scenario.months
    size = (count, governance, run.households, months_simulated)
    taken = (built - begun, ended - built, elapsed)
    return Measured(*size, *taken, started, megabytes(), machine.factor)


def megabytes() -> float:
    """The most memory this process has held so far."""
    return peak() / MEGABYTE


def apart(count: int, governance: str, months: int) -> Measured:
    """`measured` in a new process."""
    words = [sys.executable, "-m", __name__, str(count), governance, str(months)]
    printed = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Measured(**json.loads(printed))


def linear_cost(
    say: Callable[[str], None], months: int = 60, repetitions: int = 3, largest: int | None = None
) -> pd.DataFrame:
    """A row for each size and governance model: the quickest of several worlds, scaled by the reference loop.

    largest: leaves larger districts out.

    `microseconds` is that of a household-month, building included, on the machine where the bars were set.
    """
    rows = []
    for count in (size for size in (*SIZES, compounds()) if largest is None or size <= largest):
        for governance in GOVERNANCE:
            found = [apart(count, governance, months) for _ in range(1 if count >= 400 else repetitions)]
            quickest = min(found, key=lambda one: (one.building + one.living) / one.factor)
            work = quickest.households * quickest.months
            scaled = (quickest.building + quickest.living) / quickest.factor / work * 1e6
            rows.append(asdict(quickest) | {"microseconds": scaled})
            say(f"{count} compounds, {governance}: {scaled:.2f} µs, {quickest.peak_mb:.0f} MB")
    return pd.DataFrame(rows)


if __name__ == "__main__":
    print(json.dumps(asdict(measured(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))))
