"""The same seed gives the same rows, byte for byte, whatever else happens around a compound."""

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import mesa
import numpy as np
import pandas as pd
import pytest

from agents.elderly import ElderlyResident
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]
type Rows = Callable[..., pd.DataFrame]
type Differing = Callable[[pd.DataFrame, pd.DataFrame], list[str]]

ROOT = Path(__file__).resolve().parents[2]
GOVERNED = ["baseline", "one-four-n", "one-four-n-consent", "troika", "troika-forum"]


def _busy(scene: Scene, governance: str = "one-four-n") -> Scenario:
    """A small compound in which much happens, a renewal included."""
    return scene("minzhu", governance, {"place.households": 150, "issues.rate": 120}, months=18)


@pytest.mark.parametrize("governance", GOVERNED)
def test_the_same_seed_gives_the_same_rows_twice(
    scene: Scene, rows_of: Rows, differing: Differing, governance: str
) -> None:
    one, other = (Neighbourhood(_busy(scene, governance), rng=3).run() for _ in range(2))
    assert differing(rows_of(one), rows_of(other)) == []
    assert differing(one.outcomes(), other.outcomes()) == []


def test_another_seed_gives_other_rows(scene: Scene, rows_of: Rows, differing: Differing) -> None:
    one, other = (Neighbourhood(_busy(scene), rng=seed).run() for seed in (3, 4))
    assert len(differing(rows_of(one), rows_of(other))) > 20


ELSEWHERE = """
from model.neighbourhood import Neighbourhood
from scenarios.read import scenario
values = {"place.households": 150, "issues.rate": 120}
given = scenario("minzhu", "one-four-n", months=18, burn_in=12, overrides=values)
print(Neighbourhood(given, rng=3).run().monthly().to_numpy(dtype=float).tobytes().hex())
"""


@pytest.mark.slow
def test_another_process_gives_the_same_rows(scene: Scene) -> None:
    here = Neighbourhood(_busy(scene), rng=3).run().monthly().to_numpy(dtype=float).tobytes()
    said = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT), "GONGZHI_LANG": "zh"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert bytes.fromhex(said.stdout.strip()) == here


def _curious(world: Neighbourhood) -> None:
    """Look at whatever can be looked at, in Mesa's way too."""
    world.agents.shuffle_do(lambda agent: agent.unique_id)
    world.agents_by_type[ElderlyResident].agg("hardship", np.mean)
    world.random.random()
    world.rng.random()
    world.network()
    world.issues_table()


def test_observers_change_nothing(scene: Scene, rows_of: Rows, differing: Differing) -> None:
    given = _busy(scene)
    unseen = Neighbourhood(given, rng=3).run()
    collector = mesa.DataCollector(agent_reporters={"felt": lambda agent: getattr(agent, "hardship", None)})
    watched = Neighbourhood(given, rng=3, observers=[_curious, collector.collect]).run()
    assert differing(rows_of(unseen), rows_of(watched)) == []
    assert len(collector.get_agent_vars_dataframe()) >= 150 * 30


def test_an_archive_of_issues_changes_nothing(scene: Scene, rows_of: Rows, differing: Differing) -> None:
    given = _busy(scene)
    without, archived = (Neighbourhood(given, rng=3, archive=archive).run() for archive in (False, True))
    assert differing(rows_of(without), rows_of(archived)) == []
    assert len(archived.issues_table()) > len(without.issues_table())


def test_reading_the_months_halfway_changes_nothing(
    scene: Scene, rows_of: Rows, differing: Differing
) -> None:
    given = _busy(scene)
    at_once, interrupted = Neighbourhood(given, rng=3).run(), Neighbourhood(given, rng=3)
    for _ in range(20):
        interrupted.step()
    interrupted.monthly()
    interrupted.outcomes()
    assert differing(rows_of(at_once), rows_of(interrupted.run())) == []


