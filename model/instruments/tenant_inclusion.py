"""Inclusion of tenants (属地管理, 不唯户籍; 五转): who lives here is served, wherever registered.

Seed: S4. Acts on procedure and information: tenants speak up as easily as owners, and some are met each
month. Downside: owners feel that services are spread thinner.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model.instrument import Instrument, Setting
from model.levers import Levers
from model.streams import uniform


class TenantInclusion(Instrument):
    """Counts tenants in."""

    kind: ClassVar[str] = "tenant_inclusion"
    full_strength: ClassVar[Setting] = Setting("tenant_inclusion.strength")

    days = Setting("tenant_inclusion.staff_days")
    removes = Setting("tenant_inclusion.removes")
    contact = Setting("tenant_inclusion.contact")
    dilution = Setting("tenant_inclusion.dilution")

    def staff_days(self) -> FloatArray:
        """Registering and visiting tenants."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Let tenants in at the same door."""
        levers.tenant_eased += self.strength * self.removes

    def at_intake(self) -> None:
        """Visit some of the tenants."""
        world, h = self.world, self.world.households
        rows = np.flatnonzero(~h.owner & h.present)
        visited = (
            uniform(world.population.key[rows], "tenant visited", world.month)
            < (self.strength * self.contact)[world.compounds.of_row[rows]]
        )
        world.meet(rows[visited])

    def at_trust(self) -> None:
        """Owners feel the difference."""
        world, h = self.world, self.world.households
        owners = np.flatnonzero(h.owner)
        loss = (self.strength * self.dilution)[world.compounds.of_row[owners]]
        h.trust_committee[owners] = np.maximum(h.trust_committee[owners] - loss, 0.0)
