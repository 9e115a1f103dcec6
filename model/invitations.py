"""Invitations: whoever took part last month may ask an acquaintance along (S10).

An invitation is the asker's own draw for that month and that acquaintance. No rule that comes with gongzhi
reads it: it is found out only in worlds where some class does not come with it.

Invariant: nobody is asked by somebody who did not take part last month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import Column, IntArray
from agents.own_states import some_turn
from agents.rulebook import is_ours
from model.streams import keys, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def who_took_part(world: Neighbourhood) -> Column:
    """How many acquaintances and stairwell neighbours of each household took part last month: (rows,), or 0
    where no rule can read it.
    """
    return world.ties.active_near() if _some_own(world) else 0.0


def asked_along(world: Neighbourhood) -> Column:
    """Whether an acquaintance who took part last month asks each household along: (rows,) 1 or 0, or 0 where
    nobody is told of it.
    """
    if not (_some_own(world) or some_turn(world.tables())):
        return 0.0
    one, other = world.ties.ends
    asked = np.zeros(world.compounds.rows)
    for asker, whom in ((one, other), (other, one)):
        asked[_asked_by(world, asker, whom)] = 1.0
    return asked


def _asked_by(world: Neighbourhood, asker: IntArray, whom: IntArray) -> IntArray:
    """Those of ``whom`` whom the asker beside them asks along."""
    took_part = world.households.active[asker]
    asker, whom = asker[took_part], whom[took_part]
    key = world.population.key
    draw = uniform(keys(key[asker], key[whom]), "asks along", world.month)
    return whom[draw < world.compounds.each("participation.asks")[world.compounds.of_row[asker]]]


def _some_own(world: Neighbourhood) -> bool:
    """Whether some class of households is one of the user's own, whose rules may read what ours do not."""
    return not all(map(is_ours, world.households.classes))
