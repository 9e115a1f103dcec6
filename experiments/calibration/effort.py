"""Effort: in how many worlds a candidate is tried for each target.

The rule it holds: as many worlds as make chance small beside the target's range, told by a pilot at the
ledger's own values; never more than the user allows, and never fewer than a few.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.calibration.reader import Opening
from experiments.calibration.simulator import Bench
from experiments.calibration.targets import Target
from experiments.execution.simulate import RunError
from experiments.statistics.contrasts import Result

PILOT, LEAST = 16, 3
"""The worlds of the pilot, and the fewest that a target is given."""

FINE = 0.4
"""The standard error wanted, as a share of half the target's range."""


def effort(wanted: Sequence[Target], most: int, opening: Opening) -> Mapping[str, int]:
    """By pattern the number of worlds."""
    pilot = min(PILOT, most)
    bench = Bench(wanted, {one.pattern.id: pilot for one in wanted}, opening)
    try:
        found = bench.results([{}])[0]
    finally:
        bench.close()
    if bench.failed:
        raise RunError(None, bench.failed[0])
    return {one.pattern.id: _worlds(one, found[one.pattern.id], most) for one in wanted}


def _worlds(target: Target, found: Result, most: int) -> int:
    """How many worlds bring the standard error down to what is wanted."""
    if not np.isfinite([found.low, found.high]).all():
        return most
    error = (found.high - found.low) / 2 / 2
    needed = found.n * (error / (FINE * target.half)) ** 2
    return int(np.clip(np.ceil(needed), min(LEAST, most), most))
