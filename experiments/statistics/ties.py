"""Ties: when two numbers that were computed in different ways count as the same number.

Invariant: whatever ranks, sorts or says better asks here. Numbers tie where they differ by no more
than ROUNDING of the largest number compared, or of what they were computed from.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

ROUNDING = 1e-10
"""Between what rounding makes and what is real: a sum of the 200 000 terms of a world (3 000 households, 60
months) is off by at most 4e-11 of itself, and one cent in the nine million yuan that pass there is 1e-9.
"""


def size_of(*values: ArrayLike) -> float:
    """The largest size among the numbers that are defined; 0 of none."""
    sizes = np.abs(np.concatenate([np.ravel(np.asarray(one, dtype=np.float64)) for one in values]))
    return float(sizes[np.isfinite(sizes)].max(initial=0.0))


def sizes(*tables: FloatArray) -> FloatArray:
    """The largest size in every column of tables with the same columns: (columns,)."""
    return np.array([size_of(*column) for column in zip(*(table.T for table in tables), strict=True)])


def apart(a: ArrayLike, b: ArrayLike, size: ArrayLike | None = None) -> FloatArray:
    """b − a, and exactly 0 where they tie; a and b of any shapes that go together.

    size: that of what they were computed from, one number or one a column; by itself the largest of a and b.
    """
    difference = np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64)
    room = ROUNDING * np.asarray(size_of(a, b) if size is None else size)
    return np.where(np.abs(difference) <= room, 0.0, difference)


def mean_apart(a: FloatArray, b: FloatArray) -> float:
    """The mean of b − a over the places where both are defined, exactly 0 where it ties; nan without any."""
    paired = apart(a, b)
    there = paired[np.isfinite(paired)]
    return float(apart(0.0, there.mean(), size_of(a, b))) if len(there) else float("nan")


def levelled(values: FloatArray, axis: int = -1, size: ArrayLike | None = None) -> FloatArray:
    """The same numbers, with those that tie along the axis made one number: the smallest of them.

    size: as for `apart`.
    """
    order = np.argsort(values, axis=axis, kind="stable")
    upwards = np.take_along_axis(values, order, axis)
    with np.errstate(invalid="ignore"):
        gaps = np.diff(upwards, axis=axis)
    room = ROUNDING * np.asarray(size_of(values) if size is None else size)
    first = np.insert(~(gaps <= room), 0, True, axis=axis)
    along = [-1 if place == axis % values.ndim else 1 for place in range(values.ndim)]
    places = np.where(first, np.arange(values.shape[axis]).reshape(along), 0)
    lowest = np.take_along_axis(upwards, np.maximum.accumulate(places, axis=axis), axis)
    found = np.empty_like(lowest)
    np.put_along_axis(found, order, lowest, axis)
    return found
