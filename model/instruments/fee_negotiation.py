"""Fee negotiation (物业费协商): owners' committee and firm bargain over the price or the contract.

Seed: S3, a compound where residents and firm were at odds became a good one under the three bodies, without
a word on how; firms and committees report how (D4, D6, W49, W50). Acts on rules and information: the owners
vote on a price that covers the cost, or on cost-plus (酬金制), by which the firm gets its cost and a fixed
remuneration and opens its accounts. The vote fails as votes fail, the firm may refuse, and nobody is forced
to pay. Downside: a dearer fee is disputed for a year and keeps some from paying, talks take days, and a firm
that runs at a loss may leave when the owners say no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.column import BoolArray, FloatArray
from agents.perceptions import Price
from agents.property_firm import PropertyFirm
from agents.voter import Voter
from model.assembly import ask_owners, carried, count_votes, vote_online
from model.district import shared_debt
from model.instrument import MONTHS_A_YEAR, Instrument, Setting
from model.levers import Levers
from model.property_economy import dismiss, monthly_cost
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


class FeeNegotiation(Instrument):
    """Calls for talks where service is poor and the price below cost; puts what is agreed to the vote.

    Attributes:
        due: (compounds,) where talks are held this month.
    """

    kind: ClassVar[str] = "fee_negotiation"
    full_strength: ClassVar[Setting] = Setting("fee_negotiation.strength")

    days = Setting("fee_negotiation.staff_days")
    talks = Setting("fee_negotiation.talks")
    audit = Setting("fee_negotiation.audit")
    open_books = Setting("fee_negotiation.disclosure")
    bargains = Setting("fee_negotiation.bargains")
    cost_plus = Setting("fee_negotiation.cost_plus")
    margin = Setting("fee_negotiation.margin")
    remuneration = Setting("fee_negotiation.remuneration")
    most = Setting("fee_negotiation.most")
    patience = Setting("fee_negotiation.patience")
    again = Setting("fee_negotiation.again")
    mobilise = Setting("fee_negotiation.mobilise")
    disputes = Setting("fee_negotiation.disputes")

    def __init__(self, world: Neighbourhood) -> None:
        """Begin without any talks behind."""
        super().__init__(world)
        count = world.compounds.count
        self.due = np.zeros(count, dtype=np.bool_)
        self._talked, self._dearer_since = np.full((2, count), -np.inf)
        self._cash = np.zeros(count)

    def prepare(self) -> None:
        """See where talks are called for this month."""
        self.due = self._is_due()

    def staff_days(self) -> FloatArray:
        """Guidance; and in a month of talks meetings, canvassing and the count, the compound's own."""
        return self.per_committee(self.days) + self.talks * self.due

    def yuan(self) -> FloatArray:
        """Auditing the accounts that are opened."""
        return self.audit * self._opened()

    def set_up(self, levers: Levers) -> None:
        """Open the books where talks were held; a dearer fee is disputed for a year."""
        self._cash = self.world.books.balance("firm")
        levers.disclosure += self.strength * self._opened()
        fresh = self.world.month - self._dearer_since < MONTHS_A_YEAR
        levers.fee_disputes += self.strength * self.disputes * fresh

    def _opened(self) -> FloatArray:
        """How open accounts are since the first talks, all of them under cost-plus: (compounds,)."""
        return np.maximum(self.open_books * np.isfinite(self._talked), self.world.firms.cost_plus)

    def covering(self) -> FloatArray:
        """The price that covers the cost, with the firm's margin or remuneration: (compounds,) yuan."""
        share = np.where(self.cost_plus > 0.0, self.remuneration, self.margin)
        return self.world.firms.cost_price * (1.0 + share)

    def _is_due(self) -> BoolArray:
        """Where an owners' committee can talk, service was poor for long enough, and the contract is what
        is wrong.
        """
        world, firms = self.world, self.world.firms
        sides = (world.owners_committees.here > 0.0) & (firms.here > 0.0) & (self.adopted > 0.0)
        cheap = (firms.price < self.covering() - 1e-9) | (self.cost_plus > firms.cost_plus)
        lately = world.month - self._talked < self.again
        return sides & cheap & ~lately & (firms.poor_months >= self.patience)

    def at_property(self) -> None:
        """Talk, vote, and live by the contract; at less than full strength part of the talks come to
        nothing.
        """
        world, firms = self.world, self.world.firms
        draw = uniform(world.compounds.seed_key, "fee talks", world.month)
        talks = self.due & (firms.here > 0.0) & (draw < self.strength)
        if talks.any():
            self._talk(talks)
        if firms.cost_plus.any():
            self._settle_accounts()

    def _talk(self, talks: BoolArray) -> None:
        """The firm agrees or not; the owners carry it or not; a loss-making firm may leave over their no."""
        world, seeds = self.world, self.world.compounds.seed_key
        self._talked[talks] = world.month
        bargains = talks & (self.bargains > 0.0)
        owing = self._months_in_debt()
        agrees = world.firms.decide(
            PropertyFirm.agrees_to_terms, self.cost_plus, owing, uniform(seeds, "firm agrees", world.month)
        )
        agreed = bargains & agrees
        new = np.minimum(self.covering(), world.firms.price * (1.0 + self.most))
        new = np.maximum(new, world.firms.price)
        carries = self._vote(agreed, np.log(new / world.firms.price))
        self._change(carries, new)
        draw = uniform(seeds, "firm leaves over a no", world.month)
        walks = world.firms.decide(PropertyFirm.leaves_over_no, owing, draw) & agreed & ~carries
        world.record.series["firm_exits"][world.record.page] += walks
        dismiss(world, walks)
        for name, where in (("fee_talks", talks), ("fee_votes", agreed), ("fee_votes_carried", carries)):
            world.record.put(name, where.astype(float))

    def _months_in_debt(self) -> FloatArray:
        """Months of cost that the firm has lost so far: (compounds,)."""
        world = self.world
        cost = monthly_cost(world, world.compounds.sums(world.households.area))
        return shared_debt(world, world.books.balance("firm"), cost)

    def _vote(self, asked: BoolArray, rise: FloatArray) -> BoolArray:
        """The owners vote (Civil Code art. 278, an ordinary item); they learn from how it went."""
        world, compounds = self.world, self.world.compounds
        ask_owners(world, "fee", asked, self.mobilise)
        rows = np.flatnonzero(world.last_owner_vote)
        of = compounds.of_row[rows]
        offer = Price(rise[of], np.maximum(world.levers.disclosure, self.cost_plus)[of])
        draw = uniform(world.population.key[rows], "agrees fee", world.month)
        says_yes = world.households.decide(Voter.agrees_to_price, offer, draw, rows=rows)
        count = count_votes(world, world.last_owner_vote, rows[says_yes])
        each = compounds.each
        carries = asked & carried(count, each("votes.quorum"), each("votes.ordinary"), special=False)
        world.experience(rows, carries[of].astype(float))
        vote_online(world, asked)
        return carries

    def _change(self, where: BoolArray, price: FloatArray) -> None:
        """The new contract; the committee gives the firm time to show what it can do."""
        firms = self.world.firms
        self._dearer_since[where & (price > firms.price)] = self.world.month
        firms.price[where] = price[where]
        firms.cost_plus[where] = self.cost_plus[where]
        firms.poor_months[where] = 0.0

    def _settle_accounts(self) -> None:
        """Under cost-plus the firm keeps its remuneration; what it has beyond that goes into service.

        What is lacking it advances, as a debt that later surpluses pay off first.
        """
        world, firms = self.world, self.world.firms
        area = world.compounds.sums(world.households.area)
        kept = self.remuneration * firms.cost_price * world.compounds.each("fee.collection_reference") * area
        cash = world.books.balance("firm")
        over = np.clip(cash - self._cash - kept, 0.0, np.maximum(cash, 0.0))
        world.books.pay("firm", "services", firms.cost_plus * over)
