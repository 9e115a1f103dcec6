"""What the report's charts show, as plain data for the page: rounded, by case, outcome and governance model.

Invariant: nothing is computed in the page. It draws what is here, and what is here is in the tables of the
folder.
"""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from experiments.analysis.robustness import ranks as in_each_world
from experiments.sign_counts.known_signs import known_signs
from experiments.store.tables import Study
from results.figures.months import SHOWN
from results.figures.style import HIGH, LOW, for_page, looks
from results.text import built_in
from results.text.names import (
    case_name,
    difference_unit,
    event_name,
    governance_name,
    level_unit,
    main_outcomes,
    outcome_name,
    scale,
    shown_first,
)
from results.text.picture_titles import of_case, of_outcome, of_ranks
from results.text.rows import as_drawn
from results.text.rows import levels as both_levels
from results.text.signs.sign_marks import marks, sentence
from results.text.verdicts import held_back
from scenarios import read

DIGITS = 4
MOST_NUMBERS = 300_000
"""Numbers that months may take in a page; with more of them, every second, third … month is shown."""

PRICE = "cost_total"

type Numbers = list[float | None]


def named(study: Study) -> dict[str, object]:
    """Names of cases, governance models and outcomes, and how governance models look."""
    main = main_outcomes(study.outcomes) if study.comparison is None else shown_first(study.comparison)
    return {
        "cases": [{"id": case, "name": case_name(case)} for case in study.cases],
        "governance": [{"id": model, "name": governance_name(model)} for model in study.governance],
        "looks": {model: for_page(mark) for model, mark in looks(study.order).items()},
        "outcomes": [
            {
                "id": outcome,
                "name": outcome_name(outcome),
                "unit": level_unit(outcome),
                "difference unit": difference_unit(outcome),
                "direction": read.outcome_entries()[outcome].direction,
                "main": outcome in main,
            }
            for outcome in study.outcomes
        ],
    }


def months(study: Study) -> dict[str, object] | None:
    """Mean and middle four fifths of the worlds, month by month; None where months were not kept."""
    table = study.monthly
    if table.empty:
        return None
    kept = [name for name in SHOWN if name in table.columns and table[name].notna().any()]
    count = len(study.cases) * len(study.governance) * len(kept) * 3 * study.months
    step = max(1, math.ceil(count / MOST_NUMBERS))
    shown = table[(table["month"] - 1) % step == 0] if step > 1 else table
    return {
        "month": sorted(int(month) for month in shown["month"].unique()),
        "observations": [
            {
                "id": name,
                "outcome": SHOWN[name],
                "name": outcome_name(SHOWN[name]),
                "unit": level_unit(SHOWN[name]),
            }
            for name in kept
        ],
        "bands": {
            case: {name: _bands(rows, name) for name in kept}
            for case, rows in shown.groupby("case", sort=False)
        },
        "shocks": {case: _shocks(case, study.months) for case in study.cases},
    }


def _bands(rows: pd.DataFrame, observation: str) -> dict[str, dict[str, Numbers]]:
    found = {}
    for model, of_model in rows.groupby("governance", sort=False):
        by_month = (of_model[observation] * scale(SHOWN[observation])).groupby(of_model["month"])
        found[str(model)] = {
            "mean": rounded(by_month.mean()),
            "low": rounded(by_month.quantile(LOW)),
            "high": rounded(by_month.quantile(HIGH)),
        }
    return found


def _shocks(case: str, last: int) -> list[dict[str, object]]:
    found = read.known_case(case)
    events = found.events if found else ()
    return [{"month": one.month, "name": event_name(one.kind)} for one in events if 1 <= one.month <= last]


def levels(study: Study) -> dict[str, dict[str, dict[str, Numbers]]]:
    """Mean, tenth and ninetieth percentile over worlds: case → outcome → governance model."""
    found: dict[str, dict[str, dict[str, Numbers]]] = {}
    for case, rows in study.runs.groupby("case", sort=False):
        groups = rows.groupby("governance", sort=False)
        found[str(case)] = {
            outcome: {
                str(model): rounded(
                    scale(outcome) * one
                    for one in (of[outcome].mean(), of[outcome].quantile(LOW), of[outcome].quantile(HIGH))
                )
                for model, of in groups
            }
            for outcome in study.outcomes
        }
    return found


def differences(study: Study) -> list[dict[str, object]]:
    """Every row of the comparison; differences of shares in percentage points, levels as they are read."""
    if study.comparison is None:
        return []
    known = known_signs(study)
    kept = ["case", "cost", "outcome", "a", "b", "n", "verdict", "family", "direction"]
    numbers = ["difference", "low", "high", "mean_a", "mean_b", "share_a_better", "p_holm", "smallest"]
    return [
        {name: row[name] for name in kept}
        | {"held back": held_back(row), "levels": both_levels(row), "built in": built_in.mark_for_script(row)}
        | {"signs": marks(row, known), "signs said": sentence(row, known)}
        | dict(zip(numbers, rounded(row[name] for name in numbers), strict=True))
        for row in as_drawn(study.comparison).to_dict("records")
    ]


def findings(study: Study) -> dict[str, dict[str, dict[str, str]]]:
    """The titles of pictures, sentences of what came out: case → cost → outcome; of a whole case under ""."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    if study.comparison is None or study.comparison.empty:
        return found
    for (case, cost), rows in study.comparison.groupby(["case", "cost"], sort=False):
        first = shown_first(rows)[0]
        told = {str(outcome): of_outcome(of) for outcome, of in rows.groupby("outcome", sort=False)}
        found.setdefault(str(case), {})[str(cost)] = {"": of_case(rows, str(case), first, str(cost))} | told
    return found


def first_places(study: Study) -> dict[str, dict[str, str]]:
    """Who comes first most often, as a sentence: case → outcome."""
    return {
        case: {
            outcome: of_ranks(outcome_name(outcome), {model: one[0] or 0.0 for model, one in shares.items()})
            for outcome, shares in by_outcome.items()
        }
        for case, by_outcome in ranks(study).items()
    }


def ranks(study: Study) -> dict[str, dict[str, dict[str, Numbers]]]:
    """In which share of worlds each governance model comes first, second …: case → outcome → model → shares.

    Ties share their ranks equally; worlds in which any of them is undefined are left out.
    """
    found: dict[str, dict[str, dict[str, Numbers]]] = {}
    judged = [name for name in study.outcomes if read.outcome_entries()[name].direction]
    for case, rows in study.runs.groupby("case", sort=False):
        by_world = rows.set_index(["replicate", "governance"])[judged]
        found[str(case)] = {name: _shares(by_world[name].unstack(), name, study) for name in judged}
    return found


def _shares(values: pd.DataFrame, outcome: str, study: Study) -> dict[str, Numbers]:
    direction = read.outcome_entries()[outcome].direction
    table = direction * values[study.governance].dropna().to_numpy(dtype=np.float64)
    models = len(study.governance)
    shares = in_each_world(table).mean(axis=0) if len(table) else np.full((models, models), np.nan)
    return {model: rounded(shares[place]) for place, model in enumerate(study.governance)}


def rounded(values: Iterable[float]) -> Numbers:
    """Numbers with DIGITS significant digits; None for what is undefined."""
    return [float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None for value in map(float, values)]
