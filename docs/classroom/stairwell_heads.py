"""Stairwell heads (楼长): in each stairwell one household that looks after it."""

from agents.place import OneA
from agents.resident import Resident


class StairwellHead(Resident):
    """A head comes to most meetings, whoever else does."""

    kind = "stairwell_head"
    words = {"en": "stairwell head", "zh": "楼长"}
    place = OneA("stairwell")

    def takes_part(self, meeting, draw):
        return draw < 0.8
