"""Granovetter's (1978) cascade: thresholds N(.25, s) in a large crowd, the outcome jumps at s = .122."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.perceptions import Crowd
from agents.resident import Resident
from agents.table import Table
from model.neighbourhood import Neighbourhood
from model.petitions import activate
from model.streams import keys, normal
from scenarios.read import Scenario, ledger

type Scene = Callable[..., Scenario]


def _crowd(count: int, spread: float, seed: int) -> Table:
    """Households that all know each other, all aggrieved, with nothing futile: only thresholds count."""
    values = {key: float(entry.default) for key, entry in ledger().items()}
    values |= {"petitions.futility": 0.0, "petitions.threshold": 0.0}
    identity = keys(np.full(count, seed, dtype=np.uint64), np.arange(count))
    columns: dict[str, Any] = {
        "grievance": np.ones(count),
        "contacts": np.zeros(count),
        "staff_tie": np.zeros(count, dtype=bool),
        "present": np.ones(count, dtype=bool),
        "threshold": 0.25 + spread * normal(identity, "threshold"),
    }
    return Table([Resident], np.zeros(count, dtype=int), values, columns)


def _equilibrium(count: int, spread: float, seed: int = 1) -> float:
    table, signed = _crowd(count, spread, seed), np.zeros(count, dtype=bool)
    while True:
        crowd = Crowd(1.0, float(signed.sum()), float(signed.mean()))
        now = table.decide(Resident.joins_petition, crowd, np.full(count, 0.5))
        if (now == signed).all():
            return float(signed.mean())
        signed = now


def test_the_cascade_jumps_where_granovetter_found_it() -> None:
    spreads = np.round(np.arange(0.08, 0.1601, 0.005), 4)
    share = {
        spread: float(np.median([_equilibrium(20_000, spread, s) for s in range(3)])) for spread in spreads
    }
    assert share[0.1] < 0.02
    assert share[0.115] < 0.1
    assert share[0.13] > 0.95
    jump = max(np.diff(list(share.values())))
    at = spreads[1:][np.argmax(np.diff(list(share.values())))]
    assert jump > 0.5
    assert 0.12 < at <= 0.13


def test_among_a_hundred_chance_decides_near_the_jump_and_only_there() -> None:
    near = [_equilibrium(100, 0.122, seed) for seed in range(40)]
    assert min(near) < 0.2
    assert max(near) > 0.9
    assert max(_equilibrium(100, 0.08, seed) for seed in range(40)) < 0.1
    assert min(_equilibrium(100, 0.25, seed) for seed in range(40)) > 0.8


def test_a_petition_in_the_world_gathers_by_the_same_jump(scene: Scene) -> None:
    """One stairwell of 40 floors is a small crowd in which all see each other; acquaintances are few."""
    petitioners = {}
    for spread in (0.05, 0.30):
        values = {
            "place.households": 80,
            "place.floors": 40,
            "ties.degree": 2,
            "landlord.converts_at": 0,
            "landlord.off_site": 0.3,
            "petitions.threshold": 0.05,
            "petitions.salience": 0.0,
            "population.threshold_spread": spread,
        }
        counts = []
        for seed in range(10):
            world = Neighbourhood(scene(values=values, months=1, burn_in=0), rng=seed)
            world.step()
            world.households.grievance[:] = 1.0
            world.households.contacts[:] = 0.0
            world.households.staff_tie[:] = False
            activate(world)
            counts.append(world.record.series["petitioners"][0, 0])
        petitioners[spread] = np.median(counts)
    assert petitioners[0.05] == 0
    assert petitioners[0.30] >= 60


def _signers(scene: Scene, **values: float) -> float:
    keyed = {key.replace("__", "."): value for key, value in values.items()}
    world = Neighbourhood(scene("minzhu", values=keyed, months=24), rng=5).run()
    return float(world.monthly()["petitioners"].sum())


MUCH = {"issues__rate": 100.0, "grievance__decay": 0.1}
"""There is much to sign about."""


def test_more_perceived_futility_means_fewer_signatures(scene: Scene) -> None:
    signed = [
        _signers(scene, petitions__futility=futility, petitions__threshold=0.1, **MUCH)
        for futility in (1.0, 2.3, 5.0)
    ]
    assert signed[0] > signed[1] > signed[2] > 0


def test_a_large_petition_is_heard_and_the_next_must_wait(scene: Scene) -> None:
    values = {"petitions.threshold": 0.05, "petitions.futility": 1.0, "population.threshold_mean": 0.1}
    values |= {"cluster.households": 1000, "petitions.large_households": 30}
    values |= {"petitions.refractory_months": 3}
    world = Neighbourhood(scene("minzhu", values=values, months=36), rng=5).run()
    rows = world.monthly()
    events, large = np.flatnonzero(rows["group_petitions"]), np.flatnonzero(rows["large_petitions"])
    assert len(large) > 3
    assert np.diff(large).min() >= 3
    assert np.diff(events)[~np.isin(events[1:], large)].min(initial=3) >= 3
    assert (rows["group_petitions"] >= rows["large_petitions"]).all()
    assert (rows["large_petitions"] <= (rows["petitioners"] >= 30)).all()


@pytest.mark.parametrize("seed", range(3))
def test_no_household_signs_that_could_not_alone(scene: Scene, seed: int) -> None:
    """Signing needs grievance above the threshold in this month's air, whatever the neighbours do."""
    world = Neighbourhood(
        scene("minzhu", values={"petitions.salience": 0.0, "petitions.threshold": 0.15}), rng=seed
    )
    for _ in range(20):
        world.step()
        signed = world.record.series["petitioners"][world.record.page, 0]
        assert signed <= (world.households.grievance > 0.15).sum()
