"""Outcomes are what the months say: recomputed here from the months and from every issue."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from model.conflict import CONFLICTS
from model.issues import BY_HOTLINE
from model.neighbourhood import Neighbourhood, Placement
from model.record import satisfaction
from scenarios.read import Scenario, outcome_entries

type Scene = Callable[..., Scenario]

MONTHS = 36


@pytest.fixture(scope="module")
def world(scene: Scene) -> Neighbourhood:
    values = {"issues.rate": 120.0}
    places = [
        Placement(scene("minzhu", "one-four-n", values, months=MONTHS), 1),
        Placement(scene("xihu", "baseline", values, months=MONTHS), 2),
    ]
    return Neighbourhood(places, archive=True).run()


@pytest.fixture(scope="module")
def months(world: Neighbourhood) -> pd.DataFrame:
    return world.monthly()


def test_all_outcomes_of_the_catalogue_are_there(world: Neighbourhood) -> None:
    outcomes = world.outcomes()
    assert set(outcome_entries()) <= set(outcomes)
    assert len(outcomes) == 2
    assert outcomes.dtypes.map(lambda kind: kind == np.float64).all()


@pytest.mark.parametrize(
    ("outcome", "series"),
    [
        ("participation_month", "participation"),
        ("trust_RC", "trust_committee"),
        ("trust_prop", "trust_firm"),
        ("trust_nbr", "trust_neighbours"),
        ("belonging", "belonging"),
        ("satisfaction", "satisfaction"),
        ("conflict_index", "conflict_index"),
        ("conflict_reported", "conflict_reported"),
        *((kind, kind) for kind in CONFLICTS.values()),
        ("attendance", "attendance"),
        ("participation_online", "participation_online"),
        ("fee_collection", "fee_collection"),
        ("quality", "quality"),
        ("disturbed_share", "disturbed_share"),
    ],
)
def test_a_yearly_mean_is_that_of_the_last_twelve_months(
    world: Neighbourhood, months: pd.DataFrame, outcome: str, series: str
) -> None:
    last = months[months["month"] > MONTHS - 12].groupby("compound")[series].mean()
    assert world.outcomes()[outcome].to_numpy() == pytest.approx(last.to_numpy())


@pytest.mark.parametrize(
    ("outcome", "part", "whole"),
    [
        ("reopen_share", ["reopened"], ["resolved", "reopened"]),
        ("escalation_direct", ["escalated_direct"], ["disputes_raised"]),
        ("utilisation", ["demanded"], ["capacity"]),
    ],
)
def test_a_share_is_part_over_whole_of_all_recorded_months(
    world: Neighbourhood, months: pd.DataFrame, outcome: str, part: list[str], whole: list[str]
) -> None:
    sums = months.groupby("compound")[sorted({*part, *whole})].sum()
    expected = sums[part].sum(axis=1) / sums[whole].sum(axis=1)
    assert world.outcomes()[outcome].to_numpy() == pytest.approx(expected.to_numpy(), rel=0.05)


def test_petitions_and_exits_are_counted_by_the_year(world: Neighbourhood, months: pd.DataFrame) -> None:
    outcomes, years = world.outcomes(), MONTHS / 12
    counted = ["large_petitions", "group_petitions", "cluster_petitions", "firm_exits"]
    counted += ["raised", "hotline_calls", "mediated"]
    sums = months.groupby("compound")[counted].sum() / years
    assert outcomes["large_petitions_year"].tolist() == sums["large_petitions"].tolist()
    assert outcomes["group_petitions_year"].tolist() == sums["group_petitions"].tolist()
    assert outcomes["cluster_petitions_year"].tolist() == sums["cluster_petitions"].tolist()
    assert outcomes["firm_exit"].tolist() == sums["firm_exits"].tolist()
    assert outcomes["group_petitions_per_1000"].iloc[0] == pytest.approx(
        sums["group_petitions"].iloc[0] / 0.518
    )
    people = np.array([518 * 2.62, 294 * 2.62])
    of_people = {"issues_raised": "raised", "hotline_reports": "hotline_calls", "mediations": "mediated"}
    for outcome, name in of_people.items():
        expected = sums[name].to_numpy() / people * 1000.0
        assert expected.min() > 0.0 and outcomes[outcome].to_numpy() == pytest.approx(expected)


def test_resolution_counts_issues_that_had_a_year_to_be_resolved(world: Neighbourhood) -> None:
    table = world.issues_table()
    for compound in (0, 1):
        mine = table[(table["compound"] == compound) & table["reported"].between(1, MONTHS - 12)]
        within_a_year = (mine["done"] > -999) & (mine["done"] - mine["reported"] <= 12)
        assert world.outcomes()["resolution_ratio"].iloc[compound] == pytest.approx(within_a_year.mean())


def test_resolution_in_time_counts_demands_that_had_three_months(world: Neighbourhood) -> None:
    table = world.issues_table()
    for compound in (0, 1):
        mine = table[(table["compound"] == compound) & table["reported"].between(1, MONTHS - 3)]
        mine = mine[~mine["dispute"]]
        soon = (mine["done"] > -999) & (mine["done"] - mine["reported"] <= 3)
        assert world.outcomes()["resolution_in_time"].iloc[compound] == pytest.approx(soon.mean())


def test_the_median_time_to_resolve_is_that_of_the_issues(world: Neighbourhood) -> None:
    table = world.issues_table()
    for compound in (0, 1):
        mine = table[
            (table["compound"] == compound) & (table["status"] == "resolved") & (table["closed"] > 0)
        ]
        mine = mine[mine["reported"] > -999]
        median = (mine["closed"] - mine["raised"]).median()
        assert world.outcomes()["time_to_resolve"].iloc[compound] == pytest.approx(median, abs=1.0)


def test_gaps_are_absolute_differences_between_two_groups(world: Neighbourhood) -> None:
    outcomes = world.outcomes()
    gaps = [name for name in outcomes if name.startswith("gap_")]
    assert len(gaps) == 9
    assert (outcomes[gaps].fillna(0.0) >= 0.0).all(axis=None)


def test_trust_in_a_firm_that_is_not_there_is_no_part_of_satisfaction(scene: Scene) -> None:
    """Of two compounds side by side only the first has a firm."""
    values = {"place.households": 40, "satisfaction.quality": 2.0}
    places = [
        Placement(scene("xihu", values=values | {"fee.firm_present": firm}, months=2), 1) for firm in (1, 0)
    ]
    world = Neighbourhood(places).run()
    assert world.firms.here.tolist() == [1.0, 0.0]
    before, of = satisfaction(world), world.compounds.of_row
    world.households.trust_firm[:] = 1.0
    assert (satisfaction(world)[of == 0] > before[of == 0]).all()
    assert satisfaction(world)[of == 1].tolist() == before[of == 1].tolist()
    world.households.trust_committee[:] = 1.0
    world.households.hardship[:] = 0.0
    quality = 2.0 * (world.firms.quality[1] - 0.5)
    assert satisfaction(world)[of == 1] == pytest.approx(1.0 / (1.0 + np.exp(-2.0 - quality)))


def test_what_is_shared_among_those_at_home_is_divided_by_them(world: Neighbourhood) -> None:
    h, compounds = world.households, world.compounds
    home = compounds.counts(h.present)
    assert (home < compounds.households).all()
    last = {name: series[-1] for name, series in world.record.series.items()}
    assert last["participation"] == pytest.approx(compounds.counts(h.active & h.present) / home)
    disturbed = (h.disturbance > compounds.value_to_rows("nuisance.threshold")) & h.present
    assert last["disturbed_share"] == pytest.approx(compounds.counts(disturbed) / home)
    texts = outcome_entries()
    for name in ("participation_month", "disturbed_share", "active_year", "vote_RC"):
        assert "at home" in texts[name].text.en and "在家" in texts[name].text.zh
    for name in ("belonging", "trust_RC", "trust_prop", "trust_nbr", "satisfaction", "gini_hardship"):
        assert "all households" in texts[name].text.en and "全部住户" in texts[name].text.zh


def test_the_gini_of_hardship_is_the_mean_difference_over_twice_the_mean(world: Neighbourhood) -> None:
    for compound in (0, 1):
        hardship = world.households.hardship[world.households.compound == compound]
        differences = np.abs(hardship[:, None] - hardship[None, :]).mean()
        expected = differences / (2.0 * hardship.mean())
        assert world.outcomes()["gini_hardship"].iloc[compound] == pytest.approx(expected)


def test_modularity_is_networkxs(world: Neighbourhood) -> None:
    for compound in (0, 1):
        one, other = world.ties.ends
        mine = world.compounds.of_row[one] == compound
        graph = nx.MultiGraph(list(zip(one[mine].tolist(), other[mine].tolist(), strict=True)))
        group = world.households.group
        parts = [{node for node in graph if group[node] == number} for number in range(3)]
        found = world.outcomes()["modularity"].iloc[compound]
        assert found == pytest.approx(nx.community.modularity(graph, parts))


def test_costs_are_staff_and_yuan_a_household_and_month(world: Neighbourhood, months: pd.DataFrame) -> None:
    outcomes = world.outcomes()
    running = months.groupby("compound")["cost_running"].mean()
    assert outcomes["cost_total"].to_numpy() == pytest.approx(running.to_numpy())
    baseline = 294 * 2.62 / 1000.0 * 1.5 * 20 * 300.0 / 294
    assert outcomes["cost_total"].iloc[1] == pytest.approx(baseline, rel=0.2)
    assert outcomes["cost_staff_days"].iloc[1] == 0.0 < outcomes["cost_staff_days"].iloc[0]


def test_what_a_run_cannot_tell_is_missing_and_not_zero(scene: Scene) -> None:
    quiet = {"place.households": 3, "issues.rate": 3.3, "fee.firm_present": 0}
    outcomes = Neighbourhood(scene("xihu", values=quiet, months=2, burn_in=0), rng=1).run().outcomes()
    assert outcomes["fee_collection"].isna().all()
    assert outcomes["vote_RC"].isna().all()


def test_no_more_disputes_are_called_in_than_there_are(scene: Scene) -> None:
    given = scene("minzhu", values={"place.households": 30, "issues.rate": 100}, months=12)
    world = Neighbourhood([Placement(given, seed) for seed in (1, 441, 967)]).run()
    assert world.outcomes()["escalation_direct"].max() <= 1.0


@pytest.mark.parametrize("again", [0.0, 1.0])
def test_calls_to_the_hotline_are_first_tellings_and_those_told_again(scene: Scene, again: float) -> None:
    values = {"place.households": 60, "issues.rate": 100, "channels.again": again}
    world = Neighbourhood(scene("minzhu", values=values, months=12), rng=3).run()
    calls, first = world.record.series["hotline_calls"].sum(), world.record.collected_by[:, :, BY_HOTLINE - 1]
    assert calls == first.sum() > 0 if not again else calls > first.sum()


def test_burn_in_months_are_in_no_outcome(scene: Scene) -> None:
    """Two runs that differ only in what they lived before the record: counts are of recorded months alone."""
    world = Neighbourhood(scene("minzhu", values={"issues.rate": 120.0}, months=6, burn_in=24), rng=1).run()
    rows = world.monthly()
    assert len(rows) == 6
    raised = rows["raised"].sum() / (518 * 2.62) * 1000.0 / 0.5
    assert world.outcomes()["issues_raised"].iloc[0] == pytest.approx(raised)
    assert world.record.by_profile["people"].sum() == pytest.approx(
        6 * world.households.present.sum(), rel=0.02
    )


@pytest.mark.parametrize("by_compound", [False, True], ids=["placements", "compounds"])
@pytest.mark.parametrize("lived", [5, 15])
def test_a_partly_lived_world_tells_of_the_months_it_lived(
    scene: Scene, lived: int, by_compound: bool
) -> None:
    def world(months: int) -> Neighbourhood:
        values = {"place.households": 60, "issues.rate": 150.0}
        places = [
            Placement(scene("minzhu", "one-four-n", values, months=months, burn_in=3), 1),
            Placement(scene("xihu", "baseline", values, months=months, burn_in=3), 2),
        ]
        return Neighbourhood(places, by_group=True)

    partly, whole = world(18), world(lived).run()
    while partly.month < lived:
        partly.step()
    pd.testing.assert_frame_equal(partly.outcomes(by_compound), whole.outcomes(by_compound), check_exact=True)
    pd.testing.assert_frame_equal(partly.monthly(by_compound), whole.monthly(by_compound), check_exact=True)
    pd.testing.assert_frame_equal(partly.groups_table(), whole.groups_table(), check_exact=True)


@pytest.mark.parametrize("case", ["xihu", "district-small"])
def test_nothing_is_known_of_a_world_in_its_burn_in(scene: Scene, case: str) -> None:
    world = Neighbourhood(scene(case, months=6, burn_in=2), rng=1, by_group=True)
    world.step()
    world.step()
    for by_compound in (False, True):
        assert world.outcomes(by_compound).isna().all(axis=None)
        assert world.monthly(by_compound).empty
    assert world.groups_table().empty and len(world.outcomes()) == 1
    world.step()
    assert list(world.monthly()["month"]) == [1] and world.outcomes()["participation_month"].notna().all()
