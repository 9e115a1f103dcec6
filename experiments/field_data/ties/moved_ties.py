"""The ties of a case whose households are imported again: they go with their dwellings to the new rows.

Invariant: a tie is never given to other households than those that it was between.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from experiments.field_data.households.case_people import people_of
from experiments.field_data.own_case import OwnCase, written_of
from scenarios.given_ties import read_ties
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
        people = people_of(case)
        old = {number: name for name, number in people.numbers.items()}
        ties = read_ties(case.file.parent / str(file), str(file), people.size, ())
        before = [(old[one], old[other]) for one, other in ties.ends]
    except (ScenarioError, KeyError):
        text = _("The ties of the case are taken out: nobody can say whose they are now. Import them again.")
        return MovedTies(None, text)
    kept = [(new[one], new[other]) for one, other in before if one in new and other in new]
    remark = _("The {count} ties of the case go with their dwellings to the new rows.", count=len(kept))
    if lost := len(before) - len(kept):
        remark += " " + _("{count} ties of dwellings that are no longer there are left out.", count=lost)
    return MovedTies(tuple(sorted((min(pair), max(pair)) for pair in kept)) or None, remark)
