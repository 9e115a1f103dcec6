"""Running points: in worlds of their own, a few together, each written down as soon as it is run.

Invariant: no two points meet the same worlds, so that many points average over worlds as well, and what an
emulator takes for smooth is not the chance of a few worlds; which worlds a point meets comes from its values.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from itertools import batched
from pathlib import Path

import numpy as np

from experiments.calibration.calibration import JOURNAL, Journal
from experiments.calibration.simulator import Evaluator, Opening
from experiments.calibration.targets import Candidate, Statistics, Target
from experiments.history_matching.points import Points, standard_error
from experiments.history_matching.prior import Prior
from experiments.patterns.measurements import FloatArray
from experiments.statistics.contrasts import Result

TOGETHER = 32
"""Points that are run side by side."""

ERROR = "standard error of "
"""Before a target's name: its standard error, in the journal."""

FAR = 12.0
"""So many standard deviations of the observation off, a point's other targets are not worth their runs."""

FIRST_OF = 2**40
"""There are so many worlds to begin with."""


def own_worlds(candidate: Candidate) -> int:
    """The first of the worlds that a candidate meets."""
    text = repr(sorted(candidate.items()))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") % FIRST_OF


class PointEvaluator:
    """Says of candidates both their numbers and standard errors, as a journal writes them down."""

    def __init__(self, targets: Sequence[Target], replicates: Mapping[str, int], opening: Opening) -> None:
        self._targets = {one.pattern.id: one for one in targets}
        self._evaluator = Evaluator(targets, replicates, opening, own_worlds)

    @property
    def failed(self) -> list[str]:
        """What runs raised that could not be made."""
        return self._evaluator.failed

    def close(self) -> None:
        """End the workers."""
        self._evaluator.close()

    def evaluate(
        self, candidates: Sequence[Candidate], hopeless: Callable[[Statistics], bool]
    ) -> list[Statistics]:
        """What each candidate gives."""
        found = self._evaluator.results(candidates, lambda one: hopeless(self._numbers(one)))
        return [self._numbers(one) | self._errors(one) for one in found]

    def _numbers(self, found: Mapping[str, Result]) -> Statistics:
        return {name: one.value for name, one in found.items()}

    def _errors(self, found: Mapping[str, Result]) -> Statistics:
        of = self._targets
        return {ERROR + name: standard_error(of[name].pattern, one) for name, one in found.items()}


class PointRunner:
    """Runs points, unless the folder has them already; `told` hears how many of how many are run."""

    def __init__(
        self,
        prior: Prior,
        targets: Sequence[Target],
        measured: PointEvaluator,
        folder: Path,
        told: Callable[[int, int, int], None],
    ) -> None:
        self._prior, self._targets, self._told = prior, tuple(targets), told
        self._journal = Journal(folder / JOURNAL, measured, priors=prior.entries)  # type: ignore[arg-type]

    def run(self, wave: int, shares: FloatArray, cut: bool, keys: Sequence[str]) -> Points:
        """What the points give, in order: (points, parameters) by these keys, all others at the ledger's."""
        found: list[Statistics] = []
        for some in batched(shares, TOGETHER):
            candidates = [dict(zip(keys, map(float, one), strict=True)) for one in some]
            stop = self._hopeless if cut else lambda found: False
            found += self._journal.evaluate(wave, len(found), candidates, stop)
            self._told(wave, len(found), len(shares))
        means, errors = (self._table(found, before) for before in ("", ERROR))
        return Points(np.asarray(shares), means, errors)

    def _table(self, found: Sequence[Statistics], before: str) -> FloatArray:
        names = [before + one.pattern.id for one in self._targets]
        return np.array([[one.get(name, np.nan) for name in names] for one in found]).reshape(-1, len(names))

    def _hopeless(self, found: Statistics) -> bool:
        """Whether two numbers lie so far off that no emulator need know more of the point."""
        known = [one for one in self._targets if one.pattern.id in found]
        return sum(self._is_far(one, found[one.pattern.id]) for one in known) > 1

    def _is_far(self, target: Target, value: float) -> bool:
        return not np.isfinite(value) or abs(value - target.centre) > FAR * target.deviation
