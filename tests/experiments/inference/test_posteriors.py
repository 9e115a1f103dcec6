"""Both ways to a posterior, where the right answer is known: linear numbers with normal errors."""

from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.errors import ArgumentError
from experiments.inference.agreement import AGREED, jaccard, side_by_side
from experiments.inference.emulated_posterior import EmulatedPosterior, emulated_posterior
from experiments.inference.likelihood import Likelihood
from experiments.inference.ranks import ranks
from experiments.inference.recovery import ALL, recovery
from experiments.inference.regression_posterior import RegressionPosterior
from experiments.inference.reweighting import Reweighted, reweighted, updated
from experiments.inference.weighted_draws import WeightedDraws
from experiments.patterns.measurements import FloatArray

PARAMETERS, LEARNED = 20, 4
KEYS = tuple(f"part.{place}" for place in range(PARAMETERS))


class Linear(NamedTuple):
    """Numbers that are sums of the first parameters, each seen twice; the rest moves nothing."""

    slopes: FloatArray
    likelihood: Likelihood
    variance: float

    def predict(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        means = self.run(shares)
        return means, np.full_like(means, self.variance)

    def run(self, shares: FloatArray) -> FloatArray:
        found: FloatArray = shares @ self.slopes.T
        return found

    def answer(self) -> tuple[FloatArray, FloatArray]:
        """Mean and covariance of the first parameters, of which the prior's ends are far."""
        slopes = self.slopes[:, :LEARNED]
        precision = np.diag(1.0 / (self.likelihood.variance + self.variance))
        covariance = np.linalg.inv(slopes.T @ precision @ slopes)
        mean: FloatArray = covariance @ slopes.T @ precision @ self.likelihood.centre
        return mean, covariance


def linear(variance: float = 0.0) -> Linear:
    generator = np.random.default_rng(4)
    slopes = np.zeros((2 * LEARNED, PARAMETERS))
    slopes[:, :LEARNED] = np.vstack([np.eye(LEARNED)] * 2) + 0.2 * generator.normal(
        size=(2 * LEARNED, LEARNED)
    )
    centre = slopes[:, :LEARNED] @ np.array([0.45, 0.5, 0.55, 0.4])
    return Linear(slopes, Likelihood(centre, np.full(8, 0.05), np.full(8, 0.04)), variance)


def evenly() -> FloatArray:
    return np.random.default_rng(6).random((600, PARAMETERS))


def everything(shares: FloatArray) -> NDArray[np.bool_]:
    return np.ones(len(shares), dtype=bool)


def emulated(toy: Linear, count: int = 2000) -> EmulatedPosterior:
    return emulated_posterior(toy.predict, toy.likelihood, everything, evenly(), count, seed=1)


def is_right(draws: WeightedDraws, toy: Linear, of_mean: float, of_spread: float) -> None:
    """Means within a part of the standard deviation, standard deviations within a part of themselves; what
    moves nothing as it was.
    """
    mean, covariance = toy.answer()
    spread = np.sqrt(np.diag(covariance))
    assert np.abs((draws.mean()[:LEARNED] - mean) / spread).max() < of_mean
    found = draws.covariance()[:LEARNED, :LEARNED]
    assert np.abs(np.sqrt(np.diag(found)) / spread - 1).max() < of_spread
    correlation, expected = (
        one / np.sqrt(np.outer(np.diag(one), np.diag(one))) for one in (found, covariance)
    )
    assert np.abs(correlation - expected).max() < 0.15
    assert np.abs(draws.contraction()[LEARNED:]).max() < 0.08


def test_smc_on_emulators_finds_the_posterior_that_is_known_exactly() -> None:
    toy = linear(variance=0.02**2)
    found = emulated(toy)
    is_right(found.draws, toy, of_mean=0.15, of_spread=0.1)
    assert found.draws.effective == pytest.approx(2000)
    assert [exponent for exponent, _rate, _moves in found.generations][-1] == 1.0


def test_smc_stays_within_what_is_not_ruled_out() -> None:
    toy = linear()
    half, left = toy.answer()[0][0], evenly()
    left = left[left[:, 0] > half]
    found = emulated_posterior(
        toy.predict, toy.likelihood, lambda shares: shares[:, 0] > half, left, 400, seed=2
    )
    assert (found.draws.shares[:, 0] > half).all()
    assert np.abs(found.draws.mean()[1] - toy.answer()[0][1]) < 0.05
    assert len(np.unique(found.draws.shares, axis=0)) > 380
    with pytest.raises(ArgumentError, match="has left nothing"):
        emulated_posterior(toy.predict, toy.likelihood, everything, left[:0], 400, seed=2)


def weighed(found: EmulatedPosterior, toy: Linear, means: FloatArray, error: float = 0.0) -> Reweighted:
    """The draws put right by runs that are as sure as that."""
    expected = toy.predict(found.draws.shares[: len(means)])
    return reweighted(found, toy.likelihood, expected, (means, np.full_like(means, error)))


def test_draws_run_in_few_replicates_do_not_widen_the_posterior_by_their_chance() -> None:
    """Emulators that are right, within 0.03, and runs that scatter by 0.05."""
    generator, toy = np.random.default_rng(3), linear(variance=0.03**2)
    found = emulated(toy)
    true = toy.run(found.draws.shares) + 0.03 * generator.normal(size=(2000, 8))
    run = true + 0.05 * generator.normal(size=(2000, 8))
    put_right = weighed(found, toy, run, error=0.05)
    is_right(put_right.draws, toy, of_mean=0.15, of_spread=0.12)
    assert put_right.draws.effective >= 300


def test_an_emulator_that_is_too_sure_counts_less_beside_runs() -> None:
    """It is off by 0.1 and says by 0.001: what is known after a run lies near the run."""
    mean, run = np.zeros((50, 1)), np.full((50, 1), 0.1)
    told = np.full((50, 1), 0.001**2), np.full((50, 1), 0.02)
    after, variance = updated((mean, told[0]), (run, told[1]))
    assert (after > 0.09).all() and (variance < 0.02**2).all()
    calm, _variance = updated((mean, np.full((50, 1), 0.1**2)), (0.0 * run, told[1]))
    assert (calm == 0.0).all()


def test_draws_that_were_run_weigh_by_what_the_model_gave_and_not_the_emulator() -> None:
    """The emulators are unsure by as much as the observations, and wrong by half of that in one number."""
    toy = linear()
    bias = np.eye(8)[0] * 0.03
    unsure = toy._replace(variance=0.03**2)
    found = emulated_posterior(
        lambda shares: (unsure.run(shares) + bias, np.full((len(shares), 8), 0.03**2)),
        toy.likelihood,
        everything,
        evenly(),
        2000,
        seed=1,
    )
    means = toy.run(found.draws.shares[:1500])
    put_right = weighed(found, toy, means)
    is_right(put_right.draws, toy, of_mean=0.15, of_spread=0.1)
    assert len(put_right.draws.weights) == 1500
    assert put_right.draws.effective >= 300
    assert put_right.is_trusted


def test_a_draw_that_could_not_be_run_weighs_nothing_and_a_bad_emulator_is_told_of() -> None:
    toy = linear()
    found = emulated(toy, 500)
    means = toy.run(found.draws.shares)
    means[7, 2] = np.nan
    assert weighed(found, toy, means).draws.weights[7] == 0.0
    few = weighed(found, toy, means[:20])
    assert few.khat == np.inf and few.draws.effective == pytest.approx(19)
    narrow = toy.likelihood._replace(centre=toy.likelihood.centre + 0.3, spread=np.full(8, 0.01))
    assert not weighed(found, toy._replace(likelihood=narrow), means).is_trusted


@pytest.fixture(scope="module")
def amortised() -> tuple[RegressionPosterior, FloatArray]:
    """The second method on points of the prior, and these points."""
    toy = linear()
    shares = np.random.default_rng(2).random((3000, PARAMETERS))
    return RegressionPosterior(shares, toy.run(shares), toy.likelihood, seed=3), shares


def test_regression_finds_the_same_posterior_from_points_alone(
    amortised: tuple[RegressionPosterior, FloatArray],
) -> None:
    toy = linear()
    found = amortised[0].given(toy.likelihood.centre)
    is_right(found, toy, of_mean=0.25, of_spread=0.2)
    table = side_by_side(KEYS, emulated(toy).draws, found)
    assert set(table[table["first_learned"]]["parameter"]) == set(KEYS[:LEARNED])
    assert jaccard(table) >= AGREED


def test_a_design_that_is_denser_somewhere_does_not_pull_the_posterior_there() -> None:
    """Points crowd at low values of a parameter that nothing is learned of."""
    toy = linear()
    shares = np.random.default_rng(5).random((4000, PARAMETERS))
    shares[:, 6] = shares[:, 6] ** 2
    density = 0.5 / np.sqrt(shares[:, 6])
    means = toy.run(shares)
    even, crowded = (
        RegressionPosterior(shares, means, toy.likelihood, 3, given).given(toy.likelihood.centre).mean()[6]
        for given in (density, None)
    )
    assert abs(even - 0.5) < 0.04
    assert crowded < 0.4


def test_ranks_are_even_and_truths_recovered_where_posteriors_are_right(
    amortised: tuple[RegressionPosterior, FloatArray],
) -> None:
    posterior, shares = amortised
    some = range(240)
    given = [posterior.given(posterior.numbers[place], without=place) for place in some]
    assert ranks(KEYS, shares[some], given, seed=1).are_uniform
    table = recovery(KEYS, shares[some], given).set_index("parameter")
    assert 0.86 < table.loc[ALL, "covered"] < 0.94
    assert table.loc[ALL, "low"] < table.loc[ALL, "covered"] < table.loc[ALL, "high"]
    assert (table["covered"] > 0.8).all()


@pytest.mark.parametrize(("factor", "even"), [(1.0, True), (0.6, False), (1.7, False)])
def test_a_posterior_too_sure_or_too_unsure_has_uneven_ranks(factor: float, even: bool) -> None:
    """A normal mean with a normal prior and one normal observation, whose posterior is known."""
    generator = np.random.default_rng(8)
    truths = generator.normal(size=(300, 3))
    seen = truths + generator.normal(size=truths.shape)
    posteriors = [
        WeightedDraws(
            one / 2 + factor * np.sqrt(0.5) * generator.normal(size=(400, 3)), np.full(400, 1 / 400)
        )
        for one in seen
    ]
    found = ranks(("a", "b", "c"), truths, posteriors, seed=0)
    assert found.are_uniform is even
    covered = recovery(("a", "b", "c"), truths, posteriors).iloc[-1]
    assert bool(covered["low"] < 0.9 < covered["high"]) is even


def test_the_medoid_is_the_draw_in_the_middle_of_what_was_learned() -> None:
    """Nothing was learned of forty others: a draw that is central there and off in the first is not taken."""
    generator = np.random.default_rng(1)
    first = 0.5 + 0.03 * generator.normal(size=300)
    draws = WeightedDraws(np.column_stack([first, generator.random((300, 40))]), np.full(300, 1 / 300))
    chosen = draws.shares[draws.medoid()]
    assert abs(chosen[0] - np.median(first)) < 0.012
    heavy = np.where(first > 0.53, 20.0, 1.0)
    moved = draws._replace(weights=heavy / heavy.sum())
    assert moved.shares[moved.medoid()][0] > 0.53
    assert draws.weights[draws.medoid()] > 0
    run = np.where(np.arange(300) == draws.medoid(), 0.0, draws.weights)
    assert draws._replace(weights=run / run.sum()).medoid() != draws.medoid()
