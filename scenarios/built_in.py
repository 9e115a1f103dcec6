"""What is built into the model: outcomes on which a governance model goes one way in nearly every plausible
set of parameters, at equal cost, so that to find it so says nothing about the world.

The table beside this file is made by `python -m experiments.evidence prior-draws`. Invariant: it holds
behavioural outcomes alone, and is told of a governance model in every case, for it lies in the instruments.
"""

import csv
from functools import lru_cache
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
    return _read(FILE)


def draws() -> int:
    """The fewest sets of parameters that anything was found in; 0 where nothing was found."""
    return min((one.draws for one in built_in()), default=0)


@lru_cache(maxsize=1)  # every row of a comparison asks
def _read(file: Path) -> tuple[BuiltIn, ...]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return tuple(
            _one({name: from_cell(value) for name, value in row.items()}) for row in csv.DictReader(text)
        )


def _one(cell: dict[str, str]) -> BuiltIn:
    way: Way = "better" if cell["way"] == "better" else "worse"
    cases = tuple(cell["cases"].split())
    return BuiltIn(cell["governance"], cell["against"], cell["outcome"], way, cases, int(cell["draws"]))
