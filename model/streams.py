"""Randomness: every decision has its own draw.

A draw is a hash of (identity of who or what decides, name of the decision point, month), never of the order
of use. Replicate 7 under one governance model therefore meets the same people, ties, shocks and dice as
replicate 7 under another, and a compound draws the same alone as beside others (common random numbers). The
hash is the finaliser of splitmix64 (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195) over an identity
that was hashed before.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtri

from agents.column import FloatArray, KeyArray

_WORD = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = (np.uint64(shift) for shift in (30, 27, 31, 12))
_ONE = np.uint64(0x3FF0000000000000)  # the bits of 1.0: 52 random bits below make a number in [1, 2)
_AT_ONCE = 1 << 15  # numbers that fit into a fast cache, with what is needed beside them
_GRID = np.linspace(0.0, 1.0, 4097)

type Listener = Callable[[KeyArray, str, int], None]
"""Hears of every draw: whose it is (n keys), from which stream, in which month."""

_listeners: list[Listener] = []


@contextmanager
def overheard(listener: Listener) -> Iterator[None]:
    """Tell the listener of every draw made meanwhile; draws stay what they are."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def mixed(number: int) -> int:
    """Hash one whole number to 64 bits."""
    z = (number + _GOLDEN) & _WORD
    z = ((z ^ (z >> 30)) * int(_FIRST)) & _WORD
    z = ((z ^ (z >> 27)) * int(_SECOND)) & _WORD
    return z ^ (z >> 31)


def any_seed() -> int:
    """Return a seed that nobody chose: a world says in its placements which one it was."""
    return secrets.randbits(63)


