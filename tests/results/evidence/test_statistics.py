"""The page on the statistics, from evidence in a nutshell, in both languages."""

from collections.abc import Iterator

import pandas as pd
import pytest

from experiments.evidence import statistics as evidence
from experiments.execution.run_all import run_all
from results.evidence.statistics import statistics
from scenarios.language import use


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return evidence.statistics(
        lambda runs, monthly: run_all(runs, 1, monthly=monthly),
        lambda _text: None,
        replicates=120,
        studies=4,
        months=2,
    )


@pytest.fixture(autouse=True)
def language_restored() -> Iterator[None]:
    yield
    use(None)


@pytest.mark.slow
def test_every_check_is_made_of_every_outcome_that_varies(table: pd.DataFrame) -> None:
    assert set(table["check"]) == {
        *("reference", "coverage", "stopping", "planning"),
        *("alarms_difference", "alarms_equivalence"),
    }
    outcomes = {check: set(rows["outcome"]) for check, rows in table.groupby("check")}
    assert outcomes["coverage"] == outcomes["stopping"] == outcomes["planning"]
    assert "conflict_index" in outcomes["coverage"] and "theil_between_compounds" not in outcomes["coverage"]
    shares = table[table["measure"].isin(["coverage", "coverage_student", "told", "any", "shown"])]
    assert shares["value"].dropna().between(0, 1).all()


@pytest.mark.slow
def test_a_study_of_the_evidence_never_stops_before_its_interval_is_as_narrow_as_asked_for(
    table: pd.DataFrame,
) -> None:
    times = table[table["measure"] == "times_oracle"]
    assert (times["value"] >= 30 / times["worlds"]).all()


@pytest.mark.slow
def test_the_page_says_what_was_found_in_both_languages(table: pd.DataFrame) -> None:
    pages = {}
    for spoken in ("zh", "en"):
        use(spoken)
        pages[spoken] = statistics(table)
    assert pages["en"].count("## ") == pages["zh"].count("## ") == 4
    assert "conflict index" in pages["en"] and "矛盾指数" in pages["zh"]
    assert not any(letter in pages["zh"] for letter in ("outcome", "studies", "nan"))


def test_the_page_names_the_outcomes_whose_intervals_fail() -> None:
    rows = [
        {
            "check": "coverage",
            "outcome": outcome,
            "worlds": 20,
            "studies": 100,
            "measure": measure,
            "value": value,
        }
        for outcome, share in (("satisfaction", 0.95), ("fee_collection", 0.80), ("isolated", 0.99))
        for measure, value in (
            ("coverage", share),
            ("skewness", 0.1),
            ("alike", 0.0),
            ("coverage_student", 0.9),
        )
    ]
    found = pd.DataFrame(rows)
    use("en")
    cells = found.set_index(["check", "outcome", "worlds", "measure"])["value"].sort_index()
    from results.evidence.statistics import _coverage

    told = list(_coverage(found, cells))[1]
    assert "1 of 3 outcomes" in told and "more often: isolated; less often: fee collection." in told
