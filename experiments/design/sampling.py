"""The points of a study: which values its parameters take together.

Invariant: the same study file gives the same points on every machine; what is random in a design
comes from the study's name.
"""

from collections.abc import Mapping
from hashlib import sha256
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.extras import from_extra
from scenarios import read
from scenarios.posterior import Posterior
from scenarios.sampling import Range, groups_of
from scenarios.study import StudyPlan

FloatArray = NDArray[np.float64]
Point = Mapping[str, float]

DIGITS = 9
"""Digits of a share of a range that count."""


def points(plan: StudyPlan) -> list[Point]:
    """Every combination of the listed values with every sampled point; fixed values are not repeated here.

    A study without either has one point without values.
    """
    grid = plan.grid
    listed = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    found = _sampled(plan)
    return [one | other for one in listed for other in found]


def varied(plan: StudyPlan) -> tuple[str, ...]:
    """The keys of the parameters that are not the same throughout, in the order of a point."""
    return (*plan.grid, *plan.sampled)


def _sampled(plan: StudyPlan) -> list[dict[str, float]]:
    ranges = plan.sampled
    if not ranges or plan.sampling is None:
        return [{}]
    if (posterior := plan.posterior) is not None:
        return drawn(posterior, plan.sampling.points, plan.id)
    cube = unit_cube(plan)
    columns = [scaled(key, ranges[key], cube[:, place]) for place, key in enumerate(ranges)]
    return [dict(zip(ranges, map(float, row), strict=True)) for row in zip(*columns, strict=True)]


def drawn(posterior: Posterior, count: int, name: str) -> list[dict[str, float]]:
    """So many draws, each as often as its weight says, give or take one (systematic resampling), in an order
    without meaning; the same for the same name.
    """
    generator = np.random.default_rng(_seed(name))
    at = (generator.random() + np.arange(count)) / count
    last = len(posterior.weights) - 1
    places = np.minimum(np.searchsorted(np.cumsum(posterior.weights), at, side="right"), last)
    return [dict(posterior.draws[place]) for place in generator.permutation(places)]


def unit_cube(plan: StudyPlan) -> FloatArray:
    """The design in the unit cube: (points, parameters). Of a Sobol or Morris design the points of a base
    point or of a trajectory follow each other.
    """
    assert plan.sampling is not None
    count, seed = plan.sampling.points, _seed(plan.id)
    if plan.sampling.design == "lhs":
        from scipy.stats import qmc  # loading it takes half a second

        sampler = qmc.LatinHypercube(len(plan.sampled), rng=np.random.default_rng(seed))
        drawn: FloatArray = sampler.random(count)
        return drawn
    sample = library(f"SALib.sample.{plan.sampling.design}").sample
    problem = problem_of(plan, unit=True)
    if plan.sampling.design == "sobol":
        found: FloatArray = sample(problem, count, calc_second_order=False, seed=seed)
    else:
        found = sample(problem, count, num_levels=plan.sampling.levels, seed=seed)
    return found


def problem_of(plan: StudyPlan, unit: bool = False) -> dict[str, Any]:
    """The sampled parameters as SALib wants them described; `unit`: on the unit cube."""
    ranges = plan.sampled
    bounds = [[0.0, 1.0] if unit else [one.low, one.high] for one in ranges.values()]
    problem: dict[str, Any] = {"num_vars": len(ranges), "names": list(ranges), "bounds": bounds}
    by = plan.sampling.groups if plan.sampling is not None else None
    return problem | ({"groups": groups_of(ranges, by)} if by is not None else {})


def factors(plan: StudyPlan) -> dict[str, tuple[str, ...]]:
    """What a Sobol or Morris design moves one at a time, in SALib's order: a parameter, or by the name of a
    group all its parameters.
    """
    by = plan.sampling.groups if plan.sampling is not None else None
    keys = list(plan.sampled)
    found: dict[str, tuple[str, ...]] = {}
    for key, name in zip(keys, keys if by is None else groups_of(keys, by), strict=True):
        found[name] = (*found.get(name, ()), key)
    return found


def scaled(key: str, bounds: Range, share: FloatArray) -> FloatArray:
    """Shares of a range as values, by the ledger's prior; whole numbers all equally likely.

    A level of a Morris design may be a third less the last digit: rounding keeps it in its whole number.
    """
    parameter = read.ledger()[key]
    if parameter.kind == "whole":
        place = np.round(share * (bounds.high - bounds.low + 1.0), DIGITS)
        return np.minimum(bounds.low + np.floor(place), bounds.high)
    if parameter.prior == "log-uniform":
        values = bounds.low * (bounds.high / bounds.low) ** share
    else:
        values = bounds.low + share * (bounds.high - bounds.low)
    return np.clip(values, bounds.low, bounds.high)


def _seed(study: str) -> int:
    return int.from_bytes(sha256(f"{study}/sampling".encode()).digest()[:4], "big")


def library(name: str) -> Any:
    """A module of SALib; MissingExtra if it is not installed."""
    return from_extra(name, "SALib", "analysis")
