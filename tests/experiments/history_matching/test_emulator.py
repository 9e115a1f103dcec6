"""Emulators of a function that is known: how near they come, how sure they are, what they call noise."""

import numpy as np
import pytest

from experiments.history_matching.emulator import Emulators
from experiments.history_matching.emulator_check import checked, with_fresh
from experiments.history_matching.emulator_fit import adjusted, fitted
from experiments.history_matching.implausibility import Ruling, excess, implausibilities
from experiments.history_matching.points import Points
from tests.experiments.history_matching.conftest import KEYS, NOISE, TARGETS, drawn, run, truth


@pytest.fixture(scope="module")
def emulators() -> Emulators:
    return fitted(run(drawn(300, 1), 1), KEYS, TARGETS)


def test_an_emulator_tells_unseen_points_and_how_sure_it_is(emulators: Emulators) -> None:
    shares = drawn(500, 2)
    means, variances = emulators.predict(shares)
    missed = means - truth(shares)
    assert (1 - (missed**2).mean(axis=0) / truth(shares).var(axis=0) > 0.85).all()
    assert (np.mean(np.abs(missed) < 2 * np.sqrt(variances), axis=0) > 0.85).all()
    assert np.sqrt(emulators.noise(shares).mean(axis=0)) == pytest.approx(NOISE / np.sqrt(2), rel=0.3)


def test_emulators_are_judged_by_points_held_back_and_by_fresh_ones(emulators: Emulators) -> None:
    table = checked(emulators, run(drawn(300, 1), 1), wave=1)
    table = with_fresh(table, emulators, run(drawn(200, 3), 3))
    assert (table["r2"] > 0.8).all() and (table["fresh_r2"] > 0.8).all()
    assert table[["within", "fresh_within"]].to_numpy().min() > 0.85
    assert ((table["noise"] > 0) & (table["noise"] < 0.2)).all()


def test_a_point_is_ruled_out_by_one_number_far_off_or_by_two_less_far() -> None:
    observed = np.array([one.centre for one in TARGETS])
    own = np.array([one.spread for one in TARGETS])
    off = np.array([[3.9, 0.0], [4.1, 0.0], [2.9, -2.9], [3.1, -3.1], [np.nan, 0.0]])
    found = implausibilities(observed + off * own, np.zeros((5, 2)), TARGETS)
    assert list(excess(found) > 1) == [False, True, False, True, True]
    unsure = implausibilities(observed + off * own, 3 * np.tile(own**2, (5, 1)), TARGETS)
    assert list(excess(unsure) > 1) == [False, False, False, False, True]


def test_what_is_ruled_out_is_the_same_whatever_is_looked_at_first(emulators: Emulators) -> None:
    shares, ruling = drawn(300, 4), Ruling(emulators)
    whole = excess(implausibilities(*emulators.predict(shares), TARGETS))
    assert ruling.excess(shares) == pytest.approx(whole)
    for _turn in range(2):
        bounded = ruling.excess(shares, 1.0)
        assert (np.isfinite(bounded) == (whole <= 1)).all() and 0 < np.isfinite(bounded).sum() < 300
        assert bounded[whole <= 1] == pytest.approx(whole[whole <= 1])
        ruling.sort(shares)


def test_what_other_parameters_did_is_taken_off_points_that_varied_them() -> None:
    points = run(drawn(100, 5), 5)
    kept = [place for place in range(len(KEYS)) if place != 0]
    fixed = adjusted(points, kept, np.full(len(KEYS), 0.5), TARGETS)
    assert fixed.shares.shape == (100, len(KEYS) - 1)
    before, after = (np.corrcoef(points.shares[:, 0], one.means[:, 0])[0, 1] for one in (points, fixed))
    assert before > 0.5 and abs(after) < 0.15


def test_an_emulator_leaves_out_points_without_a_number(emulators: Emulators) -> None:
    points = run(drawn(300, 1), 1)
    nothing = np.full((3, 2), np.nan)
    more = points.joined(Points(np.zeros((3, len(KEYS))), nothing, nothing))
    assert (fitted(more, KEYS, TARGETS[:1]).each[0].weights == emulators.each[0].weights).all()
