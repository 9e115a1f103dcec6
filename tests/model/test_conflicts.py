"""The problems that the seeds tell of arise in the model, and each of them can be watched by itself."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from model.conflict import CONFLICTS
from model.issues import STATES, kinds
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Event, Governance, Scenario, case, issue_kinds, scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]

DEMANDS = [kind.id for kind in issue_kinds() if kind.tag != "conflict"]
OPEN = {"open", "passed on", "assigned", "reopened", "external", "escalated", "endured"}
STIRRED: Mapping[str, float] = {
    "issues.rate": 210,
    "issues.encroachment": 0.005,
    "issues.revenue": 0.005,
    "issues.fee_service": 0.1,
    "fund.ambiguity": 1,
    "stock.settled": 0,
    "fee.ratio": 0.7,
}


@pytest.fixture(scope="module")
def stirred(scene: Scene) -> Neighbourhood:
    """Two years of an old compound in which everything goes wrong often, with nothing thrown away."""
    return Neighbourhood(scene("minzhu", "baseline", STIRRED, months=24), rng=3, archive=True).run()


def test_every_demand_of_the_catalogue_arises(stirred: Neighbourhood) -> None:
    assert len(DEMANDS) == 31
    assert set(stirred.issues_table()["kind"]) >= set(DEMANDS)


@pytest.mark.parametrize("kind", CONFLICTS)
def test_a_dispute_arises_and_is_watched_by_its_own_observation(stirred: Neighbourhood, kind: str) -> None:
    issues = stirred.issues_table()
    mine = issues[(issues["kind"] == kind) & issues["status"].isin(OPEN)]
    mine = mine.sort_values("severity").groupby(["reporter", "partner"]).tail(1)
    watched = stirred.monthly().set_index("month")[CONFLICTS[kind]]
    assert (issues["kind"] == kind).sum() > 0 and watched.max() > 0
    assert watched[24] == pytest.approx(mine["severity"].sum() / 518 * 100)


def test_the_disputes_watched_apart_make_up_the_conflict_index(stirred: Neighbourhood) -> None:
    months = stirred.monthly()
    apart = months[list(CONFLICTS.values())].sum(axis=1).to_numpy()
    assert np.allclose(apart, months["conflict_index"].to_numpy(), atol=1e-9)


def test_parking_is_a_demand_and_watched_by_itself(stirred: Neighbourhood) -> None:
    issues = stirred.issues_table()
    mine = issues[(issues["kind"] == "5.1") & issues["status"].isin(OPEN)]
    watched = stirred.monthly().set_index("month")["conflict_parking"]
    assert watched.max() > 0
    assert watched[24] == pytest.approx(mine["severity"].sum() / 518 * 100)


def test_what_everybody_passes_on_is_watched_and_some_of_it_is_lost(stirred: Neighbourhood) -> None:
    months = stirred.monthly()
    assert months["passed_on"].max() > 0 and months["lost"].sum() > 0


def test_without_shops_nobody_quarrels_over_noise(scene: Scene) -> None:
    quiet = Neighbourhood(scene("minzhu", "baseline", {"landlord.converts_at": 0}), rng=3).run().monthly()
    assert quiet["conflict_noise"].max() == 0 and quiet["disturbed_share"].max() == 0


def test_without_old_or_without_young_nobody_clashes_over_habits(scene: Scene) -> None:
    alike = {"population.elderly_share": 0.1, "population.young_share": 0.05, "issues.young_old": 0.05}
    mixed = {"population.elderly_share": 0.4, "population.young_share": 0.4, "issues.young_old": 0.05}
    few, many = (
        Neighbourhood(scene("xihu", "baseline", values), rng=3).run().monthly()["conflict_young_old"].mean()
        for values in (alike, mixed)
    )
    assert many > 5 * few


def test_poor_service_sets_owners_against_the_firm(scene: Scene) -> None:
    dear, cheap = (
        Neighbourhood(scene("minzhu", "baseline", {"fee.ratio": ratio}, months=24), rng=3).run().monthly()
        for ratio in (1.3, 0.7)
    )
    assert cheap["conflict_fee_service"].sum() > dear["conflict_fee_service"].sum()


def test_village_habits_bring_encroachment(scene: Scene) -> None:
    worlds = [
        Placement(scene(place, "baseline", {"issues.encroachment": 0.005, "place.households": 400}), seed)
        for place in ("xihu-commodity", "xihu-resettled")
        for seed in range(5)
    ]
    found = Neighbourhood(worlds).run().monthly().groupby("compound")["conflict_encroachment"].mean()
    assert found[5:].mean() > 1.5 * found[:5].mean()


def test_an_owners_committee_out_of_hand_is_watched(scene: Scene, made_of: MadeOf) -> None:
    loose = {"owners_committee.regular_elections": 0, "owners_committee.emergency_stop": 0}
    worlds = [Placement(scene("xihu", made_of("owners_committee"), loose), seed) for seed in range(8)]
    months = Neighbourhood(worlds).run().monthly()
    bad = months.groupby("compound")["bad_committee"].mean()
    assert set(bad) == {0.0, 1.0}


def test_in_a_society_of_strangers_a_quarter_knows_nobody_and_that_is_watched(scene: Scene) -> None:
    months = Neighbourhood(scene("honghu", "baseline", {"place.households": 1000}), rng=3).run().monthly()
    assert months["isolated_share"].between(0.2, 0.3).all()
    assert months["belonging"].between(0.3, 0.6).all()


def test_a_security_scandal_makes_households_sign_petitions(scene: Scene) -> None:
    place = case("minzhu").model_copy(update={"events": (Event(kind="safety_scandal", month=6),)})
    ready = {"petitions.threshold": 0.15, "issues.rate": 30, "grievance.decay": 0.15}
    given = scenario(place, "baseline", months=8, overrides=ready)
    months = Neighbourhood([Placement(given, seed) for seed in range(4)]).run().monthly()
    signed = months.groupby("month")["petitioners"].sum()
    assert signed[6] > 5 * signed[5] and signed[6] > 50


def test_few_staff_let_the_queue_grow(scene: Scene) -> None:
    told = {"issues.rate": 30, "channels.cost_internal": 2.5, "triage.work": 2.0}
    few, many = (
        Neighbourhood(
            scene("minzhu", "baseline", told | {"triage.admin_share": share}, months=24), rng=3
        ).run()
        for share in (0.8, 0.4)
    )
    assert few.monthly()["open_issues"].iloc[-1] > many.monthly()["open_issues"].iloc[-1]


def test_two_committees_side_by_side_blur_who_is_in_charge(scene: Scene) -> None:
    worlds = [
        Placement(scene("anzhi", "baseline", {"place.village_committee": beside}, months=24), seed)
        for beside in (0, 1)
        for seed in range(3)
    ]
    lost = Neighbourhood(worlds).run().monthly().groupby("compound")["lost"].sum()
    assert lost[3:].sum() > lost[:3].sum()


@pytest.mark.slow
def test_after_a_renewal_without_governance_there_is_more_conflict(scene: Scene) -> None:
    renewed, not_renewed = (
        Neighbourhood([Placement(scene(place, "baseline", months=36), seed) for seed in range(20)])
        .run()
        .outcomes()["conflict_index"]
        for place in ("minzhu", "minzhu-no-renewal")
    )
    rise = renewed - not_renewed
    assert rise.mean() > 1.96 * rise.std() / len(rise) ** 0.5


@pytest.fixture(scope="module")
def district() -> pd.DataFrame:
    """Outcomes of a small district under allocation by place and by need."""
    given = [
        scenario("district-small", "baseline", months=24, overrides={"district.by_need": part})
        for part in (0.0, 1.0)
    ]
    return Neighbourhood([Placement(one, seed) for one in given for seed in range(3)]).run().outcomes()


def test_compounds_of_a_district_fare_unequally(district: pd.DataFrame) -> None:
    assert (district["theil_between_compounds"] > 0).all()


def test_how_a_district_shares_its_staff_changes_how_unequally_compounds_fare(district: pd.DataFrame) -> None:
    inequality = district["theil_between_compounds"].to_numpy()
    assert (inequality[:3] != inequality[3:]).all()


def test_an_issue_is_in_one_of_nine_states_and_every_dispute_is_watched() -> None:
    assert len(set(STATES)) == 9 and len(kinds().all) == 38
    assert [kind.id for kind in kinds().all if kind.tag == "conflict"] == list(CONFLICTS)
