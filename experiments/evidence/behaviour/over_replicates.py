"""Over replicates: the mean of what they give, or of how two settings differ in each, with its interval; and
such a number as a row of a table.

Replicates that cannot tell are left out.
"""

import numpy as np

from experiments.statistics.contrasts import Result
from experiments.statistics.intervals import FloatArray, Sample, ends, paired_sample, sample

type Row = dict[str, object]


def level(values: FloatArray) -> Result:
    """The mean over replicates."""
    return _result(sample(values[np.isfinite(values)]))


def difference(a: FloatArray, b: FloatArray) -> Result:
    """The mean of b − a over the replicates that both have."""
    both = min(len(a), len(b))
    a, b = a[:both], b[:both]
    there = np.isfinite(a) & np.isfinite(b)
    return _result(paired_sample(a[there], b[there]))


def _result(found: Sample) -> Result:
    return Result(found.mean, *ends(found), found.n)


def measured(
    part: str, rate: float, outcome: str, measure: str, values: FloatArray, against: FloatArray | None = None
) -> Row:
    """The mean of the values, or of what they are more than those they are paired with."""
    found = level(values) if against is None else difference(against, values)
    return {"part": part, "rate": rate, "outcome": outcome, "measure": measure} | found._asdict()
