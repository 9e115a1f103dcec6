"""What a comparison says in one minute: cards with levels and certainty, money, every verdict, the limits."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from experiments.statistics.verdict import Verdict
from experiments.store.tables import Study
from results.text.headlines.cards import Card, card, levels_words, money, sum_of_money, yearly_words
from results.text.headlines.certainty import Certainty, certainty, too_few
from results.text.headlines.headline import finding, headline, households
from results.text.headlines.verdict_matrix import Mark, verdict_matrix
from results.web.traced import Cell
from scenarios import language, read

Make = Callable[..., Study]

ROW: dict[str, object] = {"case": "minzhu", "cost": "natural", "a": "baseline", "b": "one-four-n"}
CONFLICT = ROW | {
    **{"outcome": "conflict_index", "family": "primary", "n": 30, "direction": -1, "smallest": 0.1},
    **{"mean_a": 1.1, "mean_b": 0.8, "difference": -0.3, "low": -0.4, "high": -0.2, "spread": 0.2},
    "verdict": Verdict.BETTER,
}
COST = ROW | {
    **{"outcome": "cost_total", "family": "primary", "n": 30, "direction": -1, "smallest": 1.0},
    **{"mean_a": 39.3, "mean_b": 47.6, "difference": 8.3, "low": 8.3, "high": 8.3, "spread": 0.0},
    "verdict": Verdict.WORSE,
}


def cell_value(cell: Cell, table: pd.DataFrame) -> float:
    """What stands in a cell, or comes of the columns that it names."""
    rows = table
    for key, value in cell.where.items():
        rows = rows[rows[key] == value]
    assert len(rows) == 1
    return float(rows.eval(cell.column).iloc[0])


def test_a_finding_is_the_sentence_that_one_would_say(make_study: Make, spoken: str) -> None:
    found = headline(make_study(["minzhu"], ["baseline", "one-four-n"])).pairs[0]
    pair = type(found)("minzhu", "baseline", "one-four-n", "natural", (card(CONFLICT, 9),), money(COST, 518))
    assert (
        finding(pair)
        == {
            "zh": "民主村 1+4+N：矛盾指数 1.10 → 0.80（−27%，有把握），成本 39.3 → 47.6 元/户·月，"
            "518 户约每年多 5.2 万元",
            "en": "Minzhu Village 1+4+N: conflict index 1.10 → 0.80 (−27 %, sure), cost 39.3 → 47.6 yuan per "
            "household and month, 518 households about 52,000 yuan more a year",
        }[spoken]
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Certainty.SURE),
        ({"high": -0.05}, Certainty.FAIRLY_SURE),
        ({"verdict": Verdict.NOT_SHOWN}, Certainty.OPEN),
        ({"verdict": Verdict.NO_PRACTICAL, "low": -0.02, "high": 0.03}, Certainty.SURE),
        ({"verdict": Verdict.SMALL, "difference": -0.05, "low": -0.12, "high": -0.01}, Certainty.FAIRLY_SURE),
        ({"verdict": Verdict.IDENTICAL, "difference": 0.0, "low": 0.0, "high": 0.0}, Certainty.SURE),
        ({"verdict": Verdict.IDENTICAL, "low": -0.6, "high": 0.6}, Certainty.FAIRLY_SURE),
        ({"verdict": Verdict.IDENTICAL, "n": 1, "low": float("nan")}, Certainty.OPEN),
        ({"verdict": Verdict.LOWER, "direction": 0}, Certainty.SURE),
    ],
)
def test_how_sure_a_verdict_is_has_three_steps(changed: dict[str, object], expected: Certainty) -> None:
    assert certainty(CONFLICT | changed) == expected


def test_a_mark_has_as_many_dots_as_steps() -> None:
    assert [step.mark for step in Certainty] == ["●○○", "●●○", "●●●"]


def test_that_nothing_was_shown_says_where_replicates_were_too_few() -> None:
    few = CONFLICT | {"verdict": Verdict.NOT_SHOWN, "n": 6, "spread": 0.4}
    assert too_few(few, 40) and not too_few(few | {"n": 3000}, 40) and too_few(few | {"n": 1}, 1)
    language.use("en")
    assert card(few, 40).verdict_words == "no difference could be shown, with too few replicates to tell"
    assert card(few | {"n": 3000}, 40).verdict_words == "no difference could be shown"
    language.use(None)


def test_every_number_of_a_headline_is_what_stands_in_its_cell(make_study: Make, spoken: str) -> None:
    study = make_study(["minzhu", "honghu"], ["baseline", "one-four-n", "troika"])
    found = headline(study)
    assert study.comparison is not None and len(found.pairs) == 4
    for pair in found.pairs:
        assert pair.money and pair.money.yearly and len(pair.cards) == 3
        numbers = [pair.money.before, pair.money.after, pair.money.difference, pair.money.yearly]
        for one in pair.cards:
            numbers += [one.before, one.after, one.change, one.difference, one.low, one.high]
        for number in numbers:
            assert cell_value(number.cell, study.comparison) == pytest.approx(number.cell.value)


def test_shares_are_told_in_percentage_points_and_levels_in_per_cent(spoken: str) -> None:
    row = CONFLICT | {"outcome": "participation_month", "mean_a": 0.031, "mean_b": 0.079, "smallest": 0.01}
    found = card(row | {"difference": 0.048, "low": 0.04, "high": 0.05, "direction": 1}, 9)
    levels = {"zh": ("3.10%", "7.90%"), "en": ("3.10 %", "7.90 %")}[spoken]
    assert (found.before.text, found.after.text) == levels
    assert found.change.text == {"zh": "+4.80 个百分点", "en": "+4.80 points"}[spoken]


def test_of_next_to_nothing_no_per_cent_is_told() -> None:
    row = CONFLICT | {"outcome": "large_petitions_year", "mean_a": 0.05, "mean_b": 0.0, "difference": -0.05}
    assert "%" not in card(row, 9).change.text


def test_conflict_and_participation_have_cards_and_what_moved_most(make_study: Make) -> None:
    study = make_study(["minzhu"], ["baseline", "troika"], replicates=40)
    table = study.comparison
    assert table is not None
    table.loc[table["outcome"] == "trust_RC", ["difference", "low", "high"]] = (0.9, 0.8, 1.0)
    table.loc[table["outcome"] == "trust_RC", "verdict"] = str(Verdict.BETTER)
    told = [one.outcome for one in headline(study).pairs[0].cards]
    assert told == ["conflict_index", "participation_month", "trust_RC"]


def test_what_does_not_matter_says_so_beside_how_sure_that_is(spoken: str) -> None:
    found: Card = card(CONFLICT | {"verdict": Verdict.NO_PRACTICAL, "low": -0.02, "high": 0.02}, 9)
    assert {"zh": "没有要紧的差别，有把握", "en": "no difference that matters: sure"}[spoken] in levels_words(
        found
    )


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        (51_618.0, "5.2 万元", "52,000 yuan"),
        (-7_140.0, "7,100 元", "7,100 yuan"),
        (2_440_000.0, "240 万元", "2,400,000 yuan"),
        (0.0, "0 元", "0 yuan"),
        (99_999.0, "10 万元", "100,000 yuan"),
    ],
)
def test_sums_of_money_have_two_digits_and_chinese_counts_in_ten_thousands(
    amount: float, chinese: str, english: str, spoken: str
) -> None:
    assert sum_of_money(amount) == {"zh": chinese, "en": english}[spoken]


def test_who_costs_less_or_the_same_is_told_so() -> None:
    language.use("en")
    less = COST | {"mean_b": 31.0, "difference": -8.3}
    same = COST | {"mean_b": 39.3, "difference": 0.0}
    assert yearly_words(money(less, 518)) == "518 households about 52,000 yuan less a year"
    assert yearly_words(money(same, 518)) == "518 households nothing more a year"
    assert yearly_words(money(COST, None)) == ""
    language.use(None)


def test_the_households_are_those_that_were_simulated(make_study: Make) -> None:
    study = make_study(["minzhu"], ["baseline", "troika"])
    assert households(study, "minzhu") == read.households(read.case("minzhu")) == 518
    assert households(study, "minzhu", ["place.households"]) is None
    assert households(study, "nowhere") is None
    other = Study(
        study.runs, study.monthly, study.comparison, {"parameters_overridden": {"place.households": 60}}
    )
    assert households(other, "minzhu") == 60


def test_the_matrix_holds_every_verdict_of_every_case_and_governance_model(make_study: Make) -> None:
    study = make_study(["minzhu", "xihu", "honghu"], ["baseline", "one-four-n", "troika"])
    table = study.comparison
    assert table is not None
    found = verdict_matrix(table, "natural")
    assert [(one.case, one.governance) for one in found.columns] == [
        (case, model) for case in ("minzhu", "xihu", "honghu") for model in ("one-four-n", "troika")
    ]
    primary = [line.primary for line in found.lines]
    assert primary == sorted(primary, reverse=True) and all(primary)
    for line in found.lines:
        for column, cell in zip(found.columns, line.cells, strict=True):
            where = (table["outcome"] == line.outcome) & (table["a"] == "baseline")
            row = table[where & (table["case"] == column.case) & (table["b"] == column.governance)].iloc[0]
            assert cell.row and cell.row["verdict"] == row["verdict"]
    assert len(found.of_cases(("xihu",)).columns) == 2
    assert found.of_cases(("xihu",)).lines[0].cells == found.lines[0].cells[2:4]


def test_a_verdict_that_is_undefined_has_a_mark_of_its_own(make_study: Make) -> None:
    table = make_study(["xihu"], ["baseline", "troika"]).comparison
    assert table is not None
    table.loc[table["outcome"] == "conflict_index", "n"] = 0
    assert verdict_matrix(table, "natural").lines[0].cells[0].mark == Mark.UNDEFINED


def test_the_limits_say_what_is_assumed_what_is_calibrated_and_what_it_costs(
    make_study: Make, spoken: str
) -> None:
    text = " ".join(headline(make_study(["xihu"], ["baseline", "troika"])).limits)
    for word in {
        "zh": ("假设", "这次比较还不知道", "正当的表达"),
        "en": ("assumed", "Not known for this comparison", "legitimate"),
    }[spoken]:
        assert word in text
    assert re.search({"zh": "各按各的成本", "en": "At their own cost"}[spoken], text)


def test_where_nothing_was_compared_the_question_and_the_limits_stay(make_study: Make) -> None:
    found = headline(make_study(["xihu"], ["baseline"]))
    assert found.question and found.limits and not found.pairs and not found.matrices
