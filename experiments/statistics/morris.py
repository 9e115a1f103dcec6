"""Morris screening of an outcome that is partly luck: which factors move it at all, and which way.

An elementary effect is what moving one factor does to the outcome, stretched to the factor's whole range, in
the same world before and after. mu is its mean over trajectories and worlds, mu_star the mean of its size
(Campolongo, Cariboni and Saltelli 2007), sigma how much it differs from trajectory to trajectory, luck taken
away. `luck` is the mu_star that a factor without any effect on the expected outcome would show.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.sobol import columns, variance_rows
from experiments.statistics.variance_components import Estimate, FloatArray, Spread, across, estimate

EFFECTS = ("mu", "mu_star", "sigma")
HALF_NORMAL = (2 / np.pi) ** 0.5
"""The mean size of a normal number of spread 1."""


def elementary_effects(
    values: FloatArray, cube: FloatArray, moved: Mapping[str, Sequence[int]], levels: int
) -> FloatArray:
    """(trajectories, factors, worlds), of values (trajectories, factors + 1, worlds) at the points of `cube`
    (trajectories, factors + 1, parameters); `moved` names the parameters of each factor by their places.

    The sign is that of a factor's first parameter: others of a group may move the other way.
    """
    delta = levels / (2 * (levels - 1))
    steps, changes = np.diff(cube, axis=1), np.diff(values, axis=1)
    trajectories = np.arange(len(values))
    found = []
    for places in moved.values():
        turn = np.abs(steps[:, :, list(places)]).sum(axis=2).argmax(axis=1)
        ways = np.sign(steps[trajectories, turn, places[0]])
        found.append(changes[trajectories, turn] / delta * ways[:, None])
    return np.stack(found, axis=1)


class Screening:
    """The sums of a Morris design for one outcome: effects (trajectories, factors, worlds), and values."""

    def __init__(self, effects: FloatArray, values: FloatArray) -> None:
        self.spread = Spread(values)
        self.effects = effects
        self.trajectories, self.factors, self.worlds = effects.shape

    def numbers(self, weights: FloatArray) -> FloatArray:
        """(trajectories, …): what the measures are made of."""
        effects, total = self.effects, weights.sum()
        mean = effects @ weights / total
        within = (effects - mean[..., None]) ** 2 @ weights / (total - 1) / total
        by_world = effects.reshape(self.trajectories, -1)
        squares = across(effects, effects, weights)
        return np.column_stack(
            [self.spread.numbers(weights), mean, np.abs(mean), squares, np.sqrt(within), by_world]
        )

    def measures(self, means: FloatArray, weights: FloatArray) -> FloatArray:
        """(…, 3 + 4 factors): shares of Spread.PARTS in a run's variance, EFFECTS and luck."""
        shares = self.spread.shares(means, weights)
        ends = [Spread.WIDTH + place * self.factors for place in range(5)]
        mu, star, squares, error = (means[..., first : first + self.factors] for first in ends[:4])
        by_world = means[..., ends[4] :].reshape(*means.shape[:-1], self.factors, self.worlds)
        spread = squares - across(by_world, by_world, weights)
        sigma = np.sqrt(np.maximum(spread * self.trajectories / (self.trajectories - 1), 0.0))
        return np.concatenate([shares, mu, star, sigma, HALF_NORMAL * error], axis=-1)


def morris(
    values: FloatArray, cube: FloatArray, moved: Mapping[str, Sequence[int]], levels: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Effects (a row for each factor) and variance (a row for each part) of an outcome that varies; a factor
    of several parameters has no mu and no sigma.
    """
    found = Screening(elementary_effects(values, cube, moved, levels), values)
    count = found.factors
    everything = estimate(found.numbers, found.measures, values.shape[2])
    single = np.array([len(places) == 1 for places in moved.values()])
    rows: dict[str, object] = {"factor": list(moved)}
    for place, effect in enumerate(EFFECTS):
        part = everything.part(slice(3 + place * count, 3 + (place + 1) * count))
        rows |= columns(effect, _signed(part, single | (effect == "mu_star")), told=True)
    rows["luck"] = everything.value[3 + len(EFFECTS) * count :]
    table = pd.DataFrame(rows)
    for name in ("mu_star_low", "sigma_low"):
        table[name] = table[name].clip(lower=0.0)
    return table, variance_rows(everything.part(slice(3)), found.spread.total())


def _signed(part: Estimate, told: NDArray[np.bool_]) -> Estimate:
    """The estimates that can be told."""
    return Estimate(np.where(told, part.value, np.nan), part.error, part.quantile)
