"""Grievance: hardship that nobody answers for (S3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.perceptions import Burden
from agents.resident import Resident
from model.issues import weights_on_households

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def feel(world: Neighbourhood) -> None:
    """Stage 4: hardship follows open issues and nuisance, grievance is hardship times missing legitimacy."""
    h = world.households
    burden = Burden(weights_on_households(world) + world.extra_weight, world.relief)
    h.hardship[:] = h.decide(Resident.suffers, burden)
    h.grievance[:] = h.decide(Resident.resents, world.compounds.to_rows(world.firms.here))
