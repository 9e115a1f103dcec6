"""What a calibration taught: how wide the posterior of a parameter is beside its prior, which parameters are
only known together, how the model fares with it on patterns it was not fitted to, and, before any fit, which
parameters move the targets at all.

Invariant: widths are on the scale on which the prior is uniform, so 1 means that nothing was learned,
whatever the parameter's unit.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import batched, combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from experiments.calibration.calibration import replicates_needed, values_of
from experiments.calibration.request import CalibrationRequest, can_be_fitted, priors
from experiments.calibration.simulator import CandidateReadings, Evaluator, Opening, SideReadings, Simulator
from experiments.calibration.targets import Candidate, Statistics, Target, sides_by_scenario
from experiments.design.runs import STUDY
from experiments.execution.run_all import Reporting
from experiments.execution.simulate import RunError
from experiments.patterns.evaluate import Finding, finding
from experiments.patterns.measurements import FloatArray
from scenarios import read
from scenarios.entries import Parameter
from scenarios.pattern import Pattern

if TYPE_CHECKING:
    from experiments.calibration.abc_smc import Generation

LEVEL = 0.9
"""The middle part of a distribution that its width is taken of."""

STRONG = 0.5
"""A correlation of at least this size is reported."""

ENDS = (0.1, 0.9)
"""The shares of the range between which a screening moves a parameter."""

TOGETHER = 32
"""Candidates of a screening evaluated at once."""

COLUMNS = ("parameter", "pattern", "low", "high", "effect", "rank")


def widths(last: "Generation", values: pd.DataFrame, priors: Mapping[str, Parameter]) -> pd.DataFrame:
    """A row for each parameter: its prior, the middle 90 % and the median of the posterior, and the width of
    that part over the prior's; `values`: the generation's rows with values in the place of shares.
    """
    weight = last.rows["weight"].to_numpy()
    at = [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2]
    rows = []
    for key, parameter in priors.items():
        share = quantiles(last.rows[key].to_numpy(), weight, at)
        low, middle, high = quantiles(values[key].to_numpy(), weight, at)
        rows.append(
            {
                **{"parameter": key, "unit": parameter.unit, "grade": parameter.grade},
                **{"prior": parameter.prior, "prior_low": parameter.low, "prior_high": parameter.high},
                **{"default": parameter.default, "low": low, "median": middle, "high": high},
                **{"share_low": share[0], "share_median": share[1], "share_high": share[2]},
                "width": float(share[2] - share[0]) / LEVEL,
            }
        )
    return pd.DataFrame(rows)


def quantiles(values: FloatArray, weights: FloatArray, at: Sequence[float]) -> FloatArray:
    """Weighted quantiles; each is one of the values."""
    found: FloatArray = np.quantile(values, at, weights=weights, method="inverted_cdf")
    return found


def together(last: "Generation", keys: Sequence[str]) -> pd.DataFrame:
    """The pairs of parameters that the posterior ties to each other, strongest first."""
    shares, weight = last.rows[list(keys)].to_numpy(), last.rows["weight"].to_numpy()
    found = _correlation(shares, weight)
    pairs = [(keys[a], keys[b], float(found[a, b])) for a, b in combinations(range(len(keys)), 2)]
    strong = sorted((pair for pair in pairs if abs(pair[2]) >= STRONG), key=lambda pair: -abs(pair[2]))
    return pd.DataFrame(strong, columns=["first", "second", "correlation"]).astype({"correlation": "float64"})


def _correlation(shares: FloatArray, weight: FloatArray) -> FloatArray:
    covariance = np.atleast_2d(np.cov(shares, rowvar=False, aweights=weight))
    spread = np.sqrt(np.diag(covariance))
    found: FloatArray = covariance / np.where(spread > 0, spread, np.inf) / spread[:, None]
    return found


class Check(NamedTuple):
    """A pattern as it is met by the ledger's own values and by draws from the posterior."""

    pattern: Pattern
    default: Finding
    posterior: Finding


def checked(
    patterns: Sequence[Pattern], draws: Sequence[Candidate], opening: Opening, progress: Reporting
) -> list[Check]:
    """Judge patterns under the posterior, in as many replicates as there are draws, none of which the
    calibration has seen; beside it what the ledger's own values give in the very same replicates.

    Every replicate has a draw of its own, so the interval of a result holds what is not known of the
    parameters as well as chance. Patterns of role V are judged here and nowhere else.
    """
    sides = sides_by_scenario(patterns)
    candidates: dict[int, Sequence[Candidate]] = {0: [{}] * len(draws), 1: draws}
    readings: dict[int, SideReadings] = {number: {} for number in candidates}
    with (
        closing(Simulator(sides, opening, STUDY)) as simulator,
        progress(2 * len(sides) * len(draws)) as done,
    ):
        for scenario in sides:
            for number, one in simulator.read(scenario, candidates).items():
                readings[number] |= one
            done(2 * len(draws))
    if simulator.failed:
        raise RunError(None, simulator.failed[0])
    found = [CandidateReadings(one, len(draws)) for one in readings.values()]
    return [Check(one, *(finding(one, readings) for readings in found)) for one in patterns]


def screened(request: CalibrationRequest, keys: Sequence[str] | None, opening: Opening) -> pd.DataFrame:
    """How far each parameter by itself moves each target, to see which are worth fitting: one at a time goes
    from a tenth to nine tenths of its range, all others stay at the ledger's values, all in the same
    replicates; so what two parameters do together is not seen.

    A row for each parameter (all that can be fitted and belong to no instrument, if none is named) and
    target: the number at either end, the effect in halves of the target's range, and its rank there.
    """
    chosen = list(keys or _of_the_model(request))
    replicates = replicates_needed(request.targets, request.sizes.replicates, opening)
    own = priors(chosen, request.targets)
    candidates = [values_of({key: share}, own) for key in chosen for share in ENDS]
    with closing(Evaluator(request.targets, replicates, opening)) as evaluator:
        found = [one for some in batched(candidates, TOGETHER) for one in evaluator.evaluate(some)]
    rows = [
        _row(key, target, (found[2 * place], found[2 * place + 1]))
        for target in request.targets
        for place, key in enumerate(chosen)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    rank = table.groupby("pattern")["effect"].rank(ascending=False, method="first")
    return table.assign(rank=rank.astype("Int64")).sort_values(["pattern", "rank"], ignore_index=True)


def _of_the_model(request: CalibrationRequest) -> list[str]:
    instruments = {one.id for one in read.sections().values() if one.instrument}
    return [
        key
        for key in read.ledger()
        if key.partition(".")[0] not in instruments and can_be_fitted(key, request.targets)
    ]


def _row(key: str, target: Target, found: tuple[Statistics, Statistics]) -> dict[str, object]:
    low, high = (one[target.pattern.id] for one in found)
    effect = abs(high - low) / target.half
    return {
        **{"parameter": key, "pattern": target.pattern.id},
        **{"low": low, "high": high, "effect": effect if np.isfinite(effect) else np.nan},
    }
