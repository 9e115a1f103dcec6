"""Failing points: where one governance model is not better than another by what is asked for.

Invariant: runs are paired by point and replicate; a point is judged by the mean over the worlds in which both
sides are defined, and no region is looked for here.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analysis.choices import varied
from experiments.analysis.prim import BoolArray
from experiments.statistics.paired import NATURAL, paired
from experiments.statistics.ties import apart, size_of
from scenarios.read import OutcomeEntry


class RegionRequest(NamedTuple):
    """Where `better` is not better than `than` on an outcome, by at least `by` in its unit."""

    better: str
    than: str
    outcome: OutcomeEntry
    by: float
    case: str
    cost: str = NATURAL


class BothSides(NamedTuple):
    """The outcome on both sides, (points, worlds) each; NaN where it is undefined or the run is missing."""

    better: NDArray[np.float64]
    than: NDArray[np.float64]

    @property
    def worlds(self) -> int:
        """How many worlds there are."""
        return self.better.shape[1]

    @property
    def size(self) -> float:
        """The size of the outcome, against which advantages are told from rounding."""
        return size_of(self.better, self.than)

    def of(self, points: BoolArray, worlds: slice) -> "BothSides":
        """Some points in some worlds."""
        return BothSides(self.better[points][:, worlds], self.than[points][:, worlds])


def both_sides(runs: pd.DataFrame, request: RegionRequest) -> BothSides:
    """The outcome on both sides."""
    index, columns = (sorted(runs[name].unique()) for name in ("point", "replicate"))
    found = []
    for name in (request.better, request.than):
        rows = runs[runs["governance"] == name]
        table = rows.pivot(index="point", columns="replicate", values=request.outcome.id)
        found.append(table.reindex(index=index, columns=columns).to_numpy(dtype=np.float64))
    return BothSides(*found)


def points_of(runs: pd.DataFrame, sides: BothSides, request: RegionRequest) -> pd.DataFrame:
    """A row for each point: parameters, worlds, advantage with its interval, failing, undecided."""
    keys = varied(runs)
    points = runs.drop_duplicates("point").sort_values("point")[["point", *keys]].reset_index(drop=True)
    sign, rows = request.outcome.direction, []
    for better, than in zip(sides.better, sides.than, strict=True):
        found = paired(than, better, sign)
        low, high = sorted((sign * found.low, sign * found.high))
        rows.append({"n": found.n, "advantage": sign * found.difference, "low": low, "high": high})
    table = pd.concat([points, pd.DataFrame(rows)], axis=1)
    return table.assign(
        failing=fails(table["advantage"].to_numpy(dtype=np.float64), request.by, sides.size),
        undecided=_open(table, request.by, sides.size) | (table["n"] == 1),
    )


def fails(advantage: NDArray[np.float64], by: float, size: float) -> BoolArray:
    """Not better by that much; no advantage at all is never better."""
    failing: BoolArray = (apart(by, advantage, size) < 0) | (apart(0.0, advantage, size) <= 0)
    return failing


def _open(table: pd.DataFrame, by: float, size: float) -> BoolArray:
    """Whether the interval of the advantage holds what is asked for."""
    undecided: BoolArray = (apart(by, table["low"], size) < 0) & (apart(by, table["high"], size) >= 0)
    return undecided


def failing_points(runs: pd.DataFrame, request: RegionRequest) -> pd.DataFrame:
    """The points at which both sides are defined, with their parameters and whether each is `failing`."""
    table = points_of(runs, both_sides(runs, request), request)
    return table[table["n"] > 0].reset_index(drop=True)
