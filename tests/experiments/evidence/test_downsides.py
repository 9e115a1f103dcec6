"""Downsides in a nutshell: made-up effects are found where a downside is brought, and the page says so."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from experiments.design.runs import Run
from experiments.evidence.behaviour.downsides import DOWNSIDES, MODELS, OUTCOMES, brought, downsides
from experiments.evidence.behaviour.signs import CASES, ESTATE
from experiments.execution.run_all import Rows, run_all
from experiments.patterns.structural_variants import STRUCTURES
from results.evidence.behaviour.downsides import downsides as page
from scenarios import language, read

CONFLICT, TIRING = "conflict_index", "tiring.weight"


def silent(_text: str) -> None:
    return None


def made_up(runs: Sequence[Run], _monthly: bool) -> Rows:
    """Conflict 2 where people tire and 1.5 where they do not, and a noise that is the same for both."""
    rows = []
    for run in runs:
        noise = np.random.default_rng(run.seed).normal(0.0, 1.0)
        tires = run.scenario.parameters[TIRING] > 0.0
        keys = {"case": run.scenario.case.id, "governance": run.scenario.governance.id}
        values = dict.fromkeys(OUTCOMES, noise) | {CONFLICT: 1.5 + 0.5 * tires + noise}
        rows.append({**keys, "replicate": run.replicate, "seed": run.seed, **values})
    found = pd.DataFrame(rows)
    return Rows(found, found.iloc[:0])


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return downsides(made_up, silent, 9)


def test_an_effect_is_that_of_the_model_with_the_downside_less_the_one_without(table: pd.DataFrame) -> None:
    found = table[(table["downside"] == "tiring") & (table["outcome"] == CONFLICT)]
    assert found["value"].to_numpy() == pytest.approx(0.5)
    assert found["low"].to_numpy() == pytest.approx(0.5, abs=0.01)  # paired: the noise is the same
    others = table[(table["downside"] != "tiring") | (table["outcome"] != CONFLICT)]
    assert (others["value"] == 0.0).all()
    assert set(table.loc[table["case"] == ESTATE, "n"]) == {8} and set(table["n"]) == {8, 9}


def test_every_downside_is_measured_wherever_a_governance_model_brings_it(table: pd.DataFrame) -> None:
    measured = {tuple(row) for row in table[["case", "governance", "downside", "outcome"]].to_numpy()}
    wanted = {
        (case, model, name, outcome)
        for case in CASES
        for model in MODELS
        for name in brought(model)
        for outcome in OUTCOMES
    }
    assert measured == wanted and len(table) == len(wanted)
    assert {name for name, one in DOWNSIDES.items() if one.without in STRUCTURES} == set(table["downside"])


def test_outcomes_and_instruments_named_are_those_that_there_are() -> None:
    assert set(OUTCOMES) <= set(read.outcome_entries())
    held = {one.kind for model in MODELS for one in read.governance(model).instruments}
    assert all(one.brought_by & held for one in DOWNSIDES.values() if one.brought_by)


def test_the_page_says_what_is_shown_and_whom_a_downside_does_not_touch(table: pd.DataFrame) -> None:
    with language.spoken("en"):
        text = page(table)
    assert "## the willing tire" in text and "## captured seats" in text
    assert "conflict index: shown to rise in 9 and to fall in 0 of 9; by at most " in text
    assert "+0.500 [+0.496, +0.50" in text
    tiring = text[text.index("## the willing tire") :].split("\n## ")[0]
    assert "Not brought by: troika, grid only, digital only." in tiring
    with language.spoken("zh"):
        assert "## 出力的人会疲惫" in page(table)


def test_a_model_that_brings_no_downside_is_the_same_without_it() -> None:
    runs = []
    for model in MODELS:
        untouched = [one.without for name, one in DOWNSIDES.items() if name not in brought(model)]
        there = [name for name in ("as-built", *untouched) if name in STRUCTURES]
        for name in there:
            values = {"place.households": 60.0, "issues.rate": 200.0, **STRUCTURES[name].overrides}
            runs.append(Run(read.scenario("minzhu", model, months=8, overrides=values), 0, 1))
    rows = run_all(runs, 1).runs
    for _, same in rows.groupby("governance"):
        assert (same[list(OUTCOMES)].nunique(dropna=False) == 1).all()
