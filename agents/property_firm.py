"""Property firms: collect the fee, keep the compound, and leave when it does not pay (S11)."""

from __future__ import annotations

from typing import ClassVar

from agents.actor import Actor, Parameter, State
from agents.column import Amount, Column, Truth, clip, where


class PropertyFirm(Actor):
    """Spends on quality what it collects;
    leaves, by hazard, once its cash is some months' cost below zero.
    """

    kind: ClassVar[str] = "property_firm"

    here = State()
    quality = State()
    collection = State()
    price = State()
    cost_price = State()
    months_away = State()
    poor_months = State()
    cost_plus = State()
    extra = State()

    target = Parameter("fee.quality_target")
    reference = Parameter("fee.collection_reference")
    low = Parameter("fee.quality_low")
    high = Parameter("fee.quality_high")
    without = Parameter("fee.quality_without")

    fixed = Parameter("fee.fixed_share")
    effort_cost = Parameter("fee.effort_cost")
    remuneration = Parameter("fee_negotiation.remuneration")

    def aims_at(self) -> Amount:
        """The quality the fee carries: collection times price over what a well-kept compound costs, less what
        more effort takes; under cost-plus, what is left once fixed costs and remuneration are paid.
        """
        met = self.collection * self.price / (self.cost_price * self.reference)
        met = met - self.effort_cost * self.extra
        left = (met - self.fixed - self.remuneration) / (1.0 - self.fixed)
        carried = self.target * where(self.cost_plus > 0.0, left, met)
        return clip(carried, self.low, self.high) * self.here + self.without * (1.0 - self.here)

    speed = Parameter("fee.quality_speed")

    def changes_quality(self) -> Amount:
        """Quality after this month: a step toward the aim, or toward neglect where there is no firm (S11)."""
        return self.quality + self.speed * (self.aims_at() - self.quality)

    exit_months = Parameter("fee.exit_months")
    exit_hazard = Parameter("fee.exit_hazard")

    def leaves(self, months_in_debt: Column, draw: Column) -> Truth:
        """Whether the firm gives notice: its debt, in months of cost, exceeds what it can bear (S11)."""
        return (months_in_debt > self.exit_months) & (draw < self.exit_hazard) & (self.here > 0.0)

    open_to_cost_plus = Parameter("fee_negotiation.open_to_cost_plus")

    def agrees_to_terms(self, cost_plus: Column, months_in_debt: Column, draw: Column) -> Truth:
        """Whether it agrees to what the owners' committee asks for: always to a price that covers its cost;
        to cost-plus only where it loses money, and then not surely, for its accounts would be open (S11).
        """
        return (cost_plus <= 0.0) | ((months_in_debt > 0.0) & (draw < self.open_to_cost_plus))

    walk_out = Parameter("fee_negotiation.leaves")

    def leaves_over_no(self, months_in_debt: Column, draw: Column) -> Truth:
        """Whether it gives notice when the owners refuse the price it needs: if it loses money (S11)."""
        return (months_in_debt > 0.0) & (draw < self.walk_out) & (self.here > 0.0)

    works_speed = Parameter("triage.firm_speed")

    def finishes(self, speed_up: Column) -> Amount:
        """Hazard a month with which an issue in the firm's hands is done: better firms are faster (S5)."""
        return self.works_speed * self.quality / self.target * speed_up
