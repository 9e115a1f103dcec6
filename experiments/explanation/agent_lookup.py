"""Who is asked about: a household by its door or its number, an institution by its name.

Invariant: a number is one household, which may have moved out; a door is whoever lives behind it in
the month asked about.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import numpy as np

from agents.table import Table
from experiments.errors import ArgumentError
from model.institutions import OCCUPANCY_STEP, TABLE_STEP
from scenarios.language import _
from scenarios.names import fold
from scenarios.rules import rule_words

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

NUMBER = r"\d{1,20}"
"""Longer numbers are nobody's, and some too long for Python."""

DOOR = re.compile(rf"{NUMBER}(?:\D+{NUMBER}){{2,3}}\D*")
ROW = re.compile(rf"row[: ]*({NUMBER})")


class AgentRow(NamedTuple):
    """An agent: its table, its row, and, where a number named it, how many lived there before."""

    table: Table
    row: int
    occupancy: int | None = None


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
    name = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(NUMBER, name):
        return _numbered(world, int(name), text)
    if found := ROW.fullmatch(name):
        return AgentRow(world.households, _checked(world, int(found[1]), len(world.households), text))
    if DOOR.fullmatch(name):
        return AgentRow(
            world.households, _behind(world, [int(part) for part in re.findall(r"\d+", name)], text)
        )
    return _institution(world, name, text)


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


def _numbered(world: Neighbourhood, number: int, text: str) -> AgentRow:
    table, rest = divmod(number - 1, TABLE_STEP)
    occupancy, row = divmod(rest, OCCUPANCY_STEP)
    if number < 1 or table >= len(world.tables()) or row >= len(world.tables()[table]):
        _fail(world, text)
    found = world.tables()[table]
    return AgentRow(found, row, occupancy if found is world.households else None)


def _behind(world: Neighbourhood, parts: list[int], text: str) -> int:
    compounds = world.compounds
    of = parts[0] - 1 if len(parts) == 4 else 0
    stair, floor, place = parts[-3:]
    if (len(parts) == 3 and compounds.count > 1) or not 0 <= of < compounds.count:
        _fail(world, text)
    stairs = np.flatnonzero(compounds.stair_compound == of)
    per_floor = int(compounds.each("place.dwellings_per_floor")[of])
    if not (1 <= stair <= len(stairs) and 1 <= place <= per_floor and floor >= 1):
        _fail(world, text)
    inside = (floor - 1) * per_floor + place - 1
    if inside >= int(compounds.stair_size[stairs[stair - 1]]):
        _fail(world, text)
    return int(compounds.stair_first[stairs[stair - 1]]) + inside


def _institution(world: Neighbourhood, name: str, text: str) -> AgentRow:
    number = re.search(rf"[- :]*({NUMBER})$", name)
    word = fold(name[: number.start()] if number else name)
    tables = {table.classes[0].kind: table for table in world.institution_tables()}
    for kind, table in tables.items():
        words = rule_words().agents[kind]
        if word in (fold(kind), fold(words.zh), fold(words.en)):
            place = int(number[1]) if number else 1
            if len(table) > 1 and not number:
                _fail(world, text)
            return AgentRow(table, _checked(world, place - 1, len(table), text))
    _fail(world, text)


def _checked(world: Neighbourhood, row: int, count: int, text: str) -> int:
    if not 0 <= row < count:
        _fail(world, text)
    return row


def _fail(world: Neighbourhood, text: str) -> NoReturn:
    """Say what agents there are."""
    compounds = world.compounds
    kinds = [table.classes[0].kind for table in world.institution_tables() if len(table)]
    floors = int(compounds.floor.max())
    message = _(
        "There is no agent {agent}. A household is STAIRWELL-FLOOR-DOOR, as in {example} (stairwells 1 to "
        "{stairs}, floors 1 to {floors}), or its number ({first} to {last} for those who lived there "
        "first). Institutions: {kinds}.",
        agent=text.strip() or '""',
        example=door(world, min(compounds.rows - 1, compounds.rows // 2)),
        stairs=int(np.bincount(compounds.stair_compound).max()),
        floors=floors,
        first=1,
        last=compounds.rows,
        kinds=", ".join(kinds),
    )
    near = get_close_matches(text.strip(), kinds, n=1)
    raise ArgumentError(message + (" " + _("Did you mean {name}?", name=near[0]) if near else ""))
