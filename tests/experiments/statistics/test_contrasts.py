"""One number from several sides: worked out by hand, and intervals that cover as often as they say."""

import math
from itertools import permutations

import numpy as np
import pytest

from experiments.statistics.contrasts import (
    Met,
    Result,
    combined,
    judge,
    order,
    quotient,
    share,
    side_by_side,
    smallest_step,
    steps,
    trend,
)


def plain(*values: float) -> np.ndarray:
    """Readings that are numbers and no ratios."""
    return np.array([[value, 1.0] for value in values])


def test_a_difference_is_second_minus_first_with_the_paired_interval() -> None:
    found = combined(side_by_side([plain(1, 2, 3), plain(2, 4, 6)]), [-1, 1])
    assert found.value == 2 and found.n == 3
    assert found.high - found.value == pytest.approx(4.302653 * 1 / math.sqrt(3))


def test_a_ratio_is_of_sums_over_all_worlds() -> None:
    sides = side_by_side([np.array([[1.0, 2.0], [5.0, 6.0]])])
    assert combined(sides, [1.0]).value == pytest.approx(6 / 8)


def test_worlds_where_a_side_is_undefined_are_left_out() -> None:
    found = combined(side_by_side([plain(1, 2, math.nan, 3), plain(2, 4, 9, 6)]), [-1, 1])
    assert (found.value, found.n) == (2, 3)


def test_without_any_world_nothing_is_said() -> None:
    found = combined(side_by_side([plain(math.nan), plain(1.0)]), [-1, 1])
    assert math.isnan(found.value) and judge(found, 0, None, strict=True) is Met.UNKNOWN


def test_a_quotient_is_second_over_first_and_never_negative() -> None:
    found = quotient(side_by_side([plain(1, 2, 3), plain(2, 4, 6.1)]))
    assert found.value == pytest.approx(12.1 / 6) and 0 < found.low < found.value < found.high


def test_a_quotient_of_odds_is_that_of_the_odds() -> None:
    half, most = np.array([[1.0, 2.0]] * 3), np.array([[3.0, 4.0]] * 3)
    assert quotient(side_by_side([half, most]), odds=True).value == pytest.approx(3)


def test_a_quotient_over_nothing_is_undefined_and_not_met() -> None:
    found = quotient(side_by_side([plain(0, 0), plain(1, 2)]))
    assert math.isnan(found.value) and judge(found, 0, 0.5, strict=False) is Met.UNKNOWN


def test_a_trend_is_the_rise_over_the_range_swept() -> None:
    sides = side_by_side([plain(1, 1.2), plain(2, 2.2), plain(3, 3.2)])
    assert trend(sides, [10, 20, 30]).value == pytest.approx(2)


def test_an_interaction_is_a_difference_of_differences() -> None:
    sides = side_by_side([plain(1, 1), plain(2, 2), plain(10, 10), plain(15, 15)])
    assert combined(sides, [1, -1, -1, 1]).value == pytest.approx(4)


def test_a_ranking_stands_and_falls_with_its_smallest_step() -> None:
    sides = side_by_side([plain(1, 2), plain(5, 6), plain(5.5, 6.5)])
    assert [step.value for step in steps(sides)] == pytest.approx([4, 0.5])
    assert smallest_step(sides, rising=True).value == pytest.approx(0.5)
    assert smallest_step(sides, rising=False).value == pytest.approx(4)


def test_an_order_is_as_like_the_one_written_as_pairs_agree() -> None:
    def tau(*means: float) -> float:
        return order(side_by_side([plain(mean, mean + 1) for mean in means])).value

    assert tau(1, 2, 3, 4, 5) == 1.0 and tau(5, 4, 3, 2, 1) == -1.0
    assert tau(1, 2, 4, 3, 5) == pytest.approx(0.8)  # one of ten pairs the other way
    assert tau(1, 2, 3, 3, 5) == pytest.approx(9 / 90**0.5)  # one pair alike: τ-b
    assert tau(2, 2, 2) == 0.0


def test_with_shuffled_labels_there_is_no_order() -> None:
    shuffled = [
        order(side_by_side([plain(mean, mean + 0.1) for mean in labels])).value
        for labels in permutations((0.6, 1.1, 1.4, 1.5, 2.0))
    ]
    assert np.mean(shuffled) == pytest.approx(0.0, abs=1e-12)
    assert np.mean([tau >= 0.6 for tau in shuffled]) < 0.15


def test_an_order_that_worlds_disagree_on_has_a_wide_interval() -> None:
    chance = np.random.default_rng(1)
    clear, unclear = (
        order(side_by_side([plain(*(side + spread * chance.normal(size=30))) for side in range(5)]))
        for spread in (0.1, 5.0)
    )
    assert clear[:3] == (1.0, 1.0, 1.0) and clear.n == 30
    assert unclear.low < unclear.value < unclear.high <= 1.0
    assert math.isnan(order(side_by_side([plain(1), plain(2), plain(3)])).low)


def test_a_share_has_the_exact_binomial_interval() -> None:
    found = share([True] * 3 + [False] * 7)
    assert found.value == 0.3
    assert found.low == pytest.approx(0.0667, abs=1e-4) and found.high == pytest.approx(0.6525, abs=1e-4)
    assert share([True] * 4).high == 1.0 and share([False] * 4).low == 0.0


@pytest.mark.parametrize(
    ("result", "low", "high", "strict", "verdict"),
    [
        (Result(0.5, 0.4, 0.6, 9), 0.3, 0.7, False, Met.MET),
        (Result(0.5, 0.4, 0.6, 9), 0.45, None, False, Met.UNKNOWN),
        (Result(0.5, 0.4, 0.6, 9), 0.61, None, False, Met.NOT),
        (Result(0.5, 0.4, 0.6, 9), None, 0.3, False, Met.NOT),
        (Result(0.0, 0.0, 0.0, 9), 0.0, None, True, Met.NOT),
        (Result(0.0, 0.0, 0.0, 9), 0.0, None, False, Met.MET),
        (Result(0.1, 0.01, 0.2, 9), 0.0, None, True, Met.MET),
        (Result(0.1, math.nan, math.nan, 1), 0.0, None, True, Met.UNKNOWN),
    ],
)
def test_a_pattern_is_met_if_the_whole_interval_lies_in_its_range(result, low, high, strict, verdict) -> None:
    assert judge(result, low, high, strict) is verdict


@pytest.mark.parametrize("ratio", [False, True], ids=["a difference of means", "a difference of ratios"])
def test_intervals_cover_the_truth_as_often_as_they_say(ratio: bool) -> None:
    luck, covered, trials = np.random.default_rng(1), 0, 400
    for _ in range(trials):
        wholes = luck.integers(5, 30, (2, 25)).astype(float) if ratio else np.ones((2, 25))
        shared = luck.normal(0, 0.05, 25)
        rates = np.clip(np.array([[0.4], [0.6]]) + shared + luck.normal(0, 0.05, (2, 25)), 0, 1)
        readings = [np.stack([rates[side] * wholes[side], wholes[side]], axis=1) for side in range(2)]
        found = combined(side_by_side(readings), [-1, 1])
        covered += found.low <= 0.2 <= found.high
    assert 0.92 <= covered / trials <= 0.98
