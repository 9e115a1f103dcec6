"""Drift: known slopes are found, noise is not taken for one, months without a value are left out."""

import math

import numpy as np
import pytest

from experiments.statistics.drift import drift, off_the_line

MONTHS = np.arange(120.0)


def test_a_straight_line_has_its_own_drift_and_no_doubt() -> None:
    found = drift(np.stack([10 + 0.05 * MONTHS] * 3))
    assert found.level == pytest.approx(10 + 0.05 * 59.5)
    assert found.a_year == pytest.approx(12 * 0.05 / found.level)
    assert found.reach == pytest.approx(0, abs=1e-12)
    assert found.much and found.shown


def test_the_interval_holds_the_drift_in_about_95_of_100_noisy_worlds() -> None:
    luck, held = np.random.default_rng(4), 0
    for _world in range(400):
        values = 5 + 0.01 * MONTHS + luck.normal(0, 1, (12, 120))
        found = drift(values)
        held += abs(found.a_year - 12 * 0.01 / found.level) <= found.reach
    assert 0.92 <= held / 400 <= 0.98


def test_level_noise_is_not_shown_to_drift() -> None:
    values = 5 + np.random.default_rng(2).normal(0, 1, (12, 120))
    assert not drift(values).shown


def test_months_without_a_value_are_left_out() -> None:
    values = np.stack([10 + 0.05 * MONTHS, 10 + 0.05 * MONTHS])
    values[0, ::3] = np.nan
    assert drift(values).a_year * drift(values).level == pytest.approx(12 * 0.05)


@pytest.mark.parametrize("values", [np.full((3, 24), np.nan), np.zeros((3, 24)), np.ones((3, 1))])
def test_nothing_is_told_where_there_is_nothing_to_tell(values) -> None:
    found = drift(values)
    assert math.isnan(found.a_year) and not found.much and not found.shown


def test_one_replicate_has_a_drift_and_no_interval() -> None:
    found = drift((10 + 0.05 * MONTHS)[None])
    assert found.a_year > 0 and math.isnan(found.reach) and not found.shown


def test_a_first_year_is_held_against_the_line_through_later_years() -> None:
    values = np.stack([10 + 0.05 * MONTHS] * 3)
    assert off_the_line(values, slice(0, 12), slice(24, 120))[0] == pytest.approx(0, abs=1e-9)
    values[:, :12] -= 1.0
    found, reach = off_the_line(values, slice(0, 12), slice(24, 120))
    assert found == pytest.approx(-1.0 / values[:, 24:].mean()) and reach == pytest.approx(0, abs=1e-9)
