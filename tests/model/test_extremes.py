"""Extreme conditions: with nothing of a cause there is nothing of its effect."""

from collections.abc import Callable

import numpy as np
import pytest

from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario, ledger
from scenarios.resolve import PARTS_OF_ONE

type Scene = Callable[..., Scenario]

SILENT = {
    "issues.rate": 3.3, "issues.noise": 0.005, "issues.young_old": 0.002, "issues.fee_service": 0.002,
    "issues.encroachment": 0.0001, "issues.revenue": 0.0, "identity.rate": 0.0, "security.rate": 0.0,
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


EVERY = {
    key: entry for key, entry in ledger().items() if (entry.least, entry.most) != (entry.low, entry.high)
}
COMMON = {"place.households": 60.0}


def possible(key: str, value: float) -> dict[str, float]:
    """The value, and room for it where it is a share of one whole."""
    whole = next((keys for keys in PARTS_OF_ONE if key in keys), ())
    return {**COMMON, **{other: EVERY[other].least if other in EVERY else 0.0 for other in whole}, key: value}


@pytest.mark.parametrize("end", ["least", "most"])
def test_a_world_lives_at_the_end_of_whatever_is_possible(scene: Scene, end: str) -> None:
    placed = [
        Placement(scene("minzhu", "one-four-n-full", possible(key, getattr(entry, end)), months=4), 5)
        for key, entry in EVERY.items()
    ]
    world = Neighbourhood(placed).run()
    households, monthly = world.households, world.monthly()
    for name in ("trust_committee", "trust_firm", "trust_neighbours", "hardship", "belonging", "efficacy"):
        column = getattr(households, name)
        assert np.isfinite(column).all() and column.min() >= 0.0, name
    assert np.isfinite(monthly["participation"]).all()
    assert not np.isinf(monthly.select_dtypes("number")).any(axis=None)


def test_without_staff_nothing_is_settled_by_the_committee_and_more_waits(scene: Scene) -> None:
    none, usual = outcomes(scene, {"triage.staff": 0.0}), outcomes(scene, {})
    assert none["resolution_ratio"] < usual["resolution_ratio"]
    assert none["conflict_index"] > usual["conflict_index"]


def test_where_nobody_trusts_the_committee_trust_begins_at_nothing(scene: Scene) -> None:
    placed = Placement(scene("minzhu", "baseline", {"population.trust_committee": 0.0}, months=4), 5)
    assert Neighbourhood([placed]).households.trust_committee.max() == 0.0
