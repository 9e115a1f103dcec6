"""How often which sign came out in the studies that come with gongzhi: a table beside the scenarios, made by
`python -m experiments.evidence sign-counts`.

Invariant: it is looked up for shipped ids and a number of months, and read but once for the same question.
"""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import scenarios
from experiments.sign_counts.sign_count import COLUMNS, Counts, by_pair
from experiments.store.tables import Condition, rows_where

FILE = Path(scenarios.__file__).with_name("sign_counts.parquet")


def counts_for(cases: Collection[str], models: Collection[str], months: int) -> Counts:
    """What the table says of these cases and governance models over so many months."""
    return _read(FILE, frozenset(cases), frozenset(models), months) if cases else {}


def months_known(cases: Collection[str], models: Collection[str]) -> list[int]:
    """Over how many months something is known of these."""
    return sorted(map(int, rows_where(FILE, _of(cases, models), ["months"])["months"].unique()))


@lru_cache(maxsize=16)  # every part of a report asks
def _read(file: Path, cases: frozenset[str], models: frozenset[str], months: int) -> Counts:
    return by_pair(rows_where(file, [*_of(cases, models), ("months", "==", months)], COLUMNS))


def _of(cases: Collection[str], models: Collection[str]) -> list[Condition]:
    return [("case", "in", sorted(cases)), *((side, "in", sorted(models)) for side in ("a", "b"))]
