"""Ground-floor landlords: may turn the dwelling into a shop (住改商),
which pays rent and disturbs those above (S8).
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from agents.actor import Parameter
from agents.column import Column, Share, Truth, above_zero, clip
from agents.resident import Resident


class Neighbours(NamedTuple):
    """What a landlord takes into account: the share of the stairwell that a shop disturbs or would disturb,
    and the chance of inspection.
    """

    opposing: Column
    inspection: Column


class GroundFloorLandlord(Resident):
    """Converts while the rent is worth more than fines and the neighbours' disapproval;
    under the consent rule offers to keep the noise down and to pay.
    """

    kind: ClassVar[str] = "landlord"
    sensitivity = Parameter("landlord.sensitivity")
    move_out = Parameter("landlord.move_out")
    time_cost = Parameter("landlord.time_cost")

    may_convert = Parameter("landlord.converts_at")
    tax = Parameter("conversion.tax")
    fine = Parameter("conversion.fine")
    social_cost = Parameter("conversion.social_cost")

    def wants_shop(self, seen: Neighbours) -> Truth:
        """Whether a shop pays: rent after tax > expected fine + social cost of opposing neighbours (S8)."""
        expected = seen.inspection * self.fine + self.social_cost * seen.opposing
        return (self.rent_premium * (1.0 - self.tax) * self.may_convert > expected) & (self.may_convert > 0.0)

    mitigation_cost = Parameter("conversion_consent.mitigation_cost")

    def offers_mitigation(self, payments: Column) -> Share:
        """How much nuisance the landlord will take away (0 to 1) for consent:
        what is left of the rent, at a cost of m² (S8).
        """
        left = above_zero(self.rent_premium * (1.0 - self.tax) - payments)
        return clip((left / self.mitigation_cost) ** 0.5, 0.0, 1.0)
