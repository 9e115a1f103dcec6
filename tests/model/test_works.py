"""Works are paid in the order of severity; part of the budget is saved for large ones."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.institutions import fill_budgets
from model.issues import ASSIGNED, COMPOUND
from model.neighbourhood import Neighbourhood, Placement
from model.works import fits_budget, fund_works, save
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


def test_small_works_leave_the_reserve_alone_and_large_ones_draw_on_it_first() -> None:
    cost, of = np.array([30.0, 100.0, 30.0, 60.0, 100.0]), np.zeros(5, dtype=np.int64)
    large = cost == 100.0
    free, saved = np.array([60.0]), np.array([110.0])
    assert fits_budget(cost, of, free, large, saved).tolist() == [True, True, True, False, False]
    assert fits_budget(cost, of, np.array([89.9]), large, np.array([100.0])).tolist()[-2:] == [False, False]
    assert fits_budget(cost, of, np.array([90.0 + 60.0]), large, np.array([50.0])).tolist() == [
        True, True, True, False, False,
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 2), st.booleans()), max_size=12), st.data())
def test_without_a_reserve_works_are_paid_as_if_none_were_large(
    works: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    cost, of, large = (np.array([work[part] for work in works]) for part in range(3))
    order = np.argsort(of, kind="stable")
    cost, of, large = cost.astype(float)[order], of.astype(np.int64)[order], large.astype(np.bool_)[order]
    budget = np.array(data.draw(st.lists(st.integers(0, 90), min_size=3, max_size=3)), dtype=float)
    left = budget.copy()
    for compound, price, paid in zip(
        of, cost, fits_budget(cost, of, budget, large, 0.0 * budget), strict=True
    ):
        assert paid == (price <= left[compound])
        left[compound] -= price * paid
    assert fits_budget(cost, of, budget).tolist() == fits_budget(cost, of, budget, large, 0 * budget).tolist()


def test_what_a_large_work_draws_on_is_gone_from_the_reserve(scene: Scene) -> None:
    world = Neighbourhood(scene("xihu", values={"issues.capital_share": 0.05}), rng=1)
    world.books.pay("government", "works budget", 45_000.0)
    world.books.reserve[:] = 40_000.0
    large = {"key": np.array([1], dtype=np.uint64), "capital": True, "status": ASSIGNED, "scale": COMPOUND}
    world.issues.add(large | {"severity": 0.4, "cost": 30_000.0})
    fund_works(world)
    assert world.issues.funded.tolist() == [True]
    assert world.books.reserve.tolist() == [10_000.0]
    assert world.books.balance("works budget").tolist() == [15_000.0]


def test_half_of_what_is_paid_in_is_saved_up_to_two_large_works(scene: Scene) -> None:
    values = {"stock.reserve": 0.5, "triage.capital_large": 30_000.0}
    world = Neighbourhood(scene("xihu", values=values), rng=1)
    world.books.reserve[:] = 0.0
    for month in range(1, 80):
        save(world, world.books.pay("government", "works budget", 1_000.0))
        assert world.books.reserve[0] == min(500.0 * month, 60_000.0)


@pytest.mark.parametrize("governance", ["baseline", "one-four-n", "three-joys", "digital", "troika"])
def test_the_reserve_is_part_of_the_works_budget_and_the_books_sum_to_zero(
    scene: Scene, governance: str
) -> None:
    def watch(world: Neighbourhood) -> None:
        reserve, balance = world.books.reserve, world.books.balance("works budget")
        assert (world.books.total() == 0).all()
        assert ((reserve >= 0.0) & (reserve <= balance)).all()
        assert (world.books.balance("maintenance fund") >= 0.0).all()

    values = {"triage.capital_large": 30_000.0, "issues.rate": 150.0, "place.households": 120.0}
    places = [
        Placement(scene(case, governance, values | {"stock.reserve": saved}, months=36, burn_in=0), 4)
        for case in ("minzhu", "xihu-commodity")
        for saved in (0.3, 1.0)
    ]
    Neighbourhood(places, observers=[watch]).run()


def _paid_large(scene: Scene, saved: float) -> np.ndarray:
    """Months in which large works were paid for, with a small budget and small works that never end."""
    values = {"stock.reserve": saved, "triage.capital_large": 30_000.0, "issues.rate": 300.0}
    values |= {"place.households": 120.0, "issues.capital_share": 0.3}
    paid = np.zeros(60)

    def watch(world: Neighbourhood) -> None:
        large = world.issues.capital & (world.issues.scale == COMPOUND) & world.issues.funded
        paid[max(world.month - 1, 0)] += large.sum()

    places = [Placement(scene("xihu-street", values=values, months=60), seed) for seed in range(2)]
    Neighbourhood(places, observers=[watch]).run()
    return paid


def test_a_large_work_is_paid_once_enough_is_saved_and_never_where_nothing_is(scene: Scene) -> None:
    assert _paid_large(scene, 0.0).sum() == 0.0
    saving = _paid_large(scene, 1.0)
    assert saving[:48].sum() == 0.0  # 480 yuan a month, from a year before: 30 000 take 63 months
    assert saving[48:].sum() > 0.0


def test_a_district_does_not_pay_again_for_what_is_saved(scene: Scene) -> None:
    world = Neighbourhood(scene("district-small"), rng=1)
    world.step()
    count, issues = world.compounds.count, world.issues
    first = world.compounds.first
    issues.status[:] = 0
    issues.capital[:] = False
    issues.add(
        {
            "key": np.arange(count, dtype=np.uint64), "compound": np.arange(count), "reporter": first,
            "capital": True, "scale": COMPOUND, "status": ASSIGNED, "cost": 100_000.0,
        }
    )  # fmt: skip

    def paid(saved: float) -> np.ndarray:
        world.books.reserve = np.where(np.arange(count) == 0, saved, 0.0)
        before = world.books.balance("works budget")
        fill_budgets(world)
        return world.books.balance("works budget") - before

    nothing_saved, all_saved = paid(0.0), paid(100_000.0)
    assert all_saved[0] < nothing_saved[0]
    assert (all_saved[1:] > nothing_saved[1:]).all()
    assert all_saved.sum() == pytest.approx(nothing_saved.sum(), abs=0.01 * count)
