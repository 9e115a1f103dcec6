"""Slopes among households: what is felt, and the odds of having taken part."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments.patterns.evaluate import patterns
from experiments.patterns.household_slopes import logistic, slopes


def test_the_coefficients_of_a_known_curve_are_found_again() -> None:
    rng = np.random.default_rng(5)
    design = np.hstack([np.ones((20000, 1)), rng.random((20000, 2))])
    chance = 1 / (1 + np.exp(-design @ [-1.0, 1.5, 0.5]))
    truth = np.asarray(rng.random(20000) < chance, dtype=np.float64)
    assert logistic(design, truth) == pytest.approx([-1, 1.5, 0.5], abs=0.15)
    assert logistic(design[:, :1], np.repeat([1.0, 0.0], 10000)) == pytest.approx([0.0])
    assert np.isnan(logistic(design, np.ones(20000))).all()


def _world(trust: np.ndarray, idle: np.ndarray, present: np.ndarray) -> SimpleNamespace:
    rng, n = np.random.default_rng(1), len(trust)
    columns = {"trust_committee": trust, "belonging": rng.random(n), "efficacy": rng.random(n)}
    about = {"age": rng.uniform(18, 90, n), "owner": rng.random(n) < 0.7, "party": rng.random(n) < 0.1}
    held = SimpleNamespace(columns=columns, months_idle=idle, present=present, **about)
    return SimpleNamespace(households=held, compounds=SimpleNamespace(count=1, of_row=np.zeros(n, dtype=int)))


def test_odds_rise_with_trust_over_its_range_among_those_at_home() -> None:
    rng, n = np.random.default_rng(2), 20000
    trust, present = rng.uniform(0.3, 0.8, n), np.arange(n) < n // 2
    took_part = (rng.random(n) < 1 / (1 + np.exp(-4 * (trust - 0.55)))) & present
    found = slopes(_world(trust, np.where(took_part, 3, 20), present))  # type: ignore[arg-type]
    assert found["slope_on_trust"] == pytest.approx([4 * 0.5], abs=0.25)
    assert found["slope_on_belonging"] == pytest.approx([0.0], abs=0.25)


def test_patterns_ask_for_them() -> None:
    known = patterns()
    assert {known[name].source[:3] for name in ("slope-on-trust", "slope-on-belonging")} == {"D20"}
