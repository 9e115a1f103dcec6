"""Who is meant: a household by its door or its number, an institution by its name or its number.

Invariant: a number is one household, which may have moved out; a door is whoever lives behind it now.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy as np

from agents.actor import Departed
from agents.table import Table
from model.institutions import OCCUPANCY_STEP, TABLE_STEP
from scenarios.language import _, after
from scenarios.names import fold
from scenarios.rules import rule_words

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

NUMBER = r"\d{1,20}"
"""Longer numbers are nobody's, and some too long for Python."""

DOOR = re.compile(rf"{NUMBER}(?:\D+{NUMBER}){{2,3}}\D*")
ROW = re.compile(rf"row[: ]*({NUMBER})")


class NoSuchAgent(LookupError):
    """Nobody is called so; its text names what there is."""


class AgentRow(NamedTuple):
    """An agent: its table, its row, and, where a number named it, how many lived there before."""

    table: Table
    row: int
    occupancy: int | None = None


def agent_called(world: Neighbourhood, name: int | str) -> Any:
    """The agent of that door, name or number; NoSuchAgent if there is none, Departed if it has moved out."""
    for own in world._all_agents:
        if str(own.unique_id) == str(name):
            return own
    found = row_called(world, str(name))
    agent = found.table.agent(found.row)
    if found.occupancy is not None and found.occupancy != world.households.occupancy[found.row]:
        raise Departed(
            _("Household {number} does not live here now; behind the door {door} lives {other}.",
              number=name, door=world.households.door(found.row), other=agent.unique_id)
        )  # fmt: skip
    return agent


def row_called(world: Neighbourhood, text: str) -> AgentRow:
    """The row of who was named; NoSuchAgent, with what there is, if there is none."""
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


def _numbered(world: Neighbourhood, number: int, text: str) -> AgentRow:
    table, rest = divmod(number - 1, TABLE_STEP)
    occupancy, row = divmod(rest, OCCUPANCY_STEP)
    if number < 1 or table >= len(world.tables()) or row >= len(world.tables()[table]):
        _fail(world, text)
    found = world.tables()[table]
    return AgentRow(found, row, occupancy if found is world.households else None)


def _behind(world: Neighbourhood, parts: list[int], text: str) -> int:
    """The row behind a door; where there is none, the message names the nearest that there is."""
    compounds, before = world.compounds, [1] * (4 - len(parts))
    of, stair, floor, place = (part - 1 for part in [*before, *parts])
    near = [min(max(of, 0), compounds.count - 1)]
    stairs = np.flatnonzero(compounds.stair_compound == near[0])
    near.append(min(max(stair, 0), len(stairs) - 1))
    first, size = (int(one[stairs[near[1]]]) for one in (compounds.stair_first, compounds.stair_size))
    floors = compounds.floor[first : first + size].astype(np.int64) - 1
    near.append(int(floors[np.argmin(np.abs(floors - floor))]))
    landing = first + np.flatnonzero(floors == near[2])
    near.append(min(max(place, 0), len(landing) - 1))
    row = int(landing[near[3]])
    if near != [of, stair, floor, place] or (len(parts) == 3 and compounds.count > 1):
        _fail(world, text, world.households.door(row))
    return row


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
    near = get_close_matches(text.strip(), list(tables), n=1)
    _fail(world, text, *near)


def _checked(world: Neighbourhood, row: int, count: int, text: str) -> int:
    if not 0 <= row < count:
        _fail(world, text)
    return row


def _fail(world: Neighbourhood, text: str, near: str = "") -> NoReturn:
    """Say what agents there are."""
    compounds = world.compounds
    kinds = [table.classes[0].kind for table in world.institution_tables() if len(table)]
    floors = int(compounds.floor.max())
    message = _(
        "There is no agent {agent}. A household is STAIRWELL-FLOOR-DOOR, as in {example} (stairwells 1 to "
        "{stairs}, floors 1 to {floors}), or its number ({first} to {last} for those who lived there "
        "first). Institutions: {kinds}.",
        agent=text.strip() or '""',
        example=world.households.door(min(compounds.rows - 1, compounds.rows // 2)),
        stairs=int(np.bincount(compounds.stair_compound).max()),
        floors=floors,
        first=1,
        last=compounds.rows,
        kinds=", ".join(kinds),
    )
    raise NoSuchAgent(message + (after(_("Did you mean {name}?", name=near)) if near else ""))
