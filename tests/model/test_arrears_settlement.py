"""Arrears settlement: calls at doors, promises, instalments, and who resents them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.resident import ALWAYS_PAYS, NEVER_PAYS, WEIGHS
from experiments.evidence.behaviour.fee_map import settle
from model.issues import FIRM, OPEN
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Held = Callable[..., tuple[Neighbourhood, Any]]

ALL_DOORS = {"arrears_settlement__doors": 1000.0, "arrears_settlement__offers": 0.0, "fee__firm_present": 1.0}
OFFERS = {"arrears_settlement__doors": 0.0, "arrears_settlement__offers": 1.0, "fee__firm_present": 1.0}


def owing(world: Neighbourhood, months: float = 6.0) -> None:
    """Everybody owes, and few pay; nobody waits for anything."""
    h = world.households
    h.owed[:], h.payer[:] = months, WEIGHS
    world.firms.collection[:] = 0.4
    world.issues.close(np.flatnonzero(world.issues.live()), 7, world.month)


def test_a_call_at_the_door_makes_payers_of_those_who_trust_the_committee(held: Held) -> None:
    world, calls = held("arrears_settlement", **ALL_DOORS)
    owing(world)
    h = world.households
    h.trust_committee[:] = np.where(np.arange(len(h.owed)) % 2 == 0, 1.0, 0.0)
    calls.at_intake()
    assert (h.promised[h.present] == h.trust_committee[h.present]).all()
    assert world.met[h.present].min() >= 1.0
    assert world.record.series["door_calls"][world.record.page, 0] == h.present.sum()


def test_who_never_pays_promises_nothing_and_agrees_to_nothing(held: Held) -> None:
    for way in (ALL_DOORS, OFFERS):
        world, calls = held("arrears_settlement", **way)
        owing(world, 12.0)
        h = world.households
        h.payer[:], h.trust_committee[:], h.trust_firm[:] = NEVER_PAYS, 1.0, 1.0
        h.paid[:] = False
        calls.at_intake()
        calls.at_property()
        assert not h.promised.any() and not calls.plans.any() and not h.paid.any()


def test_grievances_come_first(held: Held) -> None:
    """Who waits for the firm does not promise; what it had told nobody is told."""
    world, calls = held("arrears_settlement", **ALL_DOORS)
    h, issues = world.households, world.issues
    h.owed[:], h.payer[:], h.trust_committee[:] = 6.0, WEIGHS, 1.0
    world.firms.collection[:] = 0.4
    untold = np.flatnonzero(issues.is_in(OPEN) & h.present[issues.reporter])
    issues.fixer[untold[:1]] = FIRM
    theirs = np.flatnonzero(issues.live() & (issues.fixer == FIRM))
    assert len(theirs)
    calls.at_intake()
    assert not issues.is_in(OPEN)[untold].any()
    assert not h.promised[issues.reporter[theirs]].any() and h.promised.any()


def test_calls_take_days_and_stop_where_enough_is_collected(held: Held) -> None:
    world, calls = held("arrears_settlement", **(ALL_DOORS | {"arrears_settlement__doors": 100.0}))
    owing(world)
    usual = 0.25 * 112 / 1340
    assert calls.staff_days() == pytest.approx(usual + 0.1 * 11.2)
    for collected, here in ((0.8, 1.0), (0.4, 0.0)):
        world.firms.collection[:], world.firms.here[:] = collected, here
        assert calls.staff_days() == pytest.approx(usual)


def test_a_promise_fades(held: Held) -> None:
    world, calls = held("arrears_settlement", **ALL_DOORS, fee__promise_memory=0.9)
    world.households.promised[:] = 1.0
    calls.at_property()
    calls.at_property()
    assert world.households.promised == pytest.approx(0.81)


def test_instalments_are_paid_to_the_firm_and_part_is_forgiven(held: Held) -> None:
    world, calls = held("arrears_settlement", **OFFERS, arrears_settlement__forgiven=0.5)
    owing(world)
    h = world.households
    h.trust_firm[:], h.paid[:], calls.plans[:] = 1.0, True, False
    calls.at_property()
    assert calls.plans.all() and (h.owed == 6.0).all()
    before = world.books.balance("firm").copy()
    calls.at_property()
    assert (h.owed == 4.0).all()
    month = float(h.area.sum() * world.firms.price[0])
    assert world.books.balance("firm") - before == pytest.approx(month, abs=0.01)
    page = world.record.page
    assert world.record.series["arrears_paid"][page] == pytest.approx(month / 112, abs=0.01)
    assert world.record.series["arrears_forgiven"][page] == pytest.approx(1.0)
    calls.at_property()
    calls.at_property()
    assert (h.owed == 0.0).all()
    calls.at_property()
    assert not calls.plans.any() and (world.books.total() == 0).all()


def test_a_plan_ends_when_the_running_fee_is_not_paid_or_the_household_moves(held: Held) -> None:
    world, calls = held("arrears_settlement", **OFFERS)
    owing(world)
    h = world.households
    h.trust_firm[:], h.paid[:] = 1.0, True
    calls.at_property()
    h.trust_firm[:] = 0.0
    h.paid[:5] = False
    world.population.key[5:8] += np.uint64(1)
    calls.prepare()
    calls.at_property()
    assert not calls.plans[:8].any() and calls.plans[8:].all()


def test_those_who_owe_nothing_resent_what_is_forgiven(held: Held) -> None:
    world, calls = held("arrears_settlement", **OFFERS, arrears_settlement__forgiven=0.5, fee__forgiven=0.1)
    owing(world)
    h = world.households
    h.trust_firm[:], h.paid[:] = 1.0, True
    h.owed[:10], h.payer[:10] = 0.0, ALWAYS_PAYS
    calls.at_property()
    h.trust_firm[:] = 0.5
    calls.at_property()
    forgiven = float(world.record.series["arrears_forgiven"][world.record.page, 0])
    assert forgiven == pytest.approx(102 / 112)
    calls.at_trust()
    assert h.trust_firm[:10] == pytest.approx(0.5 - 0.1 * forgiven) and (h.trust_firm[10:] == 0.5).all()


def test_whatever_is_settled_debts_stay_in_bounds_and_nobody_is_made_to_pay(
    scene: Scene, made_of: MadeOf
) -> None:
    """Two years of everything at once: books, bounds, and those who never pay."""
    both = made_of("arrears_settlement", "fee_negotiation", "owners_committee")
    values = {"place.households": 112, "fee.collection_start": 0.45, "fee.quality_start": 0.35}
    values |= {"owners_committee.initial": 1, "fee.firm_present": 1, "fee.ratio": 0.9, "fee.refusing": 0.15}
    paid_never: list[bool] = []

    def watch(world: Neighbourhood) -> None:
        h = world.households
        paid_never.append(bool(h.paid[h.payer == NEVER_PAYS].any()))
        assert ((h.owed >= 0.0) & (h.owed <= 12.0)).all()
        assert ((h.promised >= 0.0) & (h.promised <= 1.0)).all()
        assert (world.books.total() == 0).all()

    given = scene("minzhu", both, values, months=24, burn_in=0)
    world = Neighbourhood([Placement(given, seed) for seed in range(2)], observers=[watch]).run()
    assert not any(paid_never)
    assert world.record.series["door_calls"].sum() > 0.0 and world.record.series["arrears_paid"].sum() > 0.0


@pytest.mark.parametrize(("ratio", "saved"), [(0.75, False), (0.85, False), (1.0, True)])
def test_with_the_price_below_cost_no_call_saves_a_compound(ratio: float, saved: bool) -> None:
    """Mean field: even where all kept a promise until no debt was left, few pay once it has faded."""
    values = {"fee.unconditional": 0.4, "fee.refusing": 0.05, "fee.intercept": 0.9, "fee.trust": 1.0}
    values |= {"fee.arrears": 1.0, "fee.fixed_share": 0.3}
    called = settle(0.45, ratio, promised=1.0, values=values)
    assert called.collection > 0.9
    later = settle(called.collection, ratio, quality=called.quality, values=values)
    assert (later.collection > 0.75) == saved


def test_no_door_is_called_at_twice_a_year(held: Held) -> None:
    world, calls = held("arrears_settlement", **ALL_DOORS, arrears_settlement__again=12)
    for month, called in ((2, True), (13, False), (14, True)):
        owing(world)
        world.month = month
        calls.at_intake()
        assert (world.record.series["door_calls"][world.record.page, 0] > 0.0) == called


@pytest.mark.parametrize("strength", [0.0, 0.01])
def test_calls_at_little_strength_take_the_same_days_and_find_nobody_who_listens(
    held: Held, strength: float
) -> None:
    world, calls = held("arrears_settlement", **ALL_DOORS, arrears_settlement__strength=strength)
    owing(world)
    world.begin_month()
    full, other = held("arrears_settlement", **ALL_DOORS)
    owing(full)
    full.begin_month()
    assert calls.staff_days() == pytest.approx(other.staff_days())
    assert world.levers.staff_days_booked[0] == pytest.approx(full.levers.staff_days_booked[0])
    world.households.trust_committee[:] = 1.0
    calls.at_intake()
    assert world.households.promised.mean() <= 0.05
    assert calls.staff_days()[0] < other.staff_days()[0]  # nobody is called at twice a year
