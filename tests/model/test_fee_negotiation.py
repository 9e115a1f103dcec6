"""Fee negotiation: talks, the owners' vote, the firm's answer, and what the contract changes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model.neighbourhood import Neighbourhood
from model.property_economy import dismiss, monthly_cost, welcome_firm

type Held = Callable[..., tuple[Neighbourhood, Any]]

TROUBLE = {
    "owners_committee__initial": 1.0,
    "fee__ratio": 0.9,
    "fee__ratio_spread": 0.0,
    "fee__firm_present": 1.0,
    "fee_negotiation__margin": 0.0,
}
WILLING = {
    "votes__grievance": 3.0,
    "population__tenant_share": 0.0,
    "votes__support": 3.0,
    "votes__trust": 1.0,
}


@pytest.fixture
def talking(held: Held) -> Held:
    """A compound whose service was poor for long enough, in the month of the talks; its owners all come."""

    def make(**values: float) -> tuple[Neighbourhood, Any]:
        world, talks = held("fee_negotiation", **(TROUBLE | WILLING | values))
        world.households.age[:], world.households.trust_firm[:] = 90.0, 0.3
        world.firms.poor_months[:] = 3.0
        world.begin_month()
        return world, talks

    return make


def test_owners_vote_on_a_price_that_covers_the_cost(talking: Held) -> None:
    world, talks = talking()
    before = float(world.firms.price[0])
    assert talks.due[0]
    talks.at_property()
    assert world.firms.price[0] == pytest.approx(before / 0.9) == pytest.approx(world.firms.cost_price[0])
    assert world.firms.poor_months[0] == 0.0
    names = ("fee_talks", "fee_votes", "fee_votes_carried")
    assert [world.record.series[name][world.record.page, 0] for name in names] == [1.0, 1.0, 1.0]


def test_a_rise_is_disputed_for_a_year_and_no_longer(talking: Held) -> None:
    world, talks = talking(fee_negotiation__disputes=0.5)
    assert world.levers.fee_disputes[0] == 1.0
    talks.at_property()
    for later, factor in ((1, 1.5), (11, 1.5), (12, 1.0)):
        world.month = 2 + later
        world.begin_month()
        assert world.levers.fee_disputes[0] == factor


def test_a_large_rise_comes_in_steps_a_year_apart(talking: Held) -> None:
    world, talks = talking(fee_negotiation__most=0.1, fee_negotiation__margin=0.15)
    before = float(world.firms.price[0])
    talks.at_property()
    assert world.firms.price[0] == pytest.approx(1.1 * before)
    world.firms.poor_months[:] = 6.0
    for later, due in ((11, False), (12, True)):
        world.month = 2 + later
        world.begin_month()
        assert talks.due[0] == due


def test_without_a_quorum_the_price_stays(talking: Held) -> None:
    world, talks = talking()
    world.households.age[:] = 20.0
    before = float(world.firms.price[0])
    talks.at_property()
    assert world.firms.price[0] == before and world.firms.poor_months[0] == 3.0
    assert world.record.series["fee_votes"][world.record.page, 0] == 1.0
    assert world.record.series["fee_votes_carried"][world.record.page, 0] == 0.0


def test_owners_refuse_a_rise_that_is_too_large(talking: Held) -> None:
    world, talks = talking(votes__price=8.0, fee_negotiation__most=0.6)
    world.firms.cost_price[:] = 2.0 * world.firms.price
    before = float(world.firms.price[0])
    talks.at_property()
    assert world.firms.price[0] == before


@pytest.mark.parametrize(("debt", "leaves"), [(2.0, True), (-2.0, False)])
def test_a_firm_at_a_loss_may_leave_over_a_no(talking: Held, debt: float, leaves: bool) -> None:
    world, talks = talking(fee_negotiation__leaves=0.4)
    world.households.age[:], world.households.trust_firm[:] = 20.0, 1.0
    world.books.pay("firm", "services", world.books.balance("firm") + debt * 1e5)
    for world.month in range(2, 40):
        talks.due[:] = True
        talks.at_property()
    assert world.firms.price[0] < world.firms.cost_price[0]
    assert (world.firms.here[0] == 0.0) == leaves
    assert (world.record.series["firm_exits"][world.record.page, 0] > 0.0) == leaves
    assert (world.books.total() == 0).all()


@pytest.mark.parametrize(
    "unlike",
    [{"owners_committee__initial": 0.0}, {"fee__ratio": 1.1}],
)
def test_nobody_talks_without_a_committee_or_where_the_price_is_not_what_is_wrong(
    held: Held, unlike: dict[str, float]
) -> None:
    world, talks = held("fee_negotiation", **(TROUBLE | WILLING | unlike))
    world.firms.poor_months[:] = 6.0
    world.begin_month()
    assert not talks.due.any()
    world.firms.poor_months[:] = 0.0


def test_nobody_talks_where_service_is_good(held: Held) -> None:
    world, talks = held("fee_negotiation", **TROUBLE, **WILLING)
    world.firms.poor_months[:] = 2.0
    world.begin_month()
    assert not talks.due.any()


def test_talks_cost_their_days_and_open_accounts_an_audit(talking: Held) -> None:
    _world, talks = talking(fee_negotiation__talks=6.0, fee_negotiation__staff_days=0.25)
    assert talks.staff_days() == pytest.approx(6.0 + 0.25 * 112 / 1340)
    assert talks.yuan()[0] == 0.0
    talks.at_property()
    assert talks.yuan() == pytest.approx(400 * 0.3)


def test_only_a_firm_that_loses_money_agrees_to_cost_plus(talking: Held) -> None:
    for debt, agrees in ((1e6, True), (-1e6, False)):
        world, talks = talking(fee_negotiation__cost_plus=1.0, fee_negotiation__open_to_cost_plus=0.9)
        world.books.pay("firm", "services", world.books.balance("firm") + debt)
        for world.month in range(2, 12):
            talks.due = world.firms.cost_plus <= 0.0
            talks.at_property()
        assert (world.firms.cost_plus[0] > 0.0) == agrees


@pytest.mark.parametrize(("collected", "arrears"), [(0.95, 0.0), (0.95, 5000.0), (0.1, 0.0)])
def test_under_cost_plus_the_firm_keeps_its_remuneration_and_bears_what_is_lacking(
    talking: Held, collected: float, arrears: float
) -> None:
    world, talks = talking(fee_negotiation__cost_plus=1.0, fee_negotiation__remuneration=0.1)
    world.firms.cost_plus[:] = 1.0
    world.firms.price[:] = 1.3 * world.firms.cost_price
    world.books.pay("firm", "services", world.books.balance("firm"))
    world.begin_month()
    assert world.levers.disclosure[0] == 1.0
    world.firms.collection[:] = collected
    area = world.compounds.sums(world.households.area)
    before, services = world.books.balance("firm"), world.books.balance("services")
    gain = collected * area * world.firms.price - monthly_cost(world, area) + arrears
    world.books.pay("households", "firm", gain)
    talks.due[:] = False
    talks.at_property()
    kept = 0.1 * world.firms.cost_price * 0.8 * area
    assert world.books.balance("firm") - before == pytest.approx(np.minimum(gain, kept), abs=0.03)
    assert np.all(world.books.balance("services") >= services)
    assert (gain < kept)[0] == (collected < 0.5)


def test_a_surplus_pays_the_firms_debt_first(talking: Held) -> None:
    world, talks = talking(fee_negotiation__cost_plus=1.0)
    world.firms.cost_plus[:] = 1.0
    world.books.pay("firm", "services", world.books.balance("firm") + 1e6)
    world.begin_month()
    world.books.pay("households", "firm", 9e5)
    talks.due[:] = False
    talks.at_property()
    assert world.books.balance("firm")[0] == pytest.approx(-1e5)


def test_a_contract_ends_with_the_firm_also_where_another_comes_at_once(talking: Held) -> None:
    world, _ = talking()
    world.firms.cost_plus[:] = 1.0
    everywhere = world.firms.here > 0.0
    dismiss(world, everywhere)
    welcome_firm(world, everywhere)
    assert np.all(world.firms.cost_plus == 0.0)


def test_talks_without_bargaining_open_the_accounts_and_change_no_price(talking: Held) -> None:
    world, talks = talking(fee_negotiation__bargains=0.0)
    before = float(world.firms.price[0])
    talks.at_property()
    assert world.firms.price[0] == before and world.record.series["fee_votes"][world.record.page, 0] == 0.0
    world.month += 1
    world.begin_month()
    assert world.levers.disclosure[0] == pytest.approx(0.3)


def test_accounts_stay_closed_where_nobody_talked(held: Held) -> None:
    world, talks = held("fee_negotiation", **TROUBLE, **WILLING)
    world.begin_month()
    assert world.levers.disclosure[0] == 0.0 and talks.yuan()[0] == 0.0


@pytest.mark.parametrize("strength", [0.0, 0.01])
def test_talks_at_little_strength_are_booked_in_full_and_come_to_nothing(
    talking: Held, strength: float
) -> None:
    world, talks = talking(fee_negotiation__strength=strength)
    before = float(world.firms.price[0])
    assert talks.due[0] and world.levers.staff_days_booked[0] == pytest.approx(talks.staff_days()[0])
    assert world.levers.staff_days[0] == pytest.approx(strength * talks.staff_days()[0])
    talks.at_property()
    assert world.firms.price[0] == before
