"""Equal cost: who gets what, costs agree afterwards, nobody is made poorer, natural rows stay as they are."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.comparison import compared_at_equal_cost
from experiments.design.equal_cost import AGREE, TOP_UP, Price, lacking, topped_up, unequal
from experiments.design.runs import Run
from experiments.execution.run_all import Rows, run_all
from experiments.execution.run_cache import Replicates
from experiments.statistics.paired import COLUMNS
from scenarios import read

MODELS = ["baseline", "one-four-n", "troika"]
COMPARE = ("compare", "xihu", "--months", "14", "--replicates", "3", "--jobs", "1", "--json")


def make(runs: Sequence[Run], monthly: bool) -> Rows:
    return run_all(runs, 1, monthly=monthly)


def scenarios(*models: str, months: int = 6) -> dict[tuple[str, str], read.Scenario]:
    return {("xihu", model): read.scenario("xihu", model, months=months) for model in models}


def compared(*models: str, months: int = 6) -> tuple[pd.DataFrame, pd.DataFrame, Replicates]:
    worlds, given = Replicates(make, 2, priced=True), scenarios(*models, months=months)
    worlds.make(list(given.values()))
    return (*compared_at_equal_cost(worlds, given, list(models), read.outcome_entries()), worlds)


def test_the_side_that_lacks_staff_days_gets_them_and_the_side_that_lacks_yuan_gets_those() -> None:
    assert lacking([Price(5.0, 1.0), Price(2.0, 9.0)]) == [Price(0.0, 8.0), Price(3.0, 0.0)]


prices = st.builds(Price, st.floats(0, 200), st.floats(0, 500))


@given(st.lists(prices, min_size=1, max_size=5))
def test_nobody_is_made_poorer_and_all_end_alike(sides: list[Price]) -> None:
    given = lacking(sides)
    assert all(one.days >= 0 and one.yuan >= 0 for one in given)
    ends = [(side.days + more.days, side.yuan + more.yuan) for side, more in zip(sides, given, strict=True)]
    assert all(end == pytest.approx(ends[0], abs=1e-8) for end in ends)


def test_what_is_given_comes_on_top_of_what_was_set_and_stays_within_the_ledger() -> None:
    scenario = read.scenario("xihu", "baseline", overrides={"equal_cost.yuan": 490.0})
    given = topped_up(scenario, Price(7.0, 20.0))
    assert [given.parameters[key] for key in TOP_UP] == [7.0, 500.0]
    assert given.digest() != scenario.digest()
    assert topped_up(scenario, Price(0.0, 0.0)) is scenario


def test_every_compound_of_a_district_is_topped_up() -> None:
    member = read.scenario("xihu", "baseline")
    district = read.scenario("xihu", "baseline")
    object.__setattr__(district, "members", (read.Member(member, 3),))
    given = topped_up(district, Price(1.0, 2.0))
    assert [given.members[0].scenario.parameters[key] for key in TOP_UP] == [1.0, 2.0]
    assert given.members[0].count == 3


def test_mean_running_costs_agree_within_one_percent_on_the_real_model() -> None:
    table, topped, _worlds = compared("baseline", "one-four-n")
    row = table[table["outcome"] == "cost_total"].iloc[0]
    assert row["mean_a"] == pytest.approx(row["mean_b"], rel=AGREE)
    assert abs(row["cost_gap"]) <= AGREE
    assert not list(unequal(table))
    assert row["given_days_a"] > 0 and row["given_yuan_a"] > 0
    assert set(topped["governance"]) == {"baseline"}


@pytest.mark.usefixtures("world")
def test_the_dearer_side_is_left_untouched() -> None:
    table, _topped, worlds = compared("baseline", "one-four-n")
    natural = worlds.outcomes(scenarios("one-four-n")["xihu", "one-four-n"])
    assert (table["given_days_b"] == 0).all() and (table["given_yuan_b"] == 0).all()
    rows = table[table["n"] == 2].set_index("outcome")
    assert rows["mean_b"].to_dict() == natural[list(rows.index)].mean().to_dict()


@pytest.mark.usefixtures("world")
def test_a_side_dearer_in_days_and_cheaper_in_yuan_gets_the_yuan(made_of) -> None:
    worlds = Replicates(make, 2, priced=True)
    models = {"baseline": "baseline", "trial": made_of("convenor")}
    sides = {("xihu", name): read.scenario("xihu", model, months=2) for name, model in models.items()}
    worlds.make(list(sides.values()))
    table, topped = compared_at_equal_cost(worlds, sides, list(models), read.outcome_entries())
    row = table.iloc[0]
    assert (row["given_days_a"], row["given_yuan_a"]) == (2.0, 0.0)
    assert (row["given_days_b"], row["given_yuan_b"]) == (0.0, 1.0)
    assert row["cost_gap"] == pytest.approx(0)
    assert list(topped.groupby("governance")["given_yuan"].max()) == [0.0, 1.0]


@pytest.mark.usefixtures("world")
def test_what_a_side_gets_depends_on_whom_it_is_compared_with() -> None:
    table, _topped, _worlds = compared(*MODELS)
    of_baseline = table[table["a"] == "baseline"].drop_duplicates("b").set_index("b")
    assert of_baseline.loc["one-four-n", "given_days_a"] > of_baseline.loc["troika", "given_days_a"] > 0


def test_a_governance_model_against_itself_at_equal_cost_gives_exactly_zero(gongzhi) -> None:
    said = gongzhi(*COMPARE, "--governance", "troika,troika", "--equal-cost")
    rows = [row for row in json.loads(said.out) if row["cost"] == "equal" and row["n"]]
    assert rows
    for row in rows:
        assert row["difference"] == row["low"] == row["high"] == row["effect_size"] == row["cost_gap"] == 0
        assert row["given_days_a"] == row["given_days_b"] == row["given_yuan_a"] == row["given_yuan_b"] == 0


@pytest.mark.usefixtures("world")
def test_rows_say_at_what_cost_and_natural_ones_stay_as_they_are(gongzhi) -> None:
    words = (*COMPARE, "--governance", "baseline,troika")
    natural, both = json.loads(gongzhi(*words).out), json.loads(gongzhi(*words, "--equal-cost").out)
    assert {row["cost"] for row in natural} == {"natural"}
    assert [row for row in both if row["cost"] == "natural"] == natural
    assert len(both) == 2 * len(natural)
    assert set(both[0]) >= set(COLUMNS)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("spoken", "words"), [("en", "was given"), ("zh", "补足")])
def test_the_table_says_what_each_side_was_given(gongzhi, spoken: str, words: str) -> None:
    compare = [word for word in COMPARE if word != "--json"]
    said = gongzhi(*compare, "--governance", "baseline,troika", "--equal-cost", "--lang", spoken)
    assert said.code == 0
    assert words in said.out


@pytest.mark.slow
@pytest.mark.usefixtures("world", "unpainted")
def test_the_folder_holds_the_runs_that_were_topped_up_and_a_figure_at_equal_cost(
    gongzhi, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    gongzhi(*COMPARE, "--governance", "baseline,troika", "--equal-cost", "--out", str(out))
    topped = pd.read_csv(out / "topped_up.csv")
    assert set(topped["a"]) == {"baseline"} and (topped["given_days"] > 0).all()
    assert (out / "figures/differences-xihu-equal-cost.svg").exists()
    assert "--equal-cost" in json.loads((out / "manifest.json").read_text())["command"]
    assert "differences-xihu-equal-cost.svg" in (out / "summary.md").read_text()


def test_costs_that_could_not_be_made_equal_are_named() -> None:
    row = {"case": "xihu", "a": "x", "b": "y", "cost": "equal"}
    table = pd.DataFrame([row | {"cost_gap": 0.02}, row | {"b": "z", "cost_gap": -0.009}])
    assert list(unequal(table)) == [("xihu", "x", "y", 0.02)]
