"""Fitting an emulator to points: the polynomial by the lasso, the active parameters by what a forest loses
without them, the Gaussian process by maximum likelihood.

Invariant: a target's numbers are not transformed; those farther out than any emulator need know are drawn in
to `FARTHEST` halves of the target's range, and points without a number are left out.
"""

import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np

from experiments.calibration.targets import FARTHEST, Target
from experiments.errors import ArgumentError
from experiments.extras import from_extra
from experiments.history_matching.emulator import (
    Emulators,
    Places,
    TargetEmulator,
    correlation,
    features,
    scatter_at,
)
from experiments.history_matching.points import Points
from experiments.patterns.measurements import FloatArray
from scenarios.language import _

MOST_ACTIVE = 12
"""Parameters of the Gaussian process of a target, at most."""

LOSS = 0.003
"""What a forest must lose of R² without a parameter for it to be active."""

LEARNED, REMEMBERED = 400, 700
"""Points that the lengths are estimated from, and that the process is conditioned on, at most: the last ones,
which lie nearest to what is left."""

MOST_INFLATED = 10.0
"""Variances are raised by so much at most."""

WITHIN = 2.0
"""Standard deviations that nineteen of twenty points should lie within."""

type Shape = tuple[FloatArray, float, float]
"""The lengths of a process, its amplitude and its nugget."""

type Process = tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]

FOLDS = 5

LEAST = 20
"""An emulator needs so many points that have a number."""

LENGTHS = (0.1, 10.0)
"""The bounds of a correlation length, in shares."""

SEED = 0
"""Of forests and folds: the same points give the same emulators."""


