"""The points of a study: which values its parameters take together.

The rule it holds: the same study file gives the same points on every machine; what is random in a design
comes from the study's name.
"""

import importlib
from collections.abc import Mapping
from hashlib import sha256
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from experiments.arguments import ArgumentError
from scenarios import read
from scenarios.language import _
from scenarios.study import Range, StudyPlan

FloatArray = NDArray[np.float64]
Point = Mapping[str, float]


class MissingExtra(ArgumentError):
    """A library is needed that comes with an extra of this project and is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        message = _(
            "{library} is needed and not installed; it is one of the extras ({extra}): make extras",
            library=library,
            extra=extra,
        )
        super().__init__(message)


def points(plan: StudyPlan) -> list[Point]:
    """Every combination of the listed values with every sampled point; fixed values are not repeated here.

    A study without either has one point without values.
    """
    grid = plan.grid
    listed = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    drawn = _sampled(plan)
    return [one | other for one in listed for other in drawn]


def varied(plan: StudyPlan) -> tuple[str, ...]:
    """The keys of the parameters that are not the same throughout, in the order of a point."""
    return (*plan.grid, *plan.sampled)


def _sampled(plan: StudyPlan) -> list[dict[str, float]]:
    ranges = plan.sampled
    if not ranges or plan.sampling is None:
        return [{}]
    cube = _cube(plan, len(ranges))
    columns = [_scaled(key, ranges[key], cube[:, place]) for place, key in enumerate(ranges)]
    return [dict(zip(ranges, map(float, row), strict=True)) for row in zip(*columns, strict=True)]


def _cube(plan: StudyPlan, dimensions: int) -> FloatArray:
    """The design in the unit cube: (points, dimensions)."""
    assert plan.sampling is not None
    count, seed = plan.sampling.points, _seed(plan.id)
    if plan.sampling.design == "lhs":
        drawn: FloatArray = qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(count)
        return drawn
    sample = _library(f"SALib.sample.{plan.sampling.design}").sample
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
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": bounds}


def _scaled(key: str, bounds: Range, share: FloatArray) -> FloatArray:
    """Shares of a range as values, by the ledger's prior; whole numbers all equally likely."""
    parameter = read.ledger()[key]
    if parameter.kind == "whole":
        return np.minimum(np.floor(bounds.low + share * (bounds.high - bounds.low + 1.0)), bounds.high)
    if parameter.prior == "log-uniform":
        values = bounds.low * (bounds.high / bounds.low) ** share
    else:
        values = bounds.low + share * (bounds.high - bounds.low)
    return np.clip(values, bounds.low, bounds.high)


def _seed(study: str) -> int:
    return int.from_bytes(sha256(f"{study}/sampling".encode()).digest()[:4], "big")


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingExtra("SALib", "analysis") from None
