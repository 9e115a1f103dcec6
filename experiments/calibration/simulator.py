"""The simulator: candidates (values of parameters) are simulated and read for patterns.

Invariant: every candidate meets the same replicates, and what it gives depends on its values alone, not on
how many are simulated beside it nor on how many processes do it; a run that raises takes no other with it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import batched, groupby
from typing import TYPE_CHECKING

import numpy as np

from experiments.calibration.targets import (
    Candidate,
    ScenarioKey,
    Statistics,
    Target,
    scenario_key,
    sides_by_scenario,
)
from experiments.design.runs import BATCH_HOUSEHOLDS, Run, Task, seed_of
from experiments.execution.dask_cluster import Cluster
from experiments.execution.executors import Executor, opening
from experiments.execution.simulate import Batch, Trial, code_loaded
from experiments.patterns.evaluate import FORMS
from experiments.patterns.measurements import FloatArray, Readings, measure, read_tasks, scenario_of
from experiments.provenance.loaded import HERE, OtherCode
from experiments.statistics.contrasts import Result
from scenarios.by_type import parameter_of
from scenarios.problems import ScenarioError
from scenarios.read import Scenario
from scenarios.side import Side

if TYPE_CHECKING:
    from experiments.provenance.run_key import Code

STUDY = "calibration"
"""The study whose seeds the replicates of a calibration have; those of `gongzhi patterns` are others."""

type SideReadings = dict[tuple[ScenarioKey, object], FloatArray]
"""Of one candidate, by scenario and measure: part and whole in each replicate, (replicates, 2)."""


@dataclass(frozen=True)
class SideReader:
    """What a worker does with a batch: it simulates the runs and reads the sides of their scenarios.

    A task's key begins with the number of its scenario and a slash. `code`: what the machine that begins the
    calibration runs; None where it cannot be anything else.
    """

    sides: tuple[tuple[Side, ...], ...]
    code: str | None = None

    def __call__(self, tasks: Sequence[Task], monthly: bool = False) -> Trial:
        """A row for each run and side, with what was read there."""
        if self.code is not None and self.code != code_of(code_loaded()):
            raise OtherCode(HERE)
        return read_tasks(tasks, self.of(tasks))

    def of(self, tasks: Sequence[Task]) -> dict[str, tuple[Side, ...]]:
        """By key of a task the sides that are read of it."""
        return {task.key: self.sides[int(task.key.partition("/")[0])] for task in tasks}


def code_here() -> str:
    """What changes when anything that a run goes through does."""
    from experiments.provenance.run_key import Code

    return code_of(Code())


def code_of(code: "Code | None") -> str:
    """The same of code that was loaded earlier; empty where that is not known."""
    return code.digest(code.kinds) if code else ""


type Opening = Callable[[SideReader], Executor]
"""Opens the executor that a reader works on."""


def on_this_machine(jobs: int) -> Opening:
    """What opens so many processes here."""
    return lambda reader: opening(jobs, reader)(0)


def on_a_cluster(address: str) -> Opening:
    """What opens the Dask cluster whose scheduler is at that address."""
    return lambda reader: Cluster(address, replace(reader, code=code_here()))


class Simulator:
    """Simulates candidates in scenarios, in the replicates of a study: all in the same, or each from that
    one on which `first` gives.

    `failed` has what runs raised that could not be made; a candidate whose values do not go together gives
    nothing.
    """

    def __init__(
        self,
        sides: Mapping[ScenarioKey, Sequence[Side]],
        opening: Opening,
        study: str = STUDY,
        first: Callable[[Candidate], int] = lambda candidate: 0,
    ) -> None:
        self.failed = list[str]()
        self._sides, self._study, self._first = sides, study, first
        self._numbers = {key: number for number, key in enumerate(sides)}
        self._executor = opening(SideReader(tuple(map(tuple, sides.values()))))

    def close(self) -> None:
        """End the workers."""
        self._executor.close()

    def read(
        self, scenario: ScenarioKey, candidates: Mapping[int, Sequence[Candidate]]
    ) -> dict[int, SideReadings]:
        """What is read of a scenario's sides, for each number under its candidate of every replicate."""
        sides = self._sides[scenario]
        found: dict[int, SideReadings] = {
            number: {(scenario, measure(side)): np.full((len(some), 2), np.nan) for side in sides}
            for number, some in candidates.items()
        }
        for trial in self._executor.trials(self._batches(scenario, candidates), False):
            self.failed += [failure.error for failure in trial.failures]
            for key, what, part, whole in trial.runs.itertuples(index=False) if len(trial.runs) else ():
                _scenario, number, replicate = map(int, key.split("/"))
                found[number][scenario, measure(sides[what])][replicate] = part, whole
        return found

    def _batches(self, key: ScenarioKey, candidates: Mapping[int, Sequence[Candidate]]) -> Iterator[Batch]:
        """The runs cut into batches, at least one for each worker."""
        most = max(1, BATCH_HOUSEHOLDS // scenario_of(self._sides[key][0]).households)
        length = -(-sum(map(len, candidates.values())) // self._executor.count)
        return batched(self._tasks(key, candidates), max(1, min(most, length)))

    def _tasks(self, key: ScenarioKey, candidates: Mapping[int, Sequence[Candidate]]) -> Iterator[Task]:
        for number, some in candidates.items():
            for candidate, replicates in groupby(range(len(some)), some.__getitem__):
                if (scenario := _with(self._sides[key][0], candidate)) is None:
                    continue
                first = self._first(candidate)
                for replicate in replicates:
                    run = Run(scenario, replicate, seed_of(self._study, first + replicate))
                    yield Task(f"{self._numbers[key]}/{number}/{replicate}", run)


def _with(side: Side, candidate: Candidate) -> Scenario | None:
    """The scenario of a side with a candidate's values, but for what the pattern sets itself; None if they do
    not go together.
    """
    try:
        others = {key: value for key, value in candidate.items() if parameter_of(key) not in side.settings}
        return scenario_of(side.model_copy(update={"settings": {**others, **side.settings}}))
    except ScenarioError:
        return None


class CandidateReadings(Readings):
    """What was read of one candidate, of the first replicates alone."""

    def __init__(self, values: SideReadings, replicates: int) -> None:
        self._read, self._first = values, replicates

    def of(self, side: Side) -> FloatArray:
        """(replicates, 2): part and whole in each replicate."""
        return self._read[scenario_key(side), measure(side)][: self._first]


class Evaluator:
    """Says what candidates give for targets. `replicates` says for each target in how many of them it is
    read, and `first` from which one on; `failed` has what runs raised that could not be made.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        replicates: Mapping[str, int],
        opening: Opening,
        first: Callable[[Candidate], int] = lambda candidate: 0,
    ) -> None:
        self._targets, self._replicates = list(targets), dict(replicates)
        sides = sides_by_scenario(one.pattern for one in targets)
        self._scenarios = sorted(sides, key=lambda key: self._cost(key, sides[key][0]))
        self._simulator = Simulator({key: sides[key] for key in self._scenarios}, opening, first=first)

    @property
    def failed(self) -> list[str]:
        """What runs raised that could not be made."""
        return self._simulator.failed

    def close(self) -> None:
        """End the workers."""
        self._simulator.close()

    def evaluate(
        self, candidates: Sequence[Candidate], hopeless: Callable[[Statistics], bool] = lambda found: False
    ) -> list[Statistics]:
        """What each candidate gives. The cheapest scenarios come first; a candidate that is `hopeless` by
        what was found there is not simulated in others, and its other patterns are left out.
        """
        found = self.results(candidates, lambda results: hopeless(_values(results)))
        return [_values(one) for one in found]

    def results(
        self,
        candidates: Sequence[Candidate],
        hopeless: Callable[[Mapping[str, Result]], bool] = lambda found: False,
    ) -> list[dict[str, Result]]:
        """The same, with intervals."""
        found: list[dict[str, Result]] = [{} for _one in candidates]
        readings: list[SideReadings] = [{} for _one in candidates]
        for turn, scenario in enumerate(self._scenarios):
            left = [number for number, one in enumerate(found) if not hopeless(one)]
            replicates = self._replicates_in(scenario)
            runs = {number: [candidates[number]] * replicates for number in left}
            for number, one in self._simulator.read(scenario, runs).items():
                readings[number] |= one
            for target in self._due(set(self._scenarios[: turn + 1]), scenario):
                for number in left:
                    found[number][target.pattern.id] = self._result(target, readings[number])
        return found

    def _replicates_in(self, scenario: ScenarioKey) -> int:
        """The replicates that the most demanding target of a scenario needs."""
        return max(self._replicates[one.pattern.id] for one in self._targets if scenario in _scenarios(one))

    def _cost(self, key: ScenarioKey, side: Side) -> float:
        """Household-months of a candidate in a scenario."""
        scenario = scenario_of(side)
        months = scenario.burn_in + scenario.months
        return float(scenario.households * months * self._replicates_in(key))

    def _due(self, done: set[ScenarioKey], last: ScenarioKey) -> list[Target]:
        """The targets that can be judged now that the last scenario is done."""
        return [one for one in self._targets if last in _scenarios(one) and _scenarios(one) <= done]

    def _result(self, target: Target, readings: SideReadings) -> Result:
        found = CandidateReadings(readings, self._replicates[target.pattern.id])
        return FORMS[target.pattern.form](target.pattern, found)


def _values(found: Mapping[str, Result]) -> Statistics:
    return {name: one.value for name, one in found.items()}


def _scenarios(target: Target) -> set[ScenarioKey]:
    return {scenario_key(side) for side in target.pattern.all_sides()}
