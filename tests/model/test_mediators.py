"""The four formulas of mediation: which quarrels each reaches, what it is better at, whose days (S1)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from model import mediators, triage
from model.issues import STREET, kinds
from model.mediation import chance
from model.mediators import BRAND, DEPARTMENTS, PARTY, PERSONS, UNNAMED
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario, scenario
from tests.model.test_theory_queue import DAYS_A_MEMBER, enter

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]
type Committees = Callable[..., Neighbourhood]

LEVERS = {
    PARTY: "party_days",
    BRAND: "brand_days",
    DEPARTMENTS: "department_days",
    PERSONS: "persons_days",
}
SHARES = ("party", "brand", "departments", "persons")


def _quarrels(world: Neighbourhood, **given: Any) -> Any:
    """One quarrel of every kind with another household and one with none, in each committee; their places."""
    number = np.flatnonzero(kinds().dispute)
    of = np.repeat(np.arange(world.compounds.count), 2 * len(number))
    kind = np.tile(np.repeat(number, 2), world.compounds.count)
    there = world.compounds.first[of] + 1
    partner = np.where(np.arange(len(of)) % 2 == 0, there, -1)
    before = len(world.issues)
    usual = {"dispute": True, "kind": kind, "reporter": there - 1, "partner": partner, "work": 1.0}
    enter(world, of, **(usual | given))
    return np.arange(before, len(world.issues))


def _work(world: Neighbourhood, days: dict[int, float], unnamed: float = 0.0) -> None:
    """Let a month's mediators work, and nobody else."""
    world.month = 1
    world.begin_month()
    total = sum(days.values()) + unnamed
    world.residents_committees.staff[:] = total / DAYS_A_MEMBER
    world.levers.staff_days, world.levers.mediator_days = np.full((2, world.compounds.count), total)
    for who, given in days.items():
        setattr(world.levers, LEVERS[who], np.full(world.compounds.count, given))
    triage.work(world)


def _expected(world: Neighbourhood, who: int, places: Any) -> Any:
    """What each formula reaches, quarrel by quarrel."""
    issues, h = world.issues, world.households
    found = []
    for place in places:
        one, other = issues.reporter[place], issues.partner[place]
        both = [one, other] if other >= 0 else [one]
        found.append(
            {
                UNNAMED: True,
                BRAND: True,
                PERSONS: other >= 0,
                DEPARTMENTS: kinds().all[issues.kind[place]].authority,
                PARTY: h.party[both].any() or h.trust_committee[both].mean() >= 0.55,
            }[who]
        )
    return np.array(found)


@pytest.fixture
def world(committees: Committees) -> Neighbourhood:
    """Eight committees with households of whom some are in the Party and some trust the committee."""
    built = committees(8, place__households=2)
    h, rng = built.households, np.random.default_rng(3)
    h.trust_committee[:] = rng.uniform(0.2, 0.9, len(h.trust_committee))
    h.party[:] = rng.random(len(h.party)) < 0.2
    return built


@pytest.mark.parametrize("who", [PARTY, BRAND, DEPARTMENTS, PERSONS])
def test_each_formula_takes_up_what_it_reaches_and_nothing_else(world: Neighbourhood, who: int) -> None:
    places = _quarrels(world, mediator=BRAND if who != BRAND else PARTY)  # who took them up a month ago
    expected = _expected(world, who, places)
    assert expected.any() and (who == BRAND) == expected.all()
    _work(world, {who: 1000.0})
    tried = (
        (world.issues.attempts[places] > 0) | ~world.issues.live()[places] | (world.issues.status[places] > 3)
    )
    assert (tried == expected).all()
    assert (world.issues.mediator[places] == np.where(expected, who, UNNAMED)).all()


def test_a_department_has_a_say_where_a_law_gives_it_one_and_not_in_how_neighbours_live() -> None:
    say = {kind.id for kind in kinds().all if kind.authority}
    assert say >= {"noise", "fee-service", "encroachment", "revenue"}
    assert "young-old" not in say
    assert all(kind.tag == "conflict" for kind in kinds().all if kind.authority)