def _street(scene: Scene) -> list[Placement]:
    """Compounds that differ in case, size, governance model, start and the values of many parameters."""
    odd: dict[str, float] = {
        "place.floors": 3,
        "fee.quality": 3,
        "conversion.review_months": 6,
        "votes.assembly_months": 9,
        "forum.rounds": 3,
        "forum.attendees": 12,
    }
    angry: dict[str, float] = {
        "issues.rate": 150,
        "petitions.sweeps": 1,
        "petitions.threshold": 0.05,
        "population.threshold_mean": 0.1,
    }
    given: list[tuple[str, str, int, dict[str, float], int]] = [
        ("xihu", "baseline", 90, {}, 1),
        ("minzhu", "one-four-n", 150, {"fund.board_months": 5.0}, 1),
        ("honghu", "troika", 211, {"ties.degree": 9.0}, 1),
        ("xihu", "one-four-n-consent", 37, odd, 4),
        ("minzhu", "troika-forum", 64, angry, 1),
        ("xihu", "baseline", 1, {}, 1),
    ]
    return [
        Placement(scene(case, model, {"place.households": size} | values, months=18, start=start), seed)
        for seed, (case, model, size, values, start) in enumerate(given)
    ]


@pytest.fixture(scope="module")
def alone(scene: Scene, rows_of: Rows) -> list[pd.DataFrame]:
    """The months of every compound of the street when it is the only one in the world."""
    return [rows_of(Neighbourhood([place]).run()) for place in _street(scene)]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (2, 0, 5, 4, 1, 3)])
def test_compounds_live_side_by_side_as_they_do_alone(
    scene: Scene, rows_of: Rows, differing: Differing, alone: list[pd.DataFrame], order: tuple[int, ...]
) -> None:
    street = _street(scene)
    world = Neighbourhood([street[place] for place in order]).run()
    for position, place in enumerate(order):
        assert differing(rows_of(world, position), alone[place]) == [], f"compound {place} in order {order}"


@pytest.mark.slow
def test_a_compound_among_many_has_the_outcomes_it_has_alone(scene: Scene, differing: Differing) -> None:
    street = _street(scene)
    together = Neighbourhood(street).run().outcomes()
    for position, place in enumerate(street):
        single = Neighbourhood([place]).run().outcomes()
        assert differing(together.iloc[[position]].reset_index(drop=True), single) == []


NOT_THE_FIRSTS = {
    "conversion.review_months": 6,
    "petitions.sweeps": 1,
    "votes.assembly_months": 9,
    "fund.board_months": 5,
    "place.floors": 4,
    "mediation.attempts": 1,
    "representative.households": 10,
    "ties.decay": 0.03,
    "renewal.months": 12,
}


BUSY = {
    "place.households": 200,
    "issues.rate": 200,
    "petitions.threshold": 0.05,
    "population.threshold_mean": 0.1,
}


@pytest.fixture(scope="module")
def others(scene: Scene) -> dict[str, Placement]:
    """Compounds that differ from any first one in one value each."""
    return {
        key: Placement(scene("minzhu", "one-four-n", BUSY | {key: value}, months=30), 2)
        for key, value in NOT_THE_FIRSTS.items()
    }


@pytest.fixture(scope="module")
def behind_a_first(scene: Scene, others: dict[str, Placement]) -> Neighbourhood:
    """They all live behind a first compound that has none of their values."""
    first = Placement(scene("xihu", "baseline", {"place.households": 20}, months=30), 1)
    return Neighbourhood([first, *others.values()]).run()


@pytest.mark.parametrize(("place", "key"), list(enumerate(NOT_THE_FIRSTS, 1)))
@pytest.mark.slow
def test_no_compound_lives_by_the_values_of_the_first(
    behind_a_first: Neighbourhood,
    others: dict[str, Placement],
    rows_of: Rows,
    differing: Differing,
    place: int,
    key: str,
) -> None:
    single = Neighbourhood([others[key]]).run()
    assert differing(rows_of(behind_a_first, place), rows_of(single)) == []


@pytest.mark.slow
def test_whole_cases_live_side_by_side_as_they_do_alone(
    scene: Scene, rows_of: Rows, differing: Differing
) -> None:
    """Ten of the fifteen pairs: each case with three governance models or more, each of these in two."""
    cases = itertools.cycle(("minzhu", "xihu", "honghu"))
    places = [
        Placement(scene(case, governance, months=60), seed)
        for seed, (case, governance) in enumerate(zip(cases, GOVERNED * 2, strict=False))
    ]
    world = Neighbourhood(places[::-1]).run()
    for position, place in enumerate(places[::-1]):
        single = Neighbourhood([place]).run()
        assert differing(rows_of(world, position), rows_of(single)) == []


def test_compounds_of_one_world_share_their_length(scene: Scene) -> None:
    with pytest.raises(ValueError, match="must share burn-in and months"):
        Neighbourhood([Placement(scene(months=12), 1), Placement(scene(months=13), 1)])
