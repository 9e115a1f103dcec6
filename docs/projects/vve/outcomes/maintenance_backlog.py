"""Works that wait for money (achterstallig onderhoud)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from agents.column import FloatArray
from model.outcome import Outcome
from model.works import wait_for_money

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class MaintenanceBacklog(Outcome):
    """Works that are in somebody's hands and wait for money, mean of the last year."""

    name: ClassVar[str | dict[str, str]] = {"en": "maintenance backlog", "nl": "achterstallig onderhoud"}
    unit = "works"
    direction = -1
    smallest = 0.2
    counted = True

    def month(self, world: Neighbourhood) -> FloatArray:
        """Count what waits in each block."""
        return world.compounds.tally(world.issues.compound[wait_for_money(world)])
