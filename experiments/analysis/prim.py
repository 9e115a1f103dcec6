"""A box is where something tends to happen: bounds on a few parameters, found by peeling (PRIM, Friedman and
Fisher 1999), through the implementation of the EMA Workbench.

Invariant: a box is chosen by a stated rule, holds no restriction that its own points do not support,
and is judged on points that had no part in finding it.
"""

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from experiments.extras import from_extra

BoolArray = NDArray[np.bool_]

WANTED = 0.8
"""The density and the coverage with which a box is good enough to look for the simplest such box."""

NEEDLESS = 0.05
"""A restriction whose quasi-p-value is above this is dropped (Bryant and Lempert 2010)."""

PEELED = 0.15
"""The share of a box that one peel takes: with the library's 0.05 the peeling of fewer than 200 points, of
which chance puts some on the wrong side, stops too early.
"""

FOLDS, RESAMPLES = 5, 10
"""Parts in which points are held out; draws of PART of the points to see which restrictions come back."""

PART = 2 / 3

SEED = 20_240_229
"""Of what is random in the judging (which points are held out together), not in the worlds."""


class Bounds(NamedTuple):
    """The lowest and the highest value within a box, both inside; infinite where there is no bound."""

    low: float = -math.inf
    high: float = math.inf


Limits = Mapping[str, Bounds]


class Restriction(NamedTuple):
    """One parameter of a box: its bounds, the quasi-p-value of each (NaN without bound), and in what share of
    draws of PART of the points it was restricted again (NaN where that was not asked).
    """

    parameter: str
    bounds: Bounds
    quasi_p_low: float
    quasi_p_high: float
    reproduced: float = math.nan

    @property
    def quasi_p(self) -> float:
        """The smaller of its quasi-p-values."""
        return float(np.nanmin([self.quasi_p_low, self.quasi_p_high]))


class BoxTest(NamedTuple):
    """A box on points: how many, cases among them, points in the box, cases in the box; and the p of Fisher's
    exact test that cases are no more frequent in the box than outside.
    """

    points: int
    cases: int
    inside: int
    both: int
    p: float

    @property
    def density(self) -> float:
        """The share of the points in the box that are cases."""
        return self.both / self.inside if self.inside else math.nan

    @property
    def coverage(self) -> float:
        """The share of the cases that are in the box."""
        return self.both / self.cases if self.cases else math.nan

    @property
    def mass(self) -> float:
        """The share of the points that are in the box."""
        return self.inside / self.points if self.points else math.nan

    @property
    def base(self) -> float:
        """The share of all points that are cases."""
        return self.cases / self.points if self.points else math.nan


@dataclass(frozen=True)
class Box:
    """A box and how it does on the points in which it was found; the clearest restriction first."""

    restrictions: tuple[Restriction, ...]
    found_in: BoxTest

    @property
    def limits(self) -> Limits:
        """The bounds by parameter."""
        return {one.parameter: one.bounds for one in self.restrictions}


def inside(points: pd.DataFrame, limits: Limits) -> BoolArray:
    """Which points lie in a box: (points,)."""
    found = np.ones(len(points), dtype=bool)
    for key, bounds in limits.items():
        values = points[key].to_numpy(dtype=np.float64)
        found &= (values >= bounds.low) & (values <= bounds.high)
    return found


def judged(within: BoolArray, cases: BoolArray) -> BoxTest:
    """How a box does on points: which of them it holds, and which are cases."""
    both, held, there = int((within & cases).sum()), int(within.sum()), int(cases.sum())
    table = [[both, held - both], [there - both, len(cases) - held - there + both]]
    return BoxTest(len(cases), there, held, both, float(stats.fisher_exact(table, "greater").pvalue))


def together(several: Sequence[BoxTest]) -> BoxTest | None:
    """Boxes judged on different points or worlds, as one; p is the largest. None of none."""
    if not several:
        return None
    return BoxTest(
        points=sum(one.points for one in several),
        cases=sum(one.cases for one in several),
        inside=sum(one.inside for one in several),
        both=sum(one.both for one in several),
        p=max(one.p for one in several),
    )


def find(points: pd.DataFrame, cases: BoolArray) -> Box:
    """The box of one peeling.

    points: a column for each parameter, a row for each point; cases: which points the box is to hold.
    Of the boxes on the way of the peeling it is the one with density and coverage of at least WANTED that
    restricts fewest parameters, else the one with the highest harmonic mean of both; then bounds are freed,
    the least supported first, until every one left is supported.
    """
    with _quiet():
        trail = _peeled(points.astype(np.float64), cases.astype(np.int64))
        place = chosen(trail.peeling_trajectory)
        while (needless := _needless(trail.p_values[place])) is not None:
            place = _without(trail, place, *needless)
    return _told(points, cases, trail.box_lims[place], trail.p_values[place])


def chosen(trail: pd.DataFrame) -> int:
    """The place of the box chosen; trail: coverage, density and res_dim of every box on the way."""
    coverage, density = (trail[name].to_numpy(dtype=np.float64) for name in ("coverage", "density"))
    both = coverage + density
    mean = np.divide(2 * coverage * density, both, out=np.zeros(len(trail)), where=both > 0)
    good = (coverage >= WANTED) & (density >= WANTED)
    restricted = np.where(good, trail["res_dim"].to_numpy(dtype=np.float64), np.inf)
    return int(np.lexsort((-mean, restricted))[0])


