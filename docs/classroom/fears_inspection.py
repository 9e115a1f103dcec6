"""Landlords who remember shops that were shut by order."""

from agents.actor import State
from agents.column import Share, clip
from agents.landlord import GroundFloorLandlord


class FearsInspection(GroundFloorLandlord):
    """Fears inspection the more, the more shops around it were shut; fear fades by a tenth a month."""

    fear = State(0.0)

    def next_fear(self, month) -> Share:
        return clip(0.9 * self.fear + month.shops_closed_near, 0.0, 1.0)

    def wants_shop(self, seen):
        return super().wants_shop(seen._replace(inspection=seen.inspection + self.fear))
