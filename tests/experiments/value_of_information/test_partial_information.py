"""The worth of knowing a parameter: found where it is known in closed form, and none where there is none."""

from math import hypot

import numpy as np
import pytest
from scipy.stats import norm

from experiments.value_of_information.partial_information import Worth, of_groups, worths
from experiments.value_of_information.smooth import curve

AHEAD, SLOPES, IDLE = -0.3, (1.0, 0.5), 30
"""The second of two options is so far ahead of the first, on average, and gains so much by each parameter."""


def exact(spread: float) -> float:
    """The worth of knowing what makes the difference of two options vary so much, normally."""
    return float(spread * norm.pdf(AHEAD / spread) - abs(AHEAD) * norm.cdf(-abs(AHEAD) / spread))


@pytest.fixture(scope="module")
def found() -> tuple[list[Worth], dict[str, Worth]]:
    """Parameters with the slopes, and idle ones; each alone, and in groups."""
    rng = np.random.default_rng(7)
    values = rng.normal(size=(500, len(SLOPES) + IDLE))
    alike = rng.normal(size=500)
    second = AHEAD + values[:, : len(SLOPES)] @ SLOPES + rng.normal(size=500)
    options = np.stack([alike, alike + second], axis=1)
    curves = [curve(values[:, place]) for place in range(values.shape[1])]
    alone = worths(options, curves)
    members = {"both": [0, 1], "idle": list(range(2, 2 + IDLE))}
    return alone, of_groups(options, curves, alone, members)


def test_what_knowing_a_parameter_is_worth_is_found_within_its_interval(
    found: tuple[list[Worth], dict[str, Worth]],
) -> None:
    alone, groups = found
    for worth, spread in ((alone[0], 1.0), (alone[1], 0.5), (groups["both"], hypot(*SLOPES))):
        assert worth.shown and worth.moves
        assert abs(worth.value - exact(spread)) < 1.96 * worth.error, spread
        assert worth.error < exact(spread)
    assert groups["both"].value > alone[0].value > alone[1].value
    assert alone[0].variance == pytest.approx(1 / (1 + 0.25 + 1), abs=0.1)


def test_a_parameter_that_cannot_matter_is_worth_no_more_than_its_standard_error(
    found: tuple[list[Worth], dict[str, Worth]],
) -> None:
    alone, groups = found
    for idle in alone[len(SLOPES) :]:
        assert idle.value <= idle.error and not idle.moves and idle.floor > 0
    assert groups["idle"].value == 0


def test_nothing_is_worth_knowing_where_one_option_is_best_everywhere_or_all_are_alike() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(size=200)
    ahead = np.exp(values)
    for options in (np.stack([ahead, 2 * ahead], axis=1), np.stack([ahead, ahead], axis=1)):
        (worth,) = worths(options, [curve(values)])
        assert worth.value == 0 and not worth.shown


def test_a_parameter_of_two_values_is_seen_and_one_of_a_single_value_is_not() -> None:
    rng = np.random.default_rng(5)
    switch = rng.integers(0, 2, 200).astype(float)
    options = np.stack([rng.normal(size=200) / 10, 2 * switch - 1.1], axis=1)
    there, nowhere = worths(options, [curve(switch), curve(np.ones(200))])
    assert there.value == pytest.approx(0.45, abs=0.1) and there.changes == pytest.approx(0.5, abs=0.1)
    assert nowhere.value == 0 and nowhere.variance == 0
