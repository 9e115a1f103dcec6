"""The runs of a study as worlds: the tables that figures and reports read.

Invariant: a row is a world. Where parameters were varied, a world is a point of the design (the mean
of its replicates), so that an interval covers plausible worlds and not only the luck within one of them.
"""

from collections.abc import Sequence

import pandas as pd

from experiments.design.runs import KEYS
from experiments.design.smallest_effect import entries
from experiments.execution.origin import Origin
from experiments.execution.replicates import GIVEN
from experiments.statistics.paired import NATURAL, compare
from experiments.store.tables import Study
from scenarios import read

ORIGIN = "origin"
"""Where the manifest of a store's tables holds their origin."""


def tables(rows: pd.DataFrame, monthly: pd.DataFrame | None, origin: Origin) -> Study:
    """The tables of a study's runs, one row a world.

    rows: a row for each run with its labels (`experiments/design/cells.py`) and outcomes; monthly: by key.
    """
    worlds = _worlds(_ordered(rows, origin), origin)
    natural = worlds[worlds["cost"] == NATURAL]
    outcomes = [name for name in worlds if name in read.outcome_entries()]
    manifest = {
        "command": origin.command,
        "months": origin.months,
        "parameters_overridden": origin.fixed,
        "points": len(origin.points),
        ORIGIN: origin.model_dump(mode="json"),
    }
    return Study(
        runs=natural[[*KEYS, *outcomes]].reset_index(drop=True),
        monthly=_monthly(rows, monthly, origin),
        comparison=_comparison(worlds, origin, outcomes),
        manifest=manifest,
    )


def _ordered(rows: pd.DataFrame, origin: Origin) -> pd.DataFrame:
    """The runs of the origin's points, as the study names cases and governance models."""
    place = {name: number for number, name in enumerate((*origin.cases, *origin.names))}
    kept = rows[rows["point"].isin(list(origin.points))]
    places = kept.assign(_case=kept["case"].map(place), _model=kept["governance"].map(place))
    order = ["_case", "_model", "point", "replicate"]
    return places.sort_values(order, kind="stable").drop(columns=["_case", "_model"])


def _worlds(rows: pd.DataFrame, origin: Origin) -> pd.DataFrame:
    """One row a world: a run, or where parameters are varied the mean of a point."""
    if not origin.by_point:
        return rows
    numbers = [name for name in rows if name in read.outcome_entries() or name in GIVEN]
    means = rows.groupby(["case", "governance", "cost", "point"], sort=False)[numbers].mean().reset_index()
    return means.assign(replicate=means["point"], seed=means["point"])


def _monthly(rows: pd.DataFrame, monthly: pd.DataFrame | None, origin: Origin) -> pd.DataFrame:
    """The months of the worlds at natural cost; empty where none are kept."""
    if monthly is None:
        return pd.DataFrame(columns=[*KEYS, "month"])
    natural = _ordered(rows[rows["cost"] == NATURAL], origin)
    found = natural[["key", *KEYS, "point"]].merge(monthly, on="key").drop(columns="key")
    if not origin.by_point:
        return found.drop(columns="point")
    means = found.groupby(["case", "governance", "point", "month"], sort=False).mean(numeric_only=True)
    means = means.drop(columns=["replicate", "seed"]).reset_index()
    return means.rename(columns={"point": "replicate"}).assign(seed=means["point"])


def _comparison(worlds: pd.DataFrame, origin: Origin, outcomes: Sequence[str]) -> pd.DataFrame | None:
    """Every pair of governance models at every cost; None where there is no pair of which both have runs."""
    judged_by = entries(origin.smallest, origin.primary)
    found = compare(worlds, origin.names, {name: judged_by[name] for name in outcomes})
    return found if len(found) else None
