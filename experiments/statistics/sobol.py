"""Sobol's indices of an outcome that is partly luck: what share of its variance each factor has.

Two questions, two scales. Of the expected outcome: S1 (alone) and ST (with all interactions), the shares of
what parameters do. Of a single run: S1_run and ST_run, where the world is one more factor, whose ST_run is
the share of luck. Estimators: Saltelli et al. 2010 (S1), Jansen 1999 (ST), each across worlds.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.statistics.variance_components import (
    Estimate,
    FloatArray,
    Spread,
    across,
    estimate,
    share_interval,
)

INDICES = ("S1", "ST", "S1_run", "ST_run")
NOISE = "noise"
ENDS = ("", "_low", "_high")


class Group(NamedTuple):
    """Factors taken together, by their places among all factors."""

    name: str
    places: tuple[int, ...]


class Indices:
    """The sums of a Sobol design for one outcome: values (base points, factors + 2, worlds), as SALib orders
    them: A, A with each factor from B, B.
    """

    def __init__(self, values: FloatArray) -> None:
        ends = values[:, [0, -1]]
        self.spread = Spread(ends)
        self._b = (values[:, -1] - ends.mean(axis=(0, 1)))[:, None]
        self._change = values[:, 1:-1] - values[:, :1]
        self.factors = self._change.shape[1]

    def numbers(self, weights: FloatArray) -> FloatArray:
        """(base points, …): what the indices are means of."""
        change = self._change
        alone = across(np.broadcast_to(self._b, change.shape), change, weights)
        whole, in_a_world = across(change, change, weights) / 2, change**2 @ weights / weights.sum() / 2
        return np.column_stack([self.spread.numbers(weights), alone, whole, in_a_world])

    def shares(self, means: FloatArray, weights: FloatArray) -> FloatArray:
        """(…, 3 + 4 factors): shares of Spread.PARTS in a run's variance, then INDICES, factor by factor."""
        variances = self.spread.variances(means, weights)
        expected, run = variances[..., :1], variances.sum(axis=-1, keepdims=True)
        alone, whole, in_a_world = np.split(means[..., Spread.WIDTH :], 3, axis=-1)
        found = [variances / run, alone / expected, whole / expected, alone / run, in_a_world / run]
        return np.concatenate(found, axis=-1)


def sobol(
    values: FloatArray, factors: Sequence[str], groups: Sequence[Group]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Indices (a row for each factor), variance (a row for each part) and groups (a row for each) of an
    outcome that varies. Where it is not beyond luck that parameters move the expected outcome, S1 and ST stay
    empty.
    """
    found = Indices(values)
    count = found.factors

    def finish(means: FloatArray, weights: FloatArray) -> FloatArray:
        shares = found.shares(means, weights)
        bounds = [bound for group in groups for bound in _bounds(shares, count, group.places)]
        return np.concatenate([shares, np.stack(bounds, axis=-1)], axis=-1) if bounds else shares

    everything = estimate(found.numbers, finish, values.shape[2])
    parts = variance_rows(everything.part(slice(3)), found.spread.total())
    shown = parameters_shown(everything.part(slice(3)))
    rows: dict[str, object] = {"factor": list(factors)}
    for place, index in enumerate(INDICES):
        part = everything.part(slice(3 + place * count, 3 + (place + 1) * count))
        rows |= columns(index, part, shown or index.endswith("_run"))
    sums: dict[str, object] = {"group": [one.name for one in groups]}
    sums["factors"] = [len(one.places) for one in groups]
    for place, bound in enumerate(BOUNDS):
        one, other = (
            everything.part(slice(3 + 4 * count + 2 * place + which, None, 2 * len(BOUNDS)))
            for which in range(2)
        )
        sums |= columns(bound, _surer(one, other), shown or bound.endswith("_run"))
    return pd.DataFrame(rows), parts, pd.DataFrame(sums)


BOUNDS = ("least", "most", "least_run", "most_run")
"""Between which the share of a group of factors lies, on either scale."""


def _bounds(shares: FloatArray, count: int, places: Sequence[int]) -> list[FloatArray]:
    """Each of BOUNDS of a group in two ways. At least: the sum of what its factors do alone, or what is left
    of all that parameters do without that in which others have a part. At most: the sum of what its factors
    do with all interactions, or what the others (and the world) leave when they act alone.
    """
    parameters, world, indices = shares[..., 0], shares[..., 1], np.split(shares[..., 3:], 4, axis=-1)
    inside = list(places)
    outside = [place for place in range(count) if place not in places]
    without = 1 - indices[1][..., outside].sum(axis=-1)
    found = []
    for alone, whole, others, most in (
        (indices[0], indices[1], 0.0, 1.0),
        (indices[2], indices[3], world, parameters),
    ):
        left = 1 - others - alone[..., outside].sum(axis=-1)
        found += [alone[..., inside].sum(axis=-1), most * without, whole[..., inside].sum(axis=-1), left]
    return found


def _surer(one: Estimate, other: Estimate) -> Estimate:
    """Of two estimates of a bound, group by group, the one with the narrower interval: both hold."""
    first = one.quantile * one.error <= other.quantile * other.error
    return Estimate(*(np.where(first, *pair) for pair in zip(one, other, strict=True)))


def columns(name: str, part: Estimate, told: bool) -> dict[str, object]:
    """Value and interval; nothing where it cannot be told."""
    arrays = (part.value, part.low, part.high)
    return {
        name + end: array if told else np.full_like(array, np.nan)
        for end, array in zip(ENDS, arrays, strict=True)
    }


def variance_rows(shares: Estimate, total: float) -> pd.DataFrame:
    """A row for each part of a run's variance, and one for all luck together: share, interval, variance."""
    noise = Estimate(1 - shares.value[:1], shares.error[:1], shares.quantile[:1])
    found = Estimate(*(np.concatenate(pair) for pair in zip(shares, noise, strict=True)))
    low, high = share_interval(found)
    table = {"part": [*Spread.PARTS, NOISE], "share": found.value, "share_low": low, "share_high": high}
    return pd.DataFrame(table | {"variance": found.value * total})


def parameters_shown(shares: Estimate) -> bool:
    """Whether it is beyond luck that parameters move the expected outcome."""
    return bool(shares.low[0] > 0)
