"""The posterior put to the test: in fresh replicates, and beside a model that is broken on purpose."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.calibration.simulator import Opening
from experiments.calibration.targets import Candidate
from experiments.inference.broken_rules import RULES, broken_parameters, failing, with_broken, with_value
from experiments.inference.predictive_checks import WORKLOAD, Predicted, checks, level, predicted, read_draws
from experiments.inference.weighted_draws import WeightedDraws
from experiments.patterns.evaluate import patterns as known_patterns
from experiments.patterns.measurements import FloatArray
from experiments.store.kept_tables import KeptTables
from scenarios.pattern import Pattern


class InferenceSizes(NamedTuple):
    """How much work: draws of the posterior, how many of them are run and how many at a time; points that lie
    evenly over what is left; truths for ranks and for recovery; draws of the checks and replicates of each.
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

    def _candidates(self, posterior: WeightedDraws, count: int) -> list[Candidate]:
        drawn = posterior.sample(count, np.random.default_rng(self._sizes.seed))
        return [self._values(one) for one in drawn]

    def _broken(self, posterior: WeightedDraws, parameters: pd.DataFrame) -> pd.DataFrame:
        """What fails where a rule or a parameter is broken, beside the same draws left whole."""
        draws = self._candidates(posterior, self._sizes.broken)
        intact = self._predicted("intact", draws, self._opening)
        found = [
            failing(
                "rule",
                rule,
                self._fitted,
                intact,
                self._predicted(rule, draws, with_broken(rule, self._opening)),
            )
            for rule in RULES
        ]
        for key, value in broken_parameters(parameters).items():
            moved = self._predicted(key, with_value(draws, key, value), self._opening)
            found.append(failing("parameter", f"{key}={value:g}", self._fitted, intact, moved))
        return pd.concat(found, ignore_index=True)

    def _predicted(self, name: str, draws: Sequence[Candidate], opening: Opening) -> Predicted:
        sides, each = [side for one in self._fitted for side in one.all_sides()], self._sizes.each
        read = read_draws(f"broken-{name}", sides, draws, each, opening, self._kept)
        return predicted(self._fitted, read, len(draws), each)
