"""Waves: run points, fit emulators, rule out, draw the next points from what is left; until no more falls.

The first points are those of the screening, a sample of the prior. Invariant: a folder belongs to one request
and one state of the code; the same command goes on where it stopped and comes to the same end.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.calibration.calibration import check_folder, replicates_of
from experiments.calibration.simulator import Opening
from experiments.history_matching.emulator_check import checked, with_fresh
from experiments.history_matching.emulator_fit import adjusted, fitted, learner, one_thread
from experiments.history_matching.implausibility import Ruling
from experiments.history_matching.matching_request import FEWEST, MatchingRequest
from experiments.history_matching.points import Points
from experiments.history_matching.prior import Prior
from experiments.history_matching.run_points import PointEvaluator, PointRunner
from experiments.history_matching.screening import chosen, screened
from experiments.history_matching.subset_simulation import narrowed, whole_cube
from experiments.history_matching.wave import Wave, read_wave, write_wave
from experiments.patterns.measurements import FloatArray
from experiments.store.store import alone

LEAST_WAVES = 3

SAME = 0.8
"""A volume that is still so much of the one before has not fallen."""

MARGIN, LEAST_LEARNED = 2.0, 250
"""Emulators learn from points whose excess is at most this, and from so many at least, the nearest."""


class Telling(NamedTuple):
    """Who hears how far it is. `points`: the wave (0: the screening), how many of how many points are run;
    `wave`: a finished one.
    """

    points: Callable[[int, int, int], None] = lambda wave, run, of: None
    wave: Callable[[Wave], None] = lambda wave: None


SILENT = Telling()


@dataclass(frozen=True)
class HistoryMatch:
    """What came of a request. `keys`: the parameters and shifts of the waves; `screening`, `parameters`: the
    tables of `screening`; `points`: all that were run, in shares of `keys`; `run_in`: in which wave (0: the
    screening); `replicates` of each target; `failed`: what runs raised.
    """

    request: MatchingRequest
    keys: tuple[str, ...]
    screening: pd.DataFrame
    parameters: pd.DataFrame
    points: Points
    run_in: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    waves: tuple[Wave, ...]
    replicates: dict[str, int]
    failed: tuple[str, ...] = ()

    @cached_property
    def prior(self) -> Prior:
        """The prior of what the waves vary."""
        return Prior(self.keys, self.request.targets)

    @cached_property
    def _rulings(self) -> list[Ruling]:
        """The last wave's first: it rules out most."""
        return [Ruling(one.emulators) for one in reversed(self.waves)]

    def excess(self, shares: FloatArray) -> FloatArray:
        """(points,): above 1 where any wave rules a point out, infinite where shares do not go together."""
        found = np.stack([one.excess(shares) for one in self._rulings]).max(axis=0)
        return np.where(self.prior.feasible(shares) > 0, found, np.inf)

    def allowed(self, shares: FloatArray) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        """(points,): whether no wave rules a point out and its shares go together; what one target rules out
        is shown to no other.
        """
        return np.isfinite(scored(self._rulings, self.prior)(shares, 1.0))


def history_matched(
    request: MatchingRequest, folder: Path, opening: Opening, telling: Telling = SILENT
) -> HistoryMatch:
    """Match in a folder; StoreError if that holds anything else, MissingExtra without scikit-learn."""
    learner("gaussian_process")
    check_folder(request, folder)
    with alone(folder), one_thread():
        return Matching(request, folder, opening, telling).done()


