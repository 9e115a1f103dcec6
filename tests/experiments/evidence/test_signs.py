"""Signs in a nutshell: from made-up replicates it is found where a sign holds, where it turns and what it
hangs on, and every distinct scenario is made once.
"""

import warnings
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pytest

from experiments.design.runs import Run
from experiments.evidence.behaviour.sign_holds import How, Sign, holds, sign_of
from experiments.evidence.behaviour.signs import (
    CASES,
    DEMAND,
    LEVERS,
    MODELS,
    OUTCOMES,
    QUEUE,
    RUSH,
    SETTINGS,
    WORN,
    SignSetting,
    signs,
)
from experiments.evidence.model_uncertainty import BASELINE
from experiments.execution.run_all import Rows, run_all
from experiments.statistics.paired import holm
from experiments.statistics.verdict import Verdict
from results.evidence.behaviour.sign_claims import claims, filled
from results.evidence.behaviour.sign_matrix import sign_matrix
from results.evidence.behaviour.sign_words import where
from results.evidence.behaviour.signs import signs as page
from results.figures.style import styled
from scenarios import language, read
from tests.results.figures.test_study_figures import is_whole

made: list[Run] = []


def silent(_text: str) -> None:
    return None


def made_up(runs: Sequence[Run], monthly: bool) -> Rows:
    """Conflict is 1 lower under 1+4+N, and at most demands 10 times the share that queues higher; trust turns
    under the troika where nobody hurries; participation is that of the baseline.
    """
    made.extend(runs)
    rows: list[dict[str, object]] = []
    for run in runs:
        model, given = run.scenario.governance.id, run.scenario.parameters
        noise = np.random.default_rng([run.seed, len(model)]).normal(0.0, 0.001)
        values = dict.fromkeys(OUTCOMES, 5.0 + noise)
        values["participation_month"] = 0.1
        if model == "one-four-n":
            worn = 10 * given[QUEUE] * (given[DEMAND] == WORN.demand)
            values["conflict_index"] += worn - 1.0
        if model == "troika":
            values["fee_collection"] += 0.001 if given[DEMAND] == WORN.demand else 0.0
            values["trust_RC"] += 0.1 if given[RUSH] < 1 else -0.1
        keys: dict[str, object] = {
            "case": run.scenario.case.id,
            "governance": model,
            "replicate": run.replicate,
        }
        rows.append(keys | {"seed": run.seed, **values, "utilisation": 0.8, "cost_total": 9.0})
    return Rows(pd.DataFrame(rows), pd.DataFrame())


@pytest.fixture(scope="module")
def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    made.clear()
    return signs(made_up, silent, 8, 12)


