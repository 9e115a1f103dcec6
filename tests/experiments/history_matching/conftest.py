"""A function that stands in for the simulation: what each part of history matching should find is known."""

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.calibration.targets import Candidate, Statistics, Target
from experiments.history_matching.matching_request import MatchingRequest, WaveSizes, candidates
from experiments.history_matching.points import Points
from experiments.history_matching.prior import Prior, share_of
from experiments.history_matching.run_points import ERROR, own_worlds
from experiments.patterns.measurements import FloatArray

NOISE = 0.1


def target(name: str, low: float, high: float) -> Target:
    """A range for a number of that name; nothing else of its pattern matters here."""
    pattern = SimpleNamespace(id=name, target=None, discrepancy=0.0, all_sides=lambda: ())
    return Target(pattern, low, high)  # type: ignore[arg-type]


TARGETS = (target("bent", 0.7, 0.9), target("crossed", 0.4, 0.7))
KEYS = candidates(TARGETS)[:12]


def truth(shares: FloatArray) -> FloatArray:
    """Two numbers of the first six parameters, not additive; the other parameters do nothing."""
    a, b, c, d, e, f = shares[:, :6].T
    return np.stack([2 * a + np.sin(6 * b) * c, 3 * d * e + f**2], axis=1)


def run(shares: FloatArray, seed: int) -> Points:
    """Points that were run in two replicates each."""
    twice = truth(shares)[:, None] + NOISE * np.random.default_rng(seed).normal(size=(len(shares), 2, 2))
    return Points(shares, twice.mean(axis=1), twice.std(axis=1, ddof=1) / np.sqrt(2))


def drawn(count: int, seed: int) -> FloatArray:
    """Shares spread evenly."""
    return np.random.default_rng(seed).random((count, len(KEYS)))


class Toy(MatchingRequest):
    """A request that no code of the model belongs to."""

    def identity(self) -> Mapping[str, object]:
        return {"toy": list(self.sizes)}


class Simulated:
    """Stands in for what runs the simulation; it counts what it is asked."""

    failed: Sequence[str] = ()
    asked = 0

    def __init__(self, *_request: object) -> None:
        self._entries = Prior(KEYS, TARGETS).entries

    def close(self) -> None:
        """Nothing is open."""

    def evaluate(
        self, candidates: Sequence[Candidate], _hopeless: Callable[[Statistics], bool]
    ) -> list[Statistics]:
        """Number and standard error of both targets."""
        return [self._given(one) for one in candidates]

    def _given(self, candidate: Candidate) -> Statistics:
        Simulated.asked += 1
        entries = ((self._entries[key], candidate[key]) for key in KEYS)
        shares = np.array([[share_of(one.model_copy(update={"default": value})) for one, value in entries]])
        found = run(shares, own_worlds(candidate))
        numbers = {one.pattern.id: float(found.means[0, place]) for place, one in enumerate(TARGETS)}
        errors = {ERROR + one.pattern.id: float(found.errors[0, place]) for place, one in enumerate(TARGETS)}
        return numbers | errors


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    monkeypatch.setattr("experiments.history_matching.waves.PointEvaluator", Simulated)
    monkeypatch.setattr(
        "experiments.history_matching.waves.replicates_of",
        lambda *_: {one.pattern.id: 2 for one in TARGETS},
    )
    return Toy(WaveSizes(screening=80, points=40, waves=3, replicates=2), KEYS, TARGETS)
