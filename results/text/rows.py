"""Rows of a table of results, as sentences and cells of tables read them.

Invariant: a number is read by the name of its column, an estimate together with its interval.
"""

from collections.abc import Mapping

import pandas as pd

type Row = Mapping[str, object]


def records(table: pd.DataFrame) -> list[Row]:
    """The rows of a table, by the names of its columns."""
    found: list[Row] = table.to_dict("records")
    return found


def by_outcome(table: pd.DataFrame) -> dict[str, Row]:
    """The rows of a table that has one for each outcome."""
    return {str(row["outcome"]): row for row in records(table)}


def value(row: Row, column: str) -> float:
    """The number in a column."""
    return float(str(row[column]))


def interval(row: Row, column: str) -> tuple[float, float, float]:
    """An estimate and the ends of its interval, which have columns of their own."""
    return value(row, column), value(row, f"{column}_low"), value(row, f"{column}_high")


def reach(row: Row) -> float:
    """How far the interval of a difference reaches at most: it is longer on the side of rare large ones."""
    difference = value(row, "difference")
    return max(value(row, "high") - difference, difference - value(row, "low"))
