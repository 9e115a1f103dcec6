"""The posterior put to the test: in fresh replicates, and beside a model that is broken on purpose."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.calibration.simulator import Opening
from experiments.calibration.targets import Candidate
from experiments.inference.broken_rules import (
    RULES,
    broken_parameters,
    doubtful,
    failing,
    with_broken,
    with_value,
)
from experiments.inference.predictive_checks import WORKLOAD, Predicted, checks, level, predicted, read_draws
from experiments.inference.weighted_draws import WeightedDraws
from experiments.patterns.evaluate import patterns as known_patterns
from experiments.patterns.measurements import FloatArray
from experiments.store.kept_tables import KeptTables
from scenarios.pattern import Pattern


class InferenceSizes(NamedTuple):
    """How much work: draws of the posterior, how many of them are run and how many at a time; points that lie
    evenly over what is left; truths for ranks and for recovery; draws of the checks and replicates of each;
    draws in which what broke nothing is tried again.
    """

    draws: int = 2000
    run: int = 1000
    together: int = 100
    even: int = 400
    ranked: int = 400
    recovered: int = 24
    recovered_draws: int = 400
    checked: int = 80
    broken: int = 30
    each: int = 5
    seed: int = 0
    again: int = 300


class Breakage(NamedTuple):
    """Something to break: a rule or a parameter, what, how its tables are called, what it does to draws, and
    what opens an executor on it.
    """

    kind: str
    what: str
    name: str
    moved: Callable[[Sequence[Candidate]], Sequence[Candidate]]
    opening: Opening


class PosteriorTests:
    """Tests of a posterior on patterns that were fitted and on those that were not; values: of a draw."""

    def __init__(
        self,
        fitted: Sequence[Pattern],
        unseen: Sequence[Pattern],
        values: Callable[[FloatArray], Candidate],
        kept: KeptTables,
        opening: Opening,
        sizes: InferenceSizes,
    ) -> None:
        self._fitted, self._unseen, self._values = list(fitted), list(unseen), values
        self._kept, self._opening, self._sizes = kept, opening, sizes

    def tables(self, posterior: WeightedDraws, parameters: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """`checks`, `utilisation` and `broken`; parameters: both posteriors side by side."""
        return {**self._checks(posterior), "broken": self._broken(posterior, parameters)}

    def _checks(self, posterior: WeightedDraws) -> dict[str, pd.DataFrame]:
        """The patterns in fresh replicates, and how busy the committee is."""
        patterns, sizes = [*self._fitted, *self._unseen], self._sizes
        sides = [side for one in patterns for side in one.all_sides()]
        place = known_patterns()[WORKLOAD].all_sides()[0]
        draws = self._candidates(posterior, sizes.checked)
        read = read_draws("check", [*sides, place], draws, sizes.each, self._opening, self._kept)
        found = predicted(patterns, read, len(draws), sizes.each)
        busy = level(place, read, len(draws), sizes.each)
        return {
            "checks": checks(patterns, found, sizes.seed),
            "utilisation": pd.DataFrame({"utilisation": busy}),
        }

    def _candidates(self, posterior: WeightedDraws, count: int, further: int = 0) -> list[Candidate]:
        """So many draws; further: which of several samples."""
        drawn = posterior.sample(count, np.random.default_rng(self._sizes.seed + further))
        return [self._values(one) for one in drawn]

    def _broken(self, posterior: WeightedDraws, parameters: pd.DataFrame) -> pd.DataFrame:
        """What fails where a rule or a parameter is broken, beside the same draws left whole."""
        draws = self._candidates(posterior, self._sizes.broken)
        intact = self._predicted("intact", self._fitted, draws, self._opening)
        tables = []
        for one in self._breakages(parameters):
            found = self._predicted(one.name, self._fitted, one.moved(draws), one.opening)
            table = failing(one.kind, one.what, self._fitted, intact, found)
            tables.append(table if table["fails"].any() else self._again(one, table, posterior))
        return pd.concat(tables, ignore_index=True)

    def _breakages(self, parameters: pd.DataFrame) -> Iterator[Breakage]:
        for rule in RULES:
            yield Breakage("rule", rule, rule, list, with_broken(rule, self._opening))
        for key, value in broken_parameters(parameters).items():
            moved = partial(with_value, key=key, value=value)
            yield Breakage("parameter", f"{key}={value:g}", key, moved, self._opening)

    def _again(self, one: Breakage, table: pd.DataFrame, posterior: WeightedDraws) -> pd.DataFrame:
        """Where nothing fails, those patterns beyond their range that so few draws could not tell are asked
        once more, in other draws and more of them; what these say stands.
        """
        asked = doubtful(table, self._fitted)
        if not asked:
            return table
        fresh = self._candidates(posterior, self._sizes.again, further=1)
        intact = self._predicted(f"{one.name}-again-intact", asked, fresh, self._opening)
        found = self._predicted(f"{one.name}-again", asked, one.moved(fresh), one.opening)
        told = failing(one.kind, one.what, asked, intact, found)
        return pd.concat([table[~table["pattern"].isin(told["pattern"])], told])

    def _predicted(
        self, name: str, patterns: Sequence[Pattern], draws: Sequence[Candidate], opening: Opening
    ) -> Predicted:
        sides, each = [side for one in patterns for side in one.all_sides()], self._sizes.each
        read = read_draws(f"broken-{name}", sides, draws, each, opening, self._kept)
        return predicted(patterns, read, len(draws), each)
