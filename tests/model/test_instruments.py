"""What every instrument of governance must do, whichever it is: found by its file, tested by itself."""

import importlib
import inspect
import itertools
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import model.instruments
from model.instrument import Instrument, instrument_kinds
from model.levers import Levers
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario, ledger, sections

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Rows = Callable[..., pd.DataFrame]
type Differing = Callable[[pd.DataFrame, pd.DataFrame], list[str]]

KINDS = sorted(instrument_kinds())
EVENTFUL = {
    "place.households": 60,
    "issues.rate": 200,
    "fee.firm_present": 0.5,
    "fee.quality_start": 0.4,
    "owners_committee.initial": 0.5,
    "forum.sessions": 1.0,
    "forum.stratified": 0.3,
    "forum.representatives": 0.3,
    "outside_experts.months": 12,
    "task_force.standing": 0.5,
    "petitions.threshold": 0.08,
}
SEEDS = range(4)
PARTNERS = {"by_type": ("forum", "micro_projects"), "four_haves": ("forum", "patrol")}  # whom it helps
LACKING = {  # what it supplies, or where it pays
    "four_haves": {"place.has_venue": 0.0, "place.has_staff": 0.0},
    "arrears_settlement": {"fee.collection_start": 0.4, "fee.firm_present": 1},
    "fee_negotiation": {
        "owners_committee.initial": 1,
        "fee.firm_present": 1,
        "fee.ratio": 0.7,
        "fee.quality_start": 0.3,
    },
    "private_capital": {"triage.capital_large": 30_000, "fund.revenue": 15, "private_capital.found": 0.5},
}


type Months = Callable[..., pd.DataFrame]
type Lives = Mapping[Any, pd.DataFrame]


def lives[Way](ways: Mapping[Way, Scenario]) -> dict[Way, pd.DataFrame]:
    """The months of four compounds under each scenario. All live side by side in one world, as they would
    alone: that takes a tenth of the time.
    """
    world = Neighbourhood([Placement(given, seed) for given in ways.values() for seed in SEEDS])
    rows = world.run().monthly()
    way = rows["compound"] // len(SEEDS)
    parts = (rows[way == place].drop(columns="compound").reset_index(drop=True) for place in range(len(ways)))
    return dict(zip(ways, parts, strict=True))


@pytest.fixture(scope="module")
def months(scene: Scene, made_of: MadeOf) -> Months:
    """The months of four small eventful compounds under the instruments named; each is lived once."""
    known: dict[tuple[str, ...], pd.DataFrame] = {}

    def live(*kinds: str) -> pd.DataFrame:
        if kinds not in known:
            known.update(lives({kinds: scene("minzhu", made_of(*kinds), EVENTFUL, months=24)}))
        return known[kinds]

    return live


@pytest.fixture(scope="module")
def placebos(scene: Scene, made_of: MadeOf) -> Lives:
    """Under all instruments but one, and with that one at strength zero beside them."""
    ways = {}
    for kind in KINDS:
        others, values = [other for other in KINDS if other != kind], EVENTFUL | {f"{kind}.strength": 0.0}
        for way, kinds in (("without", others), ("placebo", KINDS)):
            ways[way, kind] = scene("minzhu", made_of(*kinds), values, months=26)
    return lives(ways)


@pytest.fixture(scope="module")
def in_full(scene: Scene, made_of: MadeOf) -> Lives:
    """With and without each instrument, beside those it helps; nobody's staff-days are taken from others."""
    ways = {}
    for kind in KINDS:
        partners, values = PARTNERS.get(kind, ()), EVENTFUL | LACKING.get(kind, {})
        for way, kinds in (("without", partners), ("with", (*partners, kind))):
            ways[way, kind] = scene("minzhu", made_of(*kinds), values, months=24)
    with pytest.MonkeyPatch.context() as patch:
        for instrument in instrument_kinds().values():
            patch.setattr(instrument, "staff_days", Instrument.staff_days)
        return lives(ways)


