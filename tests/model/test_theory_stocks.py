"""Stocks that keep in balance: who lives here, whose the common income is, what still waits, who has hands.

Each is held against its own equation: who moves in against who moves out, settled ownership against the
balance of two hazards, giving up against the exponential law, a pace under load against a shared server.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from agents.resident import ELDERLY, YOUNG
from model import issues, ownership, triage, turnover
from model.district import slowdown
from model.issues import ASSIGNED, ENDURED, FADED, FIRM, OPEN, RESOLVED, STREET
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]

RENTERS = {"population.tenant_share": 0.3, "turnover.hardship": 0.0, "turnover.tenant": 0.05}


def many(scene: Scene, count: int, **values: float) -> Neighbourhood:
    """Compounds of one household each, in which nothing happens but what a test lets happen."""
    keyed = {key.replace("__", "."): value for key, value in values.items()}
    given = scene("xihu", values={"place.households": 1, "fee.firm_present": 1} | keyed, months=1, burn_in=0)
    return Neighbourhood([Placement(given, seed) for seed in range(count)])


def enter(world: Neighbourhood, of: Any, **given: Any) -> None:
    """Enter issues that are equal but for what is given."""
    usual = {"key": np.arange(len(of), dtype=np.uint64), "compound": of, "reporter": of, "partner": -1}
    ends = {f"until_{end}": np.inf for end in ("clear", "lost", "done", "faded")}
    world.issues.add(usual | ends | {"status": ASSIGNED, "severity": 0.5, "lead": 1.0} | given)


# who lives here


def _shares(world: Neighbourhood) -> list[float]:
    h = world.households
    parts = (h.group == ELDERLY, h.group == YOUNG, ~h.owner, ~h.owner & (h.group == YOUNG))
    return [float(part.mean()) for part in parts]


@pytest.mark.parametrize("renewed", [False, True])
def test_newcomers_divided_by_who_leaves_are_the_stock(scene: Scene, renewed: bool) -> None:
    """Exactly: what a group and tenure gains, over its hazard of moving out, is its share of the compound."""
    world = Neighbourhood(scene("minzhu", values=RENTERS, months=1, burn_in=0), rng=1)
    each = world.compounds.number(0)
    upper = np.flatnonzero(~world.population.ground)[:1]
    mix = world.population.newcomers.following(upper, np.array([renewed]))
    coming = np.ravel([mix.elderly, 1.0 - mix.elderly - mix.young, mix.young])
    rents = np.ravel(mix.rents)
    hazards = [each(f"{kind}.move_out") for kind in ("elderly", "established", "young")]
    tenants, owners = coming * rents / each("turnover.tenant"), coming * (1.0 - rents) / hazards
    gain = each("renewal.youth_gain") * renewed
    young = each("population.young_share") + gain
    elderly = each("population.elderly_share") * (1.0 - young) / (1.0 - young + gain)
    found = (tenants + owners) / (tenants + owners).sum()
    assert found == pytest.approx([elderly, 1.0 - elderly - young, young])
    plain = world.population.newcomers.first(upper)
    assert tenants / (tenants + owners) == pytest.approx(np.ravel(plain.rents))


def test_twenty_years_of_moving_leave_the_compound_as_it_was(scene: Scene) -> None:
    """Some 40 000 moves: the elderly, the young and the tenants stay as many as they were."""
    values = RENTERS | {"place.households": 20_000}
    world = Neighbourhood(scene("minzhu", values=values, months=1, burn_in=0), rng=1)
    before, moves = _shares(world), 0
    for month in range(1, 121):
        world.month = month
        turnover.turn_over(world)
    moves = int(world.households.occupancy.sum())
    assert moves > 40_000
    assert _shares(world) == pytest.approx(before, abs=0.012)


def test_the_ground_floor_has_one_hazard_and_so_plain_shares(scene: Scene) -> None:
    world = Neighbourhood(scene("minzhu", values=RENTERS, months=1, burn_in=0), rng=1)
    ground = world.population.landlord_rows
    mix = world.population.newcomers.following(ground, np.zeros(len(ground), dtype=np.bool_))
    assert mix.elderly == pytest.approx(np.full(len(ground), 0.40))
    assert mix.young == pytest.approx(np.full(len(ground), 0.25))


def test_where_all_leave_equally_often_newcomers_are_as_the_case_says(scene: Scene) -> None:
    still = dict.fromkeys(("turnover.tenant", "established.move_out", "elderly.move_out"), 0.005)
    world = Neighbourhood(scene("minzhu", values=still | {"young.move_out": 0.005}, burn_in=0), rng=1)
    rows = np.arange(50)
    mix, first = (
        world.population.newcomers.following(rows, np.zeros(50, dtype=np.bool_)),
        world.population.newcomers.first(rows),
    )
    assert mix.young == pytest.approx(np.full(50, first.young))
    assert np.max(mix.rents[2]) == pytest.approx(np.max(first.rents[2]))


def test_those_who_come_because_of_a_renewal_rent_as_the_young_here_do(scene: Scene) -> None:
    values = RENTERS | {"place.households": 20_000}
    world = Neighbourhood(scene("minzhu-no-renewal", values=values, months=1, burn_in=0), rng=1)
    h, upper = world.households, ~world.population.ground

    def renting() -> float:
        return float((~h.owner[upper & (h.group == YOUNG)]).mean())

    before, young = renting(), (h.group == YOUNG).mean()
    world.inflow_since[0] = 1
    for month in range(1, 61):
        world.month = month
        turnover.turn_over(world)
    assert (h.group == YOUNG).mean() - young == pytest.approx(0.075, abs=0.015)
    assert renting() == pytest.approx(before, abs=0.02)


# whose the common income is


def test_settled_ownership_is_the_balance_of_votes_and_lapses(scene: Scene) -> None:
    """Settled after a month: x' = x (1 - p) + (1 - x (1 - p)) q, and so x* = q / (1 - (1 - p)(1 - q))."""
    world, vote = many(scene, 4000, stock__renew=0.04, stock__settled=0.5), 0.03
    rng, lapses, shares = np.random.default_rng(1), 1.0 - np.exp(-0.04), []
    for month in range(1, 201):
        world.month = month
        ownership.lapse(world)
        ownership.settle(world, rng.random(4000) < vote)
        shares.append((world.ambiguity == 0.0).mean())
    assert shares[0] == pytest.approx(0.5, abs=0.03)
    assert np.mean(shares[100:]) == pytest.approx(vote / (1.0 - (1.0 - lapses) * (1.0 - vote)), abs=0.01)
    assert set(np.unique(world.ambiguity)) == {0.0, 0.5}


