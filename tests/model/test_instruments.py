"""What every instrument of governance must do, whichever it is: found by its file, tested by itself."""

import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

import model.instruments
from experiments.contract_tests.instruments import *  # noqa: F403
from experiments.contract_tests.instruments_in_a_world import (
    test_an_instrument_moves_levers_and_no_outcome,
    touched,
)
from experiments.contract_tests.small_worlds import EVENTFUL, SEEDS, lives
from experiments.contract_tests.under_test import in_its_project, pytest_generate_tests
from model.instrument import instrument_kinds
from model.levers import Levers
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario, ScenarioError, sections
from scenarios.shipped import is_shipped

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Rows = Callable[..., pd.DataFrame]
type Differing = Callable[[pd.DataFrame, pd.DataFrame], list[str]]

__all__ = [
    "in_its_project",
    "pytest_generate_tests",
    "test_an_instrument_moves_levers_and_no_outcome",
    "touched",
]

KINDS = sorted(instrument_kinds())
type Months = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def months(scene: Scene, made_of: MadeOf) -> Months:
    """The months of four small eventful compounds under the instruments named; each is lived once."""
    known: dict[tuple[str, ...], pd.DataFrame] = {}

    def live(*kinds: str) -> pd.DataFrame:
        if kinds not in known:
            known.update(lives({kinds: scene("minzhu", made_of(*kinds), EVENTFUL, months=24)}))
        return known[kinds]

    return live


def test_no_instrument_next_door_changes_anything_here(
    scene: Scene, made_of: MadeOf, rows_of: Rows, months: Months, differing: Differing
) -> None:
    """Not even in the same world lived often, where people and issues have the same identities."""
    street = [scene("minzhu", made_of(*kinds), EVENTFUL, months=24) for kinds in ((), *zip(KINDS))]
    together = Neighbourhood([Placement(given, SEEDS[-1]) for given in street]).run()
    alone = months().tail(24).reset_index(drop=True)
    assert differing(rows_of(together), alone) == []


def test_an_instrument_says_where_it_comes_from_what_it_does_and_its_downside(kind: str) -> None:
    if not is_shipped("instruments", kind):
        pytest.skip("somebody's own")
    said = " ".join((importlib.import_module(f"model.instruments.{kind}").__doc__ or "").split())
    assert re.search(r"\bSeeds?: |\bS[0-4]\b", said), "name the seed"
    assert "Acts on" in said
    assert "Downside: " in said
    assert re.search(r"[\u4e00-\u9fff]", said), "name it in Chinese"
    assert inspect.getdoc(instrument_kinds()[kind])


def test_the_ledgers_instruments_are_the_files() -> None:
    assert {kind for kind, section in sections().items() if section.instrument} == set(KINDS)


@pytest.mark.parametrize("governance", ["baseline", "one-four-n", "troika"])
def test_a_governance_model_compared_with_itself_gives_exactly_zero(scene: Scene, governance: str) -> None:
    given = scene("minzhu", governance, {"place.households": 150}, months=18)
    one, other = [Placement(given, seed) for seed in SEEDS], [Placement(given, seed) for seed in SEEDS]
    outcomes = Neighbourhood([*one, *other]).run().outcomes()
    difference = outcomes[len(one) :].reset_index(drop=True) - outcomes[: len(one)]
    assert (difference.fillna(0.0) == 0.0).all(axis=None)
    assert (outcomes[: len(one)].isna() == outcomes[len(one) :].reset_index(drop=True).isna()).all(axis=None)


def test_levers_return_to_the_baseline_every_month(scene: Scene) -> None:
    world = Neighbourhood(scene("minzhu", "one-four-n", EVENTFUL), rng=1)
    for _ in range(15):
        world.step()
    world.levers.reset()
    fresh = Levers(world.compounds)
    assert len(fresh.now) > 30
    for name, value in fresh.now.items():
        assert (world.levers.now[name] == value).all(), name


TEA_HOUSE = '''
"""Tea house (茶馆): quarrels are talked over. Seed: a test. Acts on capacity. Downside: it takes days."""

from model.instrument import Instrument, Setting


class TeaHouse(Instrument):
    """Adds mediation skill."""

    kind = "tea_house"
    full_strength = Setting("convenor.strength")
    days = Setting("convenor.staff_days")

    def staff_days(self):
        return self.per_committee(self.days)

    def set_up(self, levers):
        levers.skill += 0.5 * self.strength
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder beside ``model/instruments`` in which instruments are found too."""
    monkeypatch.setattr(model.instruments, "__path__", [*model.instruments.__path__, str(tmp_path)])
    known = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - known:
        if name.startswith("model.instruments."):
            del sys.modules[name]


def test_a_new_instrument_is_one_file(months: Months, folder: Path) -> None:
    (folder / "tea_house.py").write_text(TEA_HOUSE, encoding="utf-8")
    importlib.invalidate_caches()
    without, alone = months(), months("tea_house")
    assert alone["staff_days_instruments"].min() > 0.0
    assert alone["mediation_settled"].sum() / alone["mediated"].sum() > (
        without["mediation_settled"].sum() / without["mediated"].sum()
    )


@pytest.mark.parametrize("body", ["", TEA_HOUSE.replace('"tea_house"', '"tea_garden"')])
def test_a_file_that_holds_no_instrument_of_its_name_is_refused_by_name(folder: Path, body: str) -> None:
    (folder / "tea_house.py").write_text(body, encoding="utf-8")
    importlib.invalidate_caches()
    with pytest.raises(ScenarioError, match=r"tea_house\.py: must (hold one class|say kind = 'tea_house')"):
        instrument_kinds()
