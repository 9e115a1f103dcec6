"""How much is guessed, told beside results: where it was measured, and nothing of another ledger."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from experiments.store.tables import Study
from results.evidence.guesses import guesses, guesses_shares
from results.figures.style import styled
from results.findings.comparison import _guessed
from results.report.annex import annex
from results.report.material import Material
from results.text.assumption_share import opening, rows, sentences
from results.text.names import governance_name, outcome_name, pair_name
from scenarios import guessed, language
from tests.results.figures.test_study_figures import is_whole

Make = Callable[..., Study]


@pytest.fixture(autouse=True)
def current(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the ledger is by now."""
    monkeypatch.setattr(guessed, "fingerprint", lambda: next(iter(guessed._rows()))["ledger"])


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.read_csv(guessed.FILE, encoding="utf-8-sig")


def test_shares_are_those_of_the_pair_that_is_compared(
    make_study: Make, table: pd.DataFrame, spoken: str
) -> None:
    for models in (["baseline", "troika"], ["troika", "baseline"]):
        study = make_study(["xihu"], models, replicates=2)
        assert pair_name("baseline", "troika") in opening(study)
        line = next(line for line in rows(study) if line[0] == outcome_name("resolution_ratio"))
        of_pair = table[(table["governance"] == "troika") & (table["against"] == "baseline")]
        of_outcome = of_pair[of_pair["outcome"] == "resolution_ratio"].set_index("part")
        assert f"{100 * of_outcome['least_run']['assumption']:.0f}" in line[1]
        assert f"{100 * of_outcome['most_run']['luck']:.0f}" in line[2]
        assert f"{100 * of_outcome['least']['assumption']:.0f}" in line[3]


def test_a_pair_that_was_not_measured_is_told_what_was(make_study: Make, spoken: str) -> None:
    said = opening(make_study(["honghu"], ["baseline", "council"], replicates=2))
    assert pair_name("baseline", "one-four-n") in said and "24" in said
    assert {"zh": "西湖区平均小区", "en": "Xihu mean compound"}[spoken] in said
    assert {"zh": "只在一处测过", "en": "there alone"}[spoken] in said


def test_a_single_governance_model_is_told_of_the_outcome_itself(make_study: Make, spoken: str) -> None:
    study = make_study(["xihu"], ["troika"], replicates=1)
    assert governance_name("troika") in opening(study) and pair_name("baseline", "troika") not in opening(
        study
    )
    assert len(list(sentences(study))) == len(rows(study)) > 5


def test_nothing_is_told_of_another_ledger(
    make_study: Make, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessed, "fingerprint", lambda: "of another ledger")
    study = make_study(["xihu"], ["baseline", "one-four-n"], replicates=2)
    assert rows(study) == [] and not list(sentences(study))
    assert "experiments.evidence guesses" in opening(study) and "%" not in opening(study)


def test_summary_and_annex_tell_it(make_study: Make, spoken: str) -> None:
    study = make_study(["xihu"], ["baseline", "one-four-n"], replicates=2)
    told, page = str(list(_guessed(study))), "".join(annex(Material(Path(), study)))
    assert opening(study) in told and opening(study) in page
    for cells in rows(study):
        assert all(cell in told and cell in page for cell in cells)


def test_a_study_of_the_whole_ledger_says_in_the_annex_what_it_held(make_study: Make) -> None:
    study = make_study(["xihu"], ["baseline", "one-four-n"], replicates=2)
    asked: dict[str, object] = {"held": {"forum.stratified": "together"}}
    asked["parameters"] = {"fee.quality": 4.0, "forum.work": {"low": 1.0, "high": 2.0}}
    language.use("en")
    page = "".join(annex(Material(Path(), replace(study, manifest={**study.manifest, "asked": asked}))))
    assert "Sampled: 1 parameters" in page and "could exceed 1 (forum.stratified)" in page
    language.use(None)


def test_the_page_has_every_outcome_and_part_and_says_what_it_does_not_show(
    table: pd.DataFrame, spoken: str
) -> None:
    page = guesses(table)
    for outcome in table["outcome"].unique():
        assert page.count(f"| {outcome_name(str(outcome))} |") == 5
    assert {"zh": "方差的份额不等于方向出错", "en": "not an error of the direction"}[spoken] in page
    assert {"zh": "成功经验", "en": "success stories"}[spoken] in page


def test_bars_add_up_and_no_text_is_cut(table: pd.DataFrame, spoken: str) -> None:
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        figure = guesses_shares(table)
        assert is_whole(figure)
    for panel in figure.axes:
        ends = [bar.get_extents().x1 for bar in panel.patches]
        assert not ends or max(ends) == pytest.approx(panel.get_window_extent().x1, abs=1)
        assert len(ends) % 3 == 0
