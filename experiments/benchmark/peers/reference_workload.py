"""The reference workload: residents with an opinion and a threshold on a random network.

Each step everybody hears the mean opinion and the share active among acquaintances, moves from the first
opinion towards what was heard, and becomes active if enough of those known are and a draw falls below what
the opinion makes likely. All see the step before (synchronous). A contestant gets the network, the start and
the seed of the draws, so all must come to the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray

MEAN_DEGREE = 10
BASE, SLOPE = 0.5, 0.5
"""Chance of becoming active at a neutral opinion, and how much more at the highest one."""

SEED = 1


class ReferenceWorkload(NamedTuple):
    """What every contestant is given.

    Attributes:
        one, other: (ties,) rows at the two ends, each pair once; everybody has two or more.
        start, stubborn, threshold: (residents,) opinion at the start in [-1, 1], share kept of it, share of
            acquaintances active from which one joins.
        active: (residents,) who is active at the start.
    """

    one: IntArray
    other: IntArray
    start: FloatArray
    stubborn: FloatArray
    threshold: FloatArray
    active: BoolArray

    @property
    def residents(self) -> int:
        """How many there are."""
        return len(self.start)

    def draws(self) -> np.random.Generator:
        """The draws of a run from its beginning: `random(residents)` once a step."""
        return np.random.default_rng(SEED)

    def rows_of_known(self) -> tuple[IntArray, IntArray]:
        """Whom each resident knows, one resident after another: (residents + 1,) where each one's begin, and
        (2 × ties,) their rows, ascending.
        """
        owner, known = np.concatenate((self.one, self.other)), np.concatenate((self.other, self.one))
        order = np.lexsort((known, owner))
        begins = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=self.residents))))
        return begins.astype(np.int32), known[order].astype(np.int32)


class EndState(NamedTuple):
    """How it ended: (residents,) opinions and who is active."""

    opinion: FloatArray
    active: BoolArray


class Running(Protocol):
    """A world of one contestant."""

    def run(self, steps: int) -> None:
        """Simulate so many more steps."""

    def state(self) -> EndState:
        """Say how things stand."""


class Contestant(NamedTuple):
    """One way to write the workload.

    Attributes:
        build: makes its world; ImportError and the like if what it needs is not there.
    """

    name: str
    build: Callable[[ReferenceWorkload], Running]


def workload(residents: int) -> ReferenceWorkload:
    """Draw the network and the start: a ring, so that nobody is alone, and random ties."""
    draws = np.random.default_rng(residents)
    ring = np.arange(residents)
    ends = draws.integers(0, residents, (2, (MEAN_DEGREE // 2 - 1) * residents))
    one, other = np.concatenate((ring, ends[0])), np.concatenate(((ring + 1) % residents, ends[1]))
    low, high = np.minimum(one, other), np.maximum(one, other)
    pairs = np.unique((low * residents + high)[low < high])
    return ReferenceWorkload(
        pairs // residents,
        pairs % residents,
        draws.uniform(-1.0, 1.0, residents),
        draws.uniform(0.0, 0.5, residents),
        draws.uniform(0.0, 0.4, residents),
        draws.random(residents) < 0.1,
    )
