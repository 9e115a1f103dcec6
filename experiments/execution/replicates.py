"""The same worlds under many scenarios: what was simulated once is not simulated again.

The rule it holds: every scenario is run in the worlds of replicates 0, 1, 2 …, so whatever two scenarios give
can be compared world by world.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.runs import KEYS, STUDY, Run, replicated
from experiments.execution.simulate import Rows
from scenarios.read import Scenario

TOP_UP = ("equal_cost.staff_days", "equal_cost.yuan")
"""The ledger's plain staff-days (a month per 1 000 households) and yuan (a month and household)."""

GIVEN = ("given_days", "given_yuan")
"""The columns that say how much of them a run was given."""

Make = Callable[[Sequence[Run], bool], Rows]
"""Simulates runs; the second argument says whether their months are wanted too."""


class Price(NamedTuple):
    """What a month costs beside a compound's own staff: helper days a 1 000 households, yuan a household."""

    days: float
    yuan: float


class Worlds:
    """Scenarios asked for, in the worlds of `replicates` replicates; priced: also what each of them costs."""

    def __init__(self, make: Make, replicates: int, priced: bool = False, study: str = STUDY) -> None:
        self.replicates = replicates
        self._make, self._priced, self._study = make, priced, study
        self.scenarios: list[Scenario] = []
        self._outcomes: dict[str, pd.DataFrame] = {}
        self._prices: dict[str, Price] = {}

    def ask(self, scenarios: Sequence[Scenario], monthly: bool = False) -> Rows:
        """Simulate those of the scenarios that were not simulated yet; returns what is
        new, in their order.
        """
        asked = {scenario.digest(): scenario for scenario in scenarios}
        new = [scenario for digest, scenario in asked.items() if digest not in self._outcomes]
        if not new:
            return Rows(pd.DataFrame(columns=list(KEYS)), pd.DataFrame(columns=list(KEYS)))
        rows = self._make(replicated(new, self.replicates, self._study), monthly or self._priced)
        self.scenarios += new
        for scenario, outcomes in zip(new, _parts(rows.runs, len(new)), strict=True):
            self._outcomes[scenario.digest()] = outcomes.set_index("replicate")
        if self._priced:
            for scenario, months in zip(new, _parts(rows.monthly, len(new)), strict=True):
                self._prices[scenario.digest()] = _price(months, scenario.start)
        return rows if monthly else Rows(rows.runs, rows.monthly.iloc[:0])

    def outcomes(self, scenario: Scenario) -> pd.DataFrame:
        """The outcomes of a scenario that was asked for: one row a replicate, numbered so."""
        return self._outcomes[scenario.digest()]

    def price(self, scenario: Scenario) -> Price:
        """The mean price of a scenario over its worlds, from the month in which the
        governance model starts.
        """
        return self._prices[scenario.digest()]

    def table(self) -> pd.DataFrame:
        """A row for each run: keys, what it was given to make costs equal, outcomes."""
        found = []
        for scenario in self.scenarios:
            outcomes = self.outcomes(scenario).reset_index()
            given = {name: scenario.parameters[key] for name, key in zip(GIVEN, TOP_UP, strict=True)}
            rest = [name for name in outcomes.columns if name not in KEYS]
            found.append(pd.concat([outcomes[list(KEYS)].assign(**given), outcomes[rest]], axis=1))
        return pd.concat(found, ignore_index=True)


def _parts(table: pd.DataFrame, count: int) -> Iterator[pd.DataFrame]:
    """A table of runs, or of their months, cut into as many equal parts as there are scenarios."""
    length = len(table) // count
    return (table.iloc[place * length : (place + 1) * length] for place in range(count))


def _price(months: pd.DataFrame, start: int) -> Price:
    governed = months[months["month"] >= start]
    means: Mapping[str, float] = governed[["paid_helper_days", "yuan_running"]].mean().to_dict()
    return Price(*(float(np.nan_to_num(value)) for value in means.values()))
