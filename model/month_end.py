"""The end of the month: states that classes of the user's own keep get their new values.

Classes that come with gongzhi have none: then nothing of this is worked out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import Column, FloatArray, IntArray
from agents.given import taken
from agents.own_states import some_turn
from agents.perceptions import Month
from agents.table import Table

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class Happenings:
    """What happens in a month that no column tells afterwards.

    Attributes:
        shut: rows of the shops that were shut by order, in parts. asked: whether each household was asked
            along, or 0 where nobody is told of it.
    """

    def __init__(self) -> None:
        """Begin the month: nothing has happened yet."""
        self.shut: list[IntArray] = []
        self.asked: Column = 0.0


def turn(world: Neighbourhood) -> None:
    """Let every class with states of its own say what they are after this month; all see the month alike."""
    if not some_turn(world.tables()):
        return
    of_households = lived(world)
    of_compounds = _together(world, of_households)
    given: list[tuple[Table, Month]] = [(world.households, of_households)]
    for table in world.institution_tables():
        elected = table is world.representatives
        month = taken(of_households, world.representatives.household) if elected else of_compounds
        given.append((table, month))
    for table, month in given:
        table.own_states.turn(table, month)


def lived(world: Neighbourhood) -> Month:
    """What happened to each household this month: (rows,) each."""
    h, rows, compounds, issues = world.households, world.compounds.rows, world.compounds, world.issues
    closed = np.zeros(rows)
    for shut in world.happened.shut:
        closed[shut] = 1.0

    def own(what: str) -> FloatArray:
        return np.bincount(issues.reporter[world.news.of(what)], minlength=rows).astype(float)

    return Month(
        closed=closed,
        shops_closed_near=compounds.stairs_to_rows(compounds.stair_sums(closed)) - closed,
        took_part=h.active.astype(float),
        asked=np.broadcast_to(world.happened.asked, (rows,)),
        neighbours_took_part=world.ties.active_near(),
        won=own("won"),
        lost=own("lost"),
        contacts=world.met,
    )


def _together(world: Neighbourhood, month: Month) -> Month:
    """The same of each compound, added up: (compounds,); its neighbours are its households."""
    found = Month(*(world.compounds.sums(column) for column in month))
    return found._replace(shops_closed_near=found.closed, neighbours_took_part=found.took_part)
