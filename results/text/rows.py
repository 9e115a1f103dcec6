"""Rows of a table of results, as sentences and cells of tables read them.

Invariant: a number is read by the name of its column, an estimate together with its interval.
"""

from collections.abc import Mapping, Sequence
from math import isnan

import pandas as pd

from results.text.names import NOTHING, level, number, scale, shown_first

type Row = Mapping[str, object]


def records(table: pd.DataFrame) -> list[Row]:
    """The rows of a table, by the names of its columns."""
    found: list[Row] = table.to_dict("records")
    return found


def by_outcome(table: pd.DataFrame) -> dict[str, Row]:
    """The rows of a table that has one for each outcome."""
    return {str(row["outcome"]): row for row in records(table)}


def shown_rows(comparison: pd.DataFrame) -> list[Row]:
    """The rows of the outcomes that readers see first."""
    first = shown_first(comparison)
    return [row for row in records(comparison) if row["outcome"] in first]


def value(row: Row, column: str) -> float:
    """The number in a column."""
    return float(str(row[column]))


SCALED = ("difference", "low", "high", "smallest")


def as_drawn(table: pd.DataFrame, columns: Sequence[str] = SCALED) -> pd.DataFrame:
    """The rows with their differences as they are drawn, those of shares in percentage points; columns: that
    hold differences.
    """
    by = table["outcome"].map(scale)
    return table.assign(**{name: table[name] * by for name in columns})


def levels(row: Row) -> str:
    """The level under a and the level under b, shares in per cent."""
    outcome = str(row["outcome"])
    before = number(scale(outcome) * value(row, "mean_a"))
    return f"{before} → {level(outcome, value(row, 'mean_b'))}"


def interval(row: Row, column: str) -> tuple[float, float, float]:
    """An estimate and the ends of its interval, which have columns of their own."""
    return value(row, column), value(row, f"{column}_low"), value(row, f"{column}_high")


def reach(row: Row, column: str = "difference") -> float:
    """How far the interval of a difference reaches at most: it is longer on the side of rare large ones."""
    difference = value(row, column)
    return max(value(row, "high") - difference, difference - value(row, "low"))


def with_interval(row: Row, signed: bool = False) -> str:
    """A value with its interval in brackets; signed where it is a difference."""
    found, low, high = (number(value(row, name), signed=signed) for name in ("value", "low", "high"))
    return f"{found} [{low}, {high}]"


def leaves_out_zero(row: Row) -> bool:
    """Whether the interval of a difference lies wholly on one side of zero."""
    return value(row, "low") > 0.0 or value(row, "high") < 0.0


TINY, EXACT = 5e-4, 1e-12
"""Below the one a number is told as 0, below the other it is 0."""


def difference_and_reach(row: Row) -> str:
    """A difference and how far its interval reaches, as in ``+0.12 ±0.03``, of shares in percentage points;
    where both would be told as 0 and are not, as of outcomes in a very large unit, both have two digits that
    mean something. A single pair has no interval: – stands for it.
    """
    by = scale(str(row["outcome"]))
    found, wide = by * value(row, "difference"), by * reach(row)
    if TINY > max(abs(found), 0.0 if isnan(wide) else wide) > EXACT:
        reached = NOTHING if isnan(wide) else f"{wide:.2g}"
        return f"{found:+.2g} ±{reached}".replace("-", "−")
    return f"{number(found, signed=True)} ±{number(wide)}"


def in_what_matters(row: Row) -> float:
    """The size of a difference in the smallest that matters; where nobody has said what does, in how far its
    interval reaches.
    """
    return abs(value(row, "difference")) / (value(row, "smallest") or reach(row) or 1.0)
