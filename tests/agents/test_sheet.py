"""Columns are declared, and any other name is refused: on tables, on the ledger of issues, on agents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import mypy.api
import numpy as np
import pytest

from agents.elderly import ElderlyResident
from agents.property_firm import PropertyFirm
from agents.sheet import KINDS_OF_COLUMN, Sheet, declared
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

SORTS = {"FloatArray": np.floating, "IntArray": np.integer, "BoolArray": np.bool_, "KeyArray": np.uint64}


@pytest.fixture(scope="module")
def world(scene: Scene) -> Neighbourhood:
    given = scene(
        "minzhu", "one-four-n", values={"place.households": 60, "issues.rate": 200}, months=2, burn_in=0
    )
    built = Neighbourhood(given, rng=1)
    built.step()
    return built


def sheets(world: Neighbourhood) -> list[Sheet]:
    return [*world.tables(), world.issues]


def test_the_columns_of_a_world_are_those_declared_and_of_their_types(world: Neighbourhood) -> None:
    assert set(SORTS) == set(KINDS_OF_COLUMN)
    for sheet in sheets(world):
        names = declared(type(sheet))
        assert set(names) == set(sheet.columns), type(sheet).__name__
        for name, sort in names.items():
            assert np.issubdtype(sheet.columns[name].dtype, SORTS[sort]), name


def test_a_misspelt_column_is_neither_read_nor_written(world: Neighbourhood) -> None:
    for sheet, wrong, right in (
        (world.households, "hardshp", "hardship"),
        (world.issues, "severty", "severity"),
        (world.firms, "qualty", "quality"),
    ):
        said = rf"has no column '{wrong}'\. Did you mean {right}\?"
        with pytest.raises(AttributeError, match=said):
            getattr(sheet, wrong)
        with pytest.raises(AttributeError, match=said):
            setattr(sheet, wrong, 3)


def test_a_column_is_changed_in_place_and_never_replaced(world: Neighbourhood) -> None:
    for sheet, name in ((world.households, "hardship"), (world.issues, "severity")):
        with pytest.raises(AttributeError, match=rf"change it in place, {name}\[:\]"):
            setattr(sheet, name, np.zeros(len(sheet)))


def test_an_agent_refuses_what_it_has_no_state_for(world: Neighbourhood) -> None:
    one: Any = world.agents_by_type[ElderlyResident][0]
    firm: Any = world.agents_by_type[PropertyFirm][0]
    one.hardship = 0.25
    assert world.households.hardship[one.row] == 0.25
    with pytest.raises(
        AttributeError, match=r"ElderlyResident has no state 'hardshp'\. Did you mean hardship\?"
    ):
        one.hardshp = 3.0
    with pytest.raises(AttributeError, match=r"no state 'qualty'\. Did you mean quality\?"):
        firm.qualty = 0.5
    with pytest.raises(AttributeError, match="no state 'takes_part'"):
        one.takes_part = lambda meeting, draw: True
    with pytest.raises(AttributeError, match="is a parameter"):
        one.sensitivity = 0.5
    with pytest.raises(AttributeError, match="no state 'hardshp'"):
        world.agents_by_type[ElderlyResident].set("hardshp", 1.0)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ((("elder", ElderlyResident),), "'elder' is no kind of agents; .* Did you mean elderly"),
        ((("elderly", PropertyFirm),), "PropertyFirm.* is no class of residents; 'elderly' needs one"),
        ((("elderly", "young"),), "'young' is no class of residents; 'elderly' needs one"),
        ((("elderly", ElderlyResident), ("elderly", ElderlyResident)), "'elderly' is named twice"),
    ],
)
def test_kinds_name_each_kind_once_and_a_class_of_residents(scene: Scene, kinds: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Neighbourhood([Placement(scene(values={"place.households": 20}), 1, kinds=kinds)])


MISSPELT = """
from model.neighbourhood import Neighbourhood


def change(world: Neighbourhood) -> None:
    world.households.hardship[:] = 0.0
    world.households.hardshp[:] = 0.0
    world.issues.severty = 3
"""


@pytest.mark.slow
def test_a_type_checker_sees_a_misspelt_column(tmp_path: Path) -> None:
    file = tmp_path / "change.py"
    file.write_text(MISSPELT, encoding="utf-8")
    said, _errors, _code = mypy.api.run([str(file)])
    assert (
        '"Households" has no attribute "hardshp"' in said
        and '"IssueLedger" has no attribute "severty"' in said
    )
    assert "Found 2 errors in 1 file" in said
