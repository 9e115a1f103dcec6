"""The life of an issue: raised, told, passed on or assigned, done, lost, faded or fought outside."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from agents.resident import ELDERLY, YOUNG
from model.issues import STATES
from model.neighbourhood import Neighbourhood, Placement
from model.triage import hazard_of
from model.works import fits_budget
from scenarios.read import Scenario, issue_kinds

type Scene = Callable[..., Scenario]

DISPUTES = {"noise", "young-old", "fee-service", "encroachment", "revenue", "identity", "security"}


@pytest.fixture(scope="module")
def lived(scene: Scene) -> Neighbourhood:
    """Five years of a large old compound with every issue kept."""
    values = {"place.households": 3000, "young.move_out": 0.001, "turnover.tenant": 0.005, "issues.rate": 30}
    values |= {"issues.severity_a": 2, "issues.severity_b": 3, "channels.external_months": 2}
    return Neighbourhood(scene("minzhu", values=values, months=60), rng=2, archive=True).run()


@pytest.fixture(scope="module")
def issues(lived: Neighbourhood) -> pd.DataFrame:
    return lived.issues_table()


def test_ordinary_demands_come_up_at_the_surveyed_rate(scene: Scene) -> None:
    """30 per 1 000 residents and year where the firm is good enough."""
    values = {"issues.rate": 30, "place.households": 20_000, "fee.quality_start": 0.9, "fee.ratio": 1.4}
    world = Neighbourhood(scene("xihu", values=values | {"fee.firm_present": 1}, months=12, burn_in=0), rng=1)
    world.run()
    raised = world.record.series["raised"].sum() - world.record.series["disputes_raised"].sum()
    assert raised / (20_000 * 2.62 / 1000.0) == pytest.approx(30.0, rel=0.05)


def test_poor_service_raises_more_demands(scene: Scene) -> None:
    demands = []
    for start in (0.2, 0.6):
        values = {"fee.quality_start": start, "fee.firm_present": 1, "fee.ratio": 0.5 if start < 0.5 else 1.1}
        places = [Placement(scene("xihu", values=values, months=24), seed) for seed in range(12)]
        rows = Neighbourhood(places).run().monthly()
        demands.append(rows["raised"].sum() - rows["disputes_raised"].sum())
    assert demands[0] > 1.2 * demands[1]


@pytest.mark.parametrize(("number", "group"), list(enumerate(("elderly", "established", "young"))))
def test_demands_are_those_of_all_and_of_the_own_group_by_weight(
    issues: pd.DataFrame, number: int, group: str
) -> None:
    demands = issues.loc[~issues["dispute"] & (issues["profile"] % 3 == number), "kind"]
    weight = pd.Series(
        {kind.id: kind.weight for kind in issue_kinds() if kind.weight and kind.affects in ("all", group)}
    )
    found = demands.value_counts().reindex(weight.index, fill_value=0)
    assert found.sum() == len(demands) > 200
    assert stats.chisquare(found, weight / weight.sum() * len(demands)).pvalue > 1e-3


def test_scales_and_costs_are_as_the_ledger_says(issues: pd.DataFrame) -> None:
    demands = issues[~issues["dispute"]]
    assert demands["scale"].value_counts(normalize=True).sort_index().tolist() == pytest.approx(
        [0.50, 0.35, 0.15], abs=0.03
    )
    assert demands["capital"].mean() == pytest.approx(0.15, abs=0.02)
    assert not issues.loc[issues["dispute"], "capital"].any()
    assert set(demands.loc[demands["capital"], "cost"]) == {3000.0, 100_000.0}
    assert issues["severity"].mean() == pytest.approx(0.4, abs=0.02)


def test_who_quarrels_with_whom(issues: pd.DataFrame, lived: Neighbourhood) -> None:
    assert {"noise", "young-old", "encroachment"} <= set(issues.loc[issues["dispute"], "kind"]) <= DISPUTES
    h = lived.households
    stayed = (h.occupancy[issues["reporter"]] == 0) & (issues["partner"] >= 0).to_numpy()
    quarrel = issues[stayed & (issues["kind"] == "young-old").to_numpy()]
    quarrel = quarrel[h.occupancy[quarrel["partner"]] == 0]
    groups = np.sort(np.stack((h.group[quarrel["reporter"]], h.group[quarrel["partner"]])), axis=0)
    assert len(quarrel) > 10
    assert (groups[0] == ELDERLY).all()
    assert (groups[1] == YOUNG).all()
    noise = issues[issues["kind"] == "noise"]
    assert (lived.compounds.floor[noise["partner"]] == 1).all()
    assert (noise["partner"] != noise["reporter"]).all()


def test_unclear_are_mostly_environment_safety_and_parking(issues: pd.DataFrame) -> None:
    unclear = {kind.id: kind.ambiguous for kind in issue_kinds()}
    often = issues["kind"].map(unclear)
    assert issues.loc[often, "ambiguous"].mean() == pytest.approx(0.4, abs=0.04)
    assert issues.loc[~often, "ambiguous"].mean() == pytest.approx(0.1, abs=0.02)


def test_only_the_unclear_are_lost_and_only_quarrels_are_fought_outside(issues: pd.DataFrame) -> None:
    endured = issues[issues["status"] == "endured"]
    lost, unsatisfied = (endured[(endured["done"] > -999) == done] for done in (False, True))
    assert len(lost) > 10 and lost["ambiguous"].all()
    assert len(unsatisfied) > 10 and not unsatisfied["ambiguous"].all()
    assert issues.loc[issues["status"] == "escalated", "dispute"].all()
    assert (issues["status"] == "faded").sum() > 10
    assert set(issues["status"]) <= set(STATES)


def test_nobody_gives_up_before_patience_is_spent_or_while_the_works_have_their_money(
    issues: pd.DataFrame,
) -> None:
    given_up = issues[(issues["status"] == "faded") & ~issues["dispute"]]
    assert len(given_up) > 10
    assert (given_up["closed"] - given_up["raised"] > 6).all()
    assert (given_up.loc[given_up["funded"], "done"] > -999).all()  # works that were done badly


def test_no_issue_ends_before_it_begins(issues: pd.DataFrame) -> None:
    over = issues[issues["status"].isin(["resolved", "faded"])]
    assert (over["closed"] >= over["raised"]).all()
    told = over[over["reported"] > -999]
    assert (told["closed"] >= told["reported"]).all()
    assert (told["reported"] >= told["raised"]).all()


def test_the_hotline_answers_after_two_months_on_average(issues: pd.DataFrame, lived: Neighbourhood) -> None:
    called = issues[(issues["channel"] == 2) & (issues["status"] == "resolved") & (issues["attempts"] == 0)]
    assert len(called) > 50
    waits = called["closed"] - called["reported"]
    solved_there = waits[(called["worked"] == 0.0) & (called["sought"] == 0.0)]
    assert solved_there.min() >= 0
    assert solved_there.median() in (1, 2)


def test_a_hazard_lived_for_a_month_is_the_probability_a_month() -> None:
    chance = np.array([0.0, 0.1, 0.5, 0.9])
    assert 1.0 - np.exp(-hazard_of(chance)) == pytest.approx(chance)
    assert np.isfinite(hazard_of(np.array([1.0]))).all()


def test_a_dear_work_is_passed_over_and_a_cheap_one_after_it_is_paid() -> None:
    cost, of = np.array([50.0, 80.0, 30.0, 10.0]), np.array([0, 0, 0, 1])
    assert fits_budget(cost, of, np.array([100.0, 9.99])).tolist() == [True, False, True, False]
    assert fits_budget(cost, of, np.array([160.0, 10.0])).tolist() == [True, True, True, True]
    assert fits_budget(cost[:0], of[:0], np.array([1.0, 1.0])).tolist() == []


def test_capital_works_wait_for_money(scene: Scene) -> None:
    outcomes = []
    for budget in ({"triage.budget": 1.0}, {"triage.budget": 12.0}):
        places = [
            Placement(scene("xihu", values=budget | {"issues.rate": 100}, months=36), s) for s in range(8)
        ]
        outcomes.append(Neighbourhood(places).run().outcomes())
    assert outcomes[0]["resolution_ratio"].mean() < outcomes[1]["resolution_ratio"].mean()
    assert outcomes[0]["cost_capital"].mean() < outcomes[1]["cost_capital"].mean()


def test_a_builder_under_warranty_repairs_for_nothing(scene: Scene) -> None:
    values = {"issues.rate": 200, "triage.budget": 1}
    spent, repaired = [], []
    for builder in (0.0, 1.0):
        world = Neighbourhood(scene("xihu", values=values, months=24), rng=4, archive=True)
        world.construction_companies.here[:] = builder
        world.construction_companies.warranty_months[:] = 99.0 * builder
        spent.append(float(world.run().monthly()["cost_capital"].sum()))
        small = world.issues_table().query("capital and scale != 2")
        repaired.append((small["status"] == "resolved").mean())
    assert spent[1] < spent[0]
    assert repaired[1] > repaired[0] + 0.1


def test_mean_hardship_does_not_grow_with_the_size_of_the_compound(scene: Scene) -> None:
    means: list[Any] = []
    for size in (300, 3000):
        places = [
            Placement(scene("minzhu", values={"place.households": size}, months=24), s) for s in range(4)
        ]
        means.append(Neighbourhood(places).run().monthly()["hardship"].mean())
    assert abs(means[0] - means[1]) < 0.05


def test_quarrels_fade_by_their_hazard(scene: Scene) -> None:
    shares = []
    for fade in (0.01, 0.20):
        world = Neighbourhood(
            scene("minzhu", values={"issues.fade": fade}, months=36), rng=2, archive=True
        ).run()
        table = world.issues_table()
        shares.append((table.loc[table["dispute"], "status"] == "faded").mean())
    assert shares[0] < 0.3 < shares[1]


def test_a_quarrel_ends_when_one_of_the_two_moves(scene: Scene) -> None:
    values = {
        "turnover.tenant": 0.05,
        "population.tenant_share": 0.6,
        "issues.young_old": 0.05,
        "issues.fade": 0.01,
    }
    world = Neighbourhood(scene("minzhu", values=values), rng=2)
    for _ in range(24):
        before = world.households.occupancy.copy()
        quarrels = {
            int(key): (int(reporter), int(partner))
            for key, reporter, partner, dispute, scale in zip(
                *(world.issues.columns[name] for name in ("key", "reporter", "partner", "dispute", "scale")),
                strict=True,
            )
            if dispute and scale == 0 and partner >= 0
        }
        world.step()
        moved = world.households.occupancy > before
        alive = set(world.issues.key.tolist())
        for key, (reporter, partner) in quarrels.items():
            if moved[reporter] or moved[partner]:
                assert key not in alive
