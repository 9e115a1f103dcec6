"""Worlds for the tests of the model, and how to tell whether two of them lived the same months."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from experiments.contract_tests import small_worlds
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Committees = Callable[..., Neighbourhood]
type Held = Callable[..., tuple[Neighbourhood, Any]]
type Lived = Callable[..., dict[str, float]]
type Rows = Callable[..., pd.DataFrame]
type Differing = Callable[[pd.DataFrame, pd.DataFrame], list[str]]


@pytest.fixture(scope="session")
def rows_of() -> Rows:
    """The months of one compound of a world, as if it were alone."""
    return small_worlds.rows_of


@pytest.fixture(scope="session")
def differing() -> Differing:
    """The columns in which two tables differ, byte for byte."""
    return small_worlds.differing


@pytest.fixture(scope="session")
def about_money() -> set[str]:
    """Columns that tell what governing cost: months and outcomes."""
    return set(small_worlds.ABOUT_MONEY)


SMALL = {"place.households": 112, "issues.rate": 150}


@pytest.fixture(scope="module")
def held(scene: Scene, made_of: MadeOf) -> Held:
    """A small compound at the beginning of its second month, and the first of the instruments it holds."""

    def make(*kinds: str, case: str = "minzhu", **values: float) -> tuple[Neighbourhood, Any]:
        given = SMALL | {key.replace("__", "."): value for key, value in values.items()}
        world = Neighbourhood(scene(case, made_of(*kinds), given, months=12, burn_in=0), rng=3)
        world.step()
        world.month = 2
        world.begin_month()
        return world, world.instrument(kinds[0])

    return make


@pytest.fixture(scope="module")
def lived(scene: Scene, made_of: MadeOf) -> Lived:
    """Means over four small compounds and eighteen months; with the same seeds, with these instruments."""
    known: dict[tuple[object, ...], dict[str, float]] = {}

    def live(*kinds: str, **values: float) -> dict[str, float]:
        case = (kinds, *sorted(values.items()))
        if case not in known:
            given = SMALL | {key.replace("__", "."): value for key, value in values.items()}
            one = scene("minzhu", made_of(*kinds), given, months=18, burn_in=6)
            rows = Neighbourhood([Placement(one, seed) for seed in range(4)]).run().monthly()
            known[case] = rows.mean(numeric_only=True).to_dict()
        return known[case]

    return live


@pytest.fixture(scope="module")
def committees(scene: Scene) -> Committees:
    """Committees of compounds in which nothing else happens: issues come from the test alone."""

    def make(count: int, **values: float) -> Neighbourhood:
        usual = {
            "place.households": 1,
            "triage.days": 20,
            "triage.admin_share": 0.6,
            "triage.rush": 1,
            "triage.unsatisfied": 0,
        }
        chosen = usual | {key.replace("__", "."): value for key, value in values.items()}
        given = scene("xihu", "baseline", chosen, months=1, burn_in=0)
        return Neighbourhood([Placement(given, seed) for seed in range(count)])

    return make
