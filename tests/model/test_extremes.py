"""Extreme conditions: with nothing of a cause there is nothing of its effect."""

from collections.abc import Callable

import pytest

from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

SILENT = {
    "issues.rate": 3.3, "issues.noise": 0.005, "issues.young_old": 0.002, "issues.fee_service": 0.002,
    "issues.encroachment": 0.0001, "issues.revenue": 0.0,
}  # fmt: skip


def outcomes(
    scene: Scene, values: dict[str, float], case: str = "minzhu", governance: str = "baseline"
) -> dict[str, float]:
    world = Neighbourhood([Placement(scene(case, governance, values, months=24), 5)]).run()
    found = world.outcomes().iloc[0].to_dict()
    monthly = world.monthly()
    return {**found, **{f"sum {name}": float(monthly[name].sum()) for name in monthly if name != "month"}}


def test_where_hardly_anything_comes_up_there_is_hardly_any_conflict(scene: Scene) -> None:
    quiet, usual = outcomes(scene, SILENT), outcomes(scene, {})
    assert quiet["conflict_index"] < 0.35 * usual["conflict_index"]
    assert quiet["large_petitions_year"] == 0.0
    assert quiet["utilisation"] < usual["utilisation"]


def test_a_threshold_beyond_all_grievance_leaves_no_petition(scene: Scene) -> None:
    assert outcomes(scene, {"petitions.threshold": 0.5, "issues.noise": 0.1})["group_petitions_year"] == 0.0


def test_who_keeps_to_the_own_age_group_has_fewer_ties_across(scene: Scene) -> None:
    apart = outcomes(scene, {"ties.homophily": 0.9, "ties.form_across": 0.01})
    assert apart["cross_ties"] < outcomes(scene, {})["cross_ties"]


def test_where_nobody_may_open_a_shop_nobody_is_disturbed(scene: Scene) -> None:
    closed = outcomes(scene, {"landlord.converts_at": 0.0})
    assert closed["disturbed_share"] == 0.0 and closed["n_shops_lawful"] == 0.0


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_compound_of_tenants_alone_or_of_owners_alone_lives_on(scene: Scene, share: float) -> None:
    values = {"population.tenant_share": 0.6 * share}
    found = outcomes(scene, values)
    assert 0.0 <= found["participation_month"] <= 1.0 and 0.0 <= found["satisfaction"] <= 1.0


def test_more_staff_never_leave_more_waiting_in_the_same_world(scene: Scene) -> None:
    few, many = (outcomes(scene, {"triage.staff": staff, "issues.rate": 200.0}) for staff in (1.8, 2.5))
    assert many["utilisation"] <= few["utilisation"]
    assert many["conflict_index"] <= few["conflict_index"] + 0.05