@lru_cache(maxsize=4096)
def name_key(name: str) -> int:
    """Hash a name to 64 bits (the same on every machine and in every process)."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=65536)
def _salt(stream: str, month: int) -> np.uint64:
    return np.uint64(mixed(name_key(stream) ^ _month_key(month)))


@lru_cache(maxsize=4096)
def _month_key(month: int) -> int:
    return mixed(month & _WORD)


def _finish(bits: KeyArray) -> KeyArray:
    shifted = bits >> _S30
    bits ^= shifted
    bits *= _FIRST
    bits ^= np.right_shift(bits, _S27, out=shifted)
    bits *= _SECOND
    bits ^= np.right_shift(bits, _S31, out=shifted)
    return bits


def _numbers(bits: KeyArray) -> FloatArray:
    """Hash words, in place, into numbers in [0, 1): (n,), a part that fits into a fast cache at a time."""
    for first in range(0, len(bits), _AT_ONCE):
        part = bits[first : first + _AT_ONCE]
        _finish(part)
        part >>= _S12
        part |= _ONE
        numbers: FloatArray = part.view(np.float64)
        numbers -= 1.0
    return bits.view(np.float64)


def keys(parent: npt.NDArray[Any], *parts: Any) -> KeyArray:
    """Hash whole numbers into parent keys: the identity of a household, an issue, a tie.

    Args:
        parent: (n,) uint64 keys, e.g. of the compound's seed.
        parts: whole numbers or (n,) arrays of them.

    Returns:
        (n,) uint64 keys.
    """
    found = np.array(parent, dtype=np.uint64)
    for part in parts:
        word = np.atleast_1d(np.asarray(part)).astype(np.int64).view(np.uint64)
        found = _finish(found ^ _finish(word * np.uint64(_GOLDEN) + np.uint64(_GOLDEN)))
    return found


def uniform(identity: KeyArray, stream: str, month: int = 0) -> FloatArray:
    """Draw one number in [0, 1) for each identity.

    Args:
        identity: (n,) uint64 keys of who or what decides.
        stream: the decision point, e.g. ``"fee"``.
        month: the month of the decision, or 0 for what is decided once.

    Returns:
        (n,) float64; the same for the same identity, stream and month whatever else is drawn.
    """
    for listener in _listeners:
        listener(identity, stream, month)
    return _numbers(identity ^ _salt(stream, month))


def uniforms(identity: KeyArray, streams: tuple[str, ...], month: int = 0) -> FloatArray:
    """Draw from several streams at once: (streams, n), row by row what ``uniform`` gives (one pass is
    cheaper).
    """
    for listener in _listeners:
        for stream in streams:
            listener(identity, stream, month)
    salts = np.array([_salt(stream, month) for stream in streams], dtype=np.uint64)
    return _numbers((identity ^ salts[:, None]).ravel()).reshape(len(streams), len(identity))


class Draws:
    """The draws of several streams by name: all made at once where they are few, else each as it is asked,
    so that they need not all be kept.
    """

    def __init__(self, identity: KeyArray, streams: tuple[str, ...], month: int = 0) -> None:
        """Say who draws from which streams in which month."""
        self._identity, self._month = identity, month
        few = len(identity) * len(streams) <= _AT_ONCE
        self._made = dict(zip(streams, uniforms(identity, streams, month), strict=True)) if few else {}

    def __getitem__(self, stream: str) -> FloatArray:
        """(n,) what ``uniform`` gives."""
        found = self._made.get(stream)
        return uniform(self._identity, stream, self._month) if found is None else found


def further(draw: Any, name: str) -> Any:
    """Another number in [0, 1) of the decision to which a draw belongs: a hash of its bits and a name.

    Args:
        draw: (n,) uniform numbers, or one.
        name: what the rule calls it.

    Returns:
        (n,) float64, or a float; the same for the same draw and name. It is no drawing from a stream.
    """
    bits = np.atleast_1d(np.asarray(draw, dtype=np.float64)).view(np.uint64)
    numbers = _numbers(keys(np.full(len(bits), name_key(name), dtype=np.uint64), bits))
    return numbers if np.ndim(draw) else float(numbers[0])


def normal(identity: KeyArray, stream: str, month: int = 0) -> FloatArray:
    """Draw one standard normal number for each identity (by inversion:
    small changes of the draw are small changes).
    """
    return as_normal(uniform(identity, stream, month))


def as_normal(draw: FloatArray) -> FloatArray:
    """Turn uniform draws into standard normal numbers."""
    return ndtri(np.maximum(draw, 2.0**-53))


def exponential(identity: KeyArray, stream: str, month: int = 0) -> FloatArray:
    """Draw one exponential number of mean 1 for each identity."""
    return as_exponential(uniform(identity, stream, month))


def as_exponential(draw: FloatArray) -> FloatArray:
    """Turn uniform draws into exponential numbers of mean 1."""
    return -np.log1p(-draw)


@lru_cache(maxsize=512)
def _beta_quantiles(a: float, b: float) -> FloatArray:
    return betaincinv(a, b, _GRID)


def beta(draw: FloatArray, a: float, b: float) -> FloatArray:
    """Turn uniform draws into Beta(a, b) numbers by a table of 4 096 steps of the quantile function."""
    found = np.interp(draw, _GRID, _beta_quantiles(float(a), float(b)))
    outer = (draw < _GRID[1]) | (draw > _GRID[-2])  # the last steps are too steep for a straight line
    if outer.any():
        found[outer] = betaincinv(a, b, draw[outer])
    return found


def beta_by(draw: FloatArray, a: Any, b: Any) -> FloatArray:
    """``beta`` where a and b may be (n,) arrays of few different values."""
    if np.ndim(a) == 0 and np.ndim(b) == 0:
        return beta(draw, float(a), float(b))
    a, b = np.broadcast_to(a, draw.shape), np.broadcast_to(b, draw.shape)
    if not len(draw) or (a.min() == a.max() and b.min() == b.max()):
        return beta(draw, a[0], b[0]) if len(draw) else draw
    pairs = np.stack((a, b))
    found = np.empty(len(draw))
    different, which = np.unique(pairs, axis=1, return_inverse=True)
    for index in range(different.shape[1]):
        rows = np.ravel(which) == index
        found[rows] = beta(draw[rows], different[0, index], different[1, index])
    return found


NO_SPREAD = 1e-4
"""A standard deviation below which all have the mean."""


def beta_about(draw: FloatArray, mean: Any, spread: Any) -> FloatArray:
    """Beta numbers of a mean and a standard deviation; the mean itself where it is 0 or 1 or all have it."""
    alike = np.asarray((mean <= 0.0) | (mean >= 1.0) | (spread < NO_SPREAD))
    if not alike.any():
        return beta_by(draw, *mean_spread(mean, spread))
    alike, mean, spread = (np.broadcast_to(one, draw.shape) for one in (alike, mean, spread))
    found = np.array(mean, dtype=np.float64)
    found[~alike] = beta_by(draw[~alike], *mean_spread(mean[~alike], spread[~alike]))
    return found


def mean_spread(mean: Any, spread: Any) -> tuple[Any, Any]:
    """Return the Beta parameters (a, b) of a mean and a standard deviation
    (the latter cut to what a Beta can have).
    """
    most = np.asarray(mean) * (1.0 - np.asarray(mean))
    variance = np.minimum(np.square(spread), 0.95 * most)
    strength = most / variance - 1.0
    return mean * strength, (1.0 - mean) * strength
