"""The functions that take one agent's number or a cohort's column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import column

numbers = st.floats(-30, 30)


@given(numbers)
def test_one_number_and_a_column_of_it_give_the_same(x: float) -> None:
    for function in (column.exp, column.logistic, column.above_zero):
        assert function(x) == pytest.approx(float(function(np.array([x]))[0]), rel=1e-15)
    if x > 0.0:
        assert column.log(x) == pytest.approx(float(column.log(np.array([x]))[0]), rel=1e-15)


@given(numbers, numbers, numbers)
def test_clip_keeps_a_number_and_a_column_between_the_bounds(x: float, one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    clipped = column.clip(x, low, high)
    assert low <= clipped <= high
    assert clipped == column.clip(np.array([x]), low, high)[0]
    assert clipped == x or not low < x < high


def test_a_choice_for_one_and_for_many_is_the_same() -> None:
    truth, yes, no = np.array([True, False]), np.array([1.0, 2.0]), np.array([3.0, 4.0])
    many = column.where(truth, yes, no)
    assert (
        list(many)
        == [column.where(bool(t), y, n) for t, y, n in zip(truth, yes, no, strict=True)]
        == [1.0, 4.0]
    )
    assert list(column.negate(truth)) == [column.negate(bool(t)) for t in truth] == [False, True]


def test_the_logistic_function_is_one_half_at_zero_and_symmetric() -> None:
    assert column.logistic(0.0) == 0.5
    assert column.logistic(np.array([2.0]))[0] == pytest.approx(1.0 - column.logistic(-2.0))
