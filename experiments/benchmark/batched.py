"""The model as Mesa's `batch_run` wants it, and harm planted in one of its runs, for the bench."""

import os
import signal
from functools import partial
from pathlib import Path
from unittest.mock import patch

from mesa import DataCollector

from model.neighbourhood import Neighbourhood
from scenarios import read

OUTCOMES = tuple(read.outcome_entries())
HARMED = "one-four-n"
_begin = Neighbourhood.begin_month


class Compound(Neighbourhood):
    """One compound, made from plain parameters; its outcomes are collected after its last month."""

    def __init__(
        self, governance: str, months: int, burn_in: int, bad: int, harm: str, folder: str, rng: int
    ) -> None:
        plant(bad, harm, folder)
        super().__init__(read.scenario("xihu", governance, months=months, burn_in=burn_in), rng=rng)
        self.found: dict[str, float] = {}
        self.datacollector = DataCollector({name: partial(_found, name=name) for name in OUTCOMES})

    def step(self) -> None:
        """A month; after the last one the outcomes are collected and the run is over."""
        super().step()
        if self.month == self.months:
            self.found = {str(name): value for name, value in self.outcomes().iloc[0].items()}
            self.datacollector.collect(self)
            self.running = False


def _found(world: Compound, name: str) -> float | None:
    return world.found.get(name)


def plant(bad: int, harm: str, folder: str) -> None:
    """In this process, let one run, that with the seed `bad` under HARMED, raise or kill its process once."""

    def harmed(world: Neighbourhood) -> None:
        placed = ((one.seed, one.scenario.governance.id) for one in world.compounds.placements)
        if (bad, HARMED) in placed:
            if harm == "raise":
                raise ZeroDivisionError("nobody is left")
            if harm == "die" and not (marker := Path(folder) / "died").exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        _begin(world)

    patch.object(Neighbourhood, "begin_month", harmed).start()
