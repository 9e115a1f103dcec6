"""Company: whether a compound draws and lives the same alone as beside others.

The rule it holds: whoever draws alone draws the same beside others, and its months are the same byte for
byte. What breaks this depends on the order of a list or of use.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from agents.column import KeyArray
from experiments.pairing_audit.moment import Side
from experiments.pairing_audit.places import Place
from experiments.pairing_audit.recorder import Draw, Month


class Missing(NamedTuple):
    """Draws that a compound makes alone and not beside others: the stream, where, the first month, how
    many.
    """

    stream: str
    at: Place
    side: Side
    month: int
    draws: int


class Unlike(NamedTuple):
    """Months that are not the same alone and beside others: the first one, and the observations that
    differ.
    """

    side: Side
    month: int
    observations: tuple[str, ...]


class Company:
    """One compound alone and the same beside others."""

    def __init__(self, side: Side) -> None:
        """Begin without a difference."""
        self._side = side
        self._missing: dict[tuple[str, Place], Missing] = {}

    def take(self, month: int, alone: Month, beside: Month) -> None:
        """Compare the draws of a month."""
        drawn: dict[tuple[str, int], list[KeyArray]] = {}
        for draw in beside.draws:
            drawn.setdefault((draw.stream, draw.month), []).append(draw.identity)
        for draw in alone.draws:
            there = drawn.get((draw.stream, draw.month))
            lacking = len(draw.identity) if there is None else _lacking(draw, np.concatenate(there))
            if lacking:
                before = self._missing.get((draw.stream, draw.at[0]))
                before = before or Missing(draw.stream, draw.at[0], self._side, month, 0)
                self._missing[draw.stream, draw.at[0]] = before._replace(draws=before.draws + lacking)

    def missing(self) -> list[Missing]:
        """The first draw that depends on who stands beside; what else differs later may follow from it."""
        return list(self._missing.values())[:1]

    def unlike(self, alone: pd.DataFrame, beside: pd.DataFrame) -> list[Unlike]:
        """The first month in which anything recorded differs; a row a month in each table."""
        differs = {
            name: _bits(alone[name]) != _bits(beside[name])
            for name in alone.columns
            if name not in ("compound", "month")
        }
        months = np.flatnonzero(np.any(list(differs.values()), axis=0))
        if not len(months):
            return []
        first = int(months[0])
        names = tuple(name for name, where in differs.items() if where[first])
        return [Unlike(self._side, int(alone["month"].iloc[first]), names)]


def _lacking(draw: Draw, there: KeyArray) -> int:
    return int((~np.isin(draw.identity, there)).sum())


def _bits(column: pd.Series) -> KeyArray:
    return column.to_numpy(dtype=np.float64).copy().view(np.uint64)
