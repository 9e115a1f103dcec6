"""What governing changes and what it costs: what each instrument is for, and its downside."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Governed = Callable[..., pd.DataFrame]

pytestmark = pytest.mark.slow

SEEDS = range(12)
BUSY = {"issues.rate": 120.0}


@pytest.fixture(scope="module")
def governed(scene: Scene, made_of: MadeOf) -> Governed:
    """The outcomes of a dozen compounds under the instruments named, with ledger values changed."""

    @cache
    def live(kinds: tuple[str, ...], case: str, values: tuple[tuple[str, float], ...]) -> pd.DataFrame:
        given = scene(case, made_of(*kinds), BUSY | dict(values), months=36)
        return Neighbourhood([Placement(given, seed) for seed in SEEDS]).run().outcomes()

    def outcomes(*kinds: str, case: str = "xihu", **values: float) -> pd.DataFrame:
        keyed = tuple((key.replace("__", "."), value) for key, value in values.items())
        return live(kinds, case, keyed)

    return outcomes


def better(after: pd.DataFrame, before: pd.DataFrame, outcome: str) -> float:
    """Mean paired difference over its standard error: how many standard errors the outcome rose."""
    difference = (after[outcome] - before[outcome]).dropna()
    return float(difference.mean() / max(difference.std() / np.sqrt(len(difference)), 1e-12))


def test_a_convenor_lowers_the_share_of_issues_lost(governed: Governed) -> None:
    before, after = governed(), governed("convenor")
    assert better(after, before, "lost_share") < -3.0
    assert after["lost_share"].mean() < 0.6 * before["lost_share"].mean()


def test_a_closed_loop_loses_less_and_reopens_more(governed: Governed) -> None:
    """Where nothing is rushed; what is done in haste satisfies less."""
    before, after = (governed(*kinds, triage__rush=1.0) for kinds in ((), ("closed_loop",)))
    assert better(after, before, "lost_share") < -3.0
    assert before["reopen_share"].max() == 0.0
    assert after["reopen_share"].mean() == pytest.approx(0.15, abs=0.04)


def test_an_alliance_finds_leads_and_loads_the_queue(governed: Governed) -> None:
    before, after = governed(), governed("alliance")
    assert better(after, before, "lost_share") < -2.0
    assert better(after, before, "utilisation") > 3.0
    light, heavy = (governed("alliance", alliance__queue_share=share) for share in (0.0, 0.5))
    assert better(heavy, light, "utilisation") > 3.0


def test_a_forum_hears_and_gives_leads_and_costs_days_and_money(governed: Governed) -> None:
    before, after = governed(), governed("forum", forum__sessions=1.0)
    assert better(after, before, "cost_total") > 3.0
    assert after["cost_staff_days"].mean() > 0.0
    assert better(after, before, "lost_share") < -3.0
    calm = {"issues__rate": 30.0}  # where the committee has the days; overloaded, sessions raise conflict
    assert better(governed("forum", forum__sessions=1.0, **calm), governed(**calm), "conflict_index") < -2.0


def test_trained_mediators_settle_more_and_bind_staff(scene: Scene, made_of: MadeOf) -> None:
    success, bound = [], []
    for kinds in ((), ("mediation",)):
        places = [Placement(scene("minzhu", made_of(*kinds), months=36), seed) for seed in range(6)]
        world = Neighbourhood(places).run()
        rows = world.monthly()
        success.append(rows["mediation_settled"].sum() / rows["mediated"].sum())
        bound.append(world.outcomes()["cost_staff_days"].mean())
    assert success[1] > success[0] + 0.05
    assert bound == [0.0, pytest.approx(3.0)]


@pytest.mark.parametrize("demand", [30.0, 108.0])
def test_trained_mediation_alone_lowers_conflict(scene: Scene, made_of: MadeOf, demand: float) -> None:
    """In both halves of the replicates: their days are taken from works, and quarrels wait less."""
    without, alone = (
        Neighbourhood(
            [
                Placement(scene("minzhu", made_of(*kinds), {"issues.rate": demand}, months=60), seed)
                for seed in range(40)
            ]
        )
        .run()
        .outcomes()
        for kinds in ((), ("mediation",))
    )
    for half in (slice(0, 20), slice(20, 40)):
        assert better(alone[half], without[half], "conflict_index") < -2.0


def test_a_digital_platform_opens_the_books(governed: Governed) -> None:
    after = governed("digital_platform")
    assert governed()["disclosure"].max() == 0.0
    assert after["disclosure"].mean() == pytest.approx(0.5)


def test_a_digital_platform_leaves_those_offline_behind(scene: Scene, made_of: MadeOf) -> None:
    """Of all issues told inside, fewer are told by those offline."""
    shares = []
    for kinds in ((), ("digital_platform",)):
        given = scene("minzhu", made_of(*kinds), {"place.households": 2000, "issues.rate": 200}, months=12)
        world = Neighbourhood(given, rng=3, archive=True).run()
        told = world.issues_table().query("channel == 1 and reported > 0")
        shares.append((~world.households.online[told["reporter"]]).mean())
    assert shares[1] < 0.9 * shares[0]


def test_a_community_fund_gathers_spends_and_shows_its_books(governed: Governed) -> None:
    before, after = governed(), governed("community_fund")
    assert before["fund_in_out"].max() == 0.0 < after["fund_in_out"].min()
    assert after["fund_balance"].min() >= 0.0
    assert better(after, before, "cost_capital") > 3.0
    shut, open_books = (governed("community_fund", community_fund__disclosure=share) for share in (0.2, 1.0))
    assert better(open_books, shut, "disclosure") > 3.0
    assert better(open_books, shut, "fee_collection") > 1.0


def test_open_accounts_show_bad_management(governed: Governed) -> None:
    poor = {"fee__ratio": 0.6, "fee__quality_start": 0.3}
    assert better(governed("community_fund", **poor), governed(**poor), "trust_prop") < -3.0


def test_property_reform_brings_a_firm_where_there_was_none(governed: Governed) -> None:
    none = {"fee__firm_present": 0.0}
    before, after = governed(**none), governed("property_reform", **none)
    assert before["quality"].mean() < 0.3 < after["quality"].mean()
    assert before["fee_collection"].isna().all()
    assert after["fee_collection"].notna().all()


def test_a_new_fee_is_disputed(scene: Scene, made_of: MadeOf) -> None:
    disputes = []
    for more in (0.0, 2.0):
        values = {"fee.firm_present": 0.0, "issues.fee_service": 0.1, "property_reform.fee_disputes": more}
        values |= {"issues.noise": 0.01, "security.rate": 0.0001, "fee.quality_new": 0.5}
        given = scene("xihu", made_of("property_reform"), values, months=12)
        rows = Neighbourhood([Placement(given, seed) for seed in SEEDS]).run().monthly()
        disputes.append(rows["disputes_raised"].sum())
    assert disputes[1] > 1.5 * disputes[0]


def test_a_good_owners_committee_helps_and_a_bad_one_spoils_trust(governed: Governed) -> None:
    good = governed("owners_committee", owners_committee__regulated_a=8.0, owners_committee__quality_b=1.0)
    bad = governed(
        "owners_committee",
        owners_committee__regulated_a=2.0,
        owners_committee__quality_b=5.0,
        owners_committee__stop_months=12.0,
    )
    assert better(bad, good, "trust_prop") < -3.0


def test_craftsmen_take_small_repairs_out_of_the_queue(governed: Governed) -> None:
    before, after = (
        governed(),
        governed("craft_workshop", craft_workshop__share=0.3, craft_workshop__most=40.0),
    )
    assert better(after, before, "time_to_resolve") < -2.0


def test_volunteers_add_days_and_tire(scene: Scene, made_of: MadeOf) -> None:
    given = scene("minzhu", made_of("volunteers"), {"tiring.weight": 0.5}, months=36)
    rows = Neighbourhood(given, rng=1).run().monthly()
    assert rows["capacity"].iloc[0] > rows["capacity"].iloc[-1]
    without = Neighbourhood(scene("minzhu", "baseline", months=36), rng=1).run().monthly()
    assert rows["capacity"].iloc[0] > without["capacity"].iloc[0]


def test_outside_experts_leave_a_hole_when_they_go(scene: Scene, made_of: MadeOf) -> None:
    values = {"outside_experts.months": 12, "outside_experts.hole": 0.5, "outside_experts.days": 5}
    given = scene("minzhu", made_of("outside_experts"), values, months=40)
    capacity = Neighbourhood(given, rng=1).run().monthly()["capacity"]
    without = Neighbourhood(scene("minzhu", "baseline", months=40), rng=1).run().monthly()["capacity"]
    gain = capacity - without
    assert gain[:12].mean() > 1.0
    assert gain[14:24].mean() < gain[30:].mean() - 0.5


def test_services_relieve_those_served_and_the_others_notice(scene: Scene, made_of: MadeOf) -> None:
    values = {"group_services.neglect": 0.01, "group_services.relief": 0.05}
    worlds = [
        Neighbourhood(scene("minzhu", made_of(*kinds), values, months=24), rng=1).run()
        for kinds in ((), ("group_services",))
    ]
    hardship, trust = (
        [world.households.columns[name] for world in worlds] for name in ("hardship", "trust_committee")
    )
    group = worlds[0].households.group
    same = (worlds[0].households.occupancy == 0) & (worlds[1].households.occupancy == 0)
    served, left_out = same & (group != 1), same & (group == 1)
    assert hardship[1][served].mean() < hardship[0][served].mean() - 0.02
    assert trust[1][left_out].mean() < trust[0][left_out].mean() - 0.05


@pytest.mark.parametrize("governance", ["one-four-n", "troika"])
def test_governing_costs_more_than_the_baseline(governed: Governed, scene: Scene, governance: str) -> None:
    given: Any = scene("xihu", governance, BUSY, months=36)
    outcomes = Neighbourhood([Placement(given, seed) for seed in SEEDS]).run().outcomes()
    assert better(outcomes, governed(), "cost_total") > 3.0
    assert better(outcomes, governed(), "cost_staff_days") > 3.0


def test_utilisation_of_minzhus_baseline_is_between_six_and_eight_tenths(scene: Scene) -> None:
    """One work size and one admin share for all cases are set by it (.7 to .8 was aimed at)."""
    places = [Placement(scene("minzhu", months=60), seed) for seed in range(10)]
    utilisation = Neighbourhood(places).run().outcomes()["utilisation"]
    assert 0.65 < utilisation.mean() < 0.85