class Numbers(NamedTuple):
    """What an emulator learns from: shares (points, parameters), numbers and standard errors (points,)."""

    shares: FloatArray
    values: FloatArray
    errors: FloatArray

    def chosen(self, which: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> "Numbers":
        """Some of the points."""
        return Numbers(self.shares[which], self.values[which], self.errors[which])


class TooFewPoints(ArgumentError):
    """A target has a number at too few points."""

    def __init__(self, pattern: str, count: int) -> None:
        message = _(
            "{pattern} has a number at {count} points, and an emulator needs {least}: ask for more points.",
            pattern=pattern,
            count=count,
            least=LEAST,
        )
        super().__init__(message)


def fitted(points: Points, keys: Sequence[str], targets: Sequence[Target]) -> Emulators:
    """An emulator for each target."""
    with one_thread():
        each = tuple(fitted_to(points, place, one) for place, one in enumerate(targets))
    return Emulators(tuple(keys), tuple(targets), each)


def fitted_to(points: Points, place: int, target: Target) -> TargetEmulator:
    """The emulator of the target that stands at that place.

    It is fitted first without every fifth point and judged by these; where it proves too sure there, the
    variances of the whole one are raised by as much (Vernon et al. 2010 do so by hand).
    """
    numbers = training(points, place, target)
    if len(numbers.values) < LEAST:
        raise TooFewPoints(target.pattern.id, len(numbers.values))
    kept = np.arange(len(numbers.values)) % FOLDS == FOLDS - 1
    part = _fitted(numbers.chosen(~kept), target)
    inflation, held = _judged(part, numbers.chosen(kept))
    whole = _fitted(numbers, target, part)
    return whole._replace(inflation=np.array(inflation), held=held)


def _fitted(numbers: Numbers, target: Target, like: TargetEmulator | None = None) -> TargetEmulator:
    """An emulator of numbers; with the active parameters and lengths of another, if one is given."""
    shares, values, errors = numbers
    intercept, slopes = _polynomial(shares, values)
    trend = intercept + features(shares) @ slopes
    scatter, centre = _scatter(trend, errors)
    rest = values - trend
    leftover = max(float(rest.var()), 1e-12 * target.half**2)
    noise = scatter_at(scatter, centre, trend) / leftover
    active = _active(shares, rest) if like is None else like.active
    at, scaled = shares[:, active], rest / np.sqrt(leftover)
    last = slice(-LEARNED, None)
    shape = _likeliest(at[last], scaled[last], noise[last]) if like is None else _shape(like, leftover)
    process = _process(at, scaled, noise, shape)
    whole = np.array(intercept), slopes, np.array(leftover), active
    return TargetEmulator(*whole, *process, scatter, centre, np.array(1.0), np.zeros(3))


def _shape(like: TargetEmulator, leftover: float) -> Shape:
    """Lengths, amplitude and nugget of another emulator, where another variance is left over."""
    ratio = float(like.leftover) / leftover
    return like.lengths, float(like.amplitude) * ratio, float(like.nugget) * ratio


def _judged(emulator: TargetEmulator, kept: Numbers) -> tuple[float, FloatArray]:
    """By how much variances are too small for points not learned from, at least 1; R² there, the share within
    two standard deviations of emulator and noise, and the points.
    """
    mean, variance = emulator.predict(kept.shares)
    noise = emulator.noise(kept.shares)
    squared = (kept.values - mean) ** 2
    inflation = float((squared - noise).mean() / variance.mean()) if variance.mean() > 0 else 1.0
    inflation = float(np.clip(inflation, 1.0, MOST_INFLATED))
    r2, within = judged(kept.values - mean, inflation * variance + noise, kept.values)
    return inflation, np.array([r2, within, float(len(squared))])


def judged(off: FloatArray, variance: FloatArray, values: FloatArray) -> tuple[float, float]:
    """R², and the share within two standard deviations, of points that have a number."""
    there = np.isfinite(off)
    if there.sum() < 2:
        return np.nan, np.nan
    spread = float(values[there].var())
    r2 = 1.0 - float((off[there] ** 2).mean()) / spread if spread else np.nan
    return r2, float((np.abs(off[there]) <= WITHIN * np.sqrt(variance[there])).mean())


def adjusted(points: Points, kept: Sequence[int], base: FloatArray, targets: Sequence[Target]) -> Points:
    """Points in which all parameters vary, as if those not kept were at the shares `base`: by target, what
    the polynomial says of these is taken off; in `kept` alone.
    """
    others = np.setdiff1d(np.arange(points.shares.shape[1]), kept)
    moved = points.shares.copy()
    moved[:, others] = base[others]
    means = points.means.copy()
    for place, one in enumerate(targets):
        shares, values, _errors = training(points, place, one)
        slopes = _polynomial(shares, values)[1] if len(others) else np.zeros(2 * len(base))
        means[:, place] += (features(moved) - features(points.shares)) @ slopes
    return Points(points.shares[:, kept], means, points.errors)


def training(points: Points, place: int, target: Target) -> Numbers:
    """Of the points that have a number for a target: shares, numbers drawn in, and standard errors."""
    there = np.isfinite(points.means[:, place])
    values = drawn_in(points.means[there, place], target)
    return Numbers(points.shares[there], values, points.errors[there, place])


def drawn_in(values: FloatArray, target: Target) -> FloatArray:
    """Numbers, those very far out brought nearer."""
    reach = FARTHEST * target.half
    return np.clip(values, target.low - reach, target.high + reach)


def _polynomial(shares: FloatArray, values: FloatArray) -> tuple[float, FloatArray]:
    """The intercept and the slopes of `features`, most of them 0."""
    columns, size = features(shares), float(values.std())
    scale = np.maximum(columns.std(axis=0), 1e-9)
    if size == 0.0:
        return float(values.mean()), np.zeros(columns.shape[1])
    model = learner("linear_model").LassoCV(cv=FOLDS, alphas=30, max_iter=5000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a path that has not converged is only a little less good
        model.fit(columns / scale, values / size)
    return float(model.intercept_ * size), model.coef_ * size / scale


def _scatter(trend: FloatArray, errors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The logarithm of the variance of a mean as a quadratic in the trend, right on average."""
    known = np.isfinite(errors)
    centre = np.array([trend.mean(), max(float(trend.std()), 1e-12)])
    squared = errors[known] ** 2
    mean = float(squared.mean()) if known.any() else 0.0
    if mean == 0.0:
        return np.array([-60.0, 0.0, 0.0]), centre
    place = np.clip((trend[known] - centre[0]) / centre[1], -2.0, 2.0)
    design = np.stack([np.ones_like(place), place, place**2], axis=1)
    found: FloatArray = np.linalg.lstsq(design, np.log(squared + 0.01 * mean), rcond=None)[0]
    expected = scatter_at(found, centre, trend[known])
    found[0] += np.log(float((squared / expected).mean()))
    return found, centre


def _active(shares: FloatArray, rest: FloatArray) -> Places:
    """The places of the parameters without which a forest tells most less of what the polynomial leaves, in
    points that it has not seen; at least two.
    """
    last = slice(-2 * LEARNED, None)
    found = importance(shares[last], rest[last])
    order = np.argsort(-found, kind="stable")[:MOST_ACTIVE]
    enough = (found[order] > LOSS) | (np.arange(len(order)) < 2)
    return np.sort(order[enough]).astype(np.int64)


def importance(shares: FloatArray, values: FloatArray) -> FloatArray:
    """What is lost of R² when a parameter is shuffled, mean over folds left out: (parameters,)."""
    forests = learner("ensemble")
    folds = learner("model_selection").KFold(FOLDS, shuffle=True, random_state=SEED)
    draws, found = np.random.default_rng(SEED), []
    for seen, kept in folds.split(shares):
        forest = forests.ExtraTreesRegressor(60, min_samples_leaf=3, max_features=0.5, random_state=SEED)
        forest.fit(shares[seen], values[seen])
        found.append(_loss(forest, shares[kept], values[kept], draws.permutation(len(kept))))
    mean: FloatArray = np.mean(found, axis=0)
    return mean


def _loss(forest: Any, shares: FloatArray, values: FloatArray, order: Places) -> FloatArray:
    """By how much of the variance the squared error grows, for each parameter shuffled by itself."""
    shuffled = np.repeat(shares[None], shares.shape[1], axis=0)
    for place in range(shares.shape[1]):
        shuffled[place, :, place] = shares[order, place]
    told = forest.predict(shuffled.reshape(-1, shares.shape[1])).reshape(-1, len(values))
    grown = ((told - values) ** 2).mean(axis=1) - ((forest.predict(shares) - values) ** 2).mean()
    found: FloatArray = grown / max(float(values.var()), 1e-300)
    return found


def _process(at: FloatArray, rest: FloatArray, noise: FloatArray, shape: Shape) -> Process:
    """Lengths, amplitude, nugget, the points, their weights and the inverse of their covariance."""
    lengths, amplitude, nugget = shape
    last = slice(-REMEMBERED, None)
    at, rest, noise = at[last], rest[last], noise[last]
    covariance = amplitude * correlation(at / lengths, at / lengths) + np.diag(noise + nugget + 1e-8)
    inverse = np.linalg.inv(covariance)
    return lengths, np.array(amplitude), np.array(nugget), at, inverse @ rest, inverse


def _likeliest(at: FloatArray, rest: FloatArray, noise: FloatArray) -> Shape:
    """Lengths, amplitude and nugget that make what the polynomial leaves likeliest."""
    kernels = learner("gaussian_process.kernels")
    shape = kernels.Matern(np.ones(at.shape[1]), LENGTHS, nu=2.5)
    kernel = kernels.ConstantKernel(0.5, (1e-4, 10.0)) * shape + kernels.WhiteKernel(0.3, (1e-6, 2.0))
    model = learner("gaussian_process").GaussianProcessRegressor(kernel, alpha=noise + 1e-8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a length at its bound says that a parameter hardly matters
        model.fit(at, rest)
    found = model.kernel_
    return (
        np.atleast_1d(found.k1.k2.length_scale),
        float(found.k1.k1.constant_value),
        float(found.k2.noise_level),
    )


def one_thread() -> AbstractContextManager[object]:
    """Keeps linear algebra on one core while it is open: matrices are small, and the order in which sums are
    formed is then the same on every machine.
    """
    threads = from_extra("threadpoolctl", "scikit-learn", "calibrate")  # which it comes with
    limits: AbstractContextManager[object] = threads.threadpool_limits(1)
    return limits


def learner(name: str) -> Any:
    """A module of scikit-learn; MissingExtra if it is not installed."""
    return from_extra(f"sklearn.{name}", "scikit-learn", "calibrate")
