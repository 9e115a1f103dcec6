"""A search with an executor whose answers are known."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.design.runs import Task
from experiments.execution.simulate import Batch, Failure, Trial
from experiments.optimisation.search_request import Pieces, SearchRequest, search_request
from experiments.optimisation.search_results import Found, carry_out
from scenarios import language, read

KINDS = [section.id for section in read.sections().values() if section.instrument]
TEN = KINDS[:10]
OUTCOMES = ("resolution_ratio", "satisfaction")
COSTS = ("cost_total", "cost_capital", "cost_staff_days")

AT_ONCE = 12
"""Runs in a batch."""


class Planted:
    """An executor by which every instrument adds known amounts to two outcomes and cost, chance the rest."""

    count = 1
    stamp: str | None = None

    def __init__(self, noise: float = 0.0) -> None:
        draws = np.random.default_rng(8)
        self.values = draws.exponential(0.05, (len(KINDS), 2)) * (draws.random((len(KINDS), 2)) < 0.7)
        self.costs = draws.exponential(1.0, len(KINDS))
        self.noise, self.made, self.fails_with = noise, list[str](), ""
        self.interrupts_after: int | None = None

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        tasks = [task for batch in batches for task in batch]
        for some in (tasks[first : first + AT_ONCE] for first in range(0, len(tasks), AT_ONCE)):
            if self.interrupts_after is not None and len(self.made) >= self.interrupts_after:
                raise KeyboardInterrupt
            self.made += [task.key for task in some]
            yield self._trial(some)

    def _trial(self, tasks: Sequence[Task]) -> Trial:
        fails = [task for task in tasks if self.fails_with in task.run.scenario.instruments]
        failures = [Failure(task.key, 3, "ZeroDivisionError: no household came", "") for task in fails]
        rows = [self._row(task) for task in tasks if task not in fails]
        runs = pd.DataFrame(rows, columns=["key", "price_days", "price_yuan", *OUTCOMES, *COSTS])
        months = pd.DataFrame({"key": pd.Series([], dtype="str"), "month": pd.Series([], dtype="int64")})
        return Trial(runs.astype({"key": "str"}), months, tuple(failures))

    def _row(self, task: Task) -> tuple[object, ...]:
        held = np.array([kind in task.run.scenario.instruments for kind in KINDS], dtype=float)
        world = np.random.default_rng(task.run.seed).normal(0, 1, 2)
        own = np.random.default_rng([task.run.seed, *map(int, held)]).normal(0, self.noise, 2)
        return (
            task.key,
            0.0,
            0.0,
            *(world + held @ self.values + own),
            39 + held @ self.costs,
            0.0,
            held.sum(),
        )

    def close(self) -> None:
        pass


Ask = Callable[..., SearchRequest]


def ask(**options: Any) -> SearchRequest:
    """A small search among ten instruments."""
    given: dict[str, Any] = {"trials": 36, "replicates": 2, "fresh": 3, "months": 2, "instruments": TEN}
    given |= {"beside": [read.governance(name) for name in ("one-four-n", "troika")]} | options
    pieces = Pieces(given.pop("source", None), given.pop("instruments"), given.pop("strengths", (1.0,)))
    budget, outcomes = given.pop("budget", 3.0), given.pop("outcomes", OUTCOMES)
    return search_request(read.case("xihu"), budget, outcomes, pieces=pieces, **given)


def searched(lane: Planted, folder: Path | None = None, **options: object) -> Found:
    return carry_out(ask(**options), lambda: lane, folder, quiet=True)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)
