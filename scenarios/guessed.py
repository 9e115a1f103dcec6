"""What was measured of guesses: how much of an outcome's variance comes from parameters that are assumptions,
and how much is luck. The table beside this file is made by `python -m experiments.evidence guesses`.

Invariant: it is told with the case and the governance models it was measured for, and not at all once
the ranges or grades of the ledger have changed since.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from scenarios import read
from scenarios.spreadsheet import from_cell

FILE = Path(__file__).with_name("guessed.csv")
GUESSES, LUCK = "assumption", "luck"
"""Parts of a variance, as the table names them; the others are the other grades of evidence."""


class Share(NamedTuple):
    """A share of a variance with its 95 % interval; NaN where it could not be told."""

    value: float
    low: float
    high: float


class Measured(NamedTuple):
    """Where it was measured: the outcome under a governance model or, with `against`, its paired difference
    to another, on one case over so many months.
    """

    case: str
    governance: str
    against: str
    months: int


class Guessed(NamedTuple):
    """Of one outcome: `alone` and `luck`: shares of the variance of a single run, what would at least fall
    away were all guesses known, and what is luck; `expected`: the share of guesses alone once luck is
    averaged away.
    """

    alone: Share
    luck: Share
    expected: Share


def fingerprint() -> str:
    """Changes when a range, a prior or a grade of the ledger does."""
    parameters = [
        [one.key, one.low, one.high, one.prior, one.kind, one.grade] for one in read.ledger().values()
    ]
    return sha256(json.dumps(parameters).encode()).hexdigest()[:16]


def is_current() -> bool:
    """Whether what was measured is about the ledger as it is."""
    return {row["ledger"] for row in _rows()} == {fingerprint()}


def guessed() -> dict[Measured, dict[str, Guessed]]:
    """Everything that was measured: by where, then by outcome."""
    parts: dict[tuple[Measured, str], dict[str, Mapping[str, str]]] = {}
    for row in _rows():
        where = Measured(row["case"], row["governance"], row["against"], int(row["months"]))
        parts.setdefault((where, row["outcome"]), {})[row["part"]] = row
    found: dict[Measured, dict[str, Guessed]] = {}
    for (where, outcome), rows in parts.items():
        guesses, luck = rows[GUESSES], rows[LUCK]
        found.setdefault(where, {})[outcome] = Guessed(
            alone=_share(guesses, "least_run"),
            luck=_share(luck, "most_run"),
            expected=_share(guesses, "least"),
        )
    return found


def _rows() -> Iterator[dict[str, str]]:
    with FILE.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            yield {name: from_cell(value) for name, value in row.items()}


def _share(row: Mapping[str, str], name: str) -> Share:
    return Share(*(float(row[name + end] or "nan") for end in ("", "_low", "_high")))
