"""Predictive checks: how the model fares under a posterior, on what was fitted and on what was not.

Each draw is run in replicates of its own that no calibration has seen. Invariant: a number's interval is that
over draws, so it holds what is not known of the parameters as well as chance; every pattern asked for is
told, met or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy import stats

from experiments.calibration.simulator import Opening, Simulator
from experiments.calibration.targets import Candidate, ScenarioKey, Target, by_scenario, scenario_key
from experiments.design.runs import STUDY
from experiments.execution.simulate import RunError
from experiments.patterns.evaluate import FORMS, verdict
from experiments.patterns.measurements import FloatArray, Readings, measure
from experiments.statistics.contrasts import Met, Result
from experiments.statistics.verdict import LEVEL
from experiments.store.kept_tables import KeptTables
from scenarios.pattern import Pattern
from scenarios.side import Side

COLUMNS = (
    *("id", "role", "source", "tolerance_low", "tolerance_high", "strict"),
    *("value", "low", "high", "draws", "verdict", "p"),
)

OBSERVED_AGAIN = 4000
"""Observations that are drawn of each pattern's predictive distribution."""

WORKLOAD = "utilisation"
"""The pattern that says where a committee should be neither idle nor swamped."""

type Read = Mapping[tuple[ScenarioKey, object], FloatArray]
"""By scenario and measure: part and whole in every replicate, (draws × each, 2)."""


class SomeReadings(Readings):
    """What was read, in some of the replicates alone."""

    def __init__(self, values: Read, some: slice) -> None:
        self._read, self._some = values, some

    def of(self, side: Side) -> FloatArray:
        """(replicates, 2)."""
        return self._read[scenario_key(side), measure(side)][self._some]


class Predicted(NamedTuple):
    """Patterns as draws give them: by id the result over all draws, the number of each, (draws,), and whether
    the result meets the pattern.
    """

    results: Mapping[str, Result]
    numbers: Mapping[str, FloatArray]
    verdicts: Mapping[str, Met]


def read_draws(
    name: str,
    sides: Sequence[Side],
    draws: Sequence[Candidate],
    each: int,
    opening: Opening,
    kept: KeptTables,
) -> Read:
    """What sides give under each of the draws, in `each` replicates of its own; kept scenario by scenario."""
    scenarios = by_scenario(sides)
    candidates = [draw for draw in draws for _replicate in range(each)]
    found: dict[tuple[ScenarioKey, object], FloatArray] = {}
    with closing(_Reader(scenarios, opening)) as reader:
        for number, (key, some) in enumerate(scenarios.items()):
            table = kept.table(f"{name}-{number:03d}", lambda key=key: reader.table(key, candidates))  # type: ignore[misc]
            measures = list(dict.fromkeys(measure(side) for side in some))
            values = table.to_numpy(dtype=np.float64).reshape(len(candidates), -1, 2)
            found |= {(key, one): values[:, place] for place, one in enumerate(measures)}
    return found


class _Reader:
    """Simulates scenarios, and begins no process unless something has to be simulated."""

    def __init__(self, scenarios: Mapping[ScenarioKey, Sequence[Side]], opening: Opening) -> None:
        self._scenarios, self._opening = scenarios, opening
        self._simulator: Simulator | None = None

    def close(self) -> None:
        if self._simulator is not None:
            self._simulator.close()

    def table(self, key: ScenarioKey, candidates: Sequence[Candidate]) -> pd.DataFrame:
        """A row for each replicate, part and whole of each measure side by side."""
        if self._simulator is None:
            self._simulator = Simulator(self._scenarios, self._opening, STUDY)
        found = self._simulator.read(key, {0: candidates})[0]
        if self._simulator.failed:
            raise RunError(None, self._simulator.failed[0])
        columns = np.concatenate(list(found.values()), axis=1)
        return pd.DataFrame(columns, columns=[str(place) for place in range(columns.shape[1])])


def predicted(patterns: Sequence[Pattern], read: Read, draws: int, each: int) -> Predicted:
    """The patterns' numbers; an interval is Student's t over the numbers of draws."""
    slices = [slice(place * each, (place + 1) * each) for place in range(draws)]
    results, numbers, verdicts = {}, {}, {}
    every = SomeReadings(read, slice(None))
    for one in patterns:
        form = FORMS[one.form]
        alone = np.array([form(one, SomeReadings(read, some)).value for some in slices])
        numbers[one.id], results[one.id] = alone, _with_interval(form(one, every).value, alone)
        verdicts[one.id] = verdict(one, results[one.id], every)
    return Predicted(results, numbers, verdicts)


def _with_interval(value: float, alone: FloatArray) -> Result:
    there = alone[np.isfinite(alone)]
    if len(there) < 2:
        return Result(value, np.nan, np.nan, len(there))
    reach = stats.t.ppf((1 + LEVEL) / 2, len(there) - 1) * there.std(ddof=1) / np.sqrt(len(there))
    return Result(value, value - reach, value + reach, len(there))


def checks(patterns: Sequence[Pattern], found: Predicted, seed: int) -> pd.DataFrame:
    """A row for each pattern (COLUMNS), with its verdict and its predictive p-value."""
    generator = np.random.default_rng(seed)
    return pd.DataFrame(_rows(patterns, found, generator), columns=list(COLUMNS))


def _rows(patterns: Sequence[Pattern], found: Predicted, generator: Generator) -> Iterator[dict[str, object]]:
    for one in patterns:
        result = found.results[one.id]
        yield {
            **{"id": one.id, "role": one.role, "source": one.source},
            **{"tolerance_low": one.low, "tolerance_high": one.high, "draws": result.n},
            "strict": one.aim is not None and one.target is None,
            **{"value": result.value, "low": result.low, "high": result.high},
            "verdict": str(found.verdicts[one.id]),
            "p": predictive_p(one, found.numbers[one.id], generator),
        }


def predictive_p(pattern: Pattern, numbers: FloatArray, generator: Generator) -> float:
    """How little what the posterior predicts is at odds with what is known; near 0: it contradicts it.

    Of a range that has two ends: twice the smaller part of the predicted observations (numbers of draws with
    the observation's error and the discrepancy) that lies on one side of what was observed. Of one end: the
    part that lies on its right side. nan where no draw gives a number.
    """
    there = numbers[np.isfinite(numbers)]
    if not len(there):
        return float("nan")
    again = generator.choice(there, OBSERVED_AGAIN)
    low, high = pattern.low, pattern.high
    if low is None or high is None:
        noise = pattern.discrepancy * generator.normal(size=OBSERVED_AGAIN)
        inside = (again + noise >= (-np.inf if low is None else low)) & (
            again + noise <= (np.inf if high is None else high)
        )
        return float(inside.mean())
    known = Target(pattern, low, high)
    noise = known.deviation * generator.normal(size=OBSERVED_AGAIN)
    above = float((again + noise >= known.centre).mean())
    return 2 * min(above, 1 - above)


def level(side: Side, read: Read, draws: int, each: int) -> FloatArray:
    """(draws,): the mean of what a side gives, over the replicates of each draw."""
    part, whole = read[scenario_key(side), measure(side)].reshape(draws, each, 2).sum(axis=1).T
    return np.divide(part, whole, out=np.full(draws, np.nan), where=whole != 0)
