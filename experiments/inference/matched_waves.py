"""What waves of history matching hand over to the inference."""

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.calibration import values_of
from experiments.calibration.simulator import Opening
from experiments.calibration.targets import Candidate, Target
from experiments.execution.simulate import RunError
from experiments.history_matching.emulator import Emulators
from experiments.history_matching.emulator_check import checked
from experiments.history_matching.emulator_fit import fitted
from experiments.history_matching.implausibility import Ruling
from experiments.history_matching.points import Points
from experiments.history_matching.run_points import PointEvaluator, PointRunner
from experiments.history_matching.wave import Wave, read_wave, write_wave
from experiments.history_matching.waves import HistoryMatch, near
from experiments.patterns.measurements import FloatArray
from scenarios.entries import Parameter

AFTER_WAVES = 1000
"""The number under which points of the inference stand in its journal."""


class Relearned(NamedTuple):
    """Emulators that have learned from points of the inference too, within what the waves have left."""

    emulators: Emulators
    left: FloatArray
    allowed: Callable[[FloatArray], NDArray[np.bool_]]

    @property
    def keys(self) -> tuple[str, ...]:
        """The parameters, and shifts of types."""
        return self.emulators.keys

    def predict(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What they expect, and its variance: (n, d) → (n, k), twice."""
        return self.emulators.predict(shares)


class MatchedWaves:
    """A finished history match; points that the inference runs are written down in a folder of their own."""

    def __init__(self, match: HistoryMatch, folder: Path, opening: Opening, seed: int = 0) -> None:
        self._match, self._folder, self._opening = match, folder, opening
        draws = np.unique(match.waves[-1].left.pooled, axis=0)
        self._left = np.random.default_rng([seed, 3]).permutation(draws)

    @property
    def keys(self) -> tuple[str, ...]:
        """The parameters, and shifts of types."""
        return self._match.keys

    @property
    def targets(self) -> tuple[Target, ...]:
        """What is calibrated on."""
        return self._match.request.targets

    @property
    def entries(self) -> Mapping[str, Parameter]:
        """The ledger's entry of each parameter; a shift has none."""
        return self._match.prior.entries

    @property
    def first(self) -> Points:
        """Points of the screening, spread over the whole prior."""
        return self._match.points.chosen(self._match.run_in == 0)

    @property
    def points(self) -> Points:
        """Points of the later waves: those of the screening vary what these do not."""
        return self._smoothed(self._match.points.chosen(self._match.run_in > 0))

    @property
    def left(self) -> FloatArray:
        """Points spread evenly over what is left, in an order without meaning: (n, d)."""
        return self._left

    @property
    def default(self) -> FloatArray:
        """The shares of the ledger's own values, of a shift none: (d,)."""
        return self._match.prior.default()

    def predict(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What the emulators of the last wave expect, and its variance: (n, d) → (n, k), twice."""
        return self._match.waves[-1].emulators.predict(shares)

    def allowed(self, shares: FloatArray) -> NDArray[np.bool_]:
        """Whether no wave rules points out, and their shares go together: (n, d) → (n,)."""
        return self._match.allowed(shares)

    def run(self, shares: FloatArray) -> Points:
        """What points give when they are run, each in replicates of its own; RunError if one cannot be."""
        match, several = self._match, self._match.replicates
        self._folder.mkdir(parents=True, exist_ok=True)
        with closing(PointEvaluator(self.targets, several, self._opening)) as measured:
            runner = PointRunner(match.prior, self.targets, measured, self._folder, lambda *step: None)
            found = runner.run(AFTER_WAVES, shares, False, self.keys)
            if measured.failed:
                raise RunError(None, measured.failed[0])
        return self._smoothed(found)

    def _smoothed(self, points: Points) -> Points:
        """The same with standard errors that all points together tell: of a few replicates alone such an
        error is mostly chance.
        """
        noise = self._match.waves[-1].emulators.noise(points.shares)
        return Points(points.shares, points.means, np.sqrt(noise))

    def learning_from(self, run: Points) -> Relearned:
        """Emulators that have learned from these points too, kept like a wave's."""
        match, number = self._match, len(self._match.waves) + 1
        if (known := read_wave(self._folder, number, self.targets)) is None:
            started = monotonic()
            learned = near(match.points, [Ruling(one.emulators) for one in match.waves]).joined(run)
            emulators = fitted(learned, self.keys, self.targets)
            counts = len(match.points) + len(run), len(learned)
            quality = checked(emulators, learned, number)
            known = Wave(number, emulators, match.waves[-1].left, quality, *counts, monotonic() - started)
            write_wave(known, self._folder)
        return Relearned(known.emulators, self._left, self.allowed)

    def values(self, shares: FloatArray) -> Candidate:
        """The values of one point (d,)."""
        return values_of(dict(zip(self.keys, map(float, shares), strict=True)), self.entries)
