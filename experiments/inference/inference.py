"""The inference, step by step: from what history matching has left to a posterior put to the test.

Draws on the emulators of the last wave are really run; emulators learn from what these gave, and on them the
posterior is drawn. Each step is kept as soon as it is done, long ones in parts. Invariant: what a step gives
comes from its seed and from the steps before it alone, so whoever goes on after a pause ends with the same
tables.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

import numpy as np
import pandas as pd

from experiments.calibration.simulator import Opening
from experiments.calibration.targets import Candidate, Target
from experiments.history_matching.points import Points
from experiments.inference.agreement import jaccard, side_by_side
from experiments.inference.emulated_posterior import EmulatedPosterior, emulated_posterior
from experiments.inference.held_parameters import Emulated, HeldParameters
from experiments.inference.likelihood import Likelihood
from experiments.inference.posterior_tests import InferenceSizes, PosteriorTests
from experiments.inference.ranks import ranks
from experiments.inference.recovery import recovery
from experiments.inference.regression_posterior import RegressionPosterior
from experiments.inference.reweighting import reweighted
from experiments.inference.weighted_draws import ENDS, WeightedDraws
from experiments.patterns.measurements import FloatArray
from experiments.store.kept_tables import KeptTables
from scenarios.entries import Parameter
from scenarios.pattern import Pattern

LOG = "log_likelihood"
QUANTILES = (ENDS[0], 0.5, ENDS[1])


class Matched(Emulated, Protocol):
    """What history matching hands over; `keys`: the parameters, and shifts of types."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """What is calibrated on."""

    @property
    def entries(self) -> Mapping[str, Parameter]:
        """The ledger's entry of each parameter, with the range of its prior."""

    @property
    def first(self) -> Points:
        """Points of the first wave, spread over the whole prior."""

    @property
    def points(self) -> Points:
        """Points of the waves, each spread evenly over what the one before had left."""

    @property
    def default(self) -> FloatArray:
        """The shares of the ledger's own values, of a shift none: (d,)."""

    def run(self, shares: FloatArray) -> Points:
        """What points give when they are run."""

    def learning_from(self, run: Points) -> Emulated:
        """Emulators that have learned from these points too."""

    def values(self, shares: FloatArray) -> Candidate:
        """The values of one point (d,)."""