@pytest.fixture(scope="module")
def four_months(scene: Scene, made_of: MadeOf) -> Lives:
    """Under no instrument, and under each alone: at full strength, at none, and from the fourth month on."""
    ways: dict[object, Scenario] = {(): scene("minzhu", made_of(), EVENTFUL, months=4, burn_in=2)}
    for kind, (strength, start) in itertools.product(KINDS, ((1.0, 1), (0.0, 1), (1.0, 4))):
        values = EVENTFUL | {f"{kind}.strength": strength}
        ways[kind, strength, start] = scene("minzhu", made_of(kind), values, months=4, burn_in=2, start=start)
    return lives(ways)


@pytest.mark.parametrize("kind", KINDS)
def test_at_strength_zero_an_instrument_changes_nothing_but_cost(
    placebos: Lives, differing: Differing, about_money: set[str], kind: str
) -> None:
    assert set(differing(placebos["without", kind], placebos["placebo", kind])) <= about_money


@pytest.mark.parametrize("kind", KINDS)
def test_an_instrument_in_full_changes_more_than_cost(
    in_full: Lives, differing: Differing, about_money: set[str], kind: str
) -> None:
    """Beside the days it takes from other work: here it takes none."""
    assert set(differing(in_full["without", kind], in_full["with", kind])) - about_money


@pytest.mark.parametrize("strength", [1.0, 0.0])
@pytest.mark.parametrize("kind", KINDS)
def test_an_instrument_costs_days_and_perhaps_money_even_where_it_does_nothing(
    four_months: Lives, kind: str, strength: float
) -> None:
    without, alone = four_months[()], four_months[kind, strength, 1]
    days = alone["staff_days_instruments"] - without["staff_days_instruments"]
    assert days.min() >= 0.0
    assert days.sum() > 0.0
    assert (alone["cost_running"] - without["cost_running"]).min() >= -1e-9


@pytest.mark.parametrize("kind", KINDS)
def test_before_its_start_an_instrument_neither_acts_nor_costs(
    four_months: Lives, differing: Differing, kind: str
) -> None:
    without, alone = four_months[()], four_months[kind, 1.0, 4]
    before = without["month"] < 4
    later = "demands_in_time"  # entered in the month in which a demand was told, up to three months before
    assert set(differing(without[before], alone[before])) <= {later}
    assert alone.loc[~before, "staff_days_instruments"].sum() > 0.0


def test_no_instrument_next_door_changes_anything_here(
    scene: Scene, made_of: MadeOf, rows_of: Rows, months: Months, differing: Differing
) -> None:
    """Not even in the same world lived often, where people and issues have the same identities."""
    street = [scene("minzhu", made_of(*kinds), EVENTFUL, months=24) for kinds in ((), *zip(KINDS))]
    together = Neighbourhood([Placement(given, SEEDS[-1]) for given in street]).run()
    alone = months().tail(24).reset_index(drop=True)
    assert differing(rows_of(together), alone) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_instrument_says_where_it_comes_from_what_it_does_and_its_downside(kind: str) -> None:
    said = " ".join((importlib.import_module(f"model.instruments.{kind}").__doc__ or "").split())
    assert re.search(r"\bSeeds?: |\bS[0-4]\b", said), "name the seed"
    assert "Acts on" in said
    assert "Downside: " in said
    assert re.search(r"[\u4e00-\u9fff]", said), "name it in Chinese"
    assert inspect.getdoc(instrument_kinds()[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_an_instrument_has_strength_and_cost_in_the_ledger(kind: str) -> None:
    assert sections()[kind].instrument
    assert instrument_kinds()[kind].full_strength.key == f"{kind}.strength"
    strength = ledger()[f"{kind}.strength"]
    assert (strength.default, strength.low, strength.high) == (1.0, 0.0, 1.0)
    assert any(key.startswith(f"{kind}.") and "days" in key for key in ledger())


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
    with pytest.raises(TypeError, match=r"tea_house\.py: must (hold one class|say kind = 'tea_house')"):
        instrument_kinds()
