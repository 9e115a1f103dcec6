"""Elderly residents (60 and over): at home most of the day, so they hear more;
long settled; evenings are theirs to give.
"""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Parameter
from agents.resident import Resident


class ElderlyResident(Resident):
    """Hears every shop below (sensitivity), hardly ever moves, and gives up little by coming to a meeting."""

    kind: ClassVar[str] = "elderly"
    sensitivity = Parameter("elderly.sensitivity")
    move_out = Parameter("elderly.move_out")
    time_cost = Parameter("elderly.time_cost")
