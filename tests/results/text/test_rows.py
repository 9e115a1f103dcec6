"""A difference is told with how far its interval reaches, if it has one."""

import pytest

from results.text.names import name_beside_differences
from results.text.rows import difference_and_reach
from scenarios.language import spoken

NAN = float("nan")


@pytest.mark.parametrize(
    ("difference", "low", "high", "told"),
    [
        (0.12, 0.09, 0.15, "+0.120 ±0.030"),
        (-2e-5, -4e-5, 0.0, "−2e−05 ±2e−05"),
        (1.5, NAN, NAN, "+1.50 ±–"),
        (0.0, NAN, NAN, "0 ±–"),
        (1e-4, NAN, NAN, "+0.0001 ±–"),
    ],
)
def test_a_single_pair_has_a_dash_for_its_interval(
    difference: float, low: float, high: float, told: str
) -> None:
    row = {"outcome": "conflict_index", "difference": difference, "low": low, "high": high}
    assert difference_and_reach(row) == told


def test_differences_of_shares_are_in_percentage_points_and_their_names_say_so() -> None:
    row = {
        "outcome": "participation_month",
        "family": "primary",
        "difference": 0.03,
        "low": 0.02,
        "high": 0.04,
    }
    assert difference_and_reach(row) == "+3.00 ±1.00"
    with spoken("zh"):
        assert name_beside_differences(row) == "月参与率（百分点）"
    with spoken("en"):
        assert name_beside_differences({**row, "outcome": "conflict_index"}) == "conflict index"
