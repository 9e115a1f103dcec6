"""Institutions: the tables of firms, committees, offices, companies, organisations and representatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.actor import Actor
from agents.column import BoolArray, IntArray
from agents.construction_company import ConstructionCompany
from agents.institutions import (
    ConstructionCompanies,
    OwnersCommittees,
    PartyCommittees,
    PropertyFirms,
    Representatives,
    ResidentsCommittees,
    SocialOrganisations,
    StreetOffices,
)
from agents.owners_committee import OwnersCommittee
from agents.party_committee import PartyCommittee
from agents.property_firm import PropertyFirm
from agents.representative import ResidentRepresentative
from agents.residents_committee import ResidentsCommittee
from agents.sheet import declared
from agents.social_organisation import SocialOrganisation
from agents.street_office import StreetOffice
from agents.table import Table
from model import ownership, works
from model.classes_in_use import numbered
from model.district import share_by_need
from model.learning import usual_experience
from model.streams import beta_by, uniform

if TYPE_CHECKING:
    from model.month_state import MonthState

OCCUPANCY_STEP = 10_000_000
TABLE_STEP = 10**12


def found(world: MonthState, one_by_one: bool) -> None:
    """Set up every institution, one row a compound (representatives: one a household elected)."""
    everywhere = np.arange(world.compounds.count, dtype=np.int32)

    def table[T: Table](made: type[T], kind: type[Actor], of: IntArray = everywhere, **known: IntArray) -> T:
        columns: dict[str, Any] = {name: np.zeros(len(of)) for name in declared(made)}
        classes, numbers = numbered(world.population.named, {kind.kind: kind})
        columns["kind"] = numbers[of, 0].astype(np.int8)
        return made(classes, of, world.compounds.values, {**columns, **known}, one_by_one)

    world.firms = table(PropertyFirms, PropertyFirm)
    world.residents_committees = table(ResidentsCommittees, ResidentsCommittee)
    world.party_committees = table(PartyCommittees, PartyCommittee)
    world.street_offices = table(StreetOffices, StreetOffice)
    world.construction_companies = table(ConstructionCompanies, ConstructionCompany)
    world.owners_committees = table(OwnersCommittees, OwnersCommittee)
    world.social_organisations = table(SocialOrganisations, SocialOrganisation)
    household = elect_representatives(world)
    of = world.compounds.of_row[household]
    world.representatives = table(Representatives, ResidentRepresentative, of, household=household)
    world.residents_committees.staff[:] = (
        world.compounds.residents / 1000.0 * world.compounds.each("triage.staff")
    )
    world.residents_committees.experience[:] = usual_experience(world)
    existing = uniform(world.compounds.seed_key, "owners committee before") < world.compounds.each(
        "owners_committee.initial"
    )
    _seat(world, existing)


def elect_representatives(world: MonthState) -> IntArray:
    """Choose the households that represent the others, by lot, each by its own draw: rows, ascending."""
    compounds = world.compounds
    share = 1.0 / compounds.to_rows(compounds.each("representative.households"))
    draw = uniform(world.population.key, "representative")
    lowest = np.zeros(compounds.rows, dtype=np.bool_)
    lowest[np.lexsort((draw, compounds.of_row))[compounds.first]] = True  # everybody has at least one
    return np.flatnonzero((draw < share) | lowest)


def _seat(world: MonthState, where: BoolArray) -> None:
    """Seat the committees of the beginning, each somewhere in its term (not all are elected in the same
    month); later ones are elected (model/elections.py).
    """
    committees, each = world.owners_committees, world.compounds.each
    draw = uniform(world.compounds.seed_key, "committee before", world.month)
    quality = beta_by(draw, each("owners_committee.quality_a"), each("owners_committee.quality_b"))
    committees.here[where] = 1.0
    committees.quality[where] = quality[where]
    through = uniform(world.compounds.seed_key, "term of committee before", world.month)
    committees.term_left[where] = np.ceil((1.0 - through) * each("owners_committee.term"))[where]


def serve_terms(world: MonthState) -> None:
    """Owners' committees serve, well or badly; what was settled about common income may run out."""
    ownership.lapse(world)
    committees, each = world.owners_committees, world.compounds.each
    bad = committees.here * (committees.quality < each("owners_committee.good"))
    world.trust_in_firm_lost = committees.decide(OwnersCommittee.spoils_trust)
    lack = np.maximum(each("owners_committee.good") - committees.quality, 0.0)
    world.misrule = 2.0 * bad * lack
    world.construction_companies.warranty_months[:] = np.maximum(
        world.construction_companies.warranty_months - 1.0, 0.0
    )
    recovery = world.representatives.parameter("recovery")
    world.representatives.sessions_lately[:] *= 1.0 - recovery


def fill_budgets(world: MonthState) -> None:
    """Stage 10: the government pays for works and for what instruments cost in money.

    In a district part of the money for works goes where most waits that is not saved for yet.
    """
    size = world.compounds.households
    each = world.compounds.each
    issues = world.issues
    waiting = np.flatnonzero(issues.pending() & issues.capital & ~issues.funded)
    lacking = world.compounds.tally(issues.compound[waiting], issues.cost[waiting]) - world.books.reserve
    own = each("triage.budget") * world.funding * size
    public = share_by_need(own, np.maximum(lacking, 0.0), world.groups.street, each("district.by_need"))
    works.save(world, world.books.pay("government", "works budget", public + world.plain_yuan() * size))
    world.books.pay("government", "builders", world.levers.capital)
    world.books.pay("government", "services", world.levers.yuan)


def maker(world: Any, number: int) -> Callable[[Table, int], Actor]:
    """Return how agents of a table are made:
    class by the row's kind, id by row and, for households, by occupancy.
    """

    def make(table: Table, row: int) -> Actor:
        kind = table.classes[int(table.columns["kind"][row])]
        lived_before = int(table.columns["occupancy"][row]) if "occupancy" in table.columns else 0
        return kind.of_row(world, table, row, TABLE_STEP * number + OCCUPANCY_STEP * lived_before + row + 1)

    return make
