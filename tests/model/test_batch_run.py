"""Mesa's `batch_run` on a neighbourhood: as it is, or made from plain parameters."""

from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest

from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario, scenario

type Scene = Callable[..., Scenario]


class Town(Neighbourhood):
    """A neighbourhood made from a governance model's name."""

    def __init__(self, governance: str = "baseline", rng: int | None = None) -> None:
        values = {"place.households": 30}
        super().__init__(scenario("minzhu", governance, months=2, burn_in=1, overrides=values), rng=rng)


@pytest.fixture(scope="module")
def given(scene: Scene) -> Scenario:
    return scene("minzhu", "baseline", {"place.households": 30}, months=2, burn_in=1)


def rows(kind: type[Neighbourhood], given: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    return mesa.batch_run(kind, given, display_progress=False, **options)


def test_a_neighbourhood_is_run_with_seeds_and_gives_its_outcomes(given: Scenario) -> None:
    found = rows(Neighbourhood, {"given": given}, rng=[3, 4])
    worlds = [Neighbourhood(given, rng=seed).run() for seed in (3, 4)]
    for row, world in zip(found, worlds, strict=True):
        outcomes, last = world.outcomes().iloc[0], world.monthly().iloc[-1]
        assert (row["Step"], row["month"]) == (3.0, 2)
        for name, value in outcomes.items():
            np.testing.assert_equal(row[f"outcome_{name}"], float(value))
        for name, value in last.drop("compound").items():
            np.testing.assert_equal(row[name], value)


@pytest.mark.filterwarnings("ignore:The `iterations`:DeprecationWarning")
def test_iterations_and_no_seed_are_worlds_of_any_seed(given: Scenario) -> None:
    one, other = rows(Neighbourhood, {"given": [given]}, iterations=2)
    assert (one["iteration"], other["iteration"]) == (0, 1) and one["hardship"] != other["hardship"]
    assert len(rows(Neighbourhood, {"given": given}, rng=None)) == 1


def test_every_recorded_month_is_a_row_if_asked_for(given: Scenario) -> None:
    found = rows(Neighbourhood, {"given": given}, rng=3, data_collection_period=1)
    assert [row["month"] for row in found] == [1, 2]
    assert found[0]["outcome_conflict_index"] is None
    assert found[1]["outcome_conflict_index"] is not None


def test_max_steps_ends_a_run_and_the_months_lived_count(given: Scenario) -> None:
    (row,) = rows(Neighbourhood, {"given": given}, rng=3, max_steps=2)
    assert (row["Step"], row["month"]) == (2.0, 1)
    with pytest.raises(RuntimeError, match=r"1 months come before .*max_steps"):
        rows(Neighbourhood, {"given": given}, rng=3, max_steps=1)


def test_plain_parameters_are_run_over_by_a_class_of_ones_own() -> None:
    found = rows(Town, {"governance": ["baseline", "one-four-n"]}, rng=range(2))
    assert [(row["governance"], row["rng"]) for row in found] == [
        *(("baseline", 0), ("one-four-n", 0)),
        *(("baseline", 1), ("one-four-n", 1)),
    ]


@pytest.mark.slow
def test_processes_make_the_same_rows() -> None:
    asked = {"governance": ["baseline", "one-four-n"]}
    here, there = (rows(Town, asked, rng=[5], number_processes=processes) for processes in (1, 2))
    for one, other in zip(here, sorted(there, key=lambda row: int(row["RunId"])), strict=True):
        np.testing.assert_equal(one, other)


def test_several_placements_have_no_one_row_a_step(given: Scenario) -> None:
    world = Neighbourhood([Placement(given, seed) for seed in (1, 2)]).run()
    with pytest.raises(RuntimeError, match=r"this world 2: ask monthly\(\)"):
        _ = world.datacollector


def test_a_collector_of_ones_own_takes_its_place(given: Scenario) -> None:
    world = Neighbourhood(given, rng=3)
    world.datacollector = mine = mesa.DataCollector({"month": "month"})
    assert world.datacollector is mine
    assert isinstance(Neighbourhood(given, rng=3).run().datacollector, mesa.DataCollector)
