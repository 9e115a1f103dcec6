"""Equal cost: the cheaper side of a comparison receives the difference as plain staff-days and yuan.

The rule it holds: nobody is made poorer. Each side gets what it lacks to the dearest side, staff-days and
yuan apart, so a side that is dearer in both is left as it is. Ordinary staff are the same on either side;
capital is shown and never made equal. What a side gets depends on whom it is compared with, so every pair is
run anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from experiments.design.runs import KEYS
from experiments.execution.replicates import GIVEN, TOP_UP, Price, Worlds
from experiments.statistics.paired import EQUAL, Side, judged, pair_rows, pairs
from experiments.statistics.ties import apart, sizes
from scenarios.entries import Member
from scenarios.fixed import Values
from scenarios.read import OutcomeEntry, Scenario, ledger

TOPPED = [*KEYS, "a", "b", *GIVEN]
"""The columns before the outcomes of runs that were topped up."""

AGREE = 0.01
"""Mean running costs that differ by no more than this share are called equal."""


def lacking(prices: Sequence[Price]) -> list[Price]:
    """What each side lacks to the dearest one, staff-days and yuan apart; never negative."""
    table = np.array(prices, dtype=float)
    missing = apart(table, table.max(axis=0), sizes(table))
    return [Price(float(days), float(yuan)) for days, yuan in missing]


def topped_up(scenario: Scenario, given: Price) -> Scenario:
    """The scenario with plain staff-days and yuan on top, in each compound if it is a district.

    No more is given than the ledger allows; what is then still missing shows as a difference in cost.
    """
    if given == Price(0.0, 0.0):
        return scenario
    values = dict(scenario.parameters)
    for key, more in zip(TOP_UP, given, strict=True):
        values[key] = min(values[key] + more, ledger()[key].high)
    members = tuple(Member(topped_up(member.scenario, given), member.count) for member in scenario.members)
    return replace(scenario, parameters=Values(values), members=members)


def matched(worlds: Worlds, scenarios: Sequence[Scenario]) -> list[tuple[Scenario, Price]]:
    """The scenarios of one comparison, each with what it lacks, and that; all must have been asked for."""
    given = lacking([worlds.price(scenario) for scenario in scenarios])
    return [(topped_up(scenario, more), more) for scenario, more in zip(scenarios, given, strict=True)]


def comparison(
    worlds: Worlds,
    scenarios: Mapping[tuple[str, str], Scenario],
    governance: Sequence[str],
    outcomes: Mapping[str, OutcomeEntry],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of comparisons at equal cost, and the runs that were topped up for it.

    scenarios: by case and governance model, all of them asked for at natural cost.
    """
    wanted = {
        (case, a, b): matched(worlds, [scenarios[case, a], scenarios[case, b]])
        for case in dict.fromkeys(case for case, _ in scenarios)
        for a, b in pairs(governance)
    }
    worlds.ask([scenario for both in wanted.values() for scenario, _ in both])
    rows: list[Mapping[str, object]] = []
    topped: list[pd.DataFrame] = []
    for (case, a, b), both in wanted.items():
        one, other = (
            Side(name, worlds.outcomes(scenario), *given)
            for name, (scenario, given) in zip((a, b), both, strict=True)
        )
        rows += pair_rows(case, one, other, outcomes, EQUAL)
        topped += [_runs(side, a, b) for side in (one, other) if side.given_days or side.given_yuan]
    return judged(rows), pd.concat(topped, ignore_index=True) if topped else pd.DataFrame(columns=TOPPED)


def _runs(side: Side, a: str, b: str) -> pd.DataFrame:
    """A row for each run of a side that was topped up: keys, its pair, what it was given, outcomes."""
    table = side.outcomes.reset_index()
    table = table.assign(a=a, b=b, given_days=side.given_days, given_yuan=side.given_yuan)
    return table[[*TOPPED, *(name for name in table.columns if name not in TOPPED)]]


def unequal(comparison: pd.DataFrame) -> Iterator[tuple[str, str, str, float]]:
    """The pairs whose running costs still differ by more than 1 %: case, a, b, and by what share of their
    mean.
    """
    found = comparison[comparison["cost"] == EQUAL].drop_duplicates(["case", "a", "b"])
    for row in found.to_dict("records"):
        if abs(row["cost_gap"]) > AGREE:
            yield row["case"], row["a"], row["b"], row["cost_gap"]
