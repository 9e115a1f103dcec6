"""What the project's posterior says of each parameter: its median and middle 90 %."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from experiments.calibration.diagnostics import LEVEL, quantiles
from scenarios.posterior import USUAL, read_posterior


class PosteriorInterval(NamedTuple):
    """In the unit of the parameter."""

    low: float
    median: float
    high: float


@cache
def posterior_intervals() -> Mapping[str, PosteriorInterval]:
    """By the key of what was fitted; `issues.rate@street`: what it is at a type of compound."""
    found = read_posterior(USUAL)
    at, weights = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2), np.array(found.weights)
    columns = {key: np.array([draw[key] for draw in found.draws]) for key in found.keys}
    return {
        key: PosteriorInterval(*map(float, quantiles(column, weights, at))) for key, column in columns.items()
    }
