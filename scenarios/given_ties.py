"""The acquaintances of a case as they are: one row a tie, its two ends by their number among the households.

Invariant: the order of the rows and of the two ends changes nothing.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from scenarios.language import _
from scenarios.table_file import Fault, Row, open_table

ENDS = ("one", "other")
COLUMNS = (*ENDS, "layer")
LAYER = "acquaintance"


class GivenTies(BaseModel):
    """Ties as a file gives them: `ends` are two households each, numbered from 1, the lower one first,
    ascending.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    ends: tuple[tuple[int, int], ...]
    digest: str

    @property
    def highest(self) -> int:
        """The highest number of a household that has a tie."""
        return max((other for _one, other in self.ends), default=0)

    @property
    def knowing(self) -> frozenset[int]:
        """The households that have a tie."""
        return frozenset(end for ends in self.ends for end in ends)


def read_ties(file: Path, name: str, households: int, isolated: Collection[int]) -> GivenTies:
    """The ties in a file, called `name` by the file that names it; ScenarioError that lists every cell
    that is wrong. isolated: the households of which it is given that they know nobody.
    """
    table = open_table(file, COLUMNS, ENDS)
    faults: list[Fault] = []
    first: dict[tuple[int, int], int] = {}
    for row in table.rows:
        wrong = list(_faults(row, households, isolated))
        if not wrong:
            ends = _ends(row)
            if (before := first.setdefault(ends, row.number)) != row.number:
                allowed = _("a tie once; row {row} has it", row=before)
                wrong.append(Fault(row.number, "other", row.cells["other"], allowed))
        faults += wrong
    table.refuse(faults)
    found = tuple(sorted(first))
    digest = hashlib.sha256(json.dumps(found).encode()).hexdigest()
    return GivenTies(file=name, ends=found, digest=digest)


def _ends(row: Row) -> tuple[int, int]:
    one, other = sorted(int(float(row.cells[end])) for end in ENDS)
    return one, other


def _faults(row: Row, households: int, isolated: Collection[int]) -> Iterator[Fault]:
    """What is wrong with a row by itself."""
    known = []
    for end in ENDS:
        cell = row.cells[end]
        number = _whole(cell)
        if not 1 <= number <= households:
            yield Fault(row.number, end, cell, _("the number of a household, 1 to {most}", most=households))
        elif number in isolated:
            yield Fault(row.number, end, cell, _("a household that is not given as isolated"))
        else:
            known.append(number)
    if len(known) == len(ENDS) and known[0] == known[1]:
        yield Fault(row.number, "other", row.cells["other"], _("another household than the first one"))
    if row.cells.get("layer", "") not in ("", LAYER):
        yield Fault(row.number, "layer", row.cells["layer"], _("{layer} or nothing", layer=LAYER))


def _whole(cell: str) -> int:
    """The whole number in a cell, 0 if there is none."""
    try:
        value = float(cell)
    except ValueError:
        return 0
    return int(value) if value.is_integer() else 0
