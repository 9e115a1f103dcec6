"""A smooth curve of one parameter, or a sum of such curves, as columns to regress on.

Invariant: a curve sees the ranks of a parameter and not its values, so that skew makes no point weigh
more, and the columns are orthonormal and have mean 0.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.interpolate import BSpline

FloatArray = NDArray[np.float64]

DEGREE = 3
KNOTS = np.array([0.0] * (DEGREE + 1) + [0.5] + [1.0] * (DEGREE + 1))
"""A cubic spline with one knot at the median: four free numbers beside the mean."""

SMALL = 1e-8
"""Singular values below this share of the largest are rounding: a parameter of few values needs fewer."""


def curve(values: FloatArray) -> FloatArray:
    """The columns (points, up to 4) of a smooth curve of a parameter's values (points,); none if it is the
    same everywhere.
    """
    place = (stats.rankdata(values) - 0.5) / len(values)
    return orthonormal(BSpline.design_matrix(place, KNOTS, DEGREE).toarray())


def together(curves: Sequence[FloatArray]) -> FloatArray:
    """The columns of a sum of curves."""
    return orthonormal(np.concatenate(list(curves), axis=1))


def orthonormal(columns: FloatArray) -> FloatArray:
    """Columns that span the same without the mean."""
    left, sizes, _right = np.linalg.svd(columns - columns.mean(axis=0), full_matrices=False)
    kept: FloatArray = left[:, sizes > SMALL * max(float(sizes.max(initial=0.0)), 1.0)]
    return kept
