"""Fees and quality: the fixed points of collection, quality and arrears feeding each other (submodel S11)."""

from functools import cache

import numpy as np
import pytest

from experiments.evidence.behaviour.fee_map import AtRest, settle
from model.arrears import resting_law

TYPES = {"fee.unconditional": 0.4, "fee.refusing": 0.05}
REMEMBERED = TYPES | {"fee.intercept": 0.9, "fee.trust": 1.0, "fee.arrears": 1.0, "fee.fixed_share": 0.3}
"""Debts keep households from paying, and so there are two states."""
NO_MEMORY = (("fee.arrears", 0.0),)


@cache
def rest(start: float, ratio: float, *values: tuple[str, float]) -> AtRest:
    """Where the mean-field map ends."""
    return settle(start, ratio, values=REMEMBERED | dict(values))


@pytest.mark.parametrize(("start", "state"), [(0.45, 0.471), (0.65, 0.471), (0.75, 0.869), (0.95, 0.869)])
def test_where_the_fee_meets_its_cost_a_compound_ends_low_or_high(start: float, state: float) -> None:
    assert rest(start, 1.0).collection == pytest.approx(state, abs=0.01)


@pytest.mark.parametrize(("ratio", "states"), [(0.85, 1), (0.90, 1), (0.95, 2), (1.0, 2), (1.07, 2)])
def test_two_states_exist_where_the_fee_is_near_its_cost(ratio: float, states: int) -> None:
    ends = [rest(start, ratio).collection for start in (0.45, 0.95)]
    assert 1 + (ends[1] - ends[0] > 0.1) == states


@pytest.mark.parametrize("ratio", [0.9, 0.95, 1.0, 1.07])
def test_without_arrears_where_it_starts_does_not_matter(ratio: float) -> None:
    low, high = (rest(start, ratio, *NO_MEMORY).collection for start in (0.45, 0.95))
    assert high - low < 0.02


def test_who_is_in_the_trap_owes_a_year_and_who_is_out_of_it_nothing() -> None:
    assert rest(0.45, 1.0).owed > 11.0
    assert rest(0.95, 1.0).owed < 1.0


def test_debts_rest_where_as_many_fall_behind_as_catch_up() -> None:
    for chance in (0.0, 0.1, 0.5, 0.8, 1.0):
        law = resting_law(chance)
        assert law.sum() == pytest.approx(1.0)
        np.testing.assert_allclose(law[:-1] * (1.0 - chance), law[1:] * chance)
