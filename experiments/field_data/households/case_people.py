"""The households that a case has, as ties name them: by row number, or by dwelling where it has a table.

Invariant: the same household is found however its dwelling is written.
"""

import csv
from collections.abc import Mapping
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.field_data.households.dwelling import Dwelling, dwelling_in
from experiments.field_data.own_case import OwnCase, written_of
from scenarios import read
from scenarios.files import shown, text_of
from scenarios.language import _

MOST_BYTES = 50_000_000
SIZE = "place.households"


class CasePeople(NamedTuple):
    """How many households there are, by dwelling their row numbers from 1, by number their age if known."""

    size: int
    numbers: Mapping[str, int]
    ages: Mapping[int, float]

    def find(self, name: str) -> int | None:
        """The number of the household that a number or a dwelling names; None if it names none."""
        if name.isdecimal() and name not in self.numbers:
            return int(name) if 1 <= int(name) <= self.size else None
        found = dwelling_in(name)
        return None if found is None else self.numbers.get(found.name)


def people_of(case: OwnCase) -> CasePeople:
    """The households of a case; ArgumentError if its table of households cannot be read."""
    written = written_of(case.text, case)
    if "households" not in written.keys:
        return CasePeople(int(written.values.get(SIZE, read.ledger()[SIZE].default)), {}, {})
    file = case.file.parent / str(written.keys["households"])
    numbers: dict[str, int] = {}
    ages: dict[int, float] = {}
    rows = list(csv.DictReader(text_of(file, MOST_BYTES).splitlines()))
    try:
        for number, row in enumerate(rows, 1):
            home = Dwelling(row["building"], row["stairwell"], int(row["floor"] or 0), row["door"])
            numbers.setdefault(home.name, number)
            if row["age"]:
                ages[number] = float(row["age"])
    except (KeyError, ValueError, TypeError):
        raise ArgumentError(
            _("{file} is no table of households; import it again.", file=shown(file))
        ) from None
    return CasePeople(len(rows), numbers, ages)