def test_days_are_all_given_out_and_cut_alike_when_there_are_fewer(world: Neighbourhood) -> None:
    world.begin_month()
    levers, count = world.levers, world.compounds.count
    levers.mediator_days, levers.party_days, levers.persons_days = np.array(
        [[10.0], [4.0], [3.0]]
    ) + np.zeros((3, count))
    for there in (10.0, 5.0, 0.0):
        given = dict(mediators.days_of_each(world, np.full(count, there)))
        expected = {PARTY: 0.4 * there, PERSONS: 0.3 * there} | ({UNNAMED: 0.3 * there} if there else {})
        assert {who: pytest.approx(days) for who, days in given.items()} == {
            who: np.full(count, days) for who, days in expected.items()
        }


def test_who_reaches_least_comes_first_and_leaves_the_rest_to_others(world: Neighbourhood) -> None:
    places = _quarrels(world)
    _work(world, {DEPARTMENTS: 1000.0, PARTY: 1000.0, PERSONS: 1000.0}, unnamed=1000.0)
    left, expected = np.ones(len(places), dtype=bool), np.zeros(len(places), dtype=int)
    for who in (DEPARTMENTS, PARTY, PERSONS):
        mine = left & _expected(world, who, places)
        expected[mine], left[mine] = who, False
    assert set(expected) == {UNNAMED, PARTY, DEPARTMENTS, PERSONS}
    assert (world.issues.mediator[places] == expected).all()


def test_a_studio_is_more_skilled_and_persons_are_trusted_as_neighbours_are(world: Neighbourhood) -> None:
    world.begin_month()
    places = _quarrels(world, severity=0.9)
    usual = logit(chance(world, places))
    assert (mediators.advantage(world, places) == 0.0).all()
    world.issues.mediator[places] = BRAND
    assert logit(chance(world, places)) - usual == pytest.approx(2.0 * 0.1)
    world.issues.mediator[places] = PERSONS
    h, one, other = world.households, *mediators.sides(world, places)
    more = [column[one] + column[other] for column in (h.trust_neighbours, h.trust_committee)]
    assert logit(chance(world, places)) - usual == pytest.approx(2.0 * 0.5 * (more[0] - more[1]))
    for who in (PARTY, DEPARTMENTS):
        world.issues.mediator[places] = who
        assert (logit(chance(world, places)) == usual).all()


def _mediation(scene: Scene, made_of: MadeOf, **values: float) -> Any:
    """The instrument in a compound of 1 000 households, begun, its world 24 months on."""
    given = {"place.households": 1000} | {f"mediation.{key}": value for key, value in values.items()}
    built = Neighbourhood(scene("minzhu", made_of("mediation"), given), rng=1)
    built.month = 25
    built.begin_month()
    return built.instrument("mediation")


@pytest.mark.parametrize(
    ("shares", "bound", "yuan"),
    [
        ({}, 3.0, 500.0),
        ({"party": 1}, 1.5, 500.0),
        ({"brand": 1}, 0.3, 500.0 + 3 * 450.0),
        ({"departments": 1}, 0.3, 500.0 + 3 * 300.0),
        ({"persons": 1}, 0.3, 500.0),
        (dict.fromkeys(SHARES, 0.25), 0.6, 500.0 + 3 * 187.5),
        (dict.fromkeys(SHARES, 1), 0.6, 500.0 + 3 * 187.5),  # more than all is shared out all the same
    ],
)
def test_each_formula_binds_and_costs_what_its_people_do(
    scene: Scene, made_of: MadeOf, shares: dict[str, float], bound: float, yuan: float
) -> None:
    instrument = _mediation(scene, made_of, **shares)
    assert instrument.staff_days() == pytest.approx(bound)
    assert instrument.yuan() == pytest.approx(yuan)


