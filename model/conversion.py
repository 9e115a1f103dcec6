"""Homes turned into shops (住改商): who opens, who closes, and what consent changes (S8).

Every quarter each ground-floor landlord compares rent with expected fines and disapproval. Under the consent
instrument every affected owner must agree (Civil Code art. 279): the landlord offers to keep noise down and
to pay the stairwell, and where the owners do not agree the shop stays unlawful and each inspection may close
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import BoolArray, FloatArray, IntArray
from agents.landlord import GroundFloorLandlord, Neighbours
from model.streams import normal, uniform

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def _offer_rent(world: Neighbourhood, rows: IntArray) -> None:
    """Draw what the ground-floor dwellings would fetch as shops: log-normal, by the landlord's own draw."""
    at = world.compounds.reader(world.compounds.of_row[rows])
    spread = at("landlord.rent_spread")
    noise = np.exp(spread * normal(world.population.key[rows], "rent") - 0.5 * np.square(spread))
    world.households.rent_premium[rows] = at("landlord.rent_mean") * noise


def _choose_trade(world: Neighbourhood, rows: IntArray, occasion: str) -> None:
    """Draw which trade would move in, and so how loud it is."""
    at = world.compounds.reader(world.compounds.of_row[rows])
    draw = uniform(world.population.key[rows], f"trade {occasion}")
    food, games = at("landlord.food_share"), at("landlord.games_share")
    loud = np.where(draw < food + games, at("landlord.emission_games"), at("landlord.emission_retail"))
    world.households.emission[rows] = np.where(draw < food, at("landlord.emission_food"), loud)
    _grow_louder(world, rows)


def draw_new_trades(world: Neighbourhood, rows: IntArray) -> None:
    """A renewal: what may open from now on in flats that are no shops yet is louder."""
    _grow_louder(world, rows[~world.households.converted[rows]])


def _grow_louder(world: Neighbourhood, rows: IntArray) -> None:
    """Food and games that open after a renewal are louder, as visitors come and stay late."""
    of = world.compounds.of_row[rows]
    new = rows[world.renewed[of] > -np.inf]
    at, emission = world.compounds.reader(world.compounds.of_row[new]), world.households.emission
    loud = emission[new] > at("landlord.emission_retail")
    emission[new] = np.minimum(emission[new] + at("renewal.louder") * loud, 1.0)


def open_first_shops(world: Neighbourhood) -> None:
    """Let landlords decide for the first time, before the run begins: the case's starting state. Flats
    that are given as shops are shops.
    """
    rows = world.population.landlord_rows
    _offer_rent(world, rows)
    _choose_trade(world, rows, "first")
    _decide(world, rows)
    if given := world.population.given:
        shops = given.shops[_are_landlords(world, given.shops)]
        world.households.converted[shops] = True
        world.households.present[shops] = False
    world.nuisance.refresh()


def review(world: Neighbourhood) -> None:
    """Stage 2 of the month, once a quarter: shops close by chance or by order; landlords of homes, and of
    shops whose lease ends, decide.
    """
    compounds, table, month = world.compounds, world.households, world.month
    months = compounds.each("conversion.review_months")
    rows = world.population.landlord_rows
    rows = rows[(month % months == 0)[compounds.of_row[rows]]]
    if not len(rows):
        return
    key, of = world.population.key[rows], compounds.of_row[rows]
    fails = 1.0 - (1.0 - compounds.each("landlord.closing")) ** months
    let = table.converted[rows]
    unlucky = let & (uniform(key, "shop fails", month) < fails[of])
    runs_on = let & (
        uniform(key, "lease ends", month) >= (months / compounds.each("conversion.lease_months"))[of]
    )
    _decide(world, rows[~(unlucky | runs_on)])
    _close_down(world, rows[unlucky])
    _ask_consent(world, rows)


def _decide(world: Neighbourhood, rows: IntArray) -> None:
    table, compounds = world.households, world.compounds
    opposing = _opposing_share(world, rows)
    inspection = world.levers.inspection[compounds.of_row[rows]]
    wants = np.zeros(len(rows), dtype=np.bool_)
    landlords = _are_landlords(world, rows)
    if landlords.any():
        seen = Neighbours(opposing[landlords], inspection[landlords])
        wants[landlords] = world.households.decide(GroundFloorLandlord.wants_shop, seen, rows=rows[landlords])
    table.converted[rows] = wants
    table.lawful[rows] &= wants
    table.present[rows] = ~(wants | table.off_site[rows])


