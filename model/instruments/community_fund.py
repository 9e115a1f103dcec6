"""Community fund (社区基金) with a board and public accounts.

Seed: S1's five sources, ring-fenced use and disclosure. Acts on incentives and information: grants,
donations, public revenue and workshop fees are gathered and pay for works; open books raise willingness to
give and to pay. Downside: open accounts also show bad management, and revenue is disputed while ownership is
unclear.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.column import BoolArray, FloatArray
from agents.resident import Resident
from model.digital_exclusion import open_books
from model.fund import pay_from_fund
from model.instrument import MONTHS_A_YEAR, Instrument, Setting
from model.levers import Levers
from model.ownership import common_income, settle
from model.streams import uniform


class CommunityFund(Instrument):
    """Gathers money, shows the books, pays for works that wait."""

    kind: ClassVar[str] = "community_fund"
    full_strength: ClassVar[Setting] = Setting("community_fund.strength")

    days = Setting("community_fund.staff_days")
    open_books = Setting("community_fund.disclosure")
    settles = Setting("community_fund.settles")
    exposure = Setting("community_fund.exposure")
    exposed_below = Setting("community_fund.exposed_below")
    grant = Setting("fund.grant")
    board_months = Setting("fund.board_months")

    def staff_days(self) -> FloatArray:
        """The board's secretary."""
        return self.per_committee(self.days)

    def set_up(self, levers: Levers) -> None:
        """Open the fund and its books."""
        levers.fund += self.strength
        levers.disclosure += self.strength * self.open_books

    def at_fund(self) -> None:
        """Gather and, once a quarter, spend."""
        world, size = self.world, self.world.compounds.households
        if not self.strength.any():
            return
        world.receive(self.strength * self.grant * size, "government")
        world.receive(common_income(world, self.strength, world.levers.pledged), "donors")
        year_end = np.full(world.compounds.count, world.month % MONTHS_A_YEAR == 0)
        if (year_end & (self.strength > 0.0)).any():
            self._collect_donations(year_end & (self.strength > 0.0))
        pay_from_fund(world, (world.month % self.board_months == 0) & (self.strength > 0.0))
        draw = uniform(world.compounds.seed_key, "board settles ownership", world.month)
        settle(world, draw < self.strength * self.settles)

    def _collect_donations(self, where: BoolArray) -> None:
        world, h, compounds = self.world, self.world.households, self.world.compounds
        given = h.decide(Resident.gives, world.neighbours_gave(), open_books(world))
        invited = where[compounds.of_row]
        h.donation[:] = np.where(invited, given, h.donation)
        world.receive(compounds.sums(given * invited), "households")

    def at_trust(self) -> None:
        """Open accounts of a poor firm cost it trust."""
        poor = (self.world.firms.quality < self.exposed_below) & (self.world.firms.here > 0.0)
        self.world.trust_in_firm_lost += self.strength * self.exposure * poor
