"""Who gains and who loses: groups of residents and everybody else, under each governance model and paired.

Invariant: a group is always seen beside those who are not in it, in the same worlds; `gap` is the
group minus the others, so a change of the gap says who gains more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.smallest_effect import entries
from experiments.execution.collectors import MEASURES
from experiments.statistics.paired import COLUMNS as COMPARED
from experiments.statistics.paired import judged, paired

GROUPS = ("elderly", "young", "ground", "tenant")
"""The groups that are always looked at; then come kinds of residents of the user's own."""

MEMBERS, OTHERS, GAP = "group", "others", "gap"
SIDES = (MEMBERS, OTHERS, GAP)


class Scale(NamedTuple):
    """Which way a measure is better, and the outcome whose smallest difference of interest it shares."""

    direction: int
    outcome: str


SCALES = {
    "hardship": Scale(-1, "satisfaction"),
    "satisfaction": Scale(1, "satisfaction"),
    "participation": Scale(1, "participation_month"),
    "resolution": Scale(1, "resolution_ratio"),
}
"""Hardship is no outcome; like satisfaction it runs from 0 to 1."""

WORLD = ["case", "governance", "point", "replicate"]
WHOSE = ("case", "a", "b", "measure", "group", "side")
COLUMNS = (*WHOSE, *COMPARED[COMPARED.index("n") : COMPARED.index("verdict") + 1], "direction", "smallest")
"""Whose change it is; then what every paired comparison says."""


def levels(groups: pd.DataFrame, by_point: bool = False) -> pd.DataFrame:
    """A row for each case, governance model, world, measure, group and side of SIDES with its `value`.

    groups: see `Watched`. by_point: a world is a point of the design, the mean of its replicates.
    """
    table = groups.set_index([*WORLD, "measure", "group"])[["part", "whole"]]
    everybody = table.xs("all", level="group")
    parts = []
    for group in groups_in(groups):
        mine = table.xs(group, level="group")
        both = {MEMBERS: _ratio(mine), OTHERS: _ratio(everybody.loc[mine.index] - mine)}
        both[GAP] = both[MEMBERS] - both[OTHERS]
        found = pd.DataFrame(both).rename_axis(columns="side").stack(future_stack=True)
        parts.append(found.rename("value").reset_index().assign(group=group))
    found = pd.concat(parts, ignore_index=True)
    if not by_point:
        return found.assign(world=found["replicate"]).drop(columns=["point", "replicate"])
    keys = ["case", "governance", "point", "measure", "group", "side"]
    means = found.groupby(keys, sort=False)["value"].mean().reset_index()
    return means.rename(columns={"point": "world"})


def groups_in(table: pd.DataFrame) -> tuple[str, ...]:
    """The groups that a table has rows of: GROUPS, and kinds of the user's own by name."""
    return (*GROUPS, *sorted(set(table["group"]) - {"all", *GROUPS}))


def changes(
    values: pd.DataFrame, governance: Sequence[str], stated: Mapping[str, float] = MappingProxyType({})
) -> pd.DataFrame:
    """What each governance model changes against the first one, paired by world: columns COLUMNS.

    values: see `levels`; stated: other smallest differences of interest than the project's. Holm's correction
    runs over all rows.
    """
    keys = ["governance", "measure", "group", "side"]
    wide = {
        str(case): rows.pivot(index="world", columns=keys, values="value")
        for case, rows in values.groupby("case", sort=False)
    }
    rows = [
        row
        for case, table in wide.items()
        for model in dict.fromkeys(governance[1:])
        for row in _pair(table, case, (governance[0], model), groups_in(values), stated)
    ]
    return judged(rows, COLUMNS)


def _pair(
    table: pd.DataFrame,
    case: str,
    pair: tuple[str, str],
    groups: Sequence[str],
    stated: Mapping[str, float],
) -> Iterator[dict[str, object]]:
    """The rows of one pair; table: a row a world, a column for each value of a governance model. A case
    need not have every kind of residents.
    """
    a, b = pair
    for measure, group, side in product(MEASURES, groups, SIDES):
        if group not in GROUPS and (a, measure, group, side) not in table:
            continue
        one, other = (table[model, measure, group, side].to_numpy(float) for model in (a, b))
        direction = 0 if side == GAP else SCALES[measure].direction
        yield {
            **{"case": case, "a": a, "b": b, "measure": measure, "group": group, "side": side},
            **asdict(paired(one, other, direction)),
            **{"direction": direction, "smallest": smallest(measure, stated)},
        }


def smallest(measure: str, stated: Mapping[str, float] = MappingProxyType({})) -> float:
    """The smallest difference of interest of a measure: that of its outcome."""
    return entries(stated)[SCALES[measure].outcome].smallest


def _ratio(sums: pd.DataFrame) -> "pd.Series[float]":
    """Part over whole, NaN where there is nobody."""
    return (sums["part"] / sums["whole"].where(sums["whole"] > 0)).astype(np.float64)
