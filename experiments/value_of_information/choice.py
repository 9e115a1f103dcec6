"""The choice between governance models, as a sampled study lets it be made: what each is worth at each point.

Invariant: a worth is one outcome in its own unit, or several of them by stated weights, each in smallest
differences that matter, so that what is added up is comparable; more is better.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analysis.choices import outcomes_in, varied
from experiments.design.smallest_effect import entries as judged_by
from experiments.errors import ArgumentError
from experiments.execution.stored_study import StoredStudy
from experiments.statistics.paired import NATURAL
from scenarios import read
from scenarios.language import _
from scenarios.problems import listed, nearest

FloatArray = NDArray[np.float64]

LEAST_POINTS = 40
"""Fewer points than this tell chance from nothing."""


class GovernanceChoice(NamedTuple):
    """What is chosen by. `weights`: by outcome, 1 for a single one; `unit`: of a worth, empty where outcomes
    are added up; `governance`: those that can be chosen; `worth`: (points, governance models), means over
    replicates; `values`: by parameter (points,); `replicates`: of each point.
    """

    case: str
    weights: Mapping[str, float]
    unit: str
    governance: tuple[str, ...]
    worth: FloatArray
    values: Mapping[str, FloatArray]
    replicates: int


def weightings(
    study: StoredStudy, outcomes: Sequence[str] | None, weighed: Mapping[str, float] | None
) -> list[dict[str, float]]:
    """What is chosen by, one after the other: these weights together; or each of the outcomes named; or each
    of the primary ones of the study that have a better side. ArgumentError if one is unknown.
    """
    if weighed:
        return [{entry.id: weighed[entry.id] for entry in outcomes_in(study, list(weighed))}]
    if outcomes:
        return [{entry.id: 1.0} for entry in outcomes_in(study, outcomes)]
    about = study.identity
    entries = judged_by(about.smallest, about.primary).values()
    asked = [one.id for one in entries if one.direction and one.id in study.runs]
    primary = [one.id for one in entries if one.primary and one.id in asked]
    named = [name for name in about.outcomes if name in asked]
    return [{name: 1.0} for name in (primary if about.primary else named or primary)]


def case_of(study: StoredStudy, case: str | None) -> str:
    """The case that is asked about, the first if none is; ArgumentError if the study has no such case."""
    if case is None:
        return study.cases[0]
    if case not in study.cases:
        message = _("--case {case}: the study has: {known}.", case=case, known=listed(study.cases))
        raise ArgumentError(message + nearest(case, study.cases))
    return case


def choice(
    runs: pd.DataFrame,
    models: Sequence[str],
    weights: Mapping[str, float],
    case: str,
    smallest: Mapping[str, float],
) -> GovernanceChoice:
    """The choice that runs at natural cost of one case give.

    smallest: other smallest differences that matter than gongzhi's. ArgumentError if there are too few points
    or governance models.
    """
    rows = runs[(runs["case"] == case) & (runs["cost"] == NATURAL)]
    table = rows.assign(worth_=_worth(rows, weights, smallest)).pivot_table(
        "worth_", "point", "governance", dropna=False
    )
    kept = [model for model in models if model in table and table[model].notna().any()]
    table = table[kept].dropna()
    _check(table, kept)
    first = rows.drop_duplicates("point").set_index("point").loc[table.index]
    values = {key: first[key].to_numpy(dtype=float) for key in varied(rows)}
    unit = read.outcome_entries()[next(iter(weights))].unit if len(weights) == 1 else ""
    replicates = int(rows["replicate"].nunique())
    return GovernanceChoice(case, weights, unit, tuple(kept), table.to_numpy(dtype=float), values, replicates)


def _worth(rows: pd.DataFrame, weights: Mapping[str, float], smallest: Mapping[str, float]) -> pd.Series:
    """What each run is worth."""
    entries = judged_by(smallest)
    total = pd.Series(0.0, index=rows.index)
    for name, weight in weights.items():
        scale = entries[name].smallest if len(weights) > 1 else 1.0
        total += weight * entries[name].direction * rows[name].astype(float) / scale
    return total


def _check(table: pd.DataFrame, models: Sequence[str]) -> None:
    if len(models) < 2:
        raise ArgumentError(_("To ask what a choice gains there must be two governance models in the study."))
    if len(table) < LEAST_POINTS:
        raise ArgumentError(
            _(
                "The study has {points} points at which all its governance models were run; {least} are the "
                "least from which anything can be told (sampling, points).",
                points=len(table),
                least=LEAST_POINTS,
            )
        )