def test_what_never_lapses_stays_settled(scene: Scene) -> None:
    world = many(scene, 200, stock__renew=0.0, stock__settled=1.0)
    for month in range(1, 121):
        world.month = month
        ownership.lapse(world)
    assert (world.ambiguity == 0.0).all()


# what still waits


def test_demands_are_given_up_by_the_exponential_law_once_patience_is_spent(scene: Scene) -> None:
    world, rng = many(scene, 1, stock__give_up=0.05, stock__patience=6), np.random.default_rng(1)
    drawn = rng.exponential(1.0, 20_000)
    enter(world, np.zeros(20_000, dtype=int), until_faded=drawn)
    left = {}
    for month in range(1, 61):
        world.month = month
        issues.fade(world)
        left[month] = (world.issues.status == ASSIGNED).mean()
    assert [left[month] for month in range(1, 7)] == [1.0] * 6
    for month in (7, 12, 24, 60):
        assert left[month] == pytest.approx(np.exp(-0.05 * (month - 6)), abs=0.01)
    age = world.issues.closed[world.issues.status == FADED] - 6
    assert stats.kstest(age - rng.random(len(age)), "expon", (0.0, 20.0)).statistic < 0.1


def test_only_what_is_on_the_mind_and_not_under_way_is_given_up(scene: Scene) -> None:
    world = many(scene, 1)
    enter(
        world,
        np.zeros(7, dtype=int),
        until_faded=0.0,
        capital=[False, True, True, True, False, False, False],
        funded=[False, False, True, True, False, False, False],
        status=[OPEN, ASSIGNED, ASSIGNED, ENDURED, RESOLVED, ENDURED, ASSIGNED],
        raised=[0, 0, 0, 0, 0, 0, 60],
    )
    world.month = 60
    issues.fade(world)
    gone = world.issues.status == FADED
    assert gone.tolist() == [True, True, False, True, False, True, False]


