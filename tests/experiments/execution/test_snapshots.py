"""Scenes: they change nothing, say what is there, and stay small."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from experiments.execution import snapshots
from experiments.execution.snapshots import COHORTS, Scene, film, look
from model import nuisance
from model.neighbourhood import Neighbourhood, Placement
from model.newcomers import GROUP_KINDS
from scenarios.read import Scenario, scenario

Given = Callable[..., Scenario]
SEED = 20


def busy(governance: str = "one-four-n-consent", **changes: Any) -> Scenario:
    """A small compound in which people move, shops open and ties are made."""
    values = {"place.households": 60, "issues.rate": 120, **changes.pop("values", {})}
    return scenario(
        changes.pop("case", "minzhu"), governance, overrides=values, **{"months": 14, "burn_in": 3} | changes
    )


@pytest.fixture(scope="module")
def world() -> Neighbourhood:
    """A world that was not filmed, to compare with."""
    return Neighbourhood([Placement(busy(), SEED)], archive=True).run()


@pytest.fixture(scope="module")
def told() -> snapshots.Told:
    """The same world, filmed and sent as JSON."""
    found: snapshots.Told = json.loads(json.dumps(film([busy()], SEED)))[0]
    return found


def bytes_of(world: Neighbourhood) -> list[bytes]:
    tables = (world.monthly(), world.outcomes(), world.issues_table().drop(columns=["kind", "status"]))
    households = np.concatenate(
        [np.ravel(column).astype(float) for column in world.households.columns.values()]
    )
    return [table.to_numpy(dtype=float).tobytes() for table in tables] + [
        households.tobytes(),
        world.ties.slots.tobytes(),
    ]


def test_a_film_changes_nothing_of_what_a_world_lives_through(world: Neighbourhood) -> None:
    filmed = Neighbourhood([Placement(busy(), SEED)], archive=True, observers=[Scene()]).run()
    assert bytes_of(filmed) == bytes_of(world)


def test_the_last_month_of_a_film_is_the_world_as_it_stands(
    world: Neighbourhood, told: snapshots.Told
) -> None:
    seen, h = look(told, 14), world.households
    assert (seen.group == h.group).all() and (seen.ground == (h.floor == 1)).all()
    for name in ("active", "paid"):
        assert (getattr(seen, name) == h.columns[name]).all()
    assert (seen.tenant == ~h.owner).all() and (seen.away == ~h.present).all()
    assert set(seen.shops) == set(np.flatnonzero(h.converted)) and len(seen.shops)
    assert set(seen.shops[seen.lawful]) == set(np.flatnonzero(h.lawful)) and seen.lawful.any()
    for name in ("disturbance", "hardship"):
        assert np.abs(getattr(seen, name) - h.columns[name]).max() <= 0.5 / snapshots.STEPS
    assert seen.disturbance.max() > 0.1


def test_every_household_hears_the_shop_that_the_world_says(
    world: Neighbourhood, told: snapshots.Told
) -> None:
    heard = look(told, 14).source
    source = world.nuisance.source_of(np.arange(60))
    expected = np.where(world.households.disturbance > 0.0, source, -1)
    assert (heard == expected).all() and len(set(heard)) > 2


def test_ties_are_those_of_the_world_after_all_changes(world: Neighbourhood, told: snapshots.Told) -> None:
    pairs = np.sort(np.stack(world.ties.ends, axis=1), axis=1)
    assert sorted(map(tuple, look(told, 14).ties.tolist())) == sorted(set(map(tuple, pairs.tolist())))
    assert any(month["made"] for month in told["months"][1:]) and any(
        month["lost"] for month in told["months"][1:]
    )


def test_open_issues_are_counted_by_stairwell_and_for_the_compound(
    world: Neighbourhood, told: snapshots.Told
) -> None:
    seen, issues = look(told, 14), world.issues_table()
    live = issues[~issues["status"].isin(["resolved", "lost", "faded"])]
    wide = live["scale"] == 2
    assert seen.open_wide == wide.sum()
    assert seen.open.tolist() == np.bincount(live["stairwell"][~wide], minlength=len(seen.open)).tolist()
    assert seen.open.sum() > 0


def test_every_issue_of_the_record_is_told_with_its_life(world: Neighbourhood, told: snapshots.Told) -> None:
    table = world.issues_table().set_index("key")
    rows = [dict(zip(snapshots.ISSUE, issue, strict=True)) for issue in told["issues"]]
    assert {int(row["id"], 16) for row in rows} == set(
        table.index[(table["closed"] == -999) | (table["closed"] >= 1)]
    )
    for row in rows:
        one = table.loc[int(row["id"], 16)]
        assert (
            row["kind"] == one["kind"] and row["status"] == one["status"] and row["raised"] == one["raised"]
        )
        assert row["reported"] == (None if one["reported"] == -999 else one["reported"])
        assert row["partner"] == (None if one["partner"] < 0 else one["partner"])


def test_months_are_the_recorded_ones_and_another_is_refused(told: snapshots.Told) -> None:
    assert [month["month"] for month in told["months"]] == list(range(1, 15))
    with pytest.raises(KeyError):
        look(told, 15)


def test_two_governance_models_are_filmed_in_the_same_world(told: snapshots.Told) -> None:
    both = film([busy("baseline"), busy()], SEED)
    assert [one["governance"] for one in both] == ["baseline", "one-four-n-consent"]
    assert json.loads(json.dumps(both[1])) == told
    assert look(both[0], 1).group.tolist() == look(both[1], 1).group.tolist()


def test_a_compound_of_a_district_is_filmed_by_its_number() -> None:
    given = scenario("district-small", "baseline", months=2, burn_in=1)
    first, third = film([given], SEED)[0], film([given], SEED, compound=2)[0]
    assert first["compounds"] == third["compounds"] == 12
    assert first["stairwell"][0] == third["stairwell"][0] == 0
    world = Neighbourhood([Placement(given, SEED)]).run()
    rows = slice(int(world.compounds.first[2]), int(world.compounds.first[2] + world.compounds.households[2]))
    assert (look(third, 2).group == world.households.group[rows]).all()
    assert look(third, 2).ties.max() < len(third["floor"])


def test_what_a_scene_knows_of_shops_is_what_the_model_knows() -> None:
    assert (snapshots.REACH, snapshots.SITES) == (nuisance.REACH, nuisance.SITES)
    assert COHORTS[: snapshots.GROUND] == GROUP_KINDS


def test_six_years_of_an_average_compound_are_less_than_a_megabyte() -> None:
    told = film([scenario("xihu", "one-four-n", months=72, burn_in=0)], SEED)[0]
    assert len(told["floor"]) == 294 and len(told["months"]) == 72
    assert len(json.dumps(told, separators=(",", ":")).encode()) < 300_000
