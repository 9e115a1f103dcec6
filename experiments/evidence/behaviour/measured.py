"""A measured number as a row of a table: a mean, or a paired difference, with its interval."""

from experiments.evidence.behaviour.over_replicates import difference, level
from experiments.statistics.intervals import FloatArray

type Row = dict[str, object]


def measured(
    part: str, rate: float, outcome: str, measure: str, values: FloatArray, against: FloatArray | None = None
) -> Row:
    """The mean of the values, or what they are more than those they are paired with."""
    found = level(values) if against is None else difference(against, values)
    return {"part": part, "rate": rate, "outcome": outcome, "measure": measure} | found._asdict()
