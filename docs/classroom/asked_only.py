"""Residents who come only when somebody asks them along."""

from agents.resident import Resident


class AskedOnly(Resident):
    """Comes to nothing unasked."""

    def takes_part(self, meeting, draw):
        """Comes as others would, if an acquaintance who takes part has asked."""
        return super().takes_part(meeting, draw) & (meeting.asked > 0)
