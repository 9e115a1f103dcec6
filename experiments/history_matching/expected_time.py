"""How long history matching will take, from a few points that are run for it here and now."""

from contextlib import closing
from time import process_time
from typing import NamedTuple

from experiments.calibration.calibration import values_of
from experiments.calibration.simulator import on_this_machine
from experiments.history_matching.matching_request import FEWEST, MatchingRequest
from experiments.history_matching.prior import Prior
from experiments.history_matching.run_points import PointEvaluator

TRIED = 6
"""Points that are run for an estimate."""

SECONDS_A_TARGET = 4.0
"""What an emulator takes in a wave, to be fitted and to be asked, on a core of some three gigahertz."""


class Expected(NamedTuple):
    """Points in all; seconds of one core for a point in the fewest replicates; seconds of all, on so many
    processes: with the fewest replicates throughout, and with the most.
    """

    points: int
    point: float
    least: float
    most: float


def expected(request: MatchingRequest, jobs: int) -> Expected:
    """What a request will take on so many processes of a machine that does nothing else."""
    sizes = request.sizes
    later = (sizes.waves - 1) * sizes.points
    point = _seconds_a_point(request)
    emulators = SECONDS_A_TARGET * len(request.targets) * sizes.waves
    least, most = (
        emulators + point * (sizes.screening + later * times) / jobs for times in (1.0, request.most / FEWEST)
    )
    return Expected(sizes.screening + later, point, least, most)


def _seconds_a_point(request: MatchingRequest) -> float:
    prior = Prior(request.keys, request.targets)
    shares = prior.filling(TRIED, request.sizes.seed)
    candidates = [
        values_of(dict(zip(request.keys, map(float, one), strict=True)), prior.entries) for one in shares
    ]
    replicates = {one.pattern.id: FEWEST for one in request.targets}
    with closing(PointEvaluator(request.targets, replicates, on_this_machine(1))) as evaluator:
        before = process_time()
        evaluator.evaluate(candidates, lambda found: False)
        return (process_time() - before) / len(candidates)
