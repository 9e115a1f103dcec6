"""Fronts, and the standing of a mix in replicates that the search never saw."""

import numpy as np
import pytest

from experiments.optimisation.holdout import Standing, standings
from experiments.optimisation.pareto import cheapest_of_equals, covered, front, spread_out


def test_the_front_is_what_nothing_betters() -> None:
    values = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [2.0, 1.0], [2.0, 2.0]])
    assert front(values).tolist() == [True, True, True, False, True]


def test_the_share_covered_is_the_area_under_the_front() -> None:
    values = np.array([[0.5, 1.0], [2.0, 2.0], [1.0, 0.5], [0.25, 0.25]])
    allowed = np.array([True, False, True, True])
    shares = covered(values, allowed, np.zeros(2), np.ones(2))
    assert shares == pytest.approx([0.5, 0.5, 0.75, 0.75], abs=0.002)
    flat = covered(values[:, [0, 0]], allowed, np.array([0.0, 0.3]), np.array([1.0, 0.3]))
    assert flat[-1] == pytest.approx(1.0, abs=0.002)


def test_of_equal_mixes_the_cheapest_is_kept_and_of_many_those_far_apart() -> None:
    values = np.array([[1.0], [2.0], [1.0]])
    assert cheapest_of_equals(values, [(3.0,), (1.0,), (2.0,)]) == [1, 2]
    line = np.array([[0.0, 10.0], [1.0, 9.0], [5.0, 5.0], [10.0, 0.0]])
    assert spread_out(line, 3) == [0, 2, 3]


def test_standings_tell_beaten_from_not_told_apart_and_from_over_the_limits() -> None:
    luck = np.random.default_rng(5)
    worlds = luck.normal(0, 1, (1, 30, 1))
    means = np.array([[0.0, 0.0], [2.0, 1.0], [1.0, 2.0], [1.99, 0.99], [0.5, 0.5], [9.0, 9.0]])
    gains = worlds + means[:, None] + luck.normal(0, 0.2, (6, 30, 2))
    within = [True] * 5 + [False]
    found = standings(gains - gains[:1], within)
    expected = [Standing.BEATEN, Standing.FRONT, Standing.FRONT, Standing.UNCLEAR, Standing.BEATEN]
    assert found == [*expected, Standing.OVER]
