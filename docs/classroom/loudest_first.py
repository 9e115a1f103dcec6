"""A residents' committee that works on what is complained of loudest."""

from agents.residents_committee import ResidentsCommittee


class LoudestFirst(ResidentsCommittee):
    """Takes no account of how bad an issue is, nor of how long it has waited."""

    def urgency(self, waiting):
        """How often it was told, and between equals how aggrieved who tells it is."""
        return waiting.told + waiting.grievance
