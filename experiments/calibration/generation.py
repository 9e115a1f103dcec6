"""A generation of a fit: the candidates that were accepted, with their weights.

The rule it holds: parameters are shares of their ranges here, from 0 to 1, on the scale on which their priors
are uniform.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.calibration.targets import Found, Target

type Shares = Mapping[str, float]
"""A candidate as shares of the parameters' ranges."""

type Trying = Callable[[int, int, Sequence[Shares], Callable[[Found], bool]], list[Found]]
"""Tries candidates: the generation, the number of the first of them, the candidates, when to give one up."""


@dataclass(frozen=True)
class Settings:
    """What a fit is made of, but for what tries its candidates."""

    keys: tuple[str, ...]
    targets: tuple[Target, ...]
    population: int
    generations: int
    seed: str


@dataclass(frozen=True)
class Generation:
    """A generation: its threshold, how many were tried for it, and a row for each candidate accepted with
    `weight`, the share of each parameter's range, `distance`, and the number found for each target.
    """

    number: int
    threshold: float
    tried: int
    rows: pd.DataFrame
