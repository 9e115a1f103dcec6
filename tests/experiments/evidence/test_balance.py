"""Balance and response in a nutshell: a made-up drift is found, replicates are added, pages say what is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from experiments.design.runs import Run
from experiments.evidence.behaviour import balance as evidence
from experiments.evidence.behaviour.balance import TRANSIENT, balance, drifts, measured, needed
from experiments.evidence.behaviour.forums import LOADS, MOVED, PARAMETERS
from experiments.evidence.behaviour.response import ANSWERS, MEDIATED, RATES, response
from experiments.execution.run_all import Rows, run_all
from experiments.patterns.evaluate import patterns
from experiments.statistics.drift import MEANS, OBSERVED
from results.evidence.behaviour.balance import GUESSED, SHOWN
from results.evidence.behaviour.balance import balance as balance_page
from results.evidence.behaviour.response import AT_BASELINE
from results.evidence.behaviour.response import response as response_page
from results.text.names import between
from scenarios import language, read

NOISE = 0.02


def silent(_text: str) -> None:
    return None


def made_up(runs: Sequence[Run], monthly: bool, noise: float = NOISE) -> Rows:
    """Months in which hardship rises by 5 % a year, belonging begins 20 % too low, and all else is level."""
    assert monthly
    month = np.arange(runs[0].scenario.months)
    tables = []
    for run in runs:
        luck = np.random.default_rng(run.seed)
        table = {name: 1 + luck.normal(0, noise, len(month)) for name in OBSERVED}
        table["hardship"] = table["hardship"] + 0.05 * month / 12
        table["belonging"] = table["belonging"] - 0.2 * (month < 12)
        tables.append(pd.DataFrame({"replicate": run.replicate, "month": month + 1} | table))
    return Rows(pd.DataFrame(), pd.concat(tables, ignore_index=True))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return balance(made_up, silent, 8)


def test_what_drifts_is_found_and_nothing_else(table: pd.DataFrame) -> None:
    assert set(drifts(table)["observation"]) == {"hardship"}
    found = table[table["observation"] == "hardship"].iloc[0]
    assert found["drift"] == pytest.approx(0.05 / found["level"], rel=0.02)
    assert found["drift_low"] < 0.05 / found["level"] < found["drift_high"]


def test_a_first_year_that_is_a_transient_is_found(table: pd.DataFrame) -> None:
    off = table[table["first_year"].abs() >= TRANSIENT]
    assert set(off["observation"]) == {"belonging"}
    assert off["first_year"].max() == pytest.approx(-0.2, abs=0.02)


def test_replicates_are_added_until_drifts_are_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    def noisy(runs: Sequence[Run], monthly: bool) -> Rows:
        return made_up(runs, monthly, noise=0.5)

    monkeypatch.setattr(evidence, "REACH", 0.01)
    few = measured(noisy, silent, "xihu", 16)
    assert needed(few) > 16
    found = measured(noisy, silent, "xihu")
    assert len(found["hardship"]) > 16 and needed(found) <= len(found["hardship"])
    monkeypatch.setattr(evidence, "MOST", 0)
    assert len(measured(noisy, silent, "xihu")["hardship"]) == 16


def test_the_page_names_what_drifts(table: pd.DataFrame) -> None:
    with language.spoken("en"):
        page = balance_page(table)
    assert SHOWN in page and GUESSED in page
    assert "Xihu mean compound, hardship" in page and "8 replicates" in page
    with language.spoken("zh"):
        assert "有漂移的是" in balance_page(table)


@pytest.mark.slow
def test_response_measures_each_answer_and_its_page_tells_it() -> None:
    found = response(lambda runs, monthly: run_all(runs, 1, monthly=monthly), silent, 2, 2, 2)
    demand = found[found["part"] == "demand"]
    there = {*demand["outcome"]} - {"conflict_index"}
    assert there <= set(ANSWERS) and set(demand["rate"]) == set(RATES)
    assert read.ledger()["issues.rate"].default in {*RATES} & {*MEDIATED}, "what the page calls the baseline"
    mediation = found[found["part"] == "mediation"]
    assert len(mediation[mediation["measure"] == "difference"]) == 2
    busy = demand[(demand["outcome"] == "utilisation") & (demand["measure"] == "difference")]
    assert (busy["value"] > 0).all()
    forum = found[found["part"] == "forum"]
    assert set(forum["measure"]) == set(PARAMETERS) and set(forum["outcome"]) == set(MOVED)
    assert set(found.loc[found["part"] == "forum load", "rate"]) == set(LOADS)
    assert list(found.loc[found["part"] == "draws", "value"].diff().dropna() >= 0) == [True, True]
    for spoken in language.LANGUAGES:
        with language.spoken(spoken):
            page = response_page(found)
            assert "210" in page
            bounds = [patterns()[one] for one in AT_BASELINE.values()]
            assert all(between(one.low or 0, one.high or 0) in page for one in bounds), "what patterns allow"
    assert set(MEANS) <= set(OBSERVED)
