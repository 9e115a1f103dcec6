"""Speed: whole runs at several sizes, small runs side by side against one by one, the command's start."""

import gc
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from experiments.benchmark.timing import Timing, seconds, timing
from experiments.design.runs import STUDY, seed_of
from model.neighbourhood import Neighbourhood, Placement
from scenarios import read
from scenarios.documents import read_document

CASE = "xihu"
GOVERNANCE = ("baseline", "one-four-n")
SIZES = {294: 7, 518: 7, 2_991: 9, 100_000: 3}
"""Households of the compound, and how often a run of it is timed."""


def scenario(governance: str, households: int, months: int = 60) -> read.Scenario:
    """The case of the bench with another number of households."""
    return read.scenario(CASE, governance, months=months, overrides={"place.households": float(households)})


class Cost(NamedTuple):
    """Nanoseconds a household-month of a whole run, burn-in included: of its months, and with building."""

    governance: str
    households: int
    months: Timing
    whole: Timing
    building: Timing
    """Microseconds a household, once."""


def cost(given: read.Scenario, repetitions: int) -> Cost:
    """Time whole runs, building apart."""
    taken = [_run(given, seed_of(STUDY, replicate)) for replicate in range(repetitions)]
    households = int(given.parameters["place.households"])
    count = households * (given.burn_in + given.months)
    return Cost(
        given.governance.id,
        households,
        timing(lived for _, lived in taken).per(count, 1e9),
        timing(built + lived for built, lived in taken).per(count, 1e9),
        timing(built for built, _ in taken).per(households, 1e6),
    )


def _run(given: read.Scenario, seed: int) -> tuple[float, float]:
    """Seconds of building a world and of living through all its months."""
    gc.collect()
    begun = perf_counter()
    world = Neighbourhood(given, rng=seed)
    built = perf_counter()
    world.run()
    return built - begun, perf_counter() - built


def costs(sizes: dict[int, int], months: int = 60) -> list[Cost]:
    """The cost at each size under each governance model."""
    return [
        cost(scenario(governance, households, months), repetitions)
        for households, repetitions in sizes.items()
        for governance in GOVERNANCE
    ]


class SideBySide(NamedTuple):
    """Milliseconds a run, with building and outcomes: alone, and beside others in one world."""

    governance: str
    runs: int
    alone: Timing
    beside: Timing

    @property
    def ratio(self) -> float:
        """How many times cheaper a run is beside others."""
        return self.alone.least / self.beside.least


def side_by_side(given: read.Scenario, runs: int, sample: int, repetitions: int = 3) -> SideBySide:
    """Time `runs` replicates in one world, and the first `sample` of them one by one.

    The sample is cut into as many parts as there are repetitions; the calmest part counts.
    """
    placements = [Placement(given, seed_of(STUDY, replicate)) for replicate in range(runs)]
    beside = [_simulated([placements]) for _ in range(repetitions)]
    size = max(sample // repetitions, 1)
    alone = [
        _simulated([[one] for one in placements[first : first + size]]) / size
        for first in range(0, size * repetitions, size)
    ]
    return SideBySide(given.governance.id, runs, timing(alone).per(1.0, 1e3), timing(beside).per(runs, 1e3))


def _simulated(placed: Sequence[Sequence[Placement]]) -> float:
    """Seconds of one world after another, from building to outcomes."""

    def live() -> None:
        for placements in placed:
            Neighbourhood(placements).run().outcomes()

    gc.collect()
    return seconds(live)


def reading(repetitions: int = 5) -> Timing:
    """Seconds of reading the files that every command reads: ledger, issues, outcomes, cases, governance."""
    folder = Path(read.__file__).parent
    names = ("parameters.yaml", "issues.yaml", "outcomes.yaml", "cases/*.yaml", "governance/*.yaml")
    texts = [file.read_text(encoding="utf-8") for name in names for file in sorted(folder.glob(name))]
    return timing(seconds(lambda: [read_document(text) for text in texts]) for _ in range(repetitions))


def start_of_command(repetitions: int = 5) -> Timing:
    """Seconds that `gongzhi --help` takes in a new process, after one start that nobody counts."""
    script = Path(sys.executable).with_name("gongzhi")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "experiments"]

    def start() -> None:
        subprocess.run([*command, "--help"], check=True, capture_output=True)

    start()
    return timing(seconds(start) for _ in range(repetitions))
