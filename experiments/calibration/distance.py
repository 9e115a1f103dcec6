"""The distance of a candidate from the targets, as pyABC is given it.

The rule it holds: within a target's range the distance is 0; outside, a target counts in halves of its range,
and less where all candidates are still far away, so that no target drowns the others.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from pyabc import AdaptivePNormDistance
from pyabc.sumstat import Sumstat

from experiments.calibration.targets import Found, Target
from experiments.patterns.measurements import FloatArray


class Overshoot(Sumstat):
    """How far each number lies outside its range; a number that was not asked for is nowhere."""

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._targets = list(targets)

    def __call__(self, data: Found) -> FloatArray:
        """(targets,), in halves of the ranges."""
        there = ((one, data.get(one.pattern.id)) for one in self._targets)
        return np.array([0.0 if value is None else one.overshoot(float(value)) for one, value in there])

    def get_ids(self) -> list[str]:
        """The patterns, in order."""
        return [one.pattern.id for one in self._targets]


class Distance(AdaptivePNormDistance):
    """The Euclidean distance over the targets, each divided by how far the last generation lay from it (by
    its root mean square, where that is more than one half of the range).

    Only candidates that were accepted count for that: a rejected one need not have been tried everywhere.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._ones = {one.pattern.id: 1.0 for one in targets}
        super().__init__(
            p=2,
            initial_scale_weights=self._ones,
            scale_function=spread,
            all_particles_for_scale=False,
            sumstat=Overshoot(targets),
        )

    def initialize(self, t: int, get_sample: Callable[[], Any], x_0: Found, total_sims: int) -> None:
        """Begin, or go on with the weights that the last finished generation gives."""
        self.initial_scale_weights = None if t > 0 else self._ones
        super().initialize(t=t, get_sample=get_sample, x_0=x_0, total_sims=total_sims)


def spread(samples: FloatArray, **_rest: object) -> FloatArray:
    """How far candidates lie from each target: (candidates, targets) → (targets,), never below 1."""
    found: FloatArray = np.maximum(1.0, np.sqrt(np.mean(samples**2, axis=0)))
    return found
