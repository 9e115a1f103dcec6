"""Places in a nutshell: from made-up replicates it is found which is highest, in what order types come, what
a renewal adds and what elections do; and the page says so.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kendalltau

from experiments.design.runs import Run
from experiments.evidence.behaviour.elections import MODEL, TYPES
from experiments.evidence.behaviour.place_bars import BARS, About, either, row, together
from experiments.evidence.behaviour.places import (
    BAD,
    BEFORE,
    CONFLICT,
    ESTATE,
    OUTCOMES,
    PETITIONS,
    PLACES,
    POOR,
    RENEWED,
    RISES,
    SAFER,
    kinds_of_conflict,
    observed_order,
    places,
)
from experiments.execution.run_all import Rows, run_all
from experiments.statistics.contrasts import Met, Result, kendall
from results.evidence.behaviour.places import places as page
from scenarios import language

LEVELS = {**observed_order(), ESTATE: 5.0, RENEWED: 3.0, BEFORE: 2.5, "anzhi": 4.0, "xihu-affordable": 1.5}
"""The conflict made up for each place; that of its petitions is the same."""

YEARS, FIRST = 3, 14
"""The first election that is won is in the second year."""


def silent(_text: str) -> None:
    return None


def made_up(runs: Sequence[Run], monthly: bool) -> Rows:
    """Conflict of LEVELS and a little noise; an estate of 1 000 households has 1.5 times as many petitions.

    One election of two is won, in month FIRST; in its year a fifth more are active.
    """
    rows, months = [], []
    for run in runs:
        case, model, given = run.scenario.case.id, run.scenario.governance.id, run.scenario.parameters
        noise = np.random.default_rng(run.seed).normal(0.0, 0.01)
        keys = {"case": case, "governance": model, "replicate": run.replicate, "seed": run.seed}
        outcomes = dict.fromkeys((*OUTCOMES, *kinds_of_conflict()), LEVELS[case] + noise)
        if case == ESTATE and given["place.households"] == 1000:
            outcomes |= dict.fromkeys(PETITIONS, 1.5 * (LEVELS[case] + noise))
        elected = model == MODEL
        year = run.scenario.months // 12 - 1
        rows.append(
            {**keys, **outcomes, "active_year": 0.3 + noise + 0.2 * (elected and year == FIRST // 12)}
        )
        month = np.arange(run.scenario.months)
        months.append(
            pd.DataFrame(
                {
                    **keys,
                    "month": month + 1,
                    "converted_share": 0.9 if case == RENEWED else 0.3,
                    "elections_held": 1.0 * elected * np.isin(month, (2, FIRST)),
                    "elections_won": 1.0 * elected * (month == FIRST),
                    "committee_serves": 1.0 * elected * (month >= FIRST),
                }
            )
        )
    of_months = pd.concat(months, ignore_index=True)
    return Rows(pd.DataFrame(rows), of_months if monthly else of_months.iloc[:0])


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return places(made_up, silent, 8, 4, 12, YEARS)


def test_the_place_that_is_highest_is_ahead_of_every_other(table: pd.DataFrame) -> None:
    ahead = table[(table["part"] == "lead") & (table["outcome"] == CONFLICT)].set_index("place")
    assert set(ahead.index) == set(PLACES) - {ESTATE}
    assert set(ahead["verdict"]) == {"met"}
    assert ahead.loc["anzhi", "value"] == pytest.approx(1.0)
    assert (ahead["low"] <= ahead["value"]).all() and (ahead["n"] == 4).all()


def test_types_in_the_order_observed_have_a_high_tau_and_shuffled_labels_none(
    table: pd.DataFrame,
) -> None:
    found = table[table["part"] == "order"].set_index("measure")
    assert found.loc["means", "value"] == pytest.approx(1.0)
    assert found.loc["means", "verdict"] == "met"
    assert found.loc["shuffled", "value"] == pytest.approx(0.0, abs=0.02)
    assert found.loc["chance", "value"] == pytest.approx(2 / 120, abs=0.005)


def test_tau_is_kendall_s_b_with_ties_on_either_side() -> None:
    values = np.array([[1.0, 2.0, 2.0, 5.0, 3.0], [4.0, 3.0, 2.0, 1.0, 0.0], [1.0, 1.0, 1.0, 1.0, 1.0]])
    observed = np.array(list(observed_order().values()), dtype=float)
    expected = [kendalltau(one, observed).statistic for one in values[:2]]
    assert kendall(values, observed) == pytest.approx([*expected, 0.0])


def test_petitions_per_household_are_compared_with_those_of_a_smaller_estate(table: pd.DataFrame) -> None:
    found = table[(table["measure"] == "ratio")].set_index("outcome")
    assert found["value"].to_dict() == pytest.approx(dict.fromkeys(PETITIONS, 1.5))
    assert set(found["verdict"]) == {"met"}
    unchanged = table[table["measure"].isin([BAD, POOR, SAFER])]
    assert len(unchanged) == 12 and (unchanged["value"] == 0).all()
    assert set(unchanged["verdict"]) == {"cannot tell"}


def test_a_renewal_s_rises_are_found_and_no_bar_is_set_under_other_models(
    table: pd.DataFrame,
) -> None:
    found = table[table["part"] == "renewal"].set_index(["measure", "governance"])
    assert found.loc["before", "value"].item() == pytest.approx(0.3)
    assert found.loc[["before", "after", "rise"], "verdict"].tolist() == ["not met", "met", "met"]
    assert found.loc["governed", "value"].tolist() == pytest.approx([0.5] * (len(RISES) - 1))
    assert set(found.loc["governed", "verdict"]) == set(found.loc["against", "verdict"]) == {""}


def test_elections_are_counted_and_activity_is_that_of_the_year_of_success(table: pd.DataFrame) -> None:
    found = table[table["part"] == "elections"].set_index(["measure", "place", "governance"])["value"]
    for place in TYPES:
        assert found["won", place, MODEL] == 0.5
        assert found["first", place, MODEL] == FIRST + 1
        assert (found["served", place, MODEL], found["served", place, "baseline"]) == (1.0, 0.0)
        assert found["active", place, MODEL] == pytest.approx(0.2)
        assert found["waiting", place, MODEL] == pytest.approx(0.0)
    assert found["active", "", MODEL] == pytest.approx(0.2)


def test_the_page_says_who_is_highest_and_tells_every_bar(table: pd.DataFrame) -> None:
    with language.spoken("en"):
        text = page(table)
    assert "conflict index: highest in Honghu Park City (5.0" in text
    assert "large petitions per household: met" in text
    assert "Honghu Park City above every other place: met; shown above Minzhu Village" in text
    for low, high in ((0.5, 2.0), (0.35, 0.55)):
        assert f"| {low:.3f} to {high:.3g}" in text
    with language.spoken("zh"):
        assert "红湖公园城最高" in page(table)


def test_a_bar_is_judged_with_the_whole_interval_and_what_has_none_is_not_judged() -> None:
    for value, verdict in ((0.7, "met"), (0.5, "not met"), (0.6, "cannot tell")):
        told = row(About("order", "means"), Result(value, value - 0.05, value + 0.05, 9))
        assert told["verdict"] == verdict
    assert row(About("places", "level"), Result(1.0, 0.0, 2.0, 9))["verdict"] == ""
    assert together(["met", "met"]) is Met.MET and together(["met", "cannot tell"]) is Met.UNKNOWN
    assert together(["cannot tell", "not met"]) is Met.NOT
    assert either(Met.MET, Met.NOT) is Met.MET and either(Met.NOT, Met.UNKNOWN) is Met.UNKNOWN
    assert either(Met.NOT, Met.NOT) is Met.NOT


def test_every_bar_is_used(table: pd.DataFrame) -> None:
    judged = table[table["verdict"] != ""]
    assert set(zip(judged["part"], judged["measure"], strict=True)) == set(BARS)


@pytest.mark.slow
def test_the_model_gives_all_that_is_asked_of_it() -> None:
    table = places(lambda runs, monthly: run_all(runs, 1, monthly=monthly), silent, 2, 2, 3, 1)
    assert {*table["part"]} == {"places", "lead", "order", "petitions", "renewal", "elections"}
    levels = table[(table["part"] == "places") & (table["outcome"] == CONFLICT)]
    assert (levels["value"] > 0).all()
    for spoken in language.LANGUAGES:
        with language.spoken(spoken):
            assert "0.600" in page(table)
