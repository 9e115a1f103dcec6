"""How sure the number of a point is, by what its pattern is a number of."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments.history_matching.points import standard_error
from experiments.statistics.contrasts import Result, combined, quotient, share, side_by_side


def pattern(form: str) -> SimpleNamespace:
    """A pattern of a form; nothing else of it matters here."""
    return SimpleNamespace(form=form, scale="difference")


def test_a_mean_a_ratio_and_a_share_have_the_standard_errors_of_their_kind() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    ones = np.ones(4)
    level = combined(side_by_side([np.stack([values, ones], axis=1)]), [1.0])
    of_mean = values.std(ddof=1) / 2
    assert standard_error(pattern("level"), level) == pytest.approx(of_mean)  # type: ignore[arg-type]
    sides = side_by_side([np.stack([ones, ones], axis=1), np.stack([values, ones], axis=1)])
    ratio = standard_error(pattern("ratio"), quotient(sides))  # type: ignore[arg-type]
    assert ratio == pytest.approx(of_mean)
    all_of_two = standard_error(pattern("share"), share([True, True]))  # type: ignore[arg-type]
    assert all_of_two == pytest.approx(np.sqrt(0.75 * 0.25 / 2))
    lone = Result(1.0, float("nan"), float("nan"), 1)
    assert np.isnan(standard_error(pattern("level"), lone))  # type: ignore[arg-type]
