"""Emulators of a function that is known: how near they come, how sure they are, what they call noise."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments.calibration.targets import Target
from experiments.history_matching.emulator import Emulators
from experiments.history_matching.emulator_fit import fitted
from experiments.history_matching.points import Points
from experiments.patterns.measurements import FloatArray

KEYS = tuple("abcdefgh")
NOISE = 0.1


def target(name: str, low: float, high: float) -> Target:
    """A range for a number of that name; nothing of its pattern matters here but the name."""
    return Target(SimpleNamespace(id=name), low, high)  # type: ignore[arg-type]


TARGETS = (target("bent", 0.5, 1.0), target("crossed", 0.5, 1.0))


def truth(shares: FloatArray) -> FloatArray:
    """Two numbers of six parameters, not additive; the other parameters do nothing."""
    a, b, c, d, e, f = shares[:, :6].T
    return np.stack([2 * a + np.sin(6 * b) * c, 3 * d * e + f**2], axis=1)


def run(count: int, seed: int) -> Points:
    """Points that were run in two replicates each."""
    draws = np.random.default_rng(seed)
    shares = draws.random((count, len(KEYS)))
    twice = truth(shares)[:, None] + NOISE * draws.normal(size=(count, 2, 2))
    return Points(shares, twice.mean(axis=1), twice.std(axis=1, ddof=1) / np.sqrt(2))


@pytest.fixture(scope="module")
def emulators() -> Emulators:
    return fitted(run(100, 1), KEYS, TARGETS)


def test_an_emulator_tells_unseen_points_and_how_sure_it_is(emulators: Emulators) -> None:
    shares = np.random.default_rng(2).random((500, len(KEYS)))
    means, variances = emulators.predict(shares)
    missed = means - truth(shares)
    assert (1 - (missed**2).mean(axis=0) / truth(shares).var(axis=0) > 0.9).all()
    assert (np.mean(np.abs(missed) < 2 * np.sqrt(variances), axis=0) > 0.85).all()
    assert np.sqrt(emulators.noise(shares).mean(axis=0)) == pytest.approx(NOISE / np.sqrt(2), rel=0.25)


def test_an_emulator_leaves_out_points_without_a_number(emulators: Emulators) -> None:
    points = run(100, 1)
    nothing = np.full((3, 2), np.nan)
    more = points.joined(Points(np.zeros((3, len(KEYS))), nothing, nothing))
    assert (fitted(more, KEYS, TARGETS[:1]).each[0].weights == emulators.each[0].weights).all()
