"""The households that a case has, as ties name them: by row number, or by dwelling where it has a table.

Invariant: the same household is found however its dwelling is written.
"""

from collections.abc import Mapping
from typing import NamedTuple

from experiments.field_data.households.dwelling import Dwelling, dwelling_in
from experiments.field_data.own_case import OwnCase, written_of
from scenarios import read
from scenarios.given_households import PLACES, read_households

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
    """The households of a case; ScenarioError if its table of households cannot be read."""
    written = written_of(case.text, case)
    if "households" not in written.keys:
        return CasePeople(int(written.values.get(SIZE, read.ledger()[SIZE].default)), {}, {})
    name = str(written.keys["households"])
    given = read_households(case.file.parent / name, name)
    places = zip(*(given.column(part) for part in PLACES), strict=True)
    numbers: dict[str, int] = {}
    for number, (building, stairwell, floor, door) in enumerate(places, 1):
        home = Dwelling(str(building or ""), str(stairwell or ""), int(float(floor or 0)), str(door or ""))
        numbers.setdefault(home.name, number)
    ages = enumerate(given.column("age"), 1)
    return CasePeople(given.count, numbers, {number: float(age) for number, age in ages if age is not None})
