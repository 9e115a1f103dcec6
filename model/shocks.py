"""Shocks: what the case sends, at its months, whatever the governance model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.conversion import draw_new_trades
from model.property_economy import dismiss
from model.streams import uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def strike(world: Neighbourhood) -> None:
    """Stage 1, first half: the shocks of this month begin, those that last come to their end."""
    world.funding[world.funding_back == world.month] = 1.0
    for compound, placement in enumerate(world.compounds.placements):
        for event in placement.scenario.events:
            if event.month == world.month:
                SHOCKS[event.kind](world, compound)
    _raise_rents(world)


def renewal(world: Neighbourhood, compound: int) -> None:
    """A renewal: a builder with a warranty to keep, louder trades downstairs, part of the open works done,
    and over the next months higher rents and young newcomers.
    """
    each = world.compounds.number(compound)
    world.renewed[compound] = world.inflow_since[compound] = world.month
    world.construction_companies.here[compound] = 1.0
    world.construction_companies.warranty_months[compound] = each("renewal.warranty_months")
    rows = world.population.landlord_rows
    draw_new_trades(world, rows[world.compounds.of_row[rows] == compound])
    issues = world.issues
    waiting = np.flatnonzero(issues.pending() & issues.capital & (issues.compound == compound))
    done = uniform(issues.key[waiting], "renewal") < each("renewal.capital_done")
    issues.funded[waiting[done]] = True


def _raise_rents(world: Neighbourhood) -> None:
    """Rents downstairs rise by equal steps, as many months as the young take to come."""
    each, rows = world.compounds.each, world.population.landlord_rows
    since, months = world.month - world.renewed, each("renewal.months")
    under_way = (since >= 0) & (since < months)
    if under_way.any():
        step = np.where(under_way, each("renewal.rent_factor") ** (1.0 / months), 1.0)
        world.households.rent_premium[rows] *= step[world.compounds.of_row[rows]]


def youth_inflow(world: Neighbourhood, compound: int) -> None:
    """Young households move in over some months, without any renewal."""
    world.inflow_since[compound] = world.month


def firm_walkout(world: Neighbourhood, compound: int) -> None:
    """The property firm gives notice, whatever its books say."""
    dismiss(world, (np.arange(world.compounds.count) == compound) & (world.firms.here > 0.0))


def funding_cut(world: Neighbourhood, compound: int) -> None:
    """The government pays only part of the works budget for some months."""
    each = world.compounds.number(compound)
    world.funding[compound] = 1.0 - each("shock.funding_cut")
    world.funding_back[compound] = world.month + round(each("shock.funding_months"))


def safety_scandal(world: Neighbourhood, compound: int) -> None:
    """Something happened that should not have: everybody is worse off and trusts firm and committee less."""
    each, h = world.compounds.number(compound), world.households
    first = int(world.compounds.first[compound])
    mine = slice(first, first + int(world.compounds.households[compound]))
    h.hardship[mine] = np.minimum(h.hardship[mine] + each("shock.scandal_hardship"), 1.0)
    for trust in (h.trust_committee, h.trust_firm):
        trust[mine] = np.maximum(trust[mine] - each("shock.scandal_trust"), 0.0)


SHOCKS = {
    shock.__name__: shock for shock in (renewal, youth_inflow, firm_walkout, funding_cut, safety_scandal)
}
