"""Governance by type (分类治理): the same staff and money, shared out differently in each type of compound.

Seed: S3's five types (单位型、老街坊、保障型、安置型、商品房). Acts on capacity: the instruments that the
governance model holds get more or less of what they would get anyhow; their cost together stays what it
was. Downside: a compound that is taken for another type gets the wrong mix.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting

TYPES = ("danwei", "street", "affordable", "resettled", "commodity")
GROUPS = {
    "micro_projects": "works",
    "mediation": "mediation",
    "forum": "forum",
    "culture": "culture",
    "wishes": "services",
    "group_services": "services",
    "property_reform": "property",
}


class ByType(Instrument):
    """Sets the intensity of other instruments by the compound's type."""

    kind: ClassVar[str] = "by_type"
    full_strength: ClassVar[Setting] = Setting("by_type.strength")

    days = Setting("by_type.staff_days")
    mistyped = Setting("by_type.mistyped")
    day_cost = Setting("triage.day_cost")

    def staff_days(self) -> FloatArray:
        """Finding out and reviewing the type."""
        return self.per_committee(self.days)

    def prepare(self) -> None:
        """Weigh the instruments, so that their cost together is unchanged in every compound."""
        weighed = [instrument for instrument in self.world.held if instrument.kind in GROUPS]
        if not self.started or not weighed:
            return
        weights = [self._weight(GROUPS[instrument.kind]) for instrument in weighed]
        costs = [self._cost(instrument) for instrument in weighed]
        plain = np.sum(costs, axis=0)
        mixed = np.sum([weight * cost for weight, cost in zip(weights, costs, strict=True)], axis=0)
        scale = np.divide(plain, mixed, out=np.ones_like(plain), where=mixed > 0.0)
        strength = self.adopted * self.full_strength
        for instrument, weight, cost in zip(weighed, weights, costs, strict=True):
            instrument.intensity[:] = 1.0 + strength * (cost > 0.0) * (weight * scale - 1.0)

    def _cost(self, instrument: Instrument) -> FloatArray:
        """Yuan a month of an instrument at the ordinary amount, staff-days valued, works included.

        One that is held and does nothing (strength zero) is left out, so that it moves nothing here either.
        """
        days = instrument.staff_days() * self.day_cost
        works = instrument.adopted * (instrument.full_strength > 0.0)
        return works * (days + instrument.yuan() + instrument.works())

    def _weight(self, group: str) -> FloatArray:
        """The weight of a group of instruments in each compound, 1 where its type is none of the five."""
        weight = np.ones(self.world.compounds.count)
        for compound, placement in enumerate(self.world.compounds.placements):
            own = placement.scenario.case.compound_type
            if own in TYPES:
                taken_for = TYPES[(TYPES.index(own) + int(self.mistyped[compound])) % len(TYPES)]
                weight[compound] = self.world.compounds.each(f"by_type.{taken_for}_{group}")[compound]
        return weight
