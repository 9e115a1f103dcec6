"""Young newcomers (under 45): out all day, nearly all online, often renting, soonest to move on."""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Parameter
from agents.resident import Resident


class YoungNewcomer(Resident):
    """Hears less of the shops, moves more often, and gives up an evening by coming to a meeting."""

    kind: ClassVar[str] = "young"
    sensitivity = Parameter("young.sensitivity")
    move_out = Parameter("young.move_out")
    time_cost = Parameter("young.time_cost")
