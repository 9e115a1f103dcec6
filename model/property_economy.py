"""The property economy: fees, quality, firms that leave and firms that come (S11).

Collection C feeds quality, quality and neighbours' payment feed collection: the loop has two stable states
for some parameters and one for others. A firm leaves when its debts grow; a compound without one slides into
neglect until another comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray
from agents.owners_committee import OwnersCommittee
from agents.perceptions import Bill
from agents.property_firm import PropertyFirm
from agents.resident import Resident
from model import arrears
from model.assembly import ask_owners, carried, vote_online
from model.digital_exclusion import open_books
from model.district import overhead, shared_debt
from model.streams import normal, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def found(world: Neighbourhood) -> None:
    """Set each firm's starting point from the case and the compound's own draws."""
    firms, each, seeds = world.firms, world.compounds.each, world.compounds.seed_key
    firms.here[:] = uniform(seeds, "firm at the start") < each("fee.firm_present")
    start = each("fee.collection_start") + each("fee.collection_spread") * normal(
        seeds, "collection at the start"
    )
    ratio = each("fee.ratio") + each("fee.ratio_spread") * normal(seeds, "fee ratio")
    firms.collection[:] = np.clip(start, 0.0, 1.0) * firms.here
    firms.price[:] = each("fee.price")
    firms.cost_price[:] = firms.price / np.maximum(ratio, each("fee.quality_low"))
    firms.quality[:] = np.where(firms.here > 0.0, each("fee.quality_start"), each("fee.quality_without"))
    # Where there never was a firm, none comes by itself.
    firms.months_away[:] = np.where(firms.here > 0.0, 0.0, -np.inf)
    arrears.at_the_start(world)


def bill(world: Neighbourhood) -> None:
    """Stage 9: households pay or not; the firm spends what it gets; it may leave, and another may come."""
    h, compounds, firms, month = world.households, world.compounds, world.firms, world.month
    seen = Bill(
        compounds.to_rows(firms.quality),
        world.paying_neighbours(),
        open_books(world),
        compounds.to_rows(np.log(firms.price / compounds.each("fee.price"))),
    )
    pays = h.decide(Resident.pays_fee, seen, uniform(world.population.key, "fee", month))
    h.paid[:] = pays
    arrears.owe(world)
    due = compounds.sums(h.area)
    firms.collection[:] = willing_to_pay(world) * firms.here
    _keep_books(world, firms.collection * due * firms.price, due)
    firms.quality[:] = firms.decide(PropertyFirm.changes_quality)
    poor = firms.quality < compounds.each("owners_committee.replace_below")
    firms.poor_months[:] = np.where(poor & (firms.here > 0.0), firms.poor_months + 1.0, 0.0)
    _come(world)
    _leave(world, monthly_cost(world, due))


def willing_to_pay(world: Neighbourhood) -> FloatArray:
    """Share of the fee that households would pay this month, by area, whether or not there is a firm to take
    it.
    """
    h, compounds = world.households, world.compounds
    return compounds.sums(h.area * h.paid) / compounds.sums(h.area)


def monthly_cost(world: Neighbourhood, area: FloatArray) -> FloatArray:
    """Yuan a month to serve ``area`` m²: a fixed part, one that grows with the quality offered, and what is
    asked of the firm beyond its usual work.
    """
    each, firms = world.compounds.each, world.firms
    full = firms.cost_price * each("fee.collection_reference") * area
    full = full * (1.0 - world.levers.cheaper_service) * overhead(world)
    fixed = each("fee.fixed_share")
    kept = fixed + (1.0 - fixed) * firms.quality / each("fee.quality_target")
    return full * (kept + each("fee.effort_cost") * firms.extra)


def _keep_books(world: Neighbourhood, income: FloatArray, area: FloatArray) -> None:
    firms, books = world.firms, world.books
    books.pay("households", "firm", income)
    books.pay("firm", "services", monthly_cost(world, area) * firms.here)


def _leave(world: Neighbourhood, cost: FloatArray) -> None:
    firms, compounds = world.firms, world.compounds
    debt = shared_debt(world, world.books.balance("firm"), cost)
    leaves = firms.decide(PropertyFirm.leaves, debt, uniform(compounds.seed_key, "firm leaves", world.month))
    world.record.put("firm_exits", leaves.astype(float))
    dismiss(world, leaves)


def dismiss(world: Neighbourhood, leaves: BoolArray) -> None:
    """The firm goes; its contract and its debts or savings go with it."""
    firms = world.firms
    firms.here[leaves] = 0.0
    firms.months_away[leaves] = 0.0
    firms.collection[leaves] = 0.0
    firms.cost_plus[leaves] = 0.0
    world.books.pay("firm", "services", np.where(leaves, world.books.balance("firm"), 0.0))


def _come(world: Neighbourhood) -> None:
    firms, each = world.firms, world.compounds.each
    away = firms.here <= 0.0
    firms.months_away[away] += 1.0
    comes = away & (firms.months_away >= each("fee.vacancy_months"))
    welcome_firm(world, comes)


def welcome_firm(world: Neighbourhood, comes: BoolArray) -> None:
    """A new firm starts with middling quality and clean books of its own; what its customers owe may stay."""
    firms, each = world.firms, world.compounds.each
    arrears.begin_anew(world, comes)
    firms.here[comes] = 1.0
    firms.months_away[comes] = 0.0
    firms.collection[comes] = willing_to_pay(world)[comes]
    firms.poor_months[comes] = 0.0
    firms.quality[comes] = np.maximum(firms.quality, each("fee.quality_new"))[comes]


def replace_poor_firms(world: Neighbourhood) -> None:
    """A good owners' committee may put a change of firm to the vote;
    it needs a valid majority (ordinary item).
    """
    firms, each = world.firms, world.compounds.each
    wants = world.owners_committees.decide(OwnersCommittee.wants_new_firm, firms.poor_months)
    if not wants.any():
        return
    count = ask_owners(world, "replace firm", wants)
    vote_online(world, wants)
    change = wants & carried(count, each("votes.quorum"), each("votes.ordinary"), special=False)
    firms.poor_months[wants] = 0.0
    dismiss(world, change)
    welcome_firm(world, change)
