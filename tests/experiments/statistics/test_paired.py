"""The paired comparison: statistics against values worked out by hand, coverage, corrections, self
comparison.
"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.statistics.paired import COLUMNS, COUNTED, compare, holm, paired, pairs
from experiments.statistics.verdict import Verdict
from scenarios import read

A = np.array([1.0, 2.0, 3.0, 4.0])
B = np.array([2.0, 2.0, 5.0, 5.0])


def table(**by_governance: list[float]) -> pd.DataFrame:
    """Runs of one case with the outcome `fee_collection`."""
    return pd.DataFrame(
        [
            {
                "case": "xihu",
                "governance": name,
                "replicate": k,
                "seed": k,
                "fee_collection": value,
                "utilisation": 0.7,
            }
            for name, values in by_governance.items()
            for k, value in enumerate(values)
        ]
    )


def test_statistics_are_those_worked_out_by_hand() -> None:
    # Differences 1, 0, 2, 1: mean 1, variance 2/3, standard error sqrt(1/6); t(3) quantile 3.182446.
    found = paired(A, B, direction=1)
    half = 3.182446305 / math.sqrt(6)
    assert (found.n, found.mean_a, found.mean_b, found.difference) == (4, 2.5, 3.5, 1.0)
    assert found.low == pytest.approx(1 - half)
    assert found.high == pytest.approx(1 + half)
    # d_z = 1/sqrt(2/3); Hedges' correction at 3 degrees of freedom is sqrt(2/3)*gamma(3/2)/gamma(1).
    assert found.effect_size == pytest.approx(math.sqrt(math.pi) / 2)
    # t = sqrt(6) at 3 degrees of freedom.
    assert found.p == pytest.approx(0.0917, abs=5e-5)


def test_the_difference_is_b_minus_a() -> None:
    assert paired(np.zeros(3), np.ones(3), direction=1).difference == 1
    assert paired(np.ones(3), np.zeros(3), direction=1).difference == -1


def test_share_a_better_follows_the_direction_and_halves_ties() -> None:
    assert paired(A, B, direction=1).share_a_better == 0.125
    assert paired(A, B, direction=-1).share_a_better == 0.875
    assert math.isnan(paired(A, B, direction=0).share_a_better)


def test_identical_sides_differ_by_zero_but_for_what_a_world_not_seen_may_hide() -> None:
    # Of worlds that differ, four miss a share of 1 − 0.05^(1/4); the values come in steps of 1.
    found = paired(A, A.copy(), direction=1)
    assert (found.difference, found.spread, found.effect_size, found.p) == (0, 0, 0, 1)
    assert found.high == -found.low == pytest.approx(0.5271, abs=5e-5)
    assert found.share_a_better == 0.5
    exact = paired(np.ones(4), np.ones(4), direction=1)
    assert (exact.low, exact.high, exact.p) == (0, 0, 1)


def test_where_a_rare_thing_never_happened_nothing_is_known_of_how_often_it_does() -> None:
    found = paired(np.zeros(20), np.zeros(20), direction=-1, counted=True)
    assert found.difference == 0
    assert math.isnan(found.low) and math.isnan(found.high) and math.isnan(found.p)


def test_a_difference_without_variation_leaves_no_doubt() -> None:
    found = paired(np.full(4, 5.0), np.full(4, 7.0), direction=1)
    assert (found.low, found.high, found.p, found.effect_size) == (2, 2, 0, math.inf)


def test_rounding_is_not_variation() -> None:
    a = np.array([0.1, 0.2, 0.3])
    found = paired(a, a + 0.7, direction=1)
    assert (found.spread, found.p, found.effect_size) == (0, 0, math.inf)


def test_pairs_with_an_undefined_side_are_left_out() -> None:
    found = paired(np.array([1.0, math.nan, 3.0, math.inf]), np.array([2.0, 2.0, 5.0, 1.0]), direction=1)
    assert (found.n, found.mean_a, found.mean_b, found.difference) == (2, 2.0, 3.5, 1.5)


def test_without_a_complete_pair_nothing_is_said() -> None:
    found = paired(np.array([math.nan]), np.array([1.0]), direction=1)
    assert found.n == 0
    assert math.isnan(found.difference) and math.isnan(found.low) and math.isnan(found.p)


def test_one_pair_gives_a_difference_but_no_interval() -> None:
    found = paired(np.array([1.0]), np.array([3.0]), direction=1)
    assert (found.n, found.difference) == (1, 2)
    assert math.isnan(found.low) and math.isnan(found.effect_size) and math.isnan(found.p)


def test_intervals_cover_the_true_difference_as_often_as_they_say() -> None:
    luck = np.random.default_rng(1)
    covered = 0
    for _ in range(1000):
        common = luck.normal(size=12)
        found = paired(common + luck.normal(size=12), common + luck.normal(0.3, 1, 12), direction=1)
        covered += found.low <= 0.3 <= found.high
    assert 930 <= covered <= 970


def test_holm_is_that_of_the_textbook() -> None:
    corrected = holm(np.array([0.01, 0.04, 0.03, math.nan, 0.005]))
    assert corrected[[0, 1, 2, 4]] == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert math.isnan(corrected[3])


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1)))
def test_holm_only_raises_p_and_keeps_their_order(p: np.ndarray) -> None:
    corrected = holm(p)
    assert (corrected >= p).all() and (corrected <= 1).all()
    assert (np.diff(corrected[np.argsort(p, kind="stable")]) >= 0).all()


def test_pairs_are_all_pairs_in_the_order_given() -> None:
    assert pairs(["x", "y", "z"]) == (("x", "y"), ("x", "z"), ("y", "z"))
    assert pairs(["x", "x"]) == (("x", "x"),)
    assert pairs(["x", "y", "x"]) == (("x", "y"), ("x", "x"), ("y", "x"))


def test_the_table_says_who_was_compared_and_at_what_utilisation() -> None:
    runs = table(baseline=[0.5, 0.6, 0.7, 0.65], troika=[0.7, 0.8, 0.95, 0.85])
    found = compare(runs, ["baseline", "troika"], read.outcome_entries())
    assert tuple(found.columns) == COLUMNS
    assert list(found["outcome"]) == ["fee_collection", "utilisation"]
    row = found.iloc[0]
    assert (row["case"], row["a"], row["b"], row["n"]) == ("xihu", "baseline", "troika", 4)
    assert row["difference"] == pytest.approx(0.2125)
    assert row["verdict"] == "better"
    assert row["utilisation_a"] == row["utilisation_b"] == pytest.approx(0.7)


def test_replicates_are_matched_by_number_and_not_by_row() -> None:
    runs = table(baseline=[0.1, 0.2, 0.4], troika=[0.1, 0.2, 0.4])
    shuffled = runs.iloc[[2, 0, 1, 3, 5, 4]]
    row = compare(shuffled, ["baseline", "troika"], read.outcome_entries()).iloc[0]
    assert row["difference"] == row["spread"] == 0


@pytest.mark.parametrize("replicates", [1, 2, 20])
def test_a_governance_model_compared_with_itself_gives_exactly_zero(replicates: int) -> None:
    runs = table(troika=list(np.random.default_rng(2).random(replicates)))
    row = compare(runs, ["troika", "troika"], read.outcome_entries()).iloc[0]
    assert (row["difference"], row["low"], row["high"], row["effect_size"]) == (0, 0, 0, 0)
    assert row["share_a_better"] == 0.5
    assert row["verdict"] == Verdict.IDENTICAL


def test_a_rare_thing_that_never_happened_is_certain_only_of_a_governance_model_and_itself() -> None:
    runs = table(baseline=[0.0] * 20, troika=[0.0] * 20).rename(columns={"fee_collection": "firm_exit"})
    other, same = (
        compare(runs, pair, read.outcome_entries()).iloc[0]
        for pair in (["baseline", "troika"], ["troika", "troika"])
    )
    assert other["verdict"] == same["verdict"] == Verdict.IDENTICAL
    assert math.isnan(other["high"]) and same["low"] == same["high"] == 0


def test_units_of_rare_things_are_those_of_outcomes() -> None:
    assert set(COUNTED) <= {entry.unit for entry in read.outcome_entries().values()}


def test_more_comparisons_need_stronger_evidence() -> None:
    one = table(baseline=[0.5, 0.6, 0.7, 0.8], troika=[0.6, 0.73, 0.84, 0.9])
    many = pd.concat([one.assign(case=f"case {k}") for k in range(40)])
    alone = compare(one, ["baseline", "troika"], read.outcome_entries())
    among = compare(many, ["baseline", "troika"], read.outcome_entries())
    assert alone["p"].iloc[0] == among["p"].iloc[0]
    assert alone["verdict"].iloc[0] == Verdict.BETTER
    assert among["verdict"].iloc[0] == Verdict.NOT_SHOWN
