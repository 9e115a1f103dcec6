"""Gatherings: people who are at the same event meet, and some become acquaintances (S13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray
from model.streams import uniform

if TYPE_CHECKING:
    from model.month_state import MonthState


def meet_at(
    world: MonthState, rows: IntArray, name: str, ease_within: FloatArray, ease_across: FloatArray
) -> None:
    """Let each of ``rows``, sorted by compound, meet others who are there; ``name``: of the event's streams.

    Args:
        ease_within, ease_across: (compounds,) chance that a meeting becomes a tie, in and across age groups.
    """
    of = world.compounds.of_row[rows]
    first, size = np.searchsorted(of, of), np.bincount(of, minlength=world.compounds.count)[of]
    meetings = world.compounds.each("ties.event_meetings")
    group, key = world.households.group, world.population.key[rows]
    for meeting in range(int(meetings.max())):
        draw = uniform(key, f"{name} meets {meeting}", world.month)
        met = rows[first + np.floor(draw * size).astype(np.int64)]
        ease = np.where(group[rows] == group[met], ease_within[of], ease_across[of])
        tied = (met != rows) & (meeting < meetings[of])
        tied &= uniform(key, f"{name} ties {meeting}", world.month) < ease
        world.ties.connect(rows[tied], met[tied])
    if isinstance(world.events, float):
        world.events = np.zeros(world.compounds.rows)
    world.events[rows] += 1.0
