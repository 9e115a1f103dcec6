"""Subset simulation (Au and Beck 2001): draws spread evenly over a small part of a cube, and how small it is.

The part is where a score is at most 1. It is reached by steps: of draws that are spread evenly below one
threshold those below a lower one are kept, multiplied and moved by a Markov chain that keeps them spread
evenly; the volume is the product of the shares kept. Several populations do this apart from each other, so
that they say how sure the volume is. Invariant: the same seed gives the same draws.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.history_matching.emulator import Places
from experiments.patterns.measurements import FloatArray

POPULATIONS, SIZE = 4, 256

KEPT = 0.3
"""The share kept in a step."""

SWEEPS = 25
"""Moves of each draw after a step."""

WANTED = 0.3
"""The share of moves that shall be taken."""

MOST_STEPS = 60

type Score = Callable[[FloatArray, float], FloatArray]
"""The scores of points, (points, parameters) → (points,); anything over a bound where they are over it."""


@dataclass(frozen=True)
class Left:
    """What is left of the cube. `draws`: (populations, draws, parameters), spread evenly over it in each;
    `volumes`: (populations,), 0 of one that did not get there.
    """

    draws: FloatArray
    volumes: FloatArray

    @property
    def volume(self) -> float:
        """The share of the prior."""
        return float(self.volumes.mean())

    @property
    def error(self) -> float:
        """The standard error of the share, from the populations."""
        return float(self.volumes.std(ddof=1) / np.sqrt(len(self.volumes)))

    @property
    def pooled(self) -> FloatArray:
        """(draws, parameters): of each population as many as its volume says."""
        if not self.volumes.any():
            return self.draws[0][:0]
        count = self.draws.shape[1]
        shares = np.floor(self.volumes / self.volumes.max() * count).astype(int)
        return np.concatenate([one[:many] for one, many in zip(self.draws, shares, strict=True)])


def whole_cube(
    parameters: int, seed: int, feasible: Callable[[FloatArray], FloatArray], size: int = SIZE
) -> Left:
    """The whole cube, but for what is not feasible, which is no part of the prior."""
    draws, found = np.random.default_rng([seed, 0]), np.zeros((0, parameters))
    while len(found) < POPULATIONS * size:
        more = draws.random((POPULATIONS * size, parameters))
        found = np.concatenate([found, more[feasible(more) > 0]])
    return Left(found[: POPULATIONS * size].reshape(POPULATIONS, size, -1), np.ones(POPULATIONS))


def narrowed(left: Left, score: Score, seed: Sequence[int]) -> Left:
    """The part of what is left where a score is at most 1; it must be infinite outside of what is left."""
    found = [
        _descended(one, score, np.random.default_rng([*seed, place])) for place, one in enumerate(left.draws)
    ]
    draws, shares = zip(*found, strict=True)
    return Left(np.stack(draws), left.volumes * np.array(shares))


def _descended(draws: FloatArray, score: Score, generator: np.random.Generator) -> tuple[FloatArray, float]:
    """One population at its end, and the share of what it began with."""
    scores, share, scale = score(draws, np.inf), 1.0, 0.5
    for _step in range(MOST_STEPS):
        bound = max(1.0, float(np.quantile(scores, KEPT, method="lower")))
        kept = scores <= bound
        share *= float(kept.mean())
        places = _multiplied(np.flatnonzero(kept), len(draws), generator)
        draws, scores = draws[places], scores[places]
        draws, scores, scale = _moved(draws, scores, bound, score, scale, generator)
        if bound <= 1.0:
            return draws, share
    return draws, 0.0


def _multiplied(kept: Places, count: int, generator: np.random.Generator) -> Places:
    """So many of those kept, each as often as all others give or take one, in an order without meaning."""
    return np.resize(generator.permutation(kept), count)


def _moved(
    draws: FloatArray,
    scores: FloatArray,
    bound: float,
    score: Score,
    scale: float,
    generator: np.random.Generator,
) -> tuple[FloatArray, FloatArray, float]:
    """Draws after their moves, with scores and the scale that moves came to have.

    A move goes along the difference of two draws as they lay before (ter Braak 2006), or to any side as far
    as they spread, in some of the parameters, and is taken if it stays below the bound. The way back is as
    likely as the way there, so draws stay spread evenly.
    """
    lay, spread = draws.copy(), np.maximum(draws.std(axis=0), 1e-3)
    for _sweep in range(SWEEPS):
        tried = _tried(draws, lay, spread, scale, generator)
        found = score(tried, bound)
        taken = found <= bound
        draws, scores = np.where(taken[:, None], tried, draws), np.where(taken, found, scores)
        scale = float(np.clip(scale * np.exp(taken.mean() - WANTED), 0.02, 2.0))
    return draws, scores, scale


def _tried(
    draws: FloatArray, lay: FloatArray, spread: FloatArray, scale: float, generator: np.random.Generator
) -> FloatArray:
    """Where each draw would move to: (draws, parameters).

    Steps to any side are reflected at the sides of the cube. Along a difference that would make the way back
    likelier than the way there, for parameters move together; such steps enter again at the other side.
    """
    count, parameters = lay.shape
    part = generator.choice([1.0, 0.3, 0.1, 2.0 / parameters], size=(count, 1))
    chosen = generator.random(lay.shape) < part
    size = scale * 2.38 * chosen / np.sqrt(np.maximum(chosen.sum(axis=1, keepdims=True), 1))
    one, other = generator.integers(count, size=(2, count))
    along = np.mod(draws + size * (lay[one] - lay[other]) / np.sqrt(2.0), 1.0)
    around = np.mod(draws + size * spread * generator.normal(size=lay.shape), 2.0)
    reflected = np.where(around > 1.0, 2.0 - around, around)
    found: FloatArray = np.where(generator.random((count, 1)) < 0.5, along, reflected)
    return found
