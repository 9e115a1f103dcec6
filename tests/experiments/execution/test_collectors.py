"""Runs made again under watch: groups and issues are those of the very worlds whose outcomes were stored."""

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.distributional import (
    COLUMNS,
    GAP,
    GROUPS,
    MEMBERS,
    OTHERS,
    changes,
    levels,
    smallest,
)
from experiments.design.runs import replicated
from experiments.execution.collectors import MEASURES, Watch, Watched, watch
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario, scenario

MODELS = ["baseline", "one-four-n", "troika"]
MONTHS = 20


def given(governance: str) -> Scenario:
    values = {"place.households": 84, "issues.rate": 150}
    return scenario("minzhu", governance, months=MONTHS, burn_in=2, overrides=values)


@pytest.fixture(scope="module")
def seen() -> Watched:
    """Three governance models in four worlds each."""
    return watch([Watch(run) for run in replicated([given(model) for model in MODELS], 4)])


@pytest.fixture(scope="module")
def worlds() -> dict[str, Neighbourhood]:
    """The same worlds, each alone, without groups being watched."""
    runs = replicated([given(model) for model in MODELS], 1)
    return {
        run.scenario.governance.id: Neighbourhood([Placement(run.scenario, run.seed)], archive=True).run()
        for run in runs
    }


@pytest.mark.parametrize("measure", ["satisfaction", "participation"])
def test_the_gap_of_old_and_young_is_the_outcome_of_the_run(
    seen: Watched, worlds: dict[str, Neighbourhood], measure: str
) -> None:
    values = levels(seen.groups).set_index(["governance", "world", "measure", "group", "side"])["value"]
    for model, world in worlds.items():
        old, young = (values[model, 0, measure, group, MEMBERS] for group in ("elderly", "young"))
        assert abs(old - young) == pytest.approx(world.outcomes().loc[0, f"gap_elderly_young_{measure}"])


def test_everybody_s_resolution_is_the_outcome_of_the_run(
    seen: Watched, worlds: dict[str, Neighbourhood]
) -> None:
    table = seen.groups.set_index(["governance", "replicate", "measure", "group"])
    for model, world in worlds.items():
        row = table.loc[(model, 0, "resolution", "all")]
        assert row["part"] / row["whole"] == pytest.approx(world.outcomes().loc[0, "resolution_ratio"])


def test_tenants_and_owners_are_each_other_s_others(seen: Watched, worlds: dict[str, Neighbourhood]) -> None:
    values = levels(seen.groups).set_index(["governance", "world", "measure", "group", "side"])["value"]
    gap = worlds["troika"].outcomes().loc[0, "gap_owner_tenant_satisfaction"]
    assert abs(values["troika", 0, "satisfaction", "tenant", GAP]) == pytest.approx(gap)


def test_all_others_together_with_the_group_are_everybody(seen: Watched) -> None:
    table = seen.groups.set_index(["governance", "replicate", "measure", "group"])
    values = levels(seen.groups).set_index(["governance", "world", "measure", "group", "side"])["value"]
    one = ("baseline", 2, "hardship")
    mine, everybody = table.loc[(*one, "elderly")], table.loc[(*one, "all")]
    share = mine["whole"] / everybody["whole"]
    both = share * values[(*one, "elderly", MEMBERS)] + (1 - share) * values[(*one, "elderly", OTHERS)]
    assert both == pytest.approx(everybody["part"] / everybody["whole"])


def test_issues_that_had_a_year_are_all_there_once(seen: Watched, worlds: dict[str, Neighbourhood]) -> None:
    for model, world in worlds.items():
        rows = seen.issues[(seen.issues["governance"] == model) & (seen.issues["replicate"] == 0)]
        table = world.issues_table()
        early = table[(table["raised"] >= 1) & (table["raised"] <= MONTHS - 12)]
        assert rows["count"].sum() == len(early) > 20
        assert rows.groupby("status")["count"].sum().to_dict() == early["status"].value_counts().to_dict()
        told = rows[rows["channel"] != "nobody"]["count"].sum()
        assert told == (early["reported"] != -999).sum()


def test_a_record_of_a_year_or_less_counts_all_its_issues() -> None:
    short = scenario("minzhu", "baseline", months=6, burn_in=0, overrides={"place.households": 84})
    run = replicated([short], 1)[0]
    counted = watch([Watch(run)]).issues["count"].sum()
    table = Neighbourhood([Placement(short, run.seed)], archive=True).run().issues_table()
    assert counted == len(table) > 0


def test_points_of_a_design_are_kept_apart_and_a_point_is_a_world() -> None:
    runs = replicated([given("baseline"), given("troika")], 2)
    both = watch([Watch(run, point) for point in (3, 5) for run in runs])
    assert sorted(both.groups["point"].unique()) == sorted(both.issues["point"].unique()) == [3, 5]
    values = levels(both.groups, by_point=True)
    assert sorted(values["world"].unique()) == [3, 5]
    alone = levels(both.groups[both.groups["point"] == 3])
    keys = ["governance", "measure", "group", "side"]
    expected = alone.groupby(keys)["value"].mean()
    found = values[values["world"] == 3].set_index(keys)["value"]
    pd.testing.assert_series_equal(found.sort_index(), expected.sort_index())


def test_changes_are_paired_by_world_and_corrected_together(seen: Watched) -> None:
    values = levels(seen.groups)
    table = changes(values, MODELS)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 2 * len(MEASURES) * len(GROUPS) * 3
    row = table.set_index(["b", "measure", "group", "side"]).loc[("troika", "satisfaction", "young", MEMBERS)]
    chosen = values[
        (values["measure"] == "satisfaction") & (values["group"] == "young") & (values["side"] == MEMBERS)
    ]
    by_world = chosen.pivot(index="world", columns="governance", values="value")
    assert row["difference"] == pytest.approx((by_world["troika"] - by_world["baseline"]).mean())
    assert row["a"] == "baseline" and row["n"] == 4 and row["smallest"] == smallest("satisfaction")
    assert (table["p_holm"].dropna() >= table["p"].dropna() - 1e-12).all()


def test_a_governance_model_changes_nothing_against_itself(seen: Watched) -> None:
    same = changes(levels(seen.groups), ["troika", "troika"])
    assert same.empty or (same["difference"].dropna() == 0).all()


def test_a_change_of_the_gap_has_no_better_side(seen: Watched) -> None:
    table = changes(levels(seen.groups), MODELS)
    assert (table.loc[table["side"] == GAP, "direction"] == 0).all()
    assert (table.loc[(table["side"] != GAP) & (table["measure"] == "hardship"), "direction"] == -1).all()


def test_how_runs_are_cut_into_batches_changes_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Watch(run) for run in replicated([given(model) for model in MODELS[:2]], 1)]
    together = watch(asked)
    monkeypatch.setattr(
        "experiments.execution.collectors.batches", lambda runs, jobs: tuple((run,) for run in runs)
    )
    for one, other in zip(watch(asked), together, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_a_group_without_members_has_no_value() -> None:
    nobody = scenario(
        "minzhu",
        "baseline",
        months=2,
        burn_in=0,
        overrides={"population.tenant_share": 0.0, "place.households": 28},
    )
    values = levels(watch([Watch(run) for run in replicated([nobody], 1)]).groups)
    tenants = values[(values["group"] == "tenant") & (values["side"] == MEMBERS)]["value"]
    assert np.isnan(tenants).all() and len(tenants) == len(MEASURES)
