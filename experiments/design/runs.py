"""A design is the list of runs to make; a run is one scenario with one seed.

Invariant: a seed comes from the study and the replicate number, never from the scenario, so replicate
7 under one governance model is the same world as replicate 7 under another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

from scenarios.read import Scenario

KEYS = ("case", "governance", "replicate", "seed")
"""The columns that say which run a row belongs to."""

STUDY = "gongzhi"
"""The study whose seeds `gongzhi run --replicate` and `gongzhi compare` share."""

SEED_BITS = 48
"""Seeds stay below 10^15: a spreadsheet or a JSON reader keeps every digit."""

BATCH_HOUSEHOLDS = 15_000
"""About as many households as one world holds: beyond it NumPy's cost per call is paid off and memory only
grows."""

BATCH_WORK = 5_000_000
"""Household-months in a batch of a study, at most: well below half a minute of work."""


@dataclass(frozen=True)
class Run:
    """One scenario with one seed; `replicate` is None where the user gave the seed itself."""

    scenario: Scenario
    replicate: int | None
    seed: int

    @property
    def households(self) -> int:
        """How many households the run simulates, those of all its compounds if it is a district."""
        members = self.scenario.members
        if not members:
            return int(self.scenario.parameters["place.households"])
        return sum(member.count * int(member.scenario.parameters["place.households"]) for member in members)


class Task(NamedTuple):
    """A run to be made, and its key."""

    key: str
    run: Run


def seed_of(study: str, replicate: int) -> int:
    """The seed of a study's replicate (0, 1, 2 …): a hash, so that replicates are unrelated to each other."""
    digest = sha256(f"{study}/{replicate}".encode()).digest()
    return int.from_bytes(digest[: SEED_BITS // 8], "big")


def replicated(scenarios: Sequence[Scenario], replicates: int, study: str = STUDY) -> tuple[Run, ...]:
    """Every scenario with the seeds of replicates 0 … `replicates` − 1."""
    seeds = [seed_of(study, replicate) for replicate in range(replicates)]
    return tuple(Run(scenario, k, seed) for scenario in scenarios for k, seed in enumerate(seeds))


def batches(
    runs: Sequence[Run], jobs: int = 1, households: int = BATCH_HOUSEHOLDS
) -> tuple[tuple[Run, ...], ...]:
    """The runs cut, in order, into worlds of about equal size: at least one for each job, none much over
    `households`. Only runs of one length share a world.

    A run is never cut: a district stays whole, however large. How the runs are cut changes no row (a
    compound's rows are the same alone and side by side), only the time.
    """
    lengths = groupby(runs, key=lambda run: (run.scenario.burn_in, run.scenario.months))
    return tuple(batch for _, group in lengths for batch in _worlds(list(group), jobs, households))


def _worlds(runs: Sequence[Run], jobs: int, households: int) -> list[tuple[Run, ...]]:
    """Runs of one length cut into worlds."""
    total = sum(run.households for run in runs)
    parts = min(len(runs), max(jobs, -(-total // households)))
    places, before = [], 0
    for run in runs:
        places.append(int((before + run.households / 2) * parts / total))
        before += run.households
    numbered = groupby(zip(places, runs, strict=True), key=lambda pair: pair[0])
    return [tuple(run for _, run in group) for _, group in numbered]
