"""The ties of a case whose households are imported again: they go with their dwellings to the new rows.

Invariant: a tie is never given to other households than those that it was between.
"""

import csv
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from experiments.errors import ArgumentError
from experiments.field_data.households.case_people import MOST_BYTES, people_of
from experiments.field_data.own_case import OwnCase, written_of
from scenarios.files import text_of
from scenarios.language import _
from scenarios.problems import ScenarioError

type Pair = tuple[int, int]


class MovedTies(NamedTuple):
    """The pairs of new row numbers, None if nobody can say which they are, and what to say of it."""

    pairs: tuple[Pair, ...] | None
    remark: str


def ties_csv(pairs: Iterable[Pair]) -> str:
    """The table of ties that a case has."""
    return "one,other\n" + "".join(f"{one},{other}\n" for one, other in pairs)


def moved_ties(case: OwnCase, dwellings: Sequence[str]) -> MovedTies | None:
    """The ties of a case as its households are to be those of these dwellings; None if it has no ties."""
    file = written_of(case.text, case).keys.get("ties")
    if file is None:
        return None
    new = {name: number for number, name in enumerate(dwellings, 1) if name}
    try:
        old = {number: name for name, number in people_of(case).numbers.items()}
        rows = list(csv.DictReader(text_of(case.file.parent / str(file), MOST_BYTES).splitlines()))
        before = [(old[int(row["one"])], old[int(row["other"])]) for row in rows]
    except (ArgumentError, ScenarioError, KeyError, ValueError, TypeError):
        text = _("The ties of the case are taken out: nobody can say whose they are now. Import them again.")
        return MovedTies(None, text)
    kept = [(new[one], new[other]) for one, other in before if one in new and other in new]
    remark = _("The {count} ties of the case go with their dwellings to the new rows.", count=len(kept))
    if lost := len(before) - len(kept):
        remark += " " + _("{count} ties of dwellings that are no longer there are left out.", count=lost)
    return MovedTies(tuple(sorted((min(pair), max(pair)) for pair in kept)) or None, remark)
