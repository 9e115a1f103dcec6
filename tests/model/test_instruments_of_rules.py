"""What instruments that change rules, money and places do, and their downsides: one sentence each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Held = Callable[..., tuple[Neighbourhood, Any]]
type Lived = Callable[..., dict[str, float]]

SMALL = {"place.households": 112, "issues.rate": 150}
GROUPED = ("by_type", "culture", "forum", "mediation", "micro_projects", "wishes")


def amounts(world: Neighbourhood) -> dict[str, float]:
    """How much there is of each instrument held, against the ordinary amount."""
    return {one.kind: float(one.intensity[0]) for one in world.held}


def test_governance_by_type_moves_staff_and_money_and_spends_the_same(held: Held) -> None:
    """An old street compound (Minzhu) gets more works and fewer events, commodity housing (Honghu) fewer."""
    street, rule = held(*GROUPED)
    commodity, _ = held(*GROUPED, case="honghu")
    assert amounts(street)["micro_projects"] > 1.0 > amounts(street)["culture"]
    assert amounts(commodity)["culture"] > 1.0 > amounts(commodity)["micro_projects"]
    costs = {one.kind: rule._cost(one)[0] for one in street.held if one.kind != "by_type"}
    spent = sum(amounts(street)[kind] * cost for kind, cost in costs.items())
    assert spent == pytest.approx(sum(costs.values()))


def test_a_mistyped_compound_gets_the_mix_of_another_type(held: Held) -> None:
    rightly, wrongly = (amounts(held(*GROUPED, by_type__mistyped=value)[0]) for value in (0, 1))
    assert rightly["micro_projects"] > 1.0 > wrongly["micro_projects"]


def test_street_wide_property_saves_only_with_other_compounds_of_the_street(
    scene: Scene, made_of: MadeOf
) -> None:
    given = scene("minzhu", made_of("street_property"), SMALL, burn_in=0)
    world = Neighbourhood([Placement(given, 1), Placement(given, 2)])
    world.step()
    assert world.levers.cheaper_service.tolist() == [0.0, 0.0]
    world.groups = replace(world.groups, street=np.zeros(2, dtype=np.int64))
    world.step()
    assert world.levers.cheaper_service == pytest.approx(0.1 / 6.0)


def test_a_firm_for_a_whole_street_answers_slower(held: Held) -> None:
    assert held("street_property")[0].levers.firm_speed < held("culture")[0].levers.firm_speed


def test_partners_pay_into_the_fund_or_for_works_where_there_is_none(held: Held) -> None:
    for kinds, account in ((("partnership",), "works budget"), (("partnership", "community_fund"), "fund")):
        world, partners = held(*kinds)
        before = world.books.balance(account)
        partners.at_fund()
        assert world.books.balance(account) == before + 112.0


def test_where_partners_use_common_space_its_revenue_is_disputed_more(lived: Lived) -> None:
    fought = {"issues__revenue": 0.005, "fund__ambiguity": 1.0}
    assert lived("partnership", **fought)["conflict_revenue"] > lived(**fought)["conflict_revenue"]


def test_a_service_window_is_easier_for_those_offline_too(held: Held) -> None:
    levers, plain = held("service_window")[0].levers, held("culture")[0].levers
    assert levers.internal_offline < plain.internal_offline
    assert levers.internal_online < plain.internal_online


def test_a_service_window_must_be_staffed(lived: Lived) -> None:
    assert lived("service_window")["capacity"] < lived()["capacity"]


def test_smart_security_prevents_safety_issues(lived: Lived) -> None:
    assert lived("smart_security", smart_security__prevents=0.8)["raised"] < lived()["raised"]


def test_smart_security_costs_capital_once_and_money_and_false_alarms_every_month(lived: Lived) -> None:
    guarded, plain = lived("smart_security"), lived()
    assert (guarded["cost_capital"] - plain["cost_capital"]) * 18 == pytest.approx(200, abs=20)
    assert guarded["yuan_running"] - plain["yuan_running"] == pytest.approx(2.0)
    assert guarded["capacity"] < plain["capacity"]


def test_with_a_neighbourhood_centre_more_take_part(lived: Lived) -> None:
    assert lived("neighbourhood_centre")["participation"] > lived()["participation"]


def test_a_neighbourhood_centre_is_the_venue_that_a_forum_needs(held: Held) -> None:
    without, _ = held("forum", place__has_venue=0)
    with_rooms, _ = held("forum", "neighbourhood_centre", place__has_venue=0)
    assert without.levers.sessions == 0.0 < with_rooms.levers.sessions


def test_the_stairwell_beside_the_centre_hears_it(held: Held) -> None:
    world, centre = held("neighbourhood_centre")
    centre.at_grievance()
    assert 0 < np.flatnonzero(world.extra_weight).size <= 14


@pytest.mark.parametrize("lacking", ["venue", "rules"])
def test_without_one_of_the_four_haves_there_is_no_forum(held: Held, lacking: str) -> None:
    lack = {f"place__has_{lacking}": 0}
    assert held("forum", **lack)[0].levers.sessions == 0.0
    assert held("four_haves", "forum", **lack)[0].levers.sessions > 0.0


def test_somebody_in_charge_is_taken_from_works(lived: Lived) -> None:
    assert lived("four_haves")["capacity"] < lived()["capacity"]


def test_each_part_of_the_platform_does_its_own_and_costs_a_third(held: Held) -> None:
    parts = ("governance", "service", "oversight")
    only = [
        held("digital_platform", **{f"digital_platform__{part}": float(part == one) for part in parts})
        for one in parts
    ]
    plain = held("culture")[0].levers
    assert [world.levers.online_voting[0] > 0.0 for world, _ in only] == [True, False, False]
    assert [world.levers.internal_online < plain.internal_online for world, _ in only] == [False, True, False]
    assert [world.levers.disclosure[0] > 0.0 for world, _ in only] == [False, False, True]
    whole = held("digital_platform")[1].yuan()
    assert all(one.yuan() == pytest.approx(whole / 3.0) for _, one in only)


def test_online_service_is_harder_for_those_offline(held: Held) -> None:
    assert held("digital_platform")[0].levers.internal_offline > held("culture")[0].levers.internal_offline


def committees(scene: Scene, made_of: MadeOf, months: int, **settings: float) -> Neighbourhood:
    """Twenty compounds that elect an owners' committee, some months later."""
    values = SMALL | {f"owners_committee.{key}": value for key, value in settings.items()}
    values |= {"place.households": 14, "owners_committee.by_vote": 0}  # every election is won
    given = scene("minzhu", made_of("owners_committee"), values, burn_in=0)
    world = Neighbourhood([Placement(given, seed) for seed in range(20)])
    for _ in range(months):
        world.step()
    return world


def test_regular_elections_make_a_good_owners_committee_likelier(scene: Scene, made_of: MadeOf) -> None:
    loose, regular = (
        committees(scene, made_of, 1, regular_elections=value).owners_committees.quality for value in (0, 1)
    )
    assert (regular >= 0.5).sum() > (loose >= 0.5).sum() and (loose < 0.5).any()


def test_without_an_emergency_stop_a_bad_committee_serves_its_term(scene: Scene, made_of: MadeOf) -> None:
    long, short = (
        committees(scene, made_of, 5, regular_elections=0, emergency_stop=value).owners_committees
        for value in (0, 1)
    )
    assert ((long.quality < 0.5) & (long.term_left > 30)).any()
    assert not ((short.quality < 0.5) & (short.here > 0.0) & (short.term_left > 3)).any()