def test_every_distinct_scenario_is_made_once_and_the_baseline_knows_no_share_of_the_queue(
    tables: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    times = pd.Series([(run.scenario.digest(), run.seed) for run in made]).value_counts()
    assert set(times) == {1}
    baseline = [run for run in made if run.scenario.governance.id == BASELINE]
    assert len(baseline) == len(CASES) * len(SETTINGS) // 3 * 8
    assert len(made) == 7 * len(baseline)
    assert {run.scenario.parameters[QUEUE] for run in baseline} == {read.ledger()[QUEUE].default}
    assert len(tables[0]) == len(CASES) * len(MODELS) * len(OUTCOMES) * len(SETTINGS)


def test_a_sign_that_holds_everywhere_one_that_turns_and_one_of_nothing_are_told_apart(
    tables: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    table, _ = tables
    conflict = holds(table, "one-four-n", "conflict_index", ["minzhu"])
    assert (conflict.settings, conflict.how) == (30, How.FLIPS)
    most = WORN.demand
    assert {at for _case, at in conflict.worse} == {SignSetting(most, 0.2, 0.6), SignSetting(most, 0.2, 1.0)}
    assert len(conflict.better) == 28
    calm = table[table["queue"] < 0.2]
    assert holds(calm, "one-four-n", "conflict_index").how is How.ALL
    assert holds(calm, "one-four-n", "conflict_index").settings == 60
    assert holds(table, "troika", "trust_RC", ["xihu"]).how is How.FLIPS
    alike = holds(table, "troika", "participation_month")
    assert (alike.how, set(alike.signs.values())) == (How.NOWHERE, {Sign.ALIKE})


def test_what_was_not_shown_is_no_sign_and_what_is_small_is_one() -> None:
    told = {
        (Verdict.BETTER, -1.0): Sign.BETTER,
        (Verdict.WORSE, 1.0): Sign.WORSE,
        (Verdict.SMALL, -0.1): Sign.SLIGHTLY_BETTER,
        (Verdict.SMALL, 0.1): Sign.SLIGHTLY_WORSE,
        (Verdict.NOT_SHOWN, -1.0): Sign.NOT_SHOWN,
        (Verdict.NO_PRACTICAL, -0.1): Sign.ALIKE,
        (Verdict.IDENTICAL, 0.0): Sign.ALIKE,
    }
    assert {one: sign_of(*one, -1) for one in told} == told


def test_verdicts_are_corrected_over_the_whole_table(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    table, _ = tables
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p"].to_numpy()), nan_ok=True)


def test_what_a_sign_hangs_on_is_the_change_from_one_end_to_the_other(
    tables: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    _, shifts = tables
    found = shifts.set_index(["case", "b", "outcome", "lever"]).sort_index()
    one = found.loc["minzhu", "one-four-n", "conflict_index"]["value"].to_dict()
    assert one == pytest.approx({DEMAND: 0.8, QUEUE: 2.0, RUSH: 0.0})
    assert found.loc[("honghu", "troika", "trust_RC", RUSH), "value"] == pytest.approx(-0.2)
    assert (found["low"] <= found["value"]).all() and (found["value"] <= found["high"]).all()


def test_the_ledger_s_values_are_among_the_settings() -> None:
    usual = SignSetting(*(read.ledger()[key].default for key in (DEMAND, QUEUE, RUSH)))
    assert usual in SETTINGS
    assert usual._replace(demand=WORN.demand) == WORN


def test_the_page_says_what_holds_where_it_does_not_and_how_many_comparisons_there_are(
    tables: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    with language.spoken("en"):
        text = page(*tables)
    assert "These are 1080 comparisons" in text and "some 54 of their" in text
    turned = "worse in 2 (at 210 demands with 0.2 of the firm's work in the queue)"
    assert f"  - Minzhu Village: of 30 settings better in 28; {turned}." in text
    assert "- **troika**: no practical difference in all 90 settings." in text
    assert "| 210 | ▲ −1.0" in text and "| ▼ +1.0" in text
    assert "Version two of the model, with calibrated defaults." in text
    with language.spoken("zh"):
        text = page(*tables)
    assert "30 种情形中，28 种更好；2 种更差（诉求 210 件时物业工作进入队列的比例为 0.2）。" in text
    assert "模型第二版，默认参数经过校准。" in text


def test_settings_are_told_by_what_is_special_about_them() -> None:
    def told(found: Iterable[SignSetting], *more: str) -> str:
        with language.spoken("en"):
            return where([(case, at) for case in ("xihu", *more) for at in found])

    assert told(SETTINGS) == "everywhere"
    assert told(at for at in SETTINGS if at.rush == 1.0) == "without rationing"
    worn = [at for at in SETTINGS if at.demand > 100]
    assert told(worn) == "at 108, 210 demands"
    assert (
        told(worn, "honghu") == "Xihu mean compound at 108, 210 demands; Honghu Park City at 108, 210 demands"
    )
    assert told(worn[1:]) == "at 108 demands in 5 of 6; at 210 demands"


def test_a_text_is_filled_with_what_the_table_says_and_with_nothing_it_does_not_know(
    tables: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    asked = "<!-- signs one-four-n conflict_index minzhu -->{}<!-- signs end -->"
    text = f"The troika {asked.format('better always')}, and more."
    english, chinese = (filled(text, tables[0], one) for one in ("en", "zh"))
    assert "minzhu -->of 30 settings better in 28; worse in 2 (at 210" in english
    assert "28 种更好" in chinese and chinese.endswith(", and more.")
    assert filled(english, tables[0], "en") == english and list(claims(text))
    with pytest.raises(ValueError, match="no such rows"):
        filled("<!-- signs one-four-n conflict_index anzhi --><!-- signs end -->", tables[0], "en")


@pytest.mark.slow
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_picture_has_a_panel_for_each_outcome_model_and_place_and_loses_no_text(
    tables: tuple[pd.DataFrame, pd.DataFrame], spoken: language.Language
) -> None:
    with language.spoken(spoken), warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        figure = sign_matrix(tables[0])
        assert is_whole(figure)
    assert len(figure.axes) == len(OUTCOMES) * len(MODELS) * len(CASES)


@pytest.mark.slow
def test_the_model_gives_all_that_is_asked_of_it() -> None:
    table, shifts = signs(lambda runs, monthly: run_all(runs, 1, monthly=monthly), silent, 2, 2, ["xihu"])
    assert len(table) == len(MODELS) * len(OUTCOMES) * len(SETTINGS)
    assert (table["n"] == 2).all() and table["difference"].notna().all()
    assert len(shifts) == len(MODELS) * len(OUTCOMES) * len(LEVERS)
    with language.spoken("en"):
        assert "of 90 settings" not in page(table, shifts)
