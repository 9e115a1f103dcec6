"""Rounds: people of an institution go about, meet households and see or hear what nobody had told (S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def meet_some(world: Neighbourhood, chance: FloatArray, stream: str) -> BoolArray:
    """Meet households, once a month at most, each with the ``chance`` of its compound: (rows,) who was."""
    draw = uniform(world.population.key, stream, world.month)
    met: BoolArray = (draw < world.compounds.to_rows(chance)) & world.households.present
    world.meet(np.flatnonzero(met))
    return met


def found(world: Neighbourhood, places: IntArray, chance: FloatArray, stream: str) -> IntArray:
    """Places of those issues that come to light, each with the ``chance`` of its compound."""
    issues = world.issues
    draw = uniform(issues.key[places], stream, world.month)
    return places[draw < chance[issues.compound[places]]]