class Matching:
    """History matching under way in its folder."""

    def __init__(self, request: MatchingRequest, folder: Path, opening: Opening, telling: Telling) -> None:
        self._request, self._folder, self._opening, self._telling = request, folder, opening, telling
        self._replicates = dict(replicates_of(request, folder, opening, FEWEST))
        self._failed = list[str]()

    def done(self) -> HistoryMatch:
        """Screen, then wave after wave."""
        request, sizes = self._request, self._request.sizes
        whole = Prior(request.keys, request.targets)
        started = monotonic()
        seen = self._run(0, whole.filling(sizes.screening, sizes.seed), request.keys)
        screening = screened(seen, request.keys, request.targets, sizes.seed)
        parameters = chosen(screening, request.keys)
        kept = set(parameters["parameter"][parameters["kept"]])
        places = [place for place, key in enumerate(request.keys) if key in kept]
        keys = tuple(request.keys[place] for place in places)
        points, run_in = adjusted(seen, places, whole.default(), request.targets), [0] * len(seen)
        waves = list[Wave]()
        for number in range(1, sizes.waves + 1):
            if waves:
                fresh = self._run(number, self._design(waves[-1], number), keys)
                waves[-1] = waves[-1].judged(with_fresh(waves[-1].quality, waves[-1].emulators, fresh))
                points, run_in = points.joined(fresh), run_in + [number] * len(fresh)
            waves.append(self._wave(number, keys, points, waves, started))
            self._telling.wave(waves[-1])
            if _is_over(waves):
                break
            started = monotonic()
        return HistoryMatch(
            *(request, keys, screening, parameters, points, np.array(run_in), tuple(waves)),
            replicates=self._replicates,
            failed=tuple(self._failed),
        )

    def _run(self, wave: int, shares: FloatArray, keys: tuple[str, ...]) -> Points:
        """What points give, each of them whole in the screening, and with few replicates."""
        request = self._request
        few = {name: min(count, FEWEST) for name, count in self._replicates.items()}
        replicates = self._replicates if wave else few
        prior = Prior(request.keys, request.targets)
        with closing(PointEvaluator(request.targets, replicates, self._opening)) as measured:
            runner = PointRunner(prior, request.targets, measured, self._folder, self._telling.points)
            found = runner.run(wave, shares, wave > 0, keys)
            self._failed += measured.failed
        return found

    def _design(self, wave: Wave, number: int) -> FloatArray:
        """Points spread evenly over what a wave left."""
        draws = np.unique(wave.left.pooled, axis=0)
        count = min(self._request.sizes.points, len(draws))
        generator = np.random.default_rng([self._request.sizes.seed, 2, number])
        return draws[generator.choice(len(draws), count, replace=False)]

    def _wave(
        self, number: int, keys: tuple[str, ...], points: Points, before: list[Wave], started: float
    ) -> Wave:
        """The wave as the folder has it, or as it is found and kept there now."""
        targets, seed = self._request.targets, self._request.sizes.seed
        if (known := read_wave(self._folder, number, targets)) is not None:
            return known
        prior = Prior(keys, targets)
        rulings = [Ruling(one.emulators) for one in before]
        learned = near(points, rulings) if before else points
        emulators = fitted(learned, keys, targets)
        left = before[-1].left if before else whole_cube(len(keys), seed, prior.feasible)
        ruling = Ruling(emulators)
        ruling.sort(left.draws.reshape(-1, len(keys)))
        left = narrowed(left, scored([ruling, *rulings], prior), [seed, number])
        quality = checked(emulators, learned, number)
        seconds = monotonic() - started
        wave = Wave(number, emulators, left, quality, len(points), len(learned), seconds)
        write_wave(wave, self._folder)
        return wave


def scored(rulings: list[Ruling], prior: Prior) -> Callable[[FloatArray, float], FloatArray]:
    """The excess by the first of the rulings; infinite over the bound, and where the others rule out or
    shares do not go together.
    """

    def score(shares: FloatArray, bound: float) -> FloatArray:
        found = np.where(prior.feasible(shares) > 0, 0.0, np.inf)
        for place, ruling in enumerate(rulings):
            left, most = np.flatnonzero(np.isfinite(found)), bound if place == 0 else 1.0
            own = ruling.excess(shares[left], most)
            found[left] = np.where(own > most, np.inf, own if place == 0 else found[left])
        return found

    return score


def near(points: Points, rulings: list[Ruling]) -> Points:
    """The points in what is left and around it, nearest last."""
    excess = np.stack([one.excess(points.shares) for one in rulings]).max(axis=0)
    order = np.argsort(-excess, kind="stable")
    count = max(LEAST_LEARNED, int((excess <= MARGIN).sum()))
    return points.chosen(order[-count:])


def _is_over(waves: list[Wave]) -> bool:
    """Whether nothing is left, or no less than the wave before left."""
    if waves[-1].left.volume == 0.0:
        return True
    return len(waves) >= LEAST_WAVES and waves[-1].left.volume > SAME * waves[-2].left.volume
