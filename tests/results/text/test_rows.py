"""A difference is told with how far its interval reaches, if it has one."""

import pytest

from results.text.rows import difference_and_reach

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
    assert difference_and_reach({"outcome": "conflict_index", "difference": difference, "low": low, "high": high}) == told
