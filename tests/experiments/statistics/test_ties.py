"""Ties: numbers that differ by rounding alone are the same number wherever something ranks or says better."""

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.failing_points import RegionRequest
from experiments.analysis.robustness import ranks, robustness
from experiments.analysis.scenario_discovery import Kind, region
from experiments.design.equal_cost import Price, lacking
from experiments.evidence.model_uncertainty import _rows as rows_of
from experiments.optimisation.holdout import Standing, standings
from experiments.optimisation.pareto import front
from experiments.statistics.contrasts import combined, side_by_side
from experiments.statistics.paired import Side, paired
from experiments.statistics.ties import apart, levelled
from scenarios import read

NOISE = 2e-14
COST = read.outcome_entries()["cost_total"]


def test_numbers_tie_within_rounding_of_the_largest_of_them() -> None:
    assert apart([47.0, 47.0], [47.0 + NOISE, 47.01]).tolist() == [0.0, pytest.approx(0.01)]
    assert apart([0.0, 47.0], [NOISE, 50.0]).tolist() == [0.0, 3.0]
    assert apart(0.0, NOISE, size=47.0) == 0.0 and apart(0.0, NOISE) == NOISE
    assert np.isnan(apart([np.nan, 1.0], [1.0, 1.0])[0])


def test_one_cent_in_the_money_of_a_whole_world_is_no_tie() -> None:
    assert apart(9e6, 9e6 + 0.01) > 0


def test_levelled_numbers_stay_what_they_are_but_for_ties() -> None:
    values = np.array([[3.0, 1.0, 3.0 + NOISE, np.nan], [2.0, 2.0 - NOISE, np.inf, 2.0 + NOISE]])
    first, second = levelled(values)
    assert first[0] == first[2] == 3.0 and first[1] == 1.0 and np.isnan(first[3])
    assert second[0] == second[1] == second[3] and second[2] == np.inf
    assert levelled(values.T, axis=0).T[0][:3].tolist() == [3.0, 1.0, 3.0]


def test_governance_models_that_cost_the_same_but_for_rounding_share_their_ranks() -> None:
    assert ranks(np.array([-47.0, -47.0 - NOISE])).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def dear(noise: float) -> pd.DataFrame:
    """Twenty points in two worlds, where one of two governance models costs more by that much."""
    luck = np.random.default_rng(1)
    rows = []
    for point in range(20):
        for world in range(2):
            cost = 40.0 + luck.random()
            told = {"point": point, "replicate": world, "seed": world, "fee.quality": float(point)}
            rows.append({**told, "governance": "baseline", "cost_total": cost})
            rows.append({**told, "governance": "troika", "cost_total": cost + noise * (point % 2)})
    return pd.DataFrame(rows)


def test_no_governance_model_is_worst_by_rounding() -> None:
    found = robustness(dear(NOISE), ["baseline", "troika"], COST, 10.0, "xihu", "equal").table
    assert found["worst"].tolist() == [0.5, 0.5] and found["best"].tolist() == [0.5, 0.5]
    assert found["regret"].tolist() == [0.0, 0.0] and found["regret_high"].tolist() == [0.0, 0.0]


def test_rounding_makes_nobody_better_at_any_point() -> None:
    found = region(dear(NOISE), RegionRequest("baseline", "troika", COST, 0.0, "xihu"))
    assert found.kind is Kind.EVERYWHERE


@pytest.mark.slow
def test_an_advantage_that_is_what_was_asked_for_but_for_rounding_is_enough() -> None:
    found = region(dear(0.3), RegionRequest("baseline", "troika", COST, 0.3, "xihu"))
    assert found.points["failing"].tolist() == [True, False] * 10


def test_a_world_in_which_both_do_the_same_but_for_rounding_counts_half() -> None:
    same, cheaper = np.array([47.0, 48.0]), np.array([47.0 - NOISE, 48.0 - NOISE])
    assert paired(same, cheaper, -1).share_a_better == 0.5


def test_no_mix_is_beaten_by_rounding() -> None:
    values = np.array([[1.0, 2.0], [1.0 + NOISE, 2.0], [0.5, 2.0 - NOISE]])
    assert front(values).tolist() == [True, True, False]


def test_a_mix_stays_on_the_front_beside_one_that_is_better_by_rounding() -> None:
    gains = np.array([[[0.3, 1.0]] * 4, [[0.3 + NOISE, 1.0]] * 4])
    assert standings(gains, [True, True]) == [Standing.FRONT, Standing.FRONT]


def test_an_effect_that_is_rounding_in_every_world_is_none() -> None:
    luck = np.random.default_rng(2).random(8)
    ones = np.ones(8)
    sides = [np.stack([luck, ones], axis=1), np.stack([luck + 1e-15, ones], axis=1)]
    found = combined(side_by_side(sides), [-1.0, 1.0])
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_nobody_is_given_what_is_rounding() -> None:
    assert lacking([Price(1.5, 8.0 + NOISE), Price(1.5 + 1e-15, 8.0)]) == [Price(0.0, 0.0)] * 2


def test_a_draw_in_which_two_do_the_same_but_for_rounding_counts_for_neither() -> None:
    here = pd.DataFrame({"trust_RC": [0.1, 0.2, 0.3], "fee_collection": [0.1 + 0.2, 0.5, 0.5]})
    there = pd.DataFrame({"trust_RC": [0.2, 0.4, 0.0], "fee_collection": [0.3, 0.5, 0.5]})
    rows = rows_of(Side("baseline", here), Side("troika", there))
    assert [row["difference"] for row in rows] == [0.0, 0.0]
