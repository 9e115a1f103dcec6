"""Equal cost: the cheaper side of a comparison receives the difference as plain staff-days and yuan.

Invariant: nobody is made poorer. Each side gets what it lacks to the dearest side, staff-days and
yuan apart, so a side that is dearer in both is left as it is. Ordinary staff are the same on either side;
capital is shown and never made equal. What a side gets depends on whom it is compared with, so every pair is
run again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.statistics.paired import EQUAL
from experiments.statistics.ties import apart, sizes
from scenarios.fixed import Values
from scenarios.inputs import Member
from scenarios.read import Scenario, ledger

TOP_UP = ("equal_cost.staff_days", "equal_cost.yuan")
"""The ledger's plain staff-days (a month per 1 000 households) and yuan (a month and household)."""

AGREE = 0.01
"""Mean running costs that differ by no more than this share are called equal."""


class Price(NamedTuple):
    """What a month costs beside a compound's own staff: helper days a 1 000 households, yuan a household."""

    days: float
    yuan: float


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


def unequal(comparison: pd.DataFrame) -> Iterator[tuple[str, str, str, float]]:
    """The pairs whose running costs still differ by more than 1 %: case, a, b, and by what share of their
    mean.
    """
    found = comparison[comparison["cost"] == EQUAL].drop_duplicates(["case", "a", "b"])
    for row in found.to_dict("records"):
        if abs(row["cost_gap"]) > AGREE:
            yield row["case"], row["a"], row["b"], row["cost_gap"]
