"""Implausibility: how far what a point is expected to give lies from what was observed, in standard
deviations of all that is not known of the two (Craig et al. 1997, eq. 3).

I_k = |E f_k − z_k| / √(variance of the emulator + of the observation + of the model discrepancy). A point is
ruled out where its largest implausibility is over `LARGEST`, or its second largest over `SECOND`: by
Pukelsheim (1994) 3 holds for any one target with a single mode, and of many one may be off by bad luck.
"""

from collections.abc import Sequence

import numpy as np

from experiments.calibration.targets import Target
from experiments.history_matching.emulator import AT_ONCE, Emulators
from experiments.patterns.measurements import FloatArray

LARGEST, SECOND = 4.0, 3.0


def implausibilities(means: FloatArray, variances: FloatArray, targets: Sequence[Target]) -> FloatArray:
    """Of each target: (points, targets), without limit where a number is not defined."""
    observed = np.array([one.centre for one in targets])
    own = np.array([one.deviation for one in targets]) ** 2
    found: FloatArray = np.abs(means - observed) / np.sqrt(variances + own)
    return np.where(np.isfinite(found), found, np.inf)


def excess(implausible: FloatArray) -> FloatArray:
    """(points, targets) → (points,): above 1 where a point is ruled out, and by how much."""
    if implausible.shape[1] == 1:
        return implausible[:, 0] / SECOND
    two = np.partition(implausible, -2, axis=1)[:, -2:]
    found: FloatArray = np.maximum(two.max(axis=1) / LARGEST, two.min(axis=1) / SECOND)
    return found


class Ruling:
    """What the emulators of a wave rule out."""

    def __init__(self, emulators: Emulators) -> None:
        self.emulators = emulators
        self._order = list(range(len(emulators.targets)))

    def excess(self, shares: FloatArray, bound: float = np.inf) -> FloatArray:
        """(points,): as above, infinite where it is over `bound`: what is over it by the first targets is not
        shown to others. Those that rule out most come first.
        """
        parts = [shares[start : start + AT_ONCE] for start in range(0, len(shares), AT_ONCE)]
        return np.concatenate([np.zeros(0), *(self._excess(part, bound) for part in parts)])

    def _excess(self, shares: FloatArray, bound: float) -> FloatArray:
        found, left = np.full((len(shares), len(self._order)), 0.0), np.arange(len(shares))
        for place in self._order:
            target = self.emulators.targets[place]
            mean, variance = self.emulators.each[place].predict(shares[left])
            found[left, place] = implausibilities(mean[:, None], variance[:, None], [target])[:, 0]
            if np.isfinite(bound):
                left = left[excess(found[left]) <= bound]
            if not len(left):
                break
        whole = excess(found)
        gone = np.ones(len(shares), dtype=bool)
        gone[left] = False
        return np.where(gone, np.inf, whole)

    def sort(self, shares: FloatArray) -> None:
        """Look first at the targets that rule out most of these points; the answer stays the same."""
        found = implausibilities(*self.emulators.predict(shares), self.emulators.targets)
        self._order = [int(place) for place in np.argsort(-(found > SECOND).mean(axis=0), kind="stable")]
