"""The expected value of partial perfect information: what the choice would gain, on average, were a parameter
known, by regression on sampled runs (Strong, Oakley & Brennan 2014, Medical Decision Making 34, 311).

Invariant: what chance alone gives is measured by shuffling the runs and taken away, and a parameter that is
not shown to matter for the choice, among all that were looked at, has the value 0.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.verdict import LEVEL
from experiments.value_of_information.smooth import together

FloatArray = NDArray[np.float64]

SHUFFLES, DRAWS, SEED = 200, 200, 20_140_311
"""Of the noise floor; of the standard error; of both."""

ROUNDING = 1e-9
"""A gain below this share of what the options spread is rounding."""


class Worth(NamedTuple):
    """What knowing something is worth, in the unit of the worth of options, with its standard error.

    `raw`: as the regression gives it; `floor`: what shuffled runs give on average; `shown`: whether it is
    more than the largest of shuffled runs in 95 of 100 cases, and more than its standard error; `moves`:
    whether it is shown to move the differences between options, be it without changing the choice; `changes`:
    in which share of points another option would be chosen; `variance`: which share of the variance of the
    differences to the option that is best on average it would remove.
    """

    value: float
    error: float
    raw: float
    floor: float
    shown: bool
    moves: bool
    changes: float
    variance: float


NOTHING = Worth(0.0, 0.0, 0.0, 0.0, shown=False, moves=False, changes=0.0, variance=0.0)


class Chance(NamedTuple):
    """What shuffled runs give: of each curve the mean gain; of all curves the largest gain, and the largest
    share of the differences explained, that are usual.
    """

    floor: FloatArray
    gain: float
    explained: float


def worths(options: FloatArray, curves: Sequence[FloatArray]) -> list[Worth]:
    """What knowing each parameter is worth.

    options: (points, options), what each is worth at each point, more is better; curves: the columns of each
    parameter (`smooth.curve`).
    """
    columns, chance = _stacked(curves), by_chance(options, curves)
    gains, explained = _found(options, columns)
    rng = np.random.default_rng(SEED)
    return [
        _worth(options, curve, chance, place, (float(gains[place]), float(explained[place])), rng)
        for place, curve in enumerate(curves)
    ]


def of_groups(
    options: FloatArray,
    curves: Sequence[FloatArray],
    found: Sequence[Worth],
    members: Mapping[str, Sequence[int]],
) -> dict[str, Worth]:
    """What knowing all parameters of a group is worth, at least: a sum of the curves of those members that
    are shown to matter; nothing where none is.

    members: by group the places of its parameters.
    """
    answers = {}
    for name, places in members.items():
        chosen = [curves[place] for place in places if found[place].moves or found[place].shown]
        answers[name] = worths(options, [together(chosen)])[0] if chosen else NOTHING
    return answers


def by_chance(options: FloatArray, curves: Sequence[FloatArray]) -> Chance:
    """The noise floor: options shuffled against parameters have nothing to do with them."""
    rng, columns = np.random.default_rng(SEED), _stacked(curves)
    shuffled = [_found(options[rng.permutation(len(options))], columns) for _shuffle in range(SHUFFLES)]
    gains, explained = (np.stack(one) for one in zip(*shuffled, strict=True))
    most = (float(np.quantile(one.max(axis=1), LEVEL)) for one in (gains, explained))
    return Chance(gains.mean(axis=0), *most)


def _stacked(curves: Sequence[FloatArray]) -> FloatArray:
    """The columns of all curves, (curves, columns, points); a curve of fewer has columns of zeros."""
    most = max(curve.shape[1] for curve in curves)
    return np.stack([np.pad(curve, ((0, 0), (0, most - curve.shape[1]))).T for curve in curves])


def _found(options: FloatArray, columns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Of each curve the gain of choosing by it, no more than of choosing the best at every point; and what it
    explains of the differences, each of which weighs the same.
    """
    mean = options.mean(axis=0)
    slopes = np.matmul(columns, options - mean)
    expected = np.matmul(slopes.transpose(0, 2, 1), columns) + mean[:, None]
    gains = np.minimum(expected.max(axis=1).mean(axis=1), options.max(axis=1).mean()) - mean.max()
    apart = _apart(options)
    scale = np.sqrt((((options - mean) @ apart) ** 2).sum(axis=0))
    moved = np.divide(slopes @ apart, scale, out=np.zeros((*slopes.shape[:2], len(scale))), where=scale > 0)
    return gains, (moved**2).sum(axis=(1, 2))


def _apart(options: FloatArray) -> FloatArray:
    """What makes of options their differences to the one that is best on average: (options, others)."""
    best = int(options.mean(axis=0).argmax())
    others = np.delete(np.eye(options.shape[1]), best, axis=1)
    others[best] = -1.0
    return others


def _worth(
    options: FloatArray,
    curve: FloatArray,
    chance: Chance,
    place: int,
    seen: tuple[float, float],
    rng: np.random.Generator,
) -> Worth:
    mean = options.mean(axis=0)
    expected = mean + curve @ (curve.T @ (options - mean))
    (raw, explained), floor = seen, float(chance.floor[place])
    error = _error(options, curve, expected, rng)
    above = raw - floor
    shown = raw > chance.gain + ROUNDING * float(options.std()) and above > error
    return Worth(
        value=above if shown else 0.0,
        error=error,
        raw=raw,
        floor=floor,
        shown=shown,
        moves=explained > chance.explained,
        changes=float((expected.argmax(axis=1) != int(mean.argmax())).mean()),
        variance=_removed(options, curve),
    )


def _removed(options: FloatArray, curve: FloatArray) -> float:
    """The share of the variance of the differences that is explained, adjusted for the columns."""
    differences = (options - options.mean(axis=0)) @ _apart(options)
    total, free = float((differences**2).sum()), len(options) - 1 - curve.shape[1]
    if not total or free < 1:
        return 0.0
    left = total - float(((curve.T @ differences) ** 2).sum())
    return max(1 - left / free * (len(options) - 1) / total, 0.0)


def _error(options: FloatArray, curve: FloatArray, expected: FloatArray, rng: np.random.Generator) -> float:
    """The standard error: that of the curve by the Gaussian approximation, and that of so many points."""
    points, count = curve.shape
    left = options - expected
    spread = left.T @ left / max(points - 1 - count, 1)
    sizes, directions = np.linalg.eigh(spread)
    root = directions * np.sqrt(np.clip(sizes, 0.0, None))
    noise = rng.standard_normal((DRAWS, count + 1, len(root))) @ root.T
    noise[:, 0] /= np.sqrt(points)
    columns = np.vstack([np.ones(points), curve.T])
    drawn = expected.T + np.matmul(noise.transpose(0, 2, 1), columns)
    gains = drawn.max(axis=1).mean(axis=1) - drawn.mean(axis=2).max(axis=1)
    ahead = expected.max(axis=1) - expected[:, int(expected.mean(axis=0).argmax())]
    return float(np.hypot(gains.std(ddof=1), ahead.std(ddof=1) / np.sqrt(points)))