def test_persons_tire_and_are_trusted_as_neighbours_are(scene: Scene, made_of: MadeOf) -> None:
    world = _mediation(scene, made_of, persons=0.5, brand=0.5).world
    levers, gave = world.levers, 0.0
    assert levers.persons_days == pytest.approx(1.5)
    for _ in range(3):
        gave = 0.8 * gave + np.exp(-0.13 * gave)
        world.begin_month()
    effort = np.exp(-0.13 * gave)
    assert levers.persons_days == pytest.approx(1.5 * effort)
    assert levers.brand_days == pytest.approx(1.5)
    assert levers.mediator_days == pytest.approx(1.5 + 1.5 * effort)


def test_departments_days_are_missing_at_the_street_office(scene: Scene, made_of: MadeOf) -> None:
    """3 of 30 days that it has leave nine tenths of its hands; 3 of 2 leave none."""
    pace = []
    for there, share in ((30.0, 0.0), (30.0, 1.0), (2.0, 1.0)):
        world = _mediation(scene, made_of, departments=share).world
        thousands = world.compounds.residents / 1000.0
        world.compounds._each["street.days"] = there / thousands
        world.compounds._each["street.capacity"] = 5.0 / thousands
        world.record.begin(1)
        before = len(world.issues)
        enter(world, np.zeros(10, int), fixer=STREET, until_done=100.0, dispute=False)
        triage.work(world)
        pace.append(world.issues.worked[before])
    assert pace[1] == pytest.approx(0.9 * pace[0]) and pace[2] == 0.0 < pace[0]


def test_with_no_formula_named_no_other_number_of_the_formulas_is_known(
    scene: Scene, made_of: MadeOf
) -> None:
    usual = {"place.households": 112, "issues.rate": 200}
    other = {"party_trust": 0.4, "party_own": 0.8, "brand_skill": 0.3, "brand_price": 1000, "organising": 0.3}
    months = [
        Neighbourhood(scene("minzhu", made_of("mediation"), values=usual | more, months=12), rng=3)
        .run()
        .monthly()
        for more in (
            {},
            {f"mediation.{key}": value for key, value in other.items()} | {"street.days": 5},
            {"mediation.brand": 1},
        )
    ]
    pd.testing.assert_frame_equal(months[0], months[1], check_exact=True)
    assert not months[0].equals(months[2])


def test_a_compound_with_formulas_and_one_without_live_side_by_side_as_alone(scene: Scene) -> None:
    given = {"place.households": 112, "issues.rate": 200}
    none = {f"mediation.{share}": 0.0 for share in SHARES}
    places = [
        Placement(scenario("minzhu", "one-four-n", months=8, burn_in=8, overrides=given | more), 5)
        for more in ({}, none, {"mediation.persons": 1.0})
    ]
    beside = Neighbourhood(places).run()
    for number, place in enumerate(places):
        alone = Neighbourhood([place]).run().monthly()
        mine = beside.monthly()
        mine = mine[mine["compound"] == number].drop(columns="compound").reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, alone.drop(columns="compound"), check_exact=True)


@pytest.mark.slow
def test_each_formula_alone_settles_more_than_the_baseline(scene: Scene, made_of: MadeOf) -> None:
    """Where committees are busy; a formula binds less of them than mediators of no formula do."""
    given = {"issues.rate": 108.0}
    sides = [scene("minzhu", made_of(), given, months=36)] + [
        scene("minzhu", made_of("mediation"), given | {f"mediation.{share}": 1.0}, months=36)
        for share in SHARES
    ]
    rows = Neighbourhood([Placement(side, seed) for side in sides for seed in range(6)]).run().monthly()
    of = rows["compound"] // 6
    settled = rows["mediation_settled"].groupby(of).sum() / rows["mediated"].groupby(of).sum()
    assert (settled[1:] > settled[0] + 0.04).all()
