"""Opinions in a forum: Friedkin and Johnsen (1990) with its two limits, and what the sessions do with it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.forum import deliberate

WIDE = 2.0  # a bound of confidence that shuts nobody out: opinions lie in [-1, 1]
opinions = arrays(np.float64, st.integers(2, 40), elements=st.floats(-1.0, 1.0))


def talk(
    start: Any,
    stubborn: Any,
    weight: Any = None,
    rounds: int = 5,
    confidence: float = WIDE,
    facilitator: float = 0.0,
) -> Any:
    count = len(start)
    return deliberate(
        np.asarray(start, dtype=float),
        np.broadcast_to(np.asarray(stubborn, dtype=float), (count,)),
        np.ones(count) if weight is None else np.asarray(weight, dtype=float),
        rounds=rounds,
        confidence=confidence,
        facilitator=facilitator,
    )


@given(opinions)
def test_without_stubbornness_all_come_to_agree(start: Any) -> None:
    final = talk(start, 0.0)
    assert np.ptp(final) < 1e-12
    assert final[0] == pytest.approx(start.mean(), abs=1e-12)


def test_what_all_agree_on_is_the_mean_of_those_who_count(start: Any = (-1.0, 0.0, 1.0)) -> None:
    assert talk(start, 0.0, weight=[1.0, 1.0, 2.0]) == pytest.approx([0.25] * 3)


@given(opinions, st.floats(0.2, 2.0), st.floats(0.0, 0.5))
def test_with_full_stubbornness_nothing_moves(start: Any, confidence: float, facilitator: float) -> None:
    assert (talk(start, 1.0, confidence=confidence, facilitator=facilitator) == start).all()


def test_stubbornness_leads_to_friedkin_and_johnsens_fixed_point() -> None:
    rng = np.random.default_rng(2)
    start, stubborn = rng.uniform(-1.0, 1.0, 12), rng.uniform(0.1, 0.9, 12)
    heard = np.full((12, 12), 1.0 / 12.0)
    fixed = np.linalg.solve(np.eye(12) - np.diag(1.0 - stubborn) @ heard, stubborn * start)
    assert talk(start, stubborn, rounds=200) == pytest.approx(fixed, abs=1e-12)


def test_more_stubbornness_leaves_opinions_farther_apart() -> None:
    start = np.linspace(-1.0, 1.0, 21)
    spread = [np.ptp(talk(start, stubborn)) for stubborn in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert spread == sorted(spread)
    assert spread[0] < 1e-12


def test_two_camps_out_of_each_others_hearing_stay_apart() -> None:
    start = np.array([-0.9, -0.8, -0.7, 0.7, 0.8, 0.9])
    final = talk(start, 0.0, confidence=0.6)
    assert final == pytest.approx([-0.8] * 3 + [0.8] * 3)


def test_a_facilitator_brings_the_camps_together() -> None:
    start = np.array([-0.9, -0.8, -0.7, 0.7, 0.8, 0.9])
    apart = [np.ptp(talk(start, 0.0, confidence=0.6, facilitator=pull)) for pull in (0.0, 0.2, 0.5)]
    assert apart == sorted(apart, reverse=True)
    assert apart[2] < apart[0]


@given(opinions, st.floats(0.0, 1.0), st.floats(0.2, 2.0), st.floats(0.0, 0.5), st.integers(1, 8))
def test_nobody_ends_beyond_what_was_said(
    start: Any, stubborn: float, confidence: float, facilitator: float, rounds: int
) -> None:
    final = talk(start, stubborn, rounds=rounds, confidence=confidence, facilitator=facilitator)
    assert final.min() >= start.min() - 1e-12
    assert final.max() <= start.max() + 1e-12


def test_the_start_is_not_written_over() -> None:
    start = np.array([-1.0, 1.0])
    talk(start, 0.0)
    assert list(start) == [-1.0, 1.0]
