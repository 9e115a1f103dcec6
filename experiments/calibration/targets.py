"""A target: a pattern of role C with a range, and how far outside of it a number lies.

Invariant: inside the range nothing is better than anything else, so a calibration asks for no more
than the source says; outside, half the width of the range is the unit, so that patterns can be added up.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.errors import ArgumentError
from experiments.patterns.evaluate import for_calibration
from scenarios.language import _
from scenarios.pattern import Pattern
from scenarios.problems import listed, nearest
from scenarios.side import Side

FARTHEST = 20.0
"""No number counts as farther outside than this; one that is undefined counts as that far."""

NORMAL_95 = 1.96
"""Half the width of the 95 % interval of a normal distribution, in standard deviations."""

type ScenarioKey = tuple[object, ...]
"""What tells the scenario of a side from others, comparable and hashable."""

type Candidate = Mapping[str, float]
"""Values of parameters by ledger key."""

type Shares = Mapping[str, float]
"""A candidate as shares of the parameters' ranges, from 0 to 1."""

type Statistics = dict[str, float]
"""By pattern the number that was found for it: the summary statistics of ABC."""


class Target(NamedTuple):
    """The range that the number of a pattern shall lie in.

    Where a likelihood or an implausibility is asked for, the range is read as the 95 % interval of a normal
    distribution around `centre`, so that the observation has the standard deviation `spread`; `discrepancy`
    is the standard deviation of what the model itself leaves, and comes on top (variances add up).
    """

    pattern: Pattern
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the width of the range."""
        return (self.high - self.low) / 2

    @property
    def centre(self) -> float:
        """The number aimed at if the pattern names one, else the middle of the range."""
        aimed = self.pattern.target
        return (self.low + self.high) / 2 if aimed is None else aimed

    @property
    def spread(self) -> float:
        """Standard deviation of the observation: half the width of the range over 1.96."""
        return self.half / NORMAL_95

    @property
    def discrepancy(self) -> float:
        """Standard deviation of the model discrepancy, on the scale of the number."""
        return self.pattern.discrepancy

    @property
    def deviation(self) -> float:
        """Standard deviation of both together: how far the model's number may well lie from `centre`."""
        return math.hypot(self.spread, self.discrepancy)

    def overshoot(self, value: float) -> float:
        """How far outside the range a value lies, in halves of its width; 0 inside."""
        if not math.isfinite(value):
            return FARTHEST
        return float(np.clip(max(self.low - value, value - self.high) / self.half, 0.0, FARTHEST))


def targets(ids: Sequence[str] = (), file: Path | None = None) -> list[Target]:
    """The patterns of role C (of a file alone, if one is given) as targets, or those of them that are named.

    Unless they are named, those that give a direction alone are left out: nothing says how far off is far.
    """
    known = for_calibration(file) if file else for_calibration()
    for name in ids:
        if name not in known:
            message = _(
                "{name} is no pattern of role C; a calibration uses those alone: {known}.",
                name=name,
                known=listed(known),
            )
            raise ArgumentError(message + nearest(name, known))
    chosen = [one for name, one in known.items() if name in ids or (not ids and _has_two_ends(one))]
    return [_target(one) for one in chosen]


def _has_two_ends(pattern: Pattern) -> bool:
    return pattern.low is not None and pattern.high is not None


def _target(pattern: Pattern) -> Target:
    low, high = pattern.low, pattern.high
    if low is None or high is None or not low < high:
        message = _(
            "{name} cannot be calibrated on: its range must have a lower and a higher end.", name=pattern.id
        )
        raise ArgumentError(message)
    return Target(pattern, low, high)


def scenario_key(side: Side) -> ScenarioKey:
    """What tells the scenario of a side from others."""
    settings = tuple(sorted(side.settings.items()))
    parts = side.case, side.governance, settings, tuple(side.instruments), tuple(side.without)
    return (*parts, side.months, side.start)


def sides_by_scenario(patterns: Iterable[Pattern]) -> Mapping[ScenarioKey, list[Side]]:
    """The sides of all patterns, by the scenario that they are read in."""
    return by_scenario(side for pattern in patterns for side in pattern.all_sides())


def by_scenario(sides: Iterable[Side]) -> Mapping[ScenarioKey, list[Side]]:
    """Sides by the scenario that they are read in."""
    found: dict[ScenarioKey, list[Side]] = {}
    for side in sides:
        found.setdefault(scenario_key(side), []).append(side)
    return found