def _needless(quasi_p: Mapping[str, Sequence[float]]) -> tuple[str, int] | None:
    """The bound that is least supported, if that is too little: its parameter, and 0 for the lower one."""
    support = {(key, end): p for key, both in quasi_p.items() for end, p in enumerate(both) if p >= 0}
    bound = max(support, key=lambda one: support[one], default=None)
    return bound if bound is not None and support[bound] > NEEDLESS else None


def _without(trail: Any, place: int, key: str, end: int) -> int:
    """Free one bound of a box; the place of the box that this gives."""
    freed = trail.box_lims[place].copy()
    freed.loc[end, key] = trail.box_lims[0].loc[end, key]
    points = trail.prim.x
    limits = {one: Bounds(*map(float, freed[one])) for one in points.columns}
    trail.update(freed, np.flatnonzero(inside(points, limits)))
    return len(trail.box_lims) - 1


def reproduced(points: pd.DataFrame, cases: BoolArray, box: Box) -> Box:
    """The same box, with the share of draws of PART of the points in which each parameter is restricted from
    the same side again.
    """
    rng, count = np.random.default_rng(SEED), dict.fromkeys(box.limits, 0)
    for _ in range(RESAMPLES):
        part = rng.permutation(len(cases)) < PART * len(cases)
        again = find(points[part], cases[part]).limits
        for key, bounds in box.limits.items():
            count[key] += key in again and _same_sides(bounds, again[key])
    restrictions = (one._replace(reproduced=count[one.parameter] / RESAMPLES) for one in box.restrictions)
    return Box(tuple(restrictions), box.found_in)


def _same_sides(bounds: Bounds, again: Bounds) -> bool:
    """Whether whatever is bounded here is bounded there."""
    return all(math.isinf(one) or math.isfinite(other) for one, other in zip(bounds, again, strict=True))


def _told(
    points: pd.DataFrame,
    cases: BoolArray,
    box: pd.DataFrame,
    quasi_p: Mapping[str, Sequence[float]],
) -> Box:
    found = []
    for key, both in quasi_p.items():
        values = points[key].to_numpy(dtype=np.float64)
        low, high = (float(box[key].iloc[end]) for end in (0, 1))
        bounds = Bounds(
            plain_low(values, low) if both[0] >= 0 else -math.inf,
            plain_high(values, high) if both[1] >= 0 else math.inf,
        )
        support = (one if one >= 0 else math.nan for one in both)
        found.append(Restriction(str(key), bounds, *support))
    found.sort(key=lambda one: one.quasi_p)
    limits = {one.parameter: one.bounds for one in found}
    return Box(tuple(found), judged(inside(points, limits), cases))


def plain_low(values: NDArray[np.float64], bound: float) -> float:
    """The shortest number that keeps the same values from below: above the last one outside, at most the
    first one inside.
    """
    within, without = values[values >= bound].min(), values[values < bound].max(initial=-math.inf)
    return _shortest(float(without), float(within))


def plain_high(values: NDArray[np.float64], bound: float) -> float:
    """The shortest number that keeps the same values from above."""
    return -plain_low(-values, -bound)


def _shortest(above: float, most: float) -> float:
    """The number with fewest digits in (above, most]."""
    if not math.isfinite(above):
        return most
    size = math.ceil(math.log10(most - above))
    for power in range(size, size - 17, -1):
        number = float(f"{math.floor(most / 10.0**power)}e{power}")
        if above < number <= most:
            return number
    return most


def held_out(points: pd.DataFrame, cases: BoolArray) -> BoxTest:
    """How boxes do on points that had no part in finding them: each of FOLDS parts, as full of cases as the
    whole, is judged by the box found in the others.
    """
    part, within = _parts(cases), np.zeros(len(cases), dtype=bool)
    for fold in range(FOLDS):
        out = part == fold
        within[out] = inside(points[out], find(points[~out], cases[~out]).limits)
    return judged(within, cases)


def _parts(cases: BoolArray) -> NDArray[np.int64]:
    """Which part each point is in, at random: (points,)."""
    draws = np.random.default_rng(SEED).random(len(cases))
    part = np.empty(len(cases), dtype=np.int64)
    part[np.lexsort((draws, cases))] = np.arange(len(cases)) % FOLDS
    return part


def _peeled(points: pd.DataFrame, cases: NDArray[np.int64]) -> Any:
    """The library's box, with every box on its way.

    Its objective "lenient2" is Friedman and Fisher's 14.6: the gain in density times the points left over the
    points peeled, under which a parameter with two values does not win by the size of its peels alone.
    """
    prim = from_extra("ema_workbench.analysis.prim", "ema_workbench", "analysis")
    return prim.Prim(points, cases, prim.PRIMObjectiveFunctions.LENIENT2, peel_alpha=PEELED).find_box()


class _quiet(warnings.catch_warnings):  # noqa: N801
    """Keep what the library says of itself (engines that are not installed, coming changes of pandas) from
    users.
    """

    def __enter__(self) -> None:
        super().__enter__()
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        warnings.filterwarnings("ignore", category=FutureWarning)
        warnings.filterwarnings("ignore", category=ImportWarning)
        warnings.filterwarnings("ignore", message=".*not installed", category=UserWarning)