def _close_down(world: Neighbourhood, rows: IntArray) -> None:
    """A shop that failed is empty until the next review; another trade may follow."""
    table = world.households
    table.converted[rows] = False
    table.lawful[rows] = False
    table.mitigation[rows] = 0.0
    table.present[rows] = ~table.off_site[rows]
    _choose_trade(world, rows, f"after {world.month}")


def _are_landlords(world: Neighbourhood, rows: IntArray) -> BoolArray:
    numbers = [
        number
        for number, kind in enumerate(world.households.classes)
        if issubclass(kind, GroundFloorLandlord)
    ]
    return np.isin(world.households.kind[rows], numbers)


def _opposing_share(world: Neighbourhood, rows: IntArray) -> FloatArray:
    """Share of the stairwell's households that would be disturbed with a shop in each of ``rows``, beside the
    shops that there are. A landlord foresees the neighbours' mind, and does not learn it from opening.
    """
    compounds = world.compounds
    share = world.nuisance.would_disturb(compounds.value_to_rows("nuisance.threshold"))
    stair = compounds.stair_of_row[rows]
    return share[stair, rows - compounds.stair_first[stair]]


def _ask_consent(world: Neighbourhood, rows: IntArray) -> None:
    """Under the consent rule: landlords offer, affected owners of the stairwell agree or not,
    unlawful shops risk closure.
    """
    table, compounds = world.households, world.compounds
    rule = world.levers.consent[compounds.of_row[rows]] > 0.0
    applicants = rows[rule & table.converted[rows] & ~table.lawful[rows]]
    if not len(applicants):
        return
    of, stair = compounds.of_row[applicants], compounds.stair_of_row[applicants]
    at = compounds.reader(of)
    affected = np.maximum(compounds.stair_size[stair] - 1.0, 1.0)
    payment = at("conversion_consent.payment")
    offer = world.households.decide(
        GroundFloorLandlord.offers_mitigation, payment * affected, rows=applicants
    )
    left = table.emission[applicants] * (1.0 - offer)
    fade = np.exp(-1.0 / at("nuisance.distance_scale"))  # the flat right above hears most
    trust = (compounds.stair_sums(table.trust_neighbours) / compounds.stair_size)[stair]
    bearable = (
        at("nuisance.threshold") * (1.0 + at("conversion_consent.tolerance") * trust)
        + at("conversion_consent.payment_worth") * payment
    )
    agreed = left * fade < bearable
    strength = world.levers.consent[of]
    table.mitigation[applicants[agreed]] = np.maximum(
        table.mitigation[applicants[agreed]], offer[agreed] * strength[agreed]
    )
    table.lawful[applicants[agreed]] = True
    refused = applicants[~agreed]
    looked_at = 1.0 - (1.0 - world.levers.inspection) ** compounds.each("conversion.review_months")
    draw = uniform(world.population.key[refused], "inspection", world.month)
    shut = draw < looked_at[compounds.of_row[refused]]
    close(world, refused[shut])


def close(world: Neighbourhood, rows: IntArray) -> None:
    """Close shops by order: the landlord loses the rent, resents it, and the household may return."""
    table = world.households
    world.happened.shut.append(rows)
    table.converted[rows] = False
    table.present[rows] = ~table.off_site[rows]
    table.hardship[rows] = np.minimum(
        table.hardship[rows]
        + world.compounds.each("conversion_consent.resentment")[world.compounds.of_row[rows]],
        1.0,
    )


def wear_off(world: Neighbourhood) -> None:
    """Mitigation promised in mediation is forgotten by some,
    unless somebody looks after it (Ostrom's monitoring).
    """
    table, compounds = world.households, world.compounds
    rows = world.population.landlord_rows
    rows = rows[(table.mitigation[rows] > 0.0) & ~table.lawful[rows]]
    if len(rows):
        of = compounds.of_row[rows]
        hazard = compounds.at(compounds.value("mediation.relapse"), of) * (1.0 - world.levers.monitoring[of])
        forgets = uniform(world.population.key[rows], "relapse", world.month) < hazard
        forgets |= table.quiet_until[rows] <= world.month
        table.mitigation[rows[forgets]] = 0.0
