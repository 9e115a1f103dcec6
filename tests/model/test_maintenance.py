"""The maintenance fund is spent only where the owners vote for it, by two thirds and then a majority."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from model.issues import ASSIGNED, COMPOUND, DYAD
from model.maintenance import FUND, most_pressing
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

WILLING = {"votes.intercept": -2.5, "votes.shock": 1.5}
BUSY = {"issues.rate": 100.0, "maintenance.present": 1.0, "stock.reserve": 0.0, "triage.budget": 1.0}


def _worlds(
    scene: Scene, governance: str = "baseline", months: int = 48, seeds: int = 12, **values: float
) -> Neighbourhood:
    given = BUSY | WILLING | {key.replace("__", "."): value for key, value in values.items()}
    places = [
        Placement(scene("xihu-commodity", governance, given, months=months), seed) for seed in range(seeds)
    ]
    return Neighbourhood(places).run()


@pytest.fixture(scope="module")
def votes(scene: Scene) -> Neighbourhood:
    """Compounds with a fund, and owners who often come."""
    return _worlds(scene)


def rows(world: Neighbourhood) -> pd.DataFrame:
    return world.monthly().reset_index(drop=True)


def test_owners_pay_in_where_there_is_a_fund_and_nowhere_else(scene: Scene) -> None:
    values = {"maintenance.deposit": 5_000.0}
    places = [
        Placement(scene("xihu", values=values | {"maintenance.present": present}), 3) for present in (0, 1)
    ]
    world = Neighbourhood(places)
    assert world.books.balance(FUND).tolist() == [0.0, 5_000.0 * 294]
    assert world.books.balance("households").tolist() == [0.0, -5_000.0 * 294]
    assert (world.books.total() == 0).all()


def test_about_as_many_compounds_have_a_fund_as_the_case_says(scene: Scene) -> None:
    places = [Placement(scene("xihu", values={"place.households": 10}), seed) for seed in range(400)]
    share = places[0].scenario.parameters["maintenance.present"]
    assert (Neighbourhood(places).deposit > 0.0).mean() == pytest.approx(share, abs=0.07)


def test_the_fund_pays_for_one_large_work_in_the_month_of_a_vote_that_is_carried(
    votes: Neighbourhood,
) -> None:
    held = rows(votes)
    asked = held[held["maintenance_carried"].notna()]
    assert set(asked["month"] % 12) == {6}
    assert not asked.duplicated(["compound", "month"]).any()
    assert 0.1 < asked["maintenance_carried"].mean() < 0.9
    price = 100_000.0 / (8_000.0 * 330)
    assert asked["maintenance_spent"].to_numpy() == pytest.approx(price * asked["maintenance_carried"])
    assert held.loc[held["maintenance_carried"].isna(), "maintenance_spent"].eq(0.0).all()
    left = 1.0 - held.groupby("compound")["maintenance_spent"].sum().to_numpy()
    assert votes.books.balance(FUND) / votes.deposit == pytest.approx(left)


def test_without_a_quorum_or_a_majority_nothing_is_spent(votes: Neighbourhood, scene: Scene) -> None:
    held = rows(votes)
    assert held.loc[held["quorum_failed"] == 1.0, "maintenance_spent"].eq(0.0).all()
    against = rows(_worlds(scene, votes__support=-1.0))
    asked = against[against["maintenance_carried"].notna()]
    assert (asked["quorum_failed"] == 0.0).any()
    assert asked["maintenance_carried"].eq(0.0).all()


def test_the_most_severe_large_work_that_the_fund_can_carry_is_put_to_the_vote(scene: Scene) -> None:
    world = Neighbourhood(scene("xihu-commodity", values=BUSY | {"maintenance.deposit": 500.0}), rng=2)
    world.step()
    issues = world.issues
    issues.capital[:] = False
    before = len(issues)
    issues.add(
        {
            "key": np.arange(1, 6, dtype=np.uint64), "capital": True, "status": ASSIGNED,
            "scale": np.array([COMPOUND, COMPOUND, DYAD, COMPOUND, COMPOUND]),
            "severity": np.array([0.3, 0.5, 0.9, 0.8, 0.7]), "funded": np.array([False] * 4 + [True]),
            "cost": np.array([90_000.0, 90_000.0, 3_000.0, 200_000.0, 90_000.0]),
        }
    )  # fmt: skip
    everywhere, nowhere = np.array([True]), np.array([False])
    assert most_pressing(world, everywhere).tolist() == [before + 1]
    assert most_pressing(world, nowhere).tolist() == []


@pytest.mark.slow
def test_online_voting_spends_more_of_the_fund(scene: Scene) -> None:
    usual = {"votes__intercept": -3.22, "votes__shock": 0.8}
    offline, online = (
        rows(_worlds(scene, governance, 60, 16, **usual)).groupby("compound")["maintenance_spent"].sum()
        for governance in ("baseline", "digital")
    )
    assert (online >= offline).mean() > 0.8
    assert online.mean() > offline.mean() > 0.0
