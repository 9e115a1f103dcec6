"""Draws from a part of the cube whose volume is known."""

import numpy as np
import pytest

from experiments.history_matching.subset_simulation import Left, narrowed, whole_cube
from experiments.patterns.measurements import FloatArray

PARAMETERS, HALF = 60, 0.05


def off(shares: FloatArray, bound: float) -> FloatArray:
    """How far from the middle of a box in six of the parameters, in halves of its sides."""
    return np.abs(shares[:, :6] - 0.3).max(axis=1) / HALF


def everything(shares: FloatArray) -> FloatArray:
    return np.ones(len(shares))


def found(seed: int) -> Left:
    return narrowed(whole_cube(PARAMETERS, seed, everything), off, [seed])


def test_a_millionth_of_sixty_parameters_is_found_and_filled_evenly() -> None:
    left = found(1)
    assert left.volume == pytest.approx((2 * HALF) ** 6, rel=0.5)
    assert left.error < 0.4 * left.volume
    draws = left.pooled
    assert len(draws) > 500 and (off(draws, 1.0) <= 1).all()
    assert draws[:, :6].std(axis=0) == pytest.approx(2 * HALF / np.sqrt(12), rel=0.15)
    assert draws[:, 6:].std(axis=0) == pytest.approx(1 / np.sqrt(12), rel=0.15)


def test_the_same_seed_gives_the_same_draws_and_another_others() -> None:
    one, same, other = (narrowed(whole_cube(12, seed, everything), off, [seed]) for seed in (2, 2, 3))
    assert (one.draws == same.draws).all() and (one.draws != other.draws).any()


def test_moves_keep_what_is_spread_evenly_so() -> None:
    """A corner cut off aslant, where a move that is likelier one way than back would pile draws up."""

    def aslant(shares: FloatArray, bound: float) -> FloatArray:
        return shares[:, :3].sum(axis=1) / 0.3

    draws = np.random.default_rng(1)
    corner = 0.3 * draws.dirichlet(np.ones(4), size=(4, 4000))[:, :, :3]
    even = np.concatenate([corner, draws.random((4, 4000, 3))], axis=2)
    moved = narrowed(Left(even, np.ones(4)), aslant, [1])
    assert moved.volumes == pytest.approx(np.ones(4))
    assert float(aslant(moved.draws.reshape(-1, 6), 1.0).mean()) == pytest.approx(0.75, abs=0.005)


def test_nothing_left_has_no_volume_and_no_draws() -> None:
    nowhere = narrowed(whole_cube(3, 0, everything), lambda shares, bound: np.full(len(shares), 2.0), [0])
    assert nowhere.volume == 0 and len(nowhere.pooled) == 0