def test_giving_up_is_no_news(scene: Scene) -> None:
    """What waiting costs is lived through while waiting."""
    world = many(scene, 1, stock__give_up=1.0, stock__patience=0)
    world.month = 1
    world.begin_month()
    enter(world, np.zeros(3, dtype=int), until_faded=0.1, raised=-50)
    issues.fade(world)
    assert (world.issues.status == FADED).all()
    assert len(world.news.of("lost")) == len(world.news.of("won")) == 0
    assert world.tried.sum() == 0.0


# who has hands


def test_pace_falls_as_one_over_the_load_and_hands_are_shared() -> None:
    waiting, hands = np.array([10.0, 20.0, 60.0, 0.0, 5.0]), np.array([20.0, 20.0, 20.0, 0.0, 0.0])
    alone = np.arange(5)
    assert slowdown(waiting, hands, alone).tolist() == [1.0, 1.0, 1.0 / 3.0, 1.0, 0.0]
    together = slowdown(waiting, hands, np.array([0, 0, 0, 1, 1]))
    assert together[:3] == pytest.approx(60.0 / 90.0)


@pytest.mark.parametrize(
    ("fixer", "key", "pace"), [(FIRM, "wait__firm_load", 0.2), (STREET, "street__capacity", 0.1)]
)
@pytest.mark.parametrize("load", [0.5, 2.0, 4.0])
def test_a_firm_or_street_office_does_what_it_can_follow_and_no_more(
    scene: Scene, fixer: int, key: str, pace: float, load: float
) -> None:
    """Done in a month is 1 - exp(-pace / max(1, load)) of what waits, where full hands follow 40 issues."""
    given = {key: 100.0, "place__households": 80, "place__persons": 5.0, "triage__firm_speed": pace}
    world = many(scene, 100, **given, triage__street_speed=pace, triage__coordination=0.1)
    world.firms.quality[:] = world.compounds.each("fee.quality_target")
    world.month = 1
    world.begin_month()
    count = round(40 * load)
    drawn = np.random.default_rng(2).exponential(1.0, 100 * count)
    enter(world, np.repeat(np.arange(100), count), fixer=fixer, until_done=drawn)
    triage.work(world)
    done = (world.issues.status != ASSIGNED).mean()  # whether or not it satisfies
    assert done == pytest.approx(1.0 - np.exp(-pace / max(1.0, load)), abs=0.02)


def test_a_firm_that_has_left_lends_no_hands(scene: Scene) -> None:
    """Two compounds of one firm: where it has left, neither its people nor its issues count."""
    district = scene("district-small", months=1, burn_in=0)
    world = Neighbourhood(district, rng=1)
    firm = world.groups.firm
    mine = np.flatnonzero(firm == np.bincount(firm).argmax())
    assert len(mine) > 1
    world.firms.here[:] = 0.0
    world.firms.here[mine[0]] = 1.0
    hands = world.compounds.each("wait.firm_load") * world.compounds.residents / 1000.0
    count = int(np.ceil(2.0 * hands[mine[0]]))
    first = world.compounds.first[mine[0]]
    enter(world, np.full(count, mine[0]), fixer=FIRM, reporter=first)
    pace = np.ones((4, world.compounds.count))
    triage._slow_down(world, pace, world.issues.is_in(ASSIGNED), np.ones(count))
    assert pace[FIRM, mine[0]] == pytest.approx(hands[mine[0]] / count)


# all together


@pytest.mark.slow
def test_who_lives_here_and_whose_the_income_is_stay_level_for_twenty_years(scene: Scene) -> None:
    """Between years three and twenty the young change by less than one in ten, ownership by less than .12."""
    given = scene("minzhu-no-renewal", months=240)
    rows = Neighbourhood([Placement(given, seed) for seed in range(24)]).run().monthly()
    year = (rows["month"] - 1) // 12 + 1
    mean = rows.groupby(year)[["young_share", "elderly_share", "ambiguity"]].mean()
    assert mean["young_share"][20] == pytest.approx(mean["young_share"][3], abs=0.02)
    assert mean["elderly_share"][20] == pytest.approx(mean["elderly_share"][3], abs=0.02)
    assert mean["ambiguity"][20] == pytest.approx(mean["ambiguity"][3], abs=0.12)
    assert mean["ambiguity"].between(0.05, 0.45).all()
