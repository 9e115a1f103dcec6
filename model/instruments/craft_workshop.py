"""Craft workshop (社区巧匠坊): small repairs at a low fee, half of which goes to the community fund.

Seed: S1 "公益+低偿". Acts on capacity: takes small repairs out of the queue. Downside: it uses a common room,
and its stairwell hears it.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import FloatArray
from model import triage
from model.compounds import before_in_compound
from model.instrument import Instrument, Setting
from model.issues import ASSIGNED, COMPOUND
from model.streams import uniform
from model.venue import disturb


class CraftWorkshop(Instrument):
    """Repairs small things for a fee."""

    kind: ClassVar[str] = "craft_workshop"
    full_strength: ClassVar[Setting] = Setting("craft_workshop.strength")

    days = Setting("craft_workshop.staff_days")
    money = Setting("craft_workshop.yuan")
    share = Setting("craft_workshop.share")
    most = Setting("craft_workshop.most")
    price = Setting("craft_workshop.price")
    to_fund = Setting("craft_workshop.to_fund")
    noise = Setting("craft_workshop.noise")

    def staff_days(self) -> FloatArray:
        """Organising the craftsmen."""
        return self.per_committee(self.days)

    def yuan(self) -> FloatArray:
        """Tools and power."""
        return self.per_committee(self.money)

    def at_grievance(self) -> None:
        """Disturb the stairwell beside the workshop (the compound's first)."""
        disturb(self.world, self.strength * self.noise * self.world.compounds.each("grievance.nuisance"))

    def at_triage(self) -> None:
        """Repair small reported things of single households and stairwells,
        each month a share of them up to a limit.
        """
        issues, compounds = self.world.issues, self.world.compounds
        small = issues.is_in(ASSIGNED) & ~issues.dispute & ~issues.capital & (issues.scale != COMPOUND)
        places = np.flatnonzero(small)
        draw = uniform(issues.key[places], "workshop")
        places = places[
            (draw < (self.strength * self.share)[issues.compound[places]])
            & (issues.told()[places] >= self.world.month - 1)
        ]
        places = places[np.argsort(issues.compound[places], kind="stable")]
        of = issues.compound[places]
        done = places[before_in_compound(of) < self.per_thousand(self.most)[of]]
        paid = compounds.tally(issues.compound[done]) * self.price
        self.world.books.pay("households", "services", paid * (1.0 - self.to_fund))
        self.world.receive(paid * self.to_fund, "households")
        triage.finish(self.world, done)
