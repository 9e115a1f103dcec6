"""What is built into the model: outcomes on which a governance model goes one way in nearly every plausible
set of parameters, at equal cost, so that to find it so says nothing about the world.

The table beside this file is made by `python -m experiments.evidence prior-draws`. Invariant: it holds
behavioural outcomes alone, and is told of a governance model in every case, for it lies in the instruments.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from scenarios.spreadsheet import from_cell

FILE = Path(__file__).with_name("built_in.csv")
COLUMNS = ("governance", "against", "outcome", "way", "cases", "draws")

type Way = Literal["better", "worse"]


class BuiltIn(NamedTuple):
    """Which way a governance model goes on an outcome, against another; by what cases and how many draws."""

    governance: str
    against: str
    outcome: str
    way: Way
    cases: tuple[str, ...]
    draws: int


def built_in() -> tuple[BuiltIn, ...]:
    """Everything that was found, in the order of the table."""
    return tuple(_rows())


def draws() -> int:
    """The fewest sets of parameters that anything was found in; 0 where nothing was found."""
    return min((one.draws for one in _rows()), default=0)


def _rows() -> Iterator[BuiltIn]:
    with FILE.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            cell = {name: from_cell(value) for name, value in row.items()}
            way: Way = "better" if cell["way"] == "better" else "worse"
            cases = tuple(cell["cases"].split())
            yield BuiltIn(
                cell["governance"], cell["against"], cell["outcome"], way, cases, int(cell["draws"])
            )
