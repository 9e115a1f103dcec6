"""The predictive check: patterns judged under the posterior, in worlds that the calibration never saw.

The rule it holds: every world has a draw of its own from the posterior, so the interval of a result holds
what is not known of the parameters as well as luck; beside it stands what the ledger's own values give in the
very same worlds. Patterns of role V are judged here and nowhere else.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.calibration.asking import Asked, Spot, answers
from experiments.calibration.reader import Opening, Reader, Seen
from experiments.calibration.simulator import Read
from experiments.calibration.targets import Candidate, Place, places
from experiments.design.runs import STUDY
from experiments.execution.executors import Lanes
from experiments.execution.simulate import RunError
from experiments.patterns.evaluate import Finding, finding
from experiments.patterns.measurements import Telling, measure
from scenarios.pattern import Pattern


class Check(NamedTuple):
    """A pattern as it is met by the ledger's own values and by draws from the posterior."""

    pattern: Pattern
    default: Finding
    posterior: Finding


def checked(
    wanted: Sequence[Pattern], draws: Sequence[Candidate], opening: Opening, progress: Telling
) -> list[Check]:
    """Judge patterns in as many fresh worlds as there are draws."""
    sides = places(wanted)
    reads: tuple[Read, Read] = ({}, {})
    failed: list[str] = []
    lanes = opening(Reader(tuple(map(tuple, sides.values()))))
    try:
        with progress(2 * len(sides) * len(draws)) as told:
            for turn, place in enumerate(sides):
                failed += _read(lanes, Spot(turn, sides[place]), place, draws, reads)
                told(2 * len(draws))
    finally:
        lanes.close()
    if failed:
        raise RunError(None, failed[0])
    seen = [Seen(read, len(draws)) for read in reads]
    return [Check(one, *(finding(one, readings) for readings in seen)) for one in wanted]


def _read(
    lanes: Lanes, spot: Spot, place: Place, draws: Sequence[Candidate], reads: tuple[Read, Read]
) -> list[str]:
    """Read a place under the ledger's own values in every world, and under every world's own draw; returns
    what runs raised.
    """
    failed: list[str] = []
    for read in reads:
        for side in spot.sides:
            read[place, measure(side)] = np.full((len(draws), 2), np.nan)
    columns: tuple[Sequence[Candidate], ...] = ([{}] * len(draws), draws)
    asked = [Asked(turn, world, one) for turn, some in enumerate(columns) for world, one in enumerate(some)]
    for one in answers(lanes, spot, asked, STUDY, failed):
        reads[one.number][place, measure(spot.sides[one.what])][one.world] = one.part, one.whole
    return failed