class Inference:
    """The steps for one request; unseen: the patterns of role V."""

    def __init__(
        self,
        matched: Matched,
        kept: KeptTables,
        opening: Opening,
        sizes: InferenceSizes,
        unseen: Sequence[Pattern],
        say: Callable[[str], None],
    ) -> None:
        self._matched, self._kept, self._sizes = matched, kept, sizes
        self._say, fitted = say, [one.pattern for one in matched.targets]
        self._tests = PosteriorTests(fitted, unseen, matched.values, kept, opening, sizes)
        self._likelihood = Likelihood.of(matched.targets)

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables of the calibration, by name."""
        sizes = self._sizes
        emulated = self._emulated("emulated", self._matched, sizes.draws)
        run = self._run("run", emulated.draws.shares[: sizes.run])
        expected = self._matched.predict(run.shares)
        own = reweighted(emulated, self._likelihood, expected, (run.means, run.errors))
        self._say(f"reweighted: effective {own.draws.effective:.0f}, k-hat {own.khat:.2f}")
        learned = self._matched.learning_from(run)
        posterior = self._emulated("posterior", learned, sizes.draws).draws
        even = self._even()
        regression = RegressionPosterior(even.shares, even.means, self._likelihood, self._sizes.seed)
        second = regression.given(self._likelihood.centre)
        held = HeldParameters.of(learned, posterior, self._matched.default)
        both = self._parameters(posterior, second, self._central(held)).assign(held=~held.learned)
        tables = {
            "draws": self._draws(posterior),
            "parameters": both,
            "targets": self._targets(run, own.draws).assign(emulated=_within(run, expected)),
            "ranks": self._ranks(regression, even),
            "recovery": self._recovery(regression, even, learned),
            **self._tests.tables(posterior, both),
        }
        numbers = {
            **{"draws": len(posterior.shares), "effective": posterior.effective, "run": len(run)},
            **{"reweighted": own.draws.effective, "khat": own.khat},
            **{"points": len(self._matched.points), "even": len(even)},
            **{"jaccard": jaccard(both), "checked": sizes.checked, "each": sizes.each},
            "parameters": len(self._matched.keys),
        }
        return {**tables, "numbers": pd.DataFrame({"what": list(numbers), "value": list(numbers.values())})}

    def _central(self, held: HeldParameters) -> FloatArray:
        """The medoid of the posterior given what is held, really run: (d,)."""
        given = self._emulated("central-emulated", held, self._sizes.draws).draws
        medoid = held.whole(given.shares[[given.medoid()]])
        self._run("central", medoid)
        return medoid[0]

    def _emulated(self, name: str, emulators: Emulated, count: int) -> EmulatedPosterior:
        keys = list(emulators.keys)

        def make() -> pd.DataFrame:
            found = _drawn(emulators, self._likelihood, count, self._sizes.seed)
            for exponent, rate, moves in found.generations:
                self._say(f"exponent {exponent:.3f}: {rate:.2f} accepted, {moves} moves")
            return pd.DataFrame(found.draws.shares, columns=keys).assign(**{LOG: found.log_likelihood})

        table = self._kept.table(name, make)
        weights = np.full(len(table), 1.0 / len(table))
        return EmulatedPosterior(WeightedDraws(table[keys].to_numpy(), weights), table[LOG].to_numpy(), ())

    def _run(self, name: str, shares: FloatArray) -> Points:
        """What points give, kept a few at a time."""
        size, width = self._sizes.together, len(self._matched.targets)

        def make(part: int) -> pd.DataFrame:
            found = self._matched.run(shares[part * size : (part + 1) * size])
            self._say(f"{name}: {min((part + 1) * size, len(shares))} of {len(shares)}")
            return _numbered(np.concatenate([found.means, found.errors], axis=1))

        if not len(shares):
            return Points(shares, np.zeros((0, width)), np.zeros((0, width)))
        both = self._kept.parts(name, -(-len(shares) // size), make).to_numpy()
        return Points(shares, both[:, :width], both[:, width:])

    def _even(self) -> Points:
        """Points that lie evenly over what is left, with every number defined: those that waves have run
        there, and as many more as are wanted.
        """
        points = self._matched.points
        there = points.chosen(self._matched.allowed(points.shares))
        there = there.chosen(np.isfinite(there.means).all(axis=1))
        missing = max(0, self._sizes.even - len(there))
        more = self._run("even", self._matched.left[:missing])
        return there.joined(more.chosen(np.isfinite(more.means).all(axis=1)))

    def _draws(self, draws: WeightedDraws) -> pd.DataFrame:
        values = [self._matched.values(one) for one in draws.shares]
        return pd.DataFrame(values, columns=list(self._matched.keys)).assign(weight=draws.weights)

    def _parameters(self, first: WeightedDraws, second: WeightedDraws, medoid: FloatArray) -> pd.DataFrame:
        """Both posteriors side by side, with the prior's range, the ledger's value and the medoid's."""
        entries, values = self._matched.entries, self._matched.values
        table = side_by_side(self._matched.keys, first, second)
        own = [entries.get(key) for key in self._matched.keys]
        chosen = values(medoid)
        ends = [values(one) for one in first.quantiles(QUANTILES)]
        for name, found in zip(("low", "median", "high"), ends, strict=True):
            table[name] = [found[key] for key in self._matched.keys]
        return table.assign(
            prior_low=[one.low if one else np.nan for one in own],
            prior_high=[one.high if one else np.nan for one in own],
            default=[one.default if one else np.nan for one in own],
            medoid=[chosen[key] for key in self._matched.keys],
        )

    def _targets(self, run: Points, posterior: WeightedDraws) -> pd.DataFrame:
        """A row for each target: its number over the prior and over the posterior, in each draw run."""
        first = self._matched.first
        prior = WeightedDraws(first.means, np.full(len(first), 1.0 / len(first)))
        there = np.isfinite(run.means).all(axis=1)
        after = WeightedDraws(run.means[there], posterior.weights[there])
        table = pd.DataFrame({"id": [one.pattern.id for one in self._matched.targets]})
        bounds = [(one.low, one.high, one.centre, one.discrepancy) for one in self._matched.targets]
        table[["tolerance_low", "tolerance_high", "centre", "discrepancy"]] = bounds
        for name, draws in (("prior", prior), ("posterior", after)):
            columns = [_quantiles(column, draws.weights) for column in draws.shares.T]
            table[[f"{name}_low", f"{name}_median", f"{name}_high"]] = columns
        return table

    def _ranks(self, regression: RegressionPosterior, even: Points) -> pd.DataFrame:
        some = range(min(self._sizes.ranked, len(even)))
        given = (regression.given(regression.numbers[place], without=place) for place in some)
        return ranks(self._matched.keys, even.shares[some], given, self._sizes.seed).table()

    def _recovery(self, regression: RegressionPosterior, even: Points, emulators: Emulated) -> pd.DataFrame:
        """Of both methods; the first has a Monte Carlo run for each truth, kept by itself."""
        keys, some = list(self._matched.keys), range(min(self._sizes.recovered, len(even)))

        def make(place: int) -> pd.DataFrame:
            known = np.where(np.isfinite(even.errors[place]), even.errors[place], 0.0)
            observed = self._likelihood._replace(
                centre=regression.numbers[place], spread=np.hypot(self._likelihood.spread, known)
            )
            found = _drawn(emulators, observed, self._sizes.recovered_draws, self._sizes.seed + 1 + place)
            self._say(f"recovery: {place + 1} of {len(some)}")
            return pd.DataFrame(found.draws.shares, columns=keys)

        tables = [self._kept.table(f"recovery-{place:04d}", partial(make, place)) for place in some]
        first = [WeightedDraws(one.to_numpy(), np.full(len(one), 1.0 / len(one))) for one in tables]
        second = [regression.given(regression.numbers[place], without=place) for place in some]
        found = [recovery(keys, even.shares[some], method) for method in (first, second)]
        return pd.concat(
            [one.assign(method=name) for one, name in zip(found, ("first", "second"), strict=True)]
        )


def _drawn(emulators: Emulated, likelihood: Likelihood, count: int, seed: int) -> EmulatedPosterior:
    return emulated_posterior(emulators.predict, likelihood, emulators.allowed, emulators.left, count, seed)


def _numbered(columns: FloatArray) -> pd.DataFrame:
    return pd.DataFrame(columns, columns=[str(place) for place in range(columns.shape[1])])


def _within(run: Points, expected: tuple[FloatArray, FloatArray]) -> FloatArray:
    """(k,): the share of runs that lie within two standard deviations of what emulators and chance allow."""
    off = np.abs(run.means - expected[0]) <= 2.0 * np.sqrt(expected[1] + run.errors**2)
    return np.where(np.isfinite(run.means), off, np.nan).mean(axis=0)


def _quantiles(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Of those that are defined."""
    there = np.isfinite(values) & (weights > 0)
    if not there.any():
        return np.full(len(QUANTILES), np.nan)
    kept = WeightedDraws(values[there, None], weights[there] / weights[there].sum())
    return kept.quantiles(QUANTILES)[:, 0]
