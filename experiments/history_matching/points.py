"""Points that were really run: where they lie, what they gave for each target, and how sure that is.

Invariant: a point lies in the unit cube, by the shares of its parameters' ranges, so the prior is uniform; a
number that is not defined, or was not asked for, is nan, and so is its standard error.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from experiments.patterns.measurements import FloatArray
from experiments.statistics.contrasts import Result
from experiments.statistics.verdict import LEVEL
from scenarios.pattern import Pattern


@dataclass(frozen=True)
class Points:
    """Points and what they gave. `shares`: (points, parameters), from 0 to 1; `means`: (points, targets),
    over the replicates; `errors`: their standard errors, (points, targets).
    """

    shares: FloatArray
    means: FloatArray
    errors: FloatArray

    def __len__(self) -> int:
        return len(self.shares)

    def chosen(self, which: np.ndarray[tuple[int, ...], np.dtype[np.bool_ | np.intp]]) -> "Points":
        """Some of them, by a mask or by place."""
        return Points(self.shares[which], self.means[which], self.errors[which])

    def joined(self, other: "Points") -> "Points":
        """These, then the others."""
        pairs = ((self.shares, other.shares), (self.means, other.means), (self.errors, other.errors))
        return Points(*(np.concatenate(pair) for pair in pairs))

    def of(self, parameters: Sequence[int]) -> "Points":
        """The same with some of the parameters alone, by place."""
        return Points(self.shares[:, parameters], self.means, self.errors)


def standard_error(pattern: Pattern, found: Result) -> float:
    """The standard error behind a result's interval; nan where it has none.

    An interval of Student's t has as many degrees of freedom as replicates less one; one taken on the
    logarithm (a ratio) is brought back to the number's own scale; that of an order, drawn anew from the
    replicates, is too narrow where these are few. A share of replicates is not taken for sure where all or
    none of a few are counted (Agresti and Coull 1998).
    """
    if found.n < 2 or not np.isfinite([found.value, found.low, found.high]).all():
        return float("nan")
    upper = (1 + LEVEL) / 2
    if pattern.form == "share":
        part = (found.value * found.n + 1.0) / (found.n + 2.0)
        return float(np.sqrt(part * (1.0 - part) / found.n))
    if pattern.form == "order":
        few = float(np.sqrt(found.n / (found.n - 1)))
        return few * (found.high - found.low) / 2 / float(stats.norm.ppf(upper))
    student = float(stats.t.ppf(upper, found.n - 1))
    if found.low > 0 and (pattern.form == "ratio" or pattern.scale != "difference"):
        return found.value * float(np.log(found.high / found.low)) / 2 / student
    return (found.high - found.low) / 2 / student
