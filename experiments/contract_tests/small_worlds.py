"""Small eventful worlds, and how to tell whether two of them lived the same months.

Invariant: worlds that are compared have the same seeds, so that they differ in what is tested alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Adopted, Governance, Scenario, Text, scenario

EVENTFUL: Mapping[str, float] = {
    "place.households": 60,
    "issues.rate": 200,
    "issues.fade": 0.05,
    "fee.firm_present": 0.5,
    "fee.quality_start": 0.4,
    "owners_committee.initial": 0.5,
    "forum.sessions": 1.0,
    "forum.stratified": 0.3,
    "forum.representatives": 0.3,
    "outside_experts.months": 12,
    "task_force.standing": 0.5,
    "petitions.threshold": 0.08,
}
"""Values under which much happens in a small compound."""

SEEDS = range(4)
CASE = "minzhu"

ABOUT_MONEY = frozenset(
    {
        *("cost_running", "yuan_running", "cost_capital", "staff_days_instruments"),
        *("cost_total", "cost_per_resolved", "cost_staff_days"),
    }
)
"""Columns that tell what governing cost: months and outcomes."""


def made_of(*kinds: str) -> Governance:
    """A governance model of the instruments named, with the ledger's settings."""
    words = Text(zh="试", en="trial")
    instruments = tuple(Adopted(kind=kind, settings={}, sentence=words) for kind in kinds)
    return Governance(id="trial", name=words, text=words, instruments=instruments, parameters={})


def eventful(
    kinds: Sequence[str],
    values: Mapping[str, float] | None = None,
    months: int = 24,
    burn_in: int = 12,
    start: int = 1,
    measured: Sequence[str] = (),
) -> Scenario:
    """A small compound in which much happens, under the instruments named; `values` come on top."""
    overrides = {**EVENTFUL, **(values or {})}
    return scenario(
        *(CASE, made_of(*kinds)),
        months=months,
        burn_in=burn_in,
        start=start,
        overrides=overrides,
        measured=measured,
    )


def lives[Way](ways: Mapping[Way, Scenario]) -> dict[Way, pd.DataFrame]:
    """The months of four compounds under each scenario. All live side by side in one world, as they would
    alone: that takes a tenth of the time.
    """
    world = Neighbourhood([Placement(given, seed) for given in ways.values() for seed in SEEDS])
    rows = world.run().monthly()
    way = rows["compound"] // len(SEEDS)
    parts = (rows[way == place].drop(columns="compound").reset_index(drop=True) for place in range(len(ways)))
    return dict(zip(ways, parts, strict=True))


class Lives:
    """The months of four compounds under several scenarios of each kind of instrument.

    Those of gongzhi's kinds live in one world, which takes a tenth of the time. Those of a project live each
    in a world of its own: a kind that reaches next door is seen there, and one that breaks hides no other.
    """

    def __init__(self, ways: Mapping[str, Mapping[Any, Scenario]], together: bool) -> None:
        self._ways, self._together = ways, together
        self._lived: dict[tuple[str, Any], pd.DataFrame] = {}

    def of(self, kind: str) -> dict[Any, pd.DataFrame]:
        """The months of one kind's scenarios, by way."""
        keys = [(kind, way) for way in self._ways[kind]]
        if keys[0] not in self._lived:
            whole = [(one, way) for one, ways in self._ways.items() for way in ways]
            for worlds in [whole] if self._together else [[key] for key in keys]:
                self._lived |= lives({(one, way): self._ways[one][way] for one, way in worlds})
        return {way: self._lived[kind, way] for way in self._ways[kind]}


def rows_of(world: Neighbourhood, compound: int = 0) -> pd.DataFrame:
    """The months of one compound of a world, as if it were alone."""
    rows = world.monthly()
    return rows[rows["compound"] == compound].drop(columns="compound").reset_index(drop=True)


def differing(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """The columns in which two tables differ, byte for byte."""
    assert list(one.columns) == list(other.columns)
    assert len(one) == len(other)
    return [name for name in one if one[name].to_numpy().tobytes() != other[name].to_numpy().tobytes()]
