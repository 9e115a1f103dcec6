"""Services for the old and the young (四点半课堂、暖心义诊、社区食堂, "一老一小一新").

Seeds: S1, S2. Acts on capacity: relieves hardship of the groups served and brings them into contact with
staff. Downside: the group that is not served feels it.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from agents.resident import ELDERLY, ESTABLISHED, YOUNG
from model.instrument import Instrument, Setting
from model.streams import uniform


class GroupServices(Instrument):
    """Relieves the old and the young; the middle-aged notice."""

    kind: ClassVar[str] = "group_services"
    full_strength: ClassVar[Setting] = Setting("group_services.strength")

    days = Setting("group_services.staff_days")
    money = Setting("group_services.yuan")
    relief = Setting("group_services.relief")
    elderly_part = Setting("group_services.elderly_part")
    contact = Setting("group_services.contact")
    neglect = Setting("group_services.neglect")

    def staff_days(self) -> FloatArray:
        """Running the classes, clinics and canteen."""
        return self.per_thousand(self.days)

    def yuan(self) -> FloatArray:
        """Teachers, doctors, meals."""
        return self.per_thousand(self.money)

    def at_grievance(self) -> None:
        """Relieve those served, and meet some of them."""
        world, h = self.world, self.world.households
        if not self.strength.any():
            return
        compounds, group = world.compounds, h.group
        for_elderly = compounds.to_rows(self.elderly_part)
        part = np.where(group == ELDERLY, for_elderly, np.where(group == YOUNG, 1.0 - for_elderly, 0.0))
        world.relieve(2.0 * part * compounds.to_rows(self.strength * self.relief))
        served = np.flatnonzero(part > 0.0)
        met = (
            uniform(world.population.key[served], "served", world.month)
            < (self.strength * self.contact)[compounds.of_row[served]]
        )
        world.meet(served[met])

    def at_trust(self) -> None:
        """The group not served feels it."""
        world, h = self.world, self.world.households
        left_out = np.flatnonzero(h.group == ESTABLISHED)
        loss = (self.strength * self.neglect)[world.compounds.of_row[left_out]]
        h.trust_committee[left_out] = np.maximum(h.trust_committee[left_out] - loss, 0.0)
