"""Taking part against theory: dense ties help the willing (W79), there is one level, and who is unlike."""

from collections.abc import Callable

import numpy as np
import pytest

from agents.perceptions import Meeting
from agents.resident import Resident
from agents.table import Table
from model.heterogeneity import unlike
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario, ledger

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]

DRAWS = (np.arange(4_000) + 0.5) / 4_000
LOW, HIGH = -6.0, -2.0
"""Intercepts of those who are hardly willing, and of those who are."""


def _households(count: int = 1, impression: float = 0.08, **values: float) -> Table:
    """Households alike, at home and fifty years old; values: of the ledger's section on participation."""
    states = [name for name in dir(Resident) if type(getattr(Resident, name)).__name__ == "State"]
    columns = {name: np.zeros(count) for name in states}
    columns |= {"present": np.ones(count, dtype=bool), "age": np.full(count, 50.0)}
    columns["perceived_norm"] += impression
    for name, value in {"belonging": 0.5, "trust_committee": 0.55, "efficacy": 0.4}.items():
        columns[name] += value
    known = {key: float(entry.default) for key, entry in ledger().items()}
    known |= {"participation.age": 0.03, "participation.trust": 1.6, "participation.cost": 1.0}
    known |= {f"participation.{name}": value for name, value in values.items()}
    return Table([Resident], np.zeros(count, dtype=int), known, columns)


def _level(acquaintances: float, begin: float = 0.08, **values: float) -> float:
    """The share that takes part in the long run where every household sees the share of all."""
    table, share = _households(len(DRAWS), **values), begin
    nothing = Meeting(**dict.fromkeys(Meeting._fields, 0.0))
    for _ in range(100):
        seen = nothing._replace(norm=share, acquaintances=acquaintances, unlike=1.26)
        share = float(table.decide(Resident.takes_part, seen, DRAWS).mean())
    return share


def test_dense_ties_help_where_many_are_willing_and_not_where_few_are() -> None:
    gain = {a: _level(12.0, intercept=a) - _level(2.0, intercept=a) for a in (LOW, HIGH)}
    assert gain[LOW] <= 0.0 < 0.02 < gain[HIGH]


def test_without_an_example_to_follow_ties_make_no_difference() -> None:
    for intercept in (LOW, HIGH):
        assert _level(12.0, intercept=intercept, norm=0.0) == _level(2.0, intercept=intercept, norm=0.0)


@pytest.mark.parametrize("intercept", [LOW, -4.0, HIGH])
def test_an_example_by_ratio_leads_to_one_level_wherever_it_begins(intercept: float) -> None:
    none, all_ = (_level(12.0, begin, intercept=intercept, norm=1.0) for begin in (0.0, 1.0))
    assert none == pytest.approx(all_, abs=2 / len(DRAWS))


def test_an_impression_goes_a_fifth_of_the_way_each_month_and_at_full_speed_all_of_it() -> None:
    slow, fast = _households(impression=0.08), _households(impression=0.08, norm_speed=1.0)
    for _ in range(12):
        slow.columns["perceived_norm"][:] = slow.decide(Resident.perceives, 0.4)
    assert slow.columns["perceived_norm"][0] == pytest.approx(0.4 - 0.32 * 0.8**12)
    assert fast.decide(Resident.perceives, 0.4)[0] == pytest.approx(0.4)


@pytest.fixture(scope="module")
def world(scene: Scene) -> Neighbourhood:
    """Two small compounds after some months, in which some have moved and some landlords live elsewhere."""
    scenarios = [scene(case, values={"place.households": 90}, months=4) for case in ("minzhu", "anzhi")]
    return Neighbourhood([Placement(one, 3 + place) for place, one in enumerate(scenarios)]).run()


def test_who_is_unlike_is_counted_among_the_others_at_home_on_the_stairs(world: Neighbourhood) -> None:
    h, found = world.households, unlike(world)
    assert not h.present.all()
    for row in np.flatnonzero(h.present):
        others = (h.stairwell == h.stairwell[row]) & h.present
        others[row] = False
        if others.any():
            shares = [np.mean(column[others] != column[row]) for column in (h.group, h.owner, h.incomer)]
            assert found[row] == pytest.approx(sum(shares))


def test_nobody_is_unlike_where_all_are_alike_or_nobody_else_is_at_home(world: Neighbourhood) -> None:
    h = world.households
    kept = {name: getattr(h, name).copy() for name in ("group", "owner", "incomer", "present")}
    h.group[:], h.owner[:], h.incomer[:] = 1, True, False
    assert np.abs(unlike(world)[h.present]).max() < 1e-12
    h.group[0], h.present[1:] = 2, False
    assert unlike(world)[0] == 0.0
    for name, column in kept.items():
        getattr(h, name)[:] = column


def test_the_more_unlike_its_stairwell_the_less_a_household_takes_part() -> None:
    table, nothing = _households(len(DRAWS)), Meeting(**dict.fromkeys(Meeting._fields, 0.0))
    few = [
        table.decide(Resident.takes_part, nothing._replace(norm=0.08, unlike=x), DRAWS).mean()
        for x in (0, 1, 2)
    ]
    assert few[0] > few[1] > few[2]
    indifferent = _households(len(DRAWS), heterogeneity=0.0)
    alike, mixed = (
        indifferent.decide(Resident.takes_part, nothing._replace(norm=0.08, unlike=x), DRAWS) for x in (0, 2)
    )
    assert (alike == mixed).all()


def test_whom_a_call_over_the_network_wins_is_online_and_takes_part_over_it(
    scene: Scene, made_of: MadeOf
) -> None:
    watched, months = (
        {
            "place.households": 400,
            "issues.rate": 0.0,
            "digital_platform.less_meeting": 0.0,
            "digital_platform.service": 0.0,
        },
        {},
    )
    for call in (0.0, 1.0):
        given = scene(
            "minzhu", made_of("digital_platform"), watched | {"digital_platform.call": call}, months=3
        )
        groups = Neighbourhood(given, rng=1, by_group=True).run().groups_table().groupby("group")
        months[call] = groups[["active", "attended", "acted_online"]].sum()
    without, called = months.values()
    assert called.loc["online", "active"] > 1.5 * without.loc["online", "active"]
    assert called.loc["online", "attended"] < 1.2 * without.loc["online", "attended"]
    assert without.loc["all", "acted_online"] == 0 < called.loc["online", "acted_online"]
    assert called.loc["offline", "acted_online"] == 0
