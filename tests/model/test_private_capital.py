"""Private capital comes where it pays and where it is clear whose the income is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Held = Callable[..., tuple[Neighbourhood, Any]]

SURE = {"private_capital__found": 0.5, "private_capital__spread": 0.0, "fund__ambiguity": 0.0}


def _years(scene: Scene, made_of: MadeOf, *kinds: str, **values: float) -> Neighbourhood:
    given = {key.replace("__", "."): value for key, value in (SURE | values).items()}
    one = scene("minzhu", made_of(*kinds), given, months=48)
    return Neighbourhood([Placement(one, seed) for seed in range(8)]).run()


def test_what_a_firm_expects_is_its_income_until_the_contract_ends_or_the_matter_is_unclear(
    held: Held,
) -> None:
    world, capital = held("private_capital", **SURE, stock__renew=0.02, private_capital__years=8.0)
    months = np.arange(0.0, 96.0, 0.001)
    by_hand = (np.exp(-0.02 * months) * 0.001).sum() * 0.7 * 5.0 * 112
    assert capital.expected() == pytest.approx(by_hand, rel=1e-4)
    world.ambiguity[:] = 0.4
    assert capital.expected() == pytest.approx(0.6 * by_hand, rel=1e-4)


def test_a_firm_comes_where_what_it_expects_exceeds_the_price(held: Held) -> None:
    rich = SURE | {"fund__revenue": 15.0}
    wanted = float(held("private_capital", **rich)[1].expected()[0])
    for price, comes in ((0.99, True), (1.01, False)):
        world, capital = held("private_capital", **rich, triage__capital_large=price * wanted)
        nobody = np.zeros(1, dtype=np.bool_)
        capital.since[:] = -np.inf
        for world.month in range(2, 30):
            capital._come(~nobody)
        assert not np.isfinite(capital.since).any()
        for world.month in range(30, 60):
            capital._come(nobody)
        assert np.isfinite(capital.since).all() == comes


def test_it_pays_the_price_over_months_and_earns_its_share(held: Held) -> None:
    world, capital = held("private_capital", "community_fund", **SURE, private_capital__months=6)
    before, fund = world.books.balance("works budget"), world.books.balance("fund")
    world.ambiguity[:] = 0.0
    capital.since[:] = world.month
    world.begin_month()
    world.instrument("community_fund").at_fund()
    assert world.books.balance("fund") - fund == pytest.approx((2.0 + 0.3 * 5.0) * 112)
    for _ in range(21):
        capital._pay_and_earn()
        world.month += 1
    paid = world.books.balance("works budget") - before
    assert paid == pytest.approx(100_000.0, abs=0.1)
    assert world.books.balance("investors") == pytest.approx(20 * 0.7 * 5.0 * 112 - paid)
    assert (world.books.total() == 0).all()


def test_a_contract_runs_out_and_a_dispute_drives_the_firm_away(held: Held) -> None:
    world, capital = held("private_capital", **SURE, private_capital__years=5.0, private_capital__leaves=0.5)
    capital.since[:] = world.month
    assert capital.is_here()
    world.month += 59
    assert capital.is_here()
    for world.month in range(30, 50):
        capital._leave(np.zeros(1, dtype=np.bool_))
    assert capital.is_here()
    for world.month in range(30, 50):
        capital._leave(np.ones(1, dtype=np.bool_))
    assert not capital.is_here()
    capital.since[:] = 2.0
    world.month = 2 + 60
    assert not capital.is_here()


@pytest.mark.slow
def test_private_capital_comes_where_ownership_is_clear_and_stays_away_where_it_is_not(
    scene: Scene, made_of: MadeOf
) -> None:
    never = {"fund__ambiguity": 1.0, "stock__settled": 0.0, "community_fund__settles": 0.0}
    never |= {"votes__assembly_without": 12.0, "votes__grievance": 3.0}
    clear, unclear, idle = (
        _years(scene, made_of, "private_capital", "community_fund", **values)
        for values in (
            {},
            never,
            {"private_capital__strength": 0.0},
        )
    )
    for world in (clear, unclear, idle):
        assert (world.books.total() == 0).all()
    without = _years(scene, made_of, "community_fund")
    assert (clear.outcomes()["private_investment"] > 40.0).all()
    assert (clear.outcomes()["fund_in_out"] < without.outcomes()["fund_in_out"]).mean() > 0.5
    less = unclear.outcomes()["private_investment"] < clear.outcomes()["private_investment"]
    assert less.any()
    paid, doubt = (unclear.record.series[name] for name in ("private_investment", "ambiguity"))
    came = (paid[1:] > 0.0) & (paid[:-1] == 0.0)
    assert came.any() and (doubt[1:][came] == 0.0).all()
    assert (idle.outcomes()["private_investment"] == 0.0).all()


def test_claims_grow_and_income_is_pledged_only_while_a_firm_is_here(held: Held) -> None:
    world, capital = held("private_capital", **SURE)
    assert world.levers.claims[0] == world.levers.pledged[0] == 0.0
    capital.since[:] = world.month
    world.begin_month()
    assert (world.levers.claims[0], world.levers.pledged[0]) == (0.3, 0.7)


def test_no_income_is_shared_out_twice_in_the_month_in_which_a_firm_comes(held: Held) -> None:
    """The fund has had all of it before the firm came."""
    world, capital = held("private_capital", "community_fund", **SURE)
    world.ambiguity[:] = 0.0
    before = world.books.balance("donors").copy()
    world.instrument("community_fund").at_fund()
    capital.since[:] = world.month
    capital._pay_and_earn()
    assert before - world.books.balance("donors") == pytest.approx(5.0 * 112)
