"""From waves of history matching to a posterior, on a function that is known."""

import json
from pathlib import Path

import numpy as np
import pytest

from experiments.history_matching.waves import history_matched
from experiments.inference.emulated_posterior import emulated_posterior
from experiments.inference.likelihood import Likelihood
from experiments.inference.matched_waves import MatchedWaves
from experiments.inference.reweighting import reweighted
from tests.experiments.history_matching.conftest import KEYS, TARGETS, Simulated, Toy, toy, truth
from tests.experiments.history_matching.test_waves import OPENING, prepared

__all__ = ["toy"]


@pytest.mark.slow
def test_what_waves_leave_becomes_a_posterior_that_gives_the_targets(
    toy: Toy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("experiments.inference.matched_waves.PointEvaluator", Simulated)
    matched = MatchedWaves(
        history_matched(toy, prepared(tmp_path / "waves", toy), OPENING), tmp_path / "runs", OPENING
    )
    assert matched.keys == KEYS and len(matched.first) == 80 and len(matched.points) == 80
    assert matched.allowed(matched.left).all() and len(np.unique(matched.left, axis=0)) == len(matched.left)
    assert (matched.points.errors > 0).all()

    likelihood = Likelihood.of(TARGETS)
    found = emulated_posterior(matched.predict, likelihood, matched.allowed, matched.left, 150, seed=0)
    assert matched.allowed(found.draws.shares).all()
    run = matched.run(found.draws.shares)
    asked = Simulated.asked
    assert np.array_equal(matched.run(found.draws.shares).means, run.means) and Simulated.asked == asked
    posterior = reweighted(found, likelihood, matched.predict(run.shares), (run.means, run.errors))
    assert posterior.draws.effective > 20
    gives = posterior.draws._replace(shares=truth(posterior.draws.shares))
    assert (np.abs(gives.mean() - likelihood.centre) < 2 * likelihood.spread).all()
    middle = truth(posterior.draws.shares[[posterior.draws.medoid()]])
    assert (np.abs(middle - likelihood.centre) < 5 * likelihood.spread).all()
    learned = matched.learning_from(run)
    assert learned.keys == KEYS and learned.allowed(found.draws.shares).all()
    expected = [one.predict(run.shares)[0] for one in (matched, learned)]
    off = [float(np.abs(one - truth(run.shares)).mean()) for one in expected]
    assert off[1] < off[0]
    assert np.array_equal(matched.learning_from(run).predict(run.shares)[0], expected[1])
    values = matched.values(run.shares[0])
    assert all(entry.low <= values[key] <= entry.high for key, entry in matched.entries.items())
    assert json.loads((tmp_path / "runs/tried.jsonl").read_text().splitlines()[0])
