"""Arrears and effort: who owes what, whose debt it is, and what more work costs a firm (S11)."""

from collections.abc import Callable

import numpy as np
import pytest

from agents.resident import ALWAYS_PAYS, MOST_OWED, NEVER_PAYS, WEIGHS
from model.arrears import owe
from model.neighbourhood import Neighbourhood, Placement
from model.property_economy import dismiss, monthly_cost, welcome_firm
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

SMALL = {"place.households": 112, "fee.firm_present": 1}


@pytest.fixture(scope="module")
def lived(scene: Scene) -> list[Neighbourhood]:
    """A world before its first month, and the same after two years."""
    given = scene("xihu", values=SMALL | {"fee.collection_start": 0.6}, months=24, burn_in=0)
    return [Neighbourhood(given, rng=2), Neighbourhood(given, rng=2).run()]


def test_nobody_owes_less_than_nothing_or_more_than_a_year(lived: list[Neighbourhood]) -> None:
    for world in lived:
        owed = world.households.owed
        assert 0.0 <= owed.min() < owed.max() <= MOST_OWED
        assert (owed == np.rint(owed)).all()
        assert (owed[world.households.payer == ALWAYS_PAYS] == 0.0).all()


def test_who_always_pays_or_never_does_so_for_life(lived: list[Neighbourhood]) -> None:
    first, last = (world.households for world in lived)
    stayed = first.occupancy == last.occupancy
    assert 0.5 < stayed.mean() < 1.0
    assert (first.payer == last.payer)[stayed].all()
    assert last.paid[last.payer == ALWAYS_PAYS].all()
    assert not last.paid[last.payer == NEVER_PAYS].any()


def test_types_have_the_shares_of_the_ledger(scene: Scene) -> None:
    values = {"place.households": 20_000.0, "fee.firm_present": 1}
    values |= {"fee.unconditional": 0.4, "fee.refusing": 0.05}
    world = Neighbourhood(scene("xihu", values=values, months=1, burn_in=0), rng=1)
    payer = world.households.payer
    shares = [float((payer == kind).mean()) for kind in (ALWAYS_PAYS, NEVER_PAYS, WEIGHS)]
    assert shares == pytest.approx([0.4, 0.05, 0.55], abs=0.01)
    assert world.households.paid.mean() == pytest.approx(world.firms.collection[0], abs=0.02)


def test_who_moves_in_owes_nothing(lived: list[Neighbourhood]) -> None:
    world = Neighbourhood(lived[0].compounds.placements, rng=2)
    world.households.owed[:] = MOST_OWED
    rows = np.arange(5)
    world.population.settle(rows, world.population.newcomers.first(rows))
    assert (world.households.owed[:5] == 0.0).all()
    assert (world.households.owed[5:] == MOST_OWED).all()


@pytest.mark.parametrize(("kept", "left"), [(1.0, 8.0), (0.0, 0.0)])
def test_arrears_outlive_the_firm_or_the_next_begins_with_a_clean_slate(
    scene: Scene, kept: float, left: float
) -> None:
    given = scene("xihu", values=SMALL | {"fee.arrears_outlive": kept}, months=1, burn_in=0)
    world = Neighbourhood([Placement(given, 1), Placement(given, 2)])
    world.households.owed[:] = 8.0
    dismiss(world, np.array([True, False]))
    assert (world.households.owed == 8.0).all()
    welcome_firm(world, np.array([True, False]))
    assert set(world.households.owed[world.compounds.of_row == 0]) == {left}
    assert (world.households.owed[world.compounds.of_row == 1] == 8.0).all()


def test_a_month_unpaid_adds_one_and_a_month_paid_takes_one_away(lived: list[Neighbourhood]) -> None:
    world = Neighbourhood(lived[0].compounds.placements, rng=2)
    h = world.households
    h.owed[:4], h.paid[:4] = [0.0, 5.0, 5.0, 12.0], [True, True, False, False]
    owe(world)
    assert h.owed[:4].tolist() == [0.0, 4.0, 6.0, 12.0]


def test_nothing_more_is_owed_while_there_is_no_firm(scene: Scene) -> None:
    values = SMALL | {"fee.firm_present": 0}
    world = Neighbourhood(scene("xihu", values=values, months=3, burn_in=0), rng=1).run()
    assert (world.households.owed == 0.0).all()


def test_what_is_asked_beyond_the_usual_costs_the_firm_and_its_quality(scene: Scene) -> None:
    values = SMALL | {"issues.rate": 150}
    cost, quality = {}, {}
    for price in (0.0, 0.3):
        given = scene("xihu", "troika", values=values | {"fee.effort_cost": price}, months=12, burn_in=0)
        world = Neighbourhood(given, rng=1).run()
        assert world.firms.extra[0] > 0.05
        assert (world.books.total() == 0).all()
        quality[price] = world.firms.quality[0]
        world.firms.quality[:] = 0.6
        cost[price] = monthly_cost(world, np.ones(1))[0]
    assert quality[0.3] < quality[0.0]
    assert cost[0.3] == pytest.approx(cost[0.0] * (1.0 + 0.3 * world.firms.extra[0]))


def test_effort_costs_nothing_where_nobody_asks_for_more(scene: Scene) -> None:
    given = [
        scene("xihu", values=SMALL | {"fee.effort_cost": price}, months=6, burn_in=0) for price in (0.0, 0.3)
    ]
    world = Neighbourhood([Placement(one, 1) for one in given]).run()
    assert (world.firms.extra == 0.0).all()
    assert world.firms.quality[0] == world.firms.quality[1]
    assert world.books.balance("firm")[0] == world.books.balance("firm")[1]
