"""Who is asked about (``model/directory.py`` finds it), and what is told of it beside its decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from experiments.errors import ArgumentError
from model.directory import NUMBER, AgentRow, NoSuchAgent, row_called

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

__all__ = ["NUMBER", "AgentRow", "Person", "described", "door", "who"]


class Person(NamedTuple):
    """What is told of an agent beside its decisions. `door` and `group` are those of households only."""

    kind: str
    unique_id: int
    compound: int | None
    door: str
    age: int
    owner: bool
    since: int | None


def who(world: Neighbourhood, text: str) -> AgentRow:
    """The agent that was named; ArgumentError, with what there is, if there is none."""
    try:
        return row_called(world, text)
    except NoSuchAgent as error:
        raise ArgumentError(str(error)) from None


def door(world: Neighbourhood, row: int) -> str:
    """The door of a household: stairwell-floor-door, in a district the compound before it, all from 1."""
    return world.households.door(row)


def described(world: Neighbourhood, one: AgentRow, since: int | None) -> Person:
    """Who it is now; since: the month in which the household moved in, if that was seen."""
    agent = one.table.make(one.table, one.row) if one.table.make else one.table.agent(one.row)
    compound = int(one.table.compound[one.row]) + 1 if world.compounds.count > 1 else None
    number = int(agent.unique_id or 0)
    if one.table is not world.households:
        return Person(type(agent).kind, number, compound, "", 0, False, None)
    h = world.households
    age, owner = int(h.age[one.row]), bool(h.owner[one.row])
    return Person(type(agent).kind, number, compound, door(world, one.row), age, owner, since)
