"""Trust, efficacy and what neighbours do: what each household makes of the month."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model import participation, trust
from model.issues import COMPOUND, DYAD, FIRM, RESOLVED, STAIRWELL, STREET, weights_on_households
from model.neighbourhood import Neighbourhood
from model.trust import exposure
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


@pytest.fixture
def world(scene: Scene) -> Neighbourhood:
    """Twenty stairwells in the morning of a month without news; nobody's trust has drifted."""
    values = {"place.households": 280.0, "fee.firm_present": 1, "trust.drift": 0, "belonging.drift": 0}
    values |= {"trust.gain": 0.06, "trust.loss": 0.12, "trust.compound": 0.1, "grievance.dyad": 0.1}
    built = Neighbourhood(scene("minzhu", values=values, months=2, burn_in=0), rng=1)
    built.step()
    built.month = 2
    built.begin_month()
    built.issues.status[:] = RESOLVED
    return built


def _issue(world: Neighbourhood, **given: Any) -> Any:
    row = given.pop("reporter", 30)
    usual: dict[str, Any] = {
        "key": np.array([5], dtype=np.uint64),
        "compound": 0,
        "reporter": row,
        "partner": -1,
    }
    usual |= {
        "stairwell": world.compounds.stair_of_row[row],
        "scale": DYAD,
        "fixer": STREET,
        "procedure": 0.4,
    }
    world.issues.add(usual | given)
    return np.array([len(world.issues) - 1])


def test_an_issue_is_felt_by_its_holders_half_by_the_stairwell_and_little_by_all(
    world: Neighbourhood,
) -> None:
    """S9: fully for reporter and partner, one half for the stairwell, .1 min(1, 50/N) for the compound."""
    felt = exposure(world, _issue(world, partner=33))
    far = 0.1 * 50.0 / 280.0
    stairwell = np.flatnonzero(world.compounds.stair_of_row == 2)
    assert felt[[30, 33]] == pytest.approx([1.0 + far] * 2)
    others = np.setdiff1d(stairwell, [30, 33])
    assert felt[others] == pytest.approx(np.full(len(others), 0.5 + far))
    elsewhere = np.flatnonzero(world.compounds.stair_of_row != 2)
    assert felt[elsewhere] == pytest.approx(np.full(len(elsewhere), far))


def test_a_loud_shop_in_another_stairwell_feels_the_news_in_full(world: Neighbourhood) -> None:
    far = 0.1 * 50.0 / 280.0
    felt = exposure(world, _issue(world, partner=100))
    assert felt[[30, 100]] == pytest.approx([1.0 + far] * 2)


def test_no_news_is_felt_by_nobody(world: Neighbourhood) -> None:
    assert np.all(exposure(world, np.zeros(0, dtype=np.int64)) == 0.0)


@pytest.mark.parametrize(
    ("fixer", "here", "moved", "unmoved"),
    [
        (STREET, 1.0, "trust_committee", "trust_firm"),
        (FIRM, 1.0, "trust_firm", "trust_committee"),
        (FIRM, 0.0, "trust_committee", "trust_firm"),
    ],
)
def test_success_is_credited_to_whose_issue_it_was(
    world: Neighbourhood, fixer: int, here: float, moved: str, unmoved: str
) -> None:
    world.firms.here[:] = here
    before = {name: world.households.columns[name].copy() for name in (moved, unmoved)}
    world.news.note("won", _issue(world, fixer=fixer))
    trust.update(world)
    assert world.households.columns[moved][30] > before[moved][30]
    assert world.households.columns[unmoved] == pytest.approx(before[unmoved])


def test_a_loss_costs_more_trust_than_a_success_brings(world: Neighbourhood) -> None:
    world.households.trust_committee[:] = 0.5
    place = _issue(world, procedure=0.5)
    world.news.note("won", place)
    trust.update(world)
    gain = world.households.trust_committee[30] - 0.5
    world.households.trust_committee[:] = 0.5
    world.news = trust.Events()
    world.news.note("lost", place)
    trust.update(world)
    loss = 0.5 - world.households.trust_committee[30]
    assert loss == pytest.approx(2.0 * gain)


def test_a_fair_hearing_makes_a_loss_easier_to_bear(world: Neighbourhood) -> None:
    after = []
    for procedure in (0.1, 0.9):
        world.households.trust_committee[:] = 0.5
        world.news = trust.Events()
        world.news.note("lost", _issue(world, procedure=procedure))
        trust.update(world)
        after.append(world.households.trust_committee[30])
    assert after[1] - after[0] == pytest.approx(0.1 * 0.5 * 0.8)


def test_only_those_who_tried_learn_and_from_the_mean_of_their_tries(world: Neighbourhood) -> None:
    world.households.efficacy[:] = 0.4
    world.experience(np.array([10, 10, 11]), np.array([1.0, 0.0, 0.0]))
    participation.learn(world)
    efficacy = world.households.efficacy
    assert efficacy[10] == pytest.approx(0.4 + 0.05 * 0.1)
    assert efficacy[11] == pytest.approx(0.4 - 0.05 * 0.4)
    assert (np.delete(efficacy, [10, 11]) == 0.4).all()


@pytest.mark.parametrize("scale", [DYAD, STAIRWELL, COMPOUND])
def test_an_open_issue_weighs_on_those_it_concerns(world: Neighbourhood, scale: int) -> None:
    assert (weights_on_households(world) == 0.0).all()
    _issue(world, scale=scale, severity=0.8, partner=33)
    weight = weights_on_households(world)
    inside = world.compounds.stair_of_row == 2
    expected = {DYAD: 0.10, STAIRWELL: 0.05, COMPOUND: 0.05 * 50.0 / 280.0}[scale] * 0.8
    assert weight[30] == pytest.approx(expected)
    concerned = {
        DYAD: np.isin(np.arange(280), [30, 33]),
        STAIRWELL: inside,
        COMPOUND: np.ones(280, dtype=bool),
    }
    assert ((weight > 0.0) == concerned[scale]).all()


def test_neighbours_are_the_stairwell_and_the_acquaintances(world: Neighbourhood) -> None:
    world.households.active[:] = False
    world.households.active[28:42] = True
    seen = world.active_neighbours()
    one, other = world.ties.ends
    for row in (30, 100, 200):
        known = np.concatenate((other[one == row], one[other == row]))
        near = np.setdiff1d(
            np.flatnonzero(world.compounds.stair_of_row == world.compounds.stair_of_row[row]), [row]
        )
        everybody = np.concatenate((near, known))
        assert seen[row] == pytest.approx(world.households.active[everybody].mean())
