"""Private capital (社会资本) in renewal: a firm pays for works against a share of the income of common
property.

Seed: S0 "鼓励社会资本参与老旧小区改造"; S1: disputes over whose the income is put off firms that would join.
Acts on incentives and capacity: who can expect to earn its money back pays for a large work; where it is not
clear whose the income is the firm stays away, or leaves once that is disputed. Downside: its share of the
income is lost to the community fund, and while it holds common space there are more claims to the income.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import BoolArray, FloatArray
from model import works
from model.instrument import MONTHS_A_YEAR, Instrument, Setting
from model.issues import kinds
from model.levers import Levers
from model.ownership import common_income
from model.streams import normal, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class PrivateCapital(Instrument):
    """Finds firms, which come where it pays.

    Attributes:
        since: (compounds,) month in which the firm that is there came; -inf where there is none.
    """

    kind: ClassVar[str] = "private_capital"
    full_strength: ClassVar[Setting] = Setting("private_capital.strength")

    days = Setting("private_capital.staff_days")
    found = Setting("private_capital.found")
    spread = Setting("private_capital.spread")
    share = Setting("private_capital.share")
    years = Setting("private_capital.years")
    months = Setting("private_capital.months")
    leaves = Setting("private_capital.leaves")
    claims = Setting("private_capital.claims")
    renew = Setting("stock.renew")
    price = Setting("triage.capital_large")

    def __init__(self, world: Neighbourhood) -> None:
        """Begin without any firm."""
        super().__init__(world)
        self.since = np.full(world.compounds.count, -np.inf)

    def staff_days(self) -> FloatArray:
        """Finding firms, and looking after the contract."""
        return self.per_committee(self.days)

    def is_here(self) -> BoolArray:
        """Where a firm holds a contract that has not run out."""
        here: BoolArray = self.world.month - self.since < MONTHS_A_YEAR * self.years
        return here

    def set_up(self, levers: Levers) -> None:
        """Pledge the firm's share of the income, and expect claims to what it holds."""
        here = self.is_here()
        levers.pledged += here * self.share
        levers.claims += here * self.claims

    def expected(self) -> FloatArray:
        """Income that a firm expects over its contract where the matter may become unclear in any month: a
        month's income · (1 − exp(−renew · months)) / renew, (compounds,) yuan.
        """
        unclear_by_then = -np.expm1(-self.renew * MONTHS_A_YEAR * self.years)
        return common_income(self.world, self.share) * unclear_by_then / self.renew

    def at_fund(self) -> None:
        """Let firms leave and come, pay for their work and earn."""
        if not self.started:
            return
        disputed = self._is_disputed()
        self._leave(disputed)
        self._come(disputed)
        self._pay_and_earn()

    def _is_disputed(self) -> BoolArray:
        """Where it is not clear whose the income is, and somebody lives with a quarrel over it."""
        world, issues = self.world, self.world.issues
        over_it = np.flatnonzero(issues.live() & (issues.kind == kinds().number["revenue"]))
        quarrels = world.compounds.tally(issues.compound[over_it])
        return (world.unclear_ownership() > 0.0) & (quarrels > 0.0)

    def _leave(self, disputed: BoolArray) -> None:
        draw = uniform(self.world.compounds.seed_key, "private capital leaves", self.world.month)
        self.since[self.is_here() & disputed & (draw < self.leaves)] = -np.inf

    def _come(self, disputed: BoolArray) -> None:
        """A firm that was found invests if what it expects to earn exceeds the price of a large work."""
        seeds, month = self.world.compounds.seed_key, self.world.month
        looks = uniform(seeds, "private capital found", month) < self.strength * self.found
        guess = np.exp(self.spread * normal(seeds, "private capital estimate", month))
        pays = self.expected() * guess > self.price
        self.since[looks & pays & ~disputed & ~self.is_here()] = month

    def _pay_and_earn(self) -> None:
        """Pay for the work while it is built; earn from the month after it came: when it is pledged."""
        world, here = self.world, self.is_here()
        building = here & (world.month - self.since < self.months)
        paid = world.books.pay("investors", "works budget", building * self.price / self.months)
        works.save(world, paid)
        world.record.series["private_investment"][world.record.page] += paid / world.compounds.households
        earned = here * (world.month > self.since) * common_income(world, self.share)
        world.books.pay("donors", "investors", earned)
