"""Shifts by type of compound: a parameter has one value that all types share, and each type may lie off it.

θ_type = shared value + shift, both on the scale of shares of the range, cut off at its ends, with shift ~
Normal(0, `TAU`) (a hierarchical model with the spread between types given, Gelman & Hill 2007, ch. 12).
Such a shift is a parameter of its own, `issues.rate@street`, and its share is the shift's quantile, so its
prior too is uniform from 0 to 1.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.special import ndtri

from experiments.calibration.targets import Shares, Target
from experiments.patterns.measurements import FloatArray
from scenarios import read
from scenarios.by_type import AT, parameter_of
from scenarios.side import Side

SHIFTED = ("issues.rate", "fee.intercept", "petitions.threshold")
"""What may differ between types: how many demands arise, how readily fees are paid, and how soon people
petition, for of these sources say that types differ, each by more than its compounds do, and targets at
different types tell of them.
"""

TAU = 0.15
"""The standard deviation of a shift, in shares of the range: two types of three lie within 15 % of it."""

FARTHEST_SHIFT = 1e-6
"""Shares of a shift keep so far from 0 and 1, where it is infinite."""


def shift_keys(keys: Iterable[str], targets: Sequence[Target]) -> tuple[str, ...]:
    """The shifts of those parameters at each type of the targets' places; none if all are of one type."""
    types = sorted({type_at(side) for one in targets for side in one.pattern.all_sides()})
    if len(types) < 2:
        return ()
    return tuple(f"{key}{AT}{kind}" for key in keys if key in SHIFTED for kind in types)


def type_at(side: Side) -> str:
    """The type of the compound that a side is about."""
    return read.case(str(side.case)).compound_type


def shifted(shares: Shares) -> dict[str, float]:
    """Shares with those of a type in the place of its shift; all others as they are."""
    return {
        key: float(moved(np.array(shares[parameter_of(key)]), np.array(share))) if AT in key else share
        for key, share in shares.items()
    }


def moved(common: FloatArray, shift: FloatArray) -> FloatArray:
    """The share of a type, from that which all have and the shift's quantile."""
    inside = np.clip(shift, FARTHEST_SHIFT, 1.0 - FARTHEST_SHIFT)
    found: FloatArray = np.clip(common + TAU * ndtri(inside), 0.0, 1.0)
    return found
